"""A second population with known truth, made in another way than `matching_data`.

The shipped parameters are fitted on `matching_data` alone; here other hands make other errors:
scanned forms with digits that look alike, characters taken from the neighbours in the pinyin order
of GB 2312, characters left out, given names turned round, people who move, birth years one too
low or too high, lunar birthdays, mobile numbers that pass to somebody else.
"""

from dataclasses import dataclass, field
from random import Random

import polars as pl

_LOOKS_LIKE = {"0": "86", "1": "74", "2": "7", "3": "8", "4": "19", "5": "6", "6": "05", "7": "12",
               "8": "03", "9": "4"}  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# The 3,755 common characters of GB 2312, which stand in the order of their sounds.
COMMON = [
    bytes((high, low)).decode("gb2312")
    for high in range(0xB0, 0xD8)
    for low in range(0xA1, 0xFF if high < 0xD7 else 0xFA)
]
_PLACE = {character: number for number, character in enumerate(COMMON)}
_SURNAMES = list("李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗田龙向彭石麻吴杨谭滕") + ["欧阳", "司马"]


@dataclass(frozen=True)
class Clerks:
    """Shares of records, or of digits, with each kind of error."""

    id_missing: float = 0.2
    phone_missing: float = 0.2
    birth_missing: float = 0.05
    sex_missing: float = 0.15
    place_missing: float = 0.05
    misread: float = 0.004  # per digit
    homophone: float = 0.04
    left_out: float = 0.01
    turned: float = 0.01
    year_off: float = 0.02
    lunar: float = 0.01
    moved: float = 0.04
    phone_passed_on: float = 0.1
    most: int = 10  # records of one person
    villages: int = 400
    empty: tuple[str, ...] = ()


@dataclass
class Person:
    """Somebody as the truth knows them; phone and village change in time."""

    surname: str
    given: str
    sex: int
    birth: tuple[int, int, int]
    number: str
    phone: str
    village: int
    errors: set[str] = field(default_factory=set)


