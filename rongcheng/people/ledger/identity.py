"""Citizen identity numbers (GB 11643-1999): what one says, whether it is right, what was meant."""

from __future__ import annotations

from datetime import date

import polars as pl

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
OLDEST = 120
# Provinces as the standard numbers them, with the prefixes of residence permits for
# residents of Taiwan, Hong Kong and Macao.
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
# Problems beside which a number is right all the same.
USABLE = ["id_converted", "id_trimmed"]
_ID_SHAPE = r"^\d{17}[\dX]$"
_PLAIN = r"^[0-9]{17}[0-9X]$"
_SCIENTIFIC = r"^\d(?:\.\d+)?E\+?1[3-8]$"
# Inverses modulo 11, to solve for the one digit that makes a checksum right.
_INVERSE = {w: pow(w, -1, 11) for w in set(WEIGHTS)}


def check_character(first17: str) -> str:
    """Return the 18th character that belongs to 17 digits."""
    return CHECK_CHARACTERS[_weighted_sum(first17) % 11]


def is_valid(number: str) -> bool:
    """Tell whether an 18-character number has the right shape and checksum."""
    return (
        len(number) == 18
        and number[:17].isascii()
        and number[:17].isdigit()
        and check_character(number[:17]) == number[17]
    )


def from_15(number: str) -> str:
    """Return the 18-character form of an old 15-digit number (its holder was born in 19xx)."""
    longer = number[:6] + "19" + number[6:]
    return longer + check_character(longer)


def birth_date(number: str) -> date | None:
    """Return the birth date that a number states; None where it is no real date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex(number: str) -> int:
    """Return 1 (male) or 2 (female) as the sequence number states."""
    return 1 if int(number[16]) % 2 else 2


def age_on(born: date, day: date) -> int:
    """Return the full years between a birth date and a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def propose(
    number: str,
    *,
    born: date | None = None,
    precision: str = "d",
    sex_known: int | None = None,
    county: str | None = None,
    today: date,
) -> str | None:
    """Return the one correction that explains everything known, or None.

    A correction is one other digit, or one swap of neighbours, that makes the checksum right.
    `born` counts to its `precision` (y, m or d); `county` is the six-digit home county. Where
    several corrections explain the facts equally well there is no proposal.
    """
    if len(number) != 18 or not number[:17].isdigit():
        return None
    said = f"{born:%Y%m%d}"[: {"y": 4, "m": 6, "d": 8}[precision]] if born else None
    fitting = [
        candidate
        for candidate in corrections(number)
        if (said is None or candidate.startswith(said, 6))
        and (sex_known is None or sex(candidate) == sex_known)
        and _plausible(candidate, today)
    ]
    if county and (local := [c for c in fitting if c[:6] == county]):
        fitting = local
    elif county:
        # Born elsewhere: then the area part is not what is wrong.
        fitting = [c for c in fitting if c[:6] == number[:6]]
    return fitting[0] if len(fitting) == 1 else None


def corrections(number: str) -> set[str]:
    """Return every number one digit or one swap of neighbours away whose checksum is right."""
    digits = [int(c) for c in number[:17]]
    total = sum(d * w for d, w in zip(digits, WEIGHTS, strict=True))
    found = {number[:17] + CHECK_CHARACTERS[total % 11]}
    target = CHECK_CHARACTERS.find(number[17])
    for at, weight in enumerate(WEIGHTS):
        digit = (digits[at] + (target - total) * _INVERSE[weight]) % 11
        if target >= 0 and digit <= 9:
            found.add(f"{number[:at]}{digit}{number[at + 1 :]}")
    for at in range(16):
        change = (digits[at + 1] - digits[at]) * (WEIGHTS[at] - WEIGHTS[at + 1])
        if (total + change) % 11 == target:
            found.add(number[:at] + number[at + 1] + number[at] + number[at + 2 :])
    last = number[:16] + number[17] + number[16]
    if is_valid(last):
        found.add(last)
    found.discard(number)
    return found


def examine(raw: pl.Series, today: date) -> pl.DataFrame:
    """Read a column of identity numbers.

    Returns, row by row: `id_number` (18 characters, or null where it cannot be one), `id_problem`
    (a problem code or null; an `id_number` may stand beside a warning), and what the number says:
    `id_birth`, `id_sex`, `id_area`. Numbers kept by Excel as numbers are not told apart here.
    """
    frame = pl.DataFrame({"raw": raw}).with_row_index("at")
    plain = pl.col("raw").str.contains(_PLAIN).fill_null(False)
    numbers = frame.filter(plain).with_columns(
        pl.col("raw").alias(name) for name in ("text", "bare", "id_number")
    )
    frame = pl.concat([numbers, _tidied(frame.filter(~plain))]).sort("at")
    return _judge(frame, today).select("id_number", "id_problem", "id_birth", "id_sex", "id_area")


