"""A population from a seed: persons, households, jobs and what sources said of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from rongcheng.places.codes import at_level

from .draw import number_within, pick
from .families import HUSBANDS, PARENT, SPOUSE, WIVES, build_families
from .homes import Villages, home_ethnicity, place_names, villages_of
from .names import full_names, surnames
from .papers import id_numbers, phones
from .profiles import Profile, profile_for
from .spells import draw_spells
from .statements import draw_statements
from .workers import draw_workers

# Workers for each person registered, a little more than come out, so that none are missing.
_WORKERS_PER_PERSON = 0.61
_ID_UNKNOWN = 0.012
_TRAININGS = [
    "电工",
    "焊工",
    "家政服务",
    "月嫂",
    "养老护理",
    "中式烹调",
    "挖掘机驾驶",
    "电子商务",
    "茶艺",
    "汽车维修",
    "民宿服务",
    "电动缝纫",
]
_WISHES = [
    "县内工厂",
    "家门口务工",
    "广东电子厂",
    "建筑工地",
    "餐饮服务",
    "公益性岗位",
    "返乡创业",
    "保安",
    "快递配送",
    "种植养殖",
]


@dataclass(frozen=True)
class Population:
    """Invented people.

    persons: person (0, 1, …), household, worker (bool), away (works outside the township; null for
        others), and the row contract's columns about the person, as they are true now.
    households: household, place, number, address.
    spells: jobs; see ``spells.draw_spells``.
    statements: what each source said, by the row contract; see ``statements.draw_statements``.
    """

    profile: Profile
    place: int
    seed: int
    today: date
    persons: pl.DataFrame
    households: pl.DataFrame
    spells: pl.DataFrame
    statements: pl.DataFrame


def generate(place: int, people: int, seed: int, today: date) -> Population:
    """``people`` registered persons of a place: somewhat more than half are migrant workers.

    The others are the members of their families who stay at home. Sex, age, schooling, marriage,
    industry, range of transfer and wages follow the national survey (``survey.csv``), the shares
    of workers who go away those of the survey's region. Equal arguments give equal people.

    Args:
        place: 12-digit code of a province, prefecture or county with a profile.
        people: how many persons, workers and family.
        seed: any number of zero or more.
        today: the day that ages, jobs and confirmations are counted from.
    """
    if people < 1:
        raise ValueError(f"people must be at least 1, not {people}")
    profile = profile_for(place)
    rng = np.random.default_rng([seed, place])
    workers = draw_workers(rng, int(people * _WORKERS_PER_PERSON) + 12, profile)
    members = build_families(rng, workers).head(people)
    if members.height < people:
        raise AssertionError(f"only {members.height} of {people} persons came out")
    homes = _homes(rng, members, villages_of(rng, place, profile), profile, today)
    persons = _persons(rng, members, workers, homes, today, profile)
    spells = draw_spells(rng, _workers_now(persons, members, workers), profile)
    statements = draw_statements(rng, persons, spells, today)
    households = homes.select("household", "place", "number", "address")
    return Population(profile, place, seed, today, persons, households, spells, statements)


def _homes(
    rng: np.random.Generator, members: pl.DataFrame, villages: Villages, profile: Profile,
    today: date,
) -> pl.DataFrame:  # fmt: skip
    """One row for each household: where it lives, its poverty, when it was last seen."""
    n = int(members["household"].max()) + 1  # type: ignore[arg-type]
    # Neighbours stand together, as they would if each township had brought its own ledger.
    at = np.sort(pick(rng, villages.weight, n))
    code = villages.code[at]
    number = number_within(code) + 1
    names = place_names()
    label = np.array([_address_of(int(c), names) for c in villages.code], dtype=object)[at]
    group = 1 + (number * 7 + code) % 9
    text = (
        label + group.astype(str).astype(object) + "组" + number.astype(str).astype(object) + "号"
    )
    lag = rng.gamma(1.6, 55, len(villages.code))
    stale = rng.random(len(villages.code)) < 0.12
    lag = np.where(stale, 380 + rng.exponential(160, len(lag)), lag).clip(2, 1100)
    days = (lag[at] + rng.integers(0, 40, n)).astype(np.int64)
    lot = rng.random(n)
    poor = np.select([lot < profile.poverty, lot < profile.poverty + 0.012],
                     ["alleviated", "monitored"], "none")  # fmt: skip
    return pl.DataFrame(
        {
            "household": np.arange(n), "place": code,
            "number": pl.Series(number).cast(pl.String).str.zfill(4),
            "address": pl.Series(text, dtype=pl.String),
            "ethnicity": home_ethnicity(rng, profile, villages.ethnic_hint[at]),
            "poverty_status": poor,
            "confirmed_on": pl.Series(np.datetime64(today) - days.astype("timedelta64[D]")),
        }
    ).with_columns(pl.col("confirmed_on").cast(pl.Date))  # fmt: skip


def _address_of(village: int, names: dict[int, str]) -> str:
    county = names.get(at_level(village, "county"), "")
    town = names.get(at_level(village, "township"), "")
    own = names.get(village, "") if village % 1000 else ""
    for ending in ("村民委员会", "居民委员会", "村委会", "居委会", "社区居民委员会"):
        own = own.removesuffix(ending) or own
    return f"{county}{town}{own}"


def _persons(
    rng: np.random.Generator, members: pl.DataFrame, workers: pl.DataFrame, homes: pl.DataFrame,
    today: date, profile: Profile,
) -> pl.DataFrame:  # fmt: skip
    n, household = members.height, members["household"].to_numpy()
    row, age = members["worker"].to_numpy(), members["age"].to_numpy()
    sex, works = members["sex"].to_numpy(), row >= 0
    birth = np.datetime64(today) - (age * 365.2425 + rng.integers(3, 362, n)).astype(
        "timedelta64[D]"
    )
    born = pl.Series("birth_date", birth).cast(pl.Date)
    ethnicity = homes["ethnicity"].to_numpy().astype(str)[household]
    county = homes["place"].to_numpy()[household] // 10**6
    stamp = born.dt.strftime("%Y%m%d").cast(pl.Int64).to_numpy()
    ids = id_numbers(rng, county, stamp, sex, profile)
    surname = _family_surnames(rng, members, ethnicity)
    own = workers.select("away", "education", "marital_status")[np.where(works, row, 0)]
    mine = pl.Series(works)
    frame = pl.DataFrame(
        {
            "person": np.arange(n), "household": household, "worker": works,
            "away": own["away"].set(~mine, None),
            "name": full_names(rng, surname, born.dt.year().to_numpy(), sex, ethnicity),
            "id_number": ids.set(pl.Series(rng.random(n) < _ID_UNKNOWN), None),
            "sex": members["sex"], "birth_date": born, "ethnicity": ethnicity,
            "education": own["education"].zip_with(mine, _schooling_at_home(rng, age)),
            "marital_status": own["marital_status"].zip_with(mine, members["marital_status"]),
            "relation_to_head": members["relation"],
        }
    )  # fmt: skip
    home = homes.select(
        "household", "confirmed_on", "poverty_status", "address", home_place="place",
        household_no="number",
    )  # fmt: skip
    return frame.join(home, on="household", how="left", maintain_order="left").with_columns(
        pl.Series("disability", _disability(rng, age)),
        *_phones(rng, members, age),
        *_wishes(rng, age, works),
    )


def _family_surnames(
    rng: np.random.Generator, members: pl.DataFrame, ethnicity: np.ndarray
) -> np.ndarray:
    """Children bear the father's surname, and so does his father; wives keep their own."""
    household, line = members["household"].to_numpy(), members["line"].to_numpy()
    families = int(household.max()) + 1
    people = np.empty(families, dtype=ethnicity.dtype)
    people[household] = ethnicity
    of_line = {HUSBANDS: surnames(rng, people), WIVES: surnames(rng, people)}
    return np.select(
        [line == HUSBANDS, line == WIVES],
        [of_line[HUSBANDS][household], of_line[WIVES][household]],
        surnames(rng, ethnicity),
    )