def interview(
    records: int, seed: int, clerks: Clerks = Clerks()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(records as the matcher takes them, truth: record_id, person, and a flag per error kind)."""
    rng = Random(seed)
    county = [rng.choice((430, 520, 530)) * 1000 + 120 + i for i in range(12)]
    freed: list[str] = []
    rows: list[tuple] = []
    house: list[Person] = []
    for person in range(records):
        if not house:
            house = _household(rng, county, clerks.villages)
        someone = house.pop()
        for _ in range(_times(rng, clerks.most)):
            rows.append((person, *_record(someone, rng, clerks, freed)))
        if len(rows) >= records:
            break
    rng.shuffle(rows)
    return _tables(rows[:records], clerks)


def _times(rng: Random, most: int) -> int:
    return rng.choices(range(1, most + 1), [1 / k**1.5 for k in range(1, most + 1)])[0]


def _household(rng: Random, county: list[int], villages: int) -> list[Person]:
    place = rng.randrange(villages)
    code = county[place % len(county)] * 10**6 + 100_000 + place // len(county) * 1000 + 201
    line = _SURNAMES[(place * 7 + int(rng.expovariate(0.5))) % len(_SURNAMES)]
    generation, phone = _character(rng), _phone(rng)
    return [_member(rng, code, line, generation, phone) for _ in range(rng.randint(1, 6))]


def _member(rng: Random, code: int, line: str, generation: str, phone: str) -> Person:
    surname = line if rng.random() < 0.7 else rng.choice(_SURNAMES)
    first = generation if rng.random() < 0.3 else _character(rng)
    given = first + (_character(rng) if rng.random() < 0.85 else "")
    birth = (rng.randint(1950, 2006), rng.randint(1, 12), rng.randint(1, 28))
    sex = rng.randint(1, 2)
    order = rng.randrange(0, 1000, 2) + (1 if sex == 1 else 0)
    body = f"{code // 10**6}{birth[0]}{birth[1]:02}{birth[2]:02}{order % 1000:03}"
    check = sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11
    own = phone if rng.random() < 0.15 else _phone(rng)
    return Person(surname, given, sex, birth, body + "10X98765432"[check], own, code)


def _character(rng: Random) -> str:
    """A character of given names: a few hundred are in use, some of them everywhere."""
    return COMMON[(int(rng.paretovariate(0.6) * 37) * 101) % len(COMMON)]


def _phone(rng: Random) -> str:
    return f"1{rng.choice('3578')}{rng.randrange(10**9):09}"


def _record(one: Person, rng: Random, clerks: Clerks, freed: list[str]) -> tuple:
    """One entry in a ledger, after what life did since the one before."""
    one.errors = set()
    if rng.random() < clerks.phone_passed_on:
        freed.append(one.phone)
        reused = len(freed) > 50 and rng.random() < 0.3
        one.phone = freed.pop(rng.randrange(len(freed))) if reused else _phone(rng)
        one.errors.add("phone_passed_on")
    if rng.random() < clerks.moved:
        one.village += rng.choice((1, 2, 1000, 5000, 10**6))
        one.errors.add("moved")
    number, phone = _misread(one, one.number, rng, clerks), _misread(one, one.phone, rng, clerks)

    def unless(share: float, value: str) -> str | None:
        return None if rng.random() < share else value

    return (
        _name(one, rng, clerks), unless(clerks.id_missing, number),
        unless(clerks.sex_missing, "男女"[one.sex - 1]),
        unless(clerks.birth_missing, _birth(one, rng, clerks)),
        unless(clerks.phone_missing, phone), unless(clerks.place_missing, str(one.village)),
        frozenset(one.errors),
    )  # fmt: skip


def _misread(one: Person, text: str, rng: Random, clerks: Clerks) -> str:
    """Digits as a scanner takes them for others that look alike."""
    if rng.random() > clerks.misread * len(text):
        return text
    one.errors.add("misread")
    at = rng.randrange(len(text))
    return text[:at] + rng.choice(_LOOKS_LIKE.get(text[at], text[at])) + text[at + 1 :]


def _name(one: Person, rng: Random, clerks: Clerks) -> str:
    surname, given = one.surname, one.given
    if rng.random() < clerks.homophone:
        at = rng.randrange(len(given))
        near = _PLACE[given[at]] + rng.choice((-2, -1, 1, 2))
        given = given[:at] + COMMON[near % len(COMMON)] + given[at + 1 :]
        one.errors.add("homophone")
    if rng.random() < clerks.left_out and len(given) > 1:
        given = given[rng.randrange(2)]
        one.errors.add("left_out")
    if rng.random() < clerks.turned:
        one.errors.add("turned")
        return given + surname if rng.random() < 0.3 else surname + given[::-1]
    return surname + given


def _birth(one: Person, rng: Random, clerks: Clerks) -> str:
    year, month, day = one.birth
    if rng.random() < clerks.year_off:
        year += rng.choice((-1, 1))
        one.errors.add("year_off")
    if rng.random() < clerks.lunar:  # the old calendar runs three to seven weeks behind
        behind = month * 28 + day - 1 - rng.randint(20, 50)
        month, day = (behind // 28 - 1) % 12 + 1, behind % 28 + 1
        one.errors.add("lunar")
    return rng.choice(("{}-{:02}-{:02}", "{}.{}.{}", "{}/{}/{}", "{}年{}月{}日")).format(
        year, month, day
    )


def _tables(rows: list[tuple], clerks: Clerks) -> tuple[pl.DataFrame, pl.DataFrame]:
    ids = [f"c{number}" for number in range(len(rows))]
    columns = ("name", "id_number", "sex", "birth_date", "phone", "home_place")
    values = {c: [row[n] for row in rows] for n, c in enumerate(columns, start=1)}
    blank = dict.fromkeys(clerks.empty, [None] * len(rows))
    frame = pl.DataFrame(
        {"record_id": ids} | values | blank,
        schema=dict.fromkeys(["record_id", *columns], pl.String),
    )
    kinds = sorted({kind for row in rows for kind in row[-1]})
    flags = {kind: [kind in row[-1] for row in rows] for kind in kinds}
    return frame, pl.DataFrame({"record_id": ids, "person": [row[0] for row in rows]} | flags)