def _tidied(frame: pl.DataFrame) -> pl.DataFrame:
    """Add what is left of texts that are no plain number: `text`, `bare` and `id_number`."""
    frame = frame.with_columns(_tidy(pl.col("raw")).alias("text"))
    frame = frame.with_columns(
        pl.col("text").str.replace_all(r"[^0-9A-Z*]", "").alias("bare"),
        pl.col("text").str.extract(r"^\D*(\d{17}[\dX])(?:\D.*)?$").alias("within"),
    )
    return frame.with_columns(
        pl.when(pl.col("bare").str.contains(_ID_SHAPE))
        .then("bare")
        .when(pl.col("bare").str.contains(r"^\d{15}$"))
        .then(_longer(pl.col("bare")))
        .otherwise("within")
        .alias("id_number")
    ).drop("within")


def checksum(number: pl.Expr) -> pl.Expr:
    """Return the expression of the check character that belongs to the first 17 digits."""
    digits = number.str.slice(0, 17).cast(pl.Int64, strict=False)
    total = sum(((digits // 10 ** (16 - at)) % 10) * weight for at, weight in enumerate(WEIGHTS))
    character: pl.Expr = (total % 11).replace_strict(
        list(range(11)), list(CHECK_CHARACTERS), return_dtype=pl.String, default=None
    )
    return character


def _tidy(text: pl.Expr) -> pl.Expr:
    """Half-width, upper case, without spaces; the cross that people type for X becomes X."""
    return (
        text.str.normalize("NFKC")
        .str.to_uppercase()
        .str.replace_all(r"[\s'’‘`´\-—–_\x{200B}-\x{200F}\x{FEFF}]", "")
        .str.replace(r"^(\d{15}|\d{18})\.0$", "${1}")
        .str.replace(r"^(\d{17})[×Х✕]", "${1}X")
    )


def _longer(number: pl.Expr) -> pl.Expr:
    seventeen = pl.concat_str(number.str.slice(0, 6), pl.lit("19"), number.str.slice(6))
    return pl.concat_str(seventeen, checksum(seventeen))


def _birth_date(number: pl.Expr) -> pl.Expr:
    """The date that a number tells; none of a year 0…, which Polars could read but not Python."""
    return number.str.extract(r"^.{6}([1-9].{7})").str.to_date("%Y%m%d", strict=False)


def _judge(frame: pl.DataFrame, today: date) -> pl.DataFrame:
    """Add what each number says and the first thing that is wrong with it."""
    number, bare = pl.col("id_number"), pl.col("bare")
    frame = frame.with_columns(
        _birth_date(number).alias("id_birth"),
        pl.when(number.str.slice(16, 1).cast(pl.Int8, strict=False) % 2 == 1)
        .then(pl.lit(1, pl.Int8))
        .when(number.is_not_null())
        .then(pl.lit(2, pl.Int8))
        .alias("id_sex"),
        number.str.slice(0, 6).alias("id_area"),
        (number.str.slice(17, 1) == checksum(number)).alias("sum_right"),
    )
    born = pl.col("id_birth")
    earliest = date(today.year - OLDEST - 1, 1, 1)
    problem = (
        pl.when(pl.col("raw").is_null() | (pl.col("text") == ""))
        .then(None)
        .when(pl.col("text").str.contains(_SCIENTIFIC))
        .then(pl.lit("id_precision_lost"))
        .when(number.is_null() & bare.str.contains(r"^\d+X?$"))
        .then(pl.lit("id_length"))
        .when(number.is_null())
        .then(pl.lit("id_characters"))
        .when(pl.col("sum_right").not_())
        .then(
            pl.when(number.str.contains(r"^\d{15}000$"))
            .then(pl.lit("id_precision_lost"))
            .otherwise(pl.lit("id_checksum"))
        )
        .when(born.is_null())
        .then(pl.lit("id_date_invalid"))
        .when((born > today) | (born < earliest))
        .then(pl.lit("age_out_of_range"))
        .when(bare.str.len_chars() == 15)
        .then(pl.lit("id_converted"))
        .when((bare != number) | pl.col("text").str.contains(r"[\p{L}--[A-Z]]"))
        .then(pl.lit("id_trimmed"))
    )
    return frame.with_columns(problem.alias("id_problem"))


def _weighted_sum(digits: str) -> int:
    return sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True))


def _plausible(number: str, today: date) -> bool:
    born = birth_date(number)
    return (
        number[:2] in PROVINCES
        and born is not None
        and born <= today
        and age_on(born, today) <= OLDEST
    )