def _schooling_at_home(rng: np.random.Generator, age: np.ndarray) -> pl.Series:
    """Schooling of those who do not work: children as far as they are, elders as it was then."""
    lot = rng.random(len(age))
    adult = np.select([lot < 0.22, lot < 0.88, lot < 0.97], ["80", "70", "60"], "30")
    elder = np.select([lot < 0.22, lot < 0.82], ["90", "80"], "70")
    found = np.select([age < 12, age < 15, age < 18, age < 58], ["", "80", "70", adult], elder)
    return pl.Series(found).replace("", None)


def _phones(rng: np.random.Generator, members: pl.DataFrame, age: np.ndarray) -> list[pl.Series]:
    """Most adults have a phone; some share the family's, and small children have none.

    Beside it ``former_phone``, a number of their own that the person had before.
    """
    n, household = members.height, members["household"].to_numpy()
    relation = members["relation"].to_numpy().astype(str)
    works = members["worker"].to_numpy() >= 0
    two = phones(rng, 2 * n)
    own, earlier = two[:n], two[n:]
    lot = rng.random(n)
    shares = np.select(
        [works & (relation == SPOUSE), works, relation == PARENT, age < 12, age < 18],
        [lot < 0.06, lot < 0.01, lot < 0.4, lot < 0.35, lot < 0.5], lot < 0.15,
    )  # fmt: skip
    none = (age < 12) | ((relation == PARENT) & (lot > 0.85)) | (lot > 0.985)
    first = np.full(int(household.max()) + 1, n)
    np.minimum.at(first, household, np.arange(n))
    lent = own.gather(first[household])
    phone = own.zip_with(~pl.Series(shares), lent).set(pl.Series(none & ~shares), None)
    return [phone.alias("phone"), earlier.alias("former_phone")]


def _disability(rng: np.random.Generator, age: np.ndarray) -> np.ndarray:
    lot = rng.random(len(age))
    chance = np.where(age > 60, 0.06, 0.018)
    grade = np.array(["1", "2", "3", "4"])[pick(rng, (1, 2, 3, 4), len(age))]
    return np.where(lot < chance, grade, "none")


def _wishes(rng: np.random.Generator, age: np.ndarray, works: np.ndarray) -> list[pl.Series]:
    adult = (age >= 18) & (age < 60)
    columns = []
    for name, choice, chance in (("training_wish", _TRAININGS, 0.16), ("job_wish", _WISHES, 0.13)):
        text = pl.Series(name, np.array(choice)[rng.integers(0, len(choice), len(age))])
        asked = adult & (rng.random(len(age)) < np.where(works, chance, chance / 2))
        columns.append(text.set(pl.Series(~asked), None))
    return columns


def _workers_now(
    persons: pl.DataFrame, members: pl.DataFrame, workers: pl.DataFrame
) -> pl.DataFrame:
    """Workers with what ``draw_spells`` asks for; ``whose`` as a row of this frame."""
    at = np.full(workers.height, -1)
    rows = np.flatnonzero(members["worker"].to_numpy() >= 0)
    row = members["worker"].to_numpy()[rows]
    at[row] = np.arange(len(rows))
    whose = members["whose"].to_numpy()[rows]
    return persons[rows].select(
        "person", "home_place", "away", "sex", "education", "confirmed_on", "birth_date",
        age=members["age"].gather(rows), industry=workers["industry"].gather(row),
        whose=pl.Series(np.where(whose >= 0, at[whose], -1)),
    )  # fmt: skip
