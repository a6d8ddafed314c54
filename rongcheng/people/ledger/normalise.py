"""From a sheet's text to typed columns: every cell read, and what could not be read said."""

from __future__ import annotations

import re
from datetime import date, timedelta

import polars as pl

from . import choices, fields, identity, places
from . import normalise_dates as dates
from . import normalise_names as names
from . import normalise_numbers as numbers
from . import normalise_phones as phones
from .problems import Problems
from .reading import Context, Reading, nothing, replaced

TEXT_FIELDS = (
    "household_no", "address", "employer", "occupation", "training_wish", "job_wish", "remark",
)  # fmt: skip
CHOICE_FIELDS = (
    "ethnicity", "education", "marital_status", "relation_to_head", "poverty_status", "disability",
    "contract", "transfer_range",
)  # fmt: skip
# Wages outside these bounds (fen a month) are asked about, not refused.
WAGE_LOW, WAGE_HIGH = 200_00, 60_000_00
_DATE_TYPE = pl.Struct({"day": pl.Date, "precision": pl.String})


def normalise(raw: pl.DataFrame, context: Context) -> tuple[pl.DataFrame, Problems]:
    """Return the typed columns of a sheet's rows (text, as `rows.take` gives it) and problems.

    Beside the fields of ROW_FIELDS there are `id_problem`, `id_birth`, `id_sex`, `id_area` (what
    the ID number says), `birth_precision`, `age`, `transfer_range` and `end_open`.
    """
    reading = Reading(raw, context, Problems())
    columns = [
        *_identity(reading),
        *_person(reading),
        *_work(reading),
        *places.columns(reading),
        *(reading.text(name).alias(name) for name in TEXT_FIELDS),
    ]
    frame = pl.DataFrame([*raw.select("row"), *columns])
    return frame, reading.problems


def _identity(reading: Reading) -> list[pl.Series]:
    raw = reading.text("id_number")
    seen = identity.examine(raw, reading.context.today)
    if reading.has("id_kept_as_number"):
        lost = reading.raw["id_kept_as_number"]
        seen = seen.with_columns(
            pl.when(lost).then(pl.lit("id_precision_lost")).otherwise("id_problem")
            .alias("id_problem"),
        )  # fmt: skip
    wrong = seen["id_problem"].is_in(["id_precision_lost", "id_length", "id_characters"])
    seen = seen.with_columns(
        pl.when(~wrong.fill_null(False)).then(pl.col(name)).alias(name)
        for name in ("id_birth", "id_sex", "id_area")
    )
    return [seen[name] for name in seen.columns]


def _person(reading: Reading) -> list[pl.Series]:
    born = _dates(reading, "birth_date")
    return [
        _names(reading),
        _sex(reading),
        born.struct.field("day").alias("birth_date"),
        born.struct.field("precision").alias("birth_precision"),
        reading.map("age", numbers.parse_age, pl.Int16, "number_invalid", severity="warning"),
        _phones(reading),
        *(_choice(reading, name) for name in CHOICE_FIELDS if name != "contract"),
        _dates(reading, "confirmed_on").struct.field("day").alias("confirmed_on"),
    ]


def _names(reading: Reading) -> pl.Series:
    raw = reading.text("name")
    odd = raw.filter(~names.is_plain(raw)).unique().to_list()
    if not odd:
        return raw
    table = {text: names.parse(text) for text in odd}
    for code in ("name_unusual", "name_several"):
        reading.note("name", {t for t, made in table.items() if made.problem == code}, code)
    tidied = replaced(raw, {t: made.text for t, made in table.items()}, pl.String)
    return pl.select(pl.when(raw.is_in(odd)).then(tidied).otherwise(raw).alias("name")).to_series()


def _sex(reading: Reading) -> pl.Series:
    if reading.has("sex") or not (reading.has("sex_male") or reading.has("sex_female")):
        return reading.map(
            "sex", choices.parse_sex, pl.Int8, "choice_unknown",
            label="性别", choices=choices.LABELS["sex"], severity="error",
        )  # fmt: skip
    male, female = reading.text("sex_male"), reading.text("sex_female")
    frame = pl.DataFrame({"m": male.is_not_null(), "f": female.is_not_null()})
    return frame.select(
        pl.when(pl.col("m") & ~pl.col("f"))
        .then(pl.lit(1, pl.Int8))
        .when(pl.col("f") & ~pl.col("m"))
        .then(pl.lit(2, pl.Int8))
        .alias("sex")
    )["sex"]


def _dates(reading: Reading, name: str) -> pl.Series:
    """Read a column of dates as a struct of day and precision."""
    today = reading.context.today
    series = reading.text(name)
    table = {text: dates.parse(text, today) for text in series.drop_nulls().unique().to_list()}
    _undated(reading, name, table)
    unsure = {t: made for t, made in table.items() if made and made.unsure}
    for at, text in reading.rows_of(name, set(unsure)):
        reading.problems.add(at, name, "date_ambiguous", text, result=unsure[text].day.isoformat())
    _vague(reading, name, table)
    return replaced(
        series,
        {t: made and {"day": made.day, "precision": made.precision} for t, made in table.items()},
        _DATE_TYPE,
    )


def _undated(reading: Reading, name: str, table: dict[str, dates.Parsed | None]) -> None:
    """Note what is no date; words such as 长期 or 三年 keep nobody out."""
    wrong = {t for t, made in table.items() if made is None}
    words = {t for t in wrong if dates.is_untold(t)}
    reading.note(name, wrong - words, "date_invalid")
    reading.note(name, words, "date_invalid", severity="warning")


def _vague(reading: Reading, name: str, table: dict[str, dates.Parsed | None]) -> None:
    for at, text in reading.rows_of(name, {t for t, made in table.items() if made and made.vague}):
        made = table[text]
        reading.problems.add(
            at, name, "date_vague", text, result=str(made.day.year if made else "")
        )


def _phones(reading: Reading) -> pl.Series:
    series = reading.text("phone")
    plain = phones.column(series)
    rest = series.filter(plain.is_null() & series.is_not_null()).unique().to_list()
    if not rest:
        return plain.alias("phone")
    table = {text: phones.parse(text) for text in rest}
    wrong = {t for t, made in table.items() if made is None}
    words = {t for t in wrong if not re.search(r"\d", t)}  # 停机, 同户主
    reading.note("phone", wrong - words, "phone_invalid")
    reading.note("phone", words, "phone_invalid", severity="warning")
    several = {t: made.number for t, made in table.items() if made and made.several}
    for at, text in reading.rows_of("phone", set(several)):
        reading.problems.add(at, "phone", "phone_several", text, result=several[text])
    others = replaced(series, {t: made and made.number for t, made in table.items()}, pl.String)
    return plain.fill_null(others).alias("phone")


def _choice(reading: Reading, name: str) -> pl.Series:
    parse = choices.PARSERS[name]
    if name == "poverty_status" and "监测" in reading.context.headers.get(name, ""):
        plain_parse = parse

        def parse(text: str) -> str | None:
            return "monitored" if choices.parse_tick(text) else plain_parse(text)

    if name == "transfer_range" and not reading.has(name):
        return _range_ticks(reading)
    return reading.map(
        name, parse, pl.String, "choice_unknown",
        label=fields.FIELDS[name].label, choices=choices.LABELS[name],
    )  # fmt: skip


def _range_ticks(reading: Reading) -> pl.Series:
    """The range whose column is ticked; a place name in it also counts as a tick."""
    present = [name for name in choices.RANGE_TICKS if reading.has(name)]
    if not present:
        return nothing("transfer_range", reading.raw.height, pl.String)
    return reading.raw.select(
        pl.coalesce(
            pl.when(pl.col(name).is_not_null()).then(pl.lit(choices.RANGE_TICKS[name]))
            for name in present
        ).alias("transfer_range")
    )["transfer_range"]


def _work(reading: Reading) -> list[pl.Series]:
    start, end, still = _period(reading)
    return [
        _employer_codes(reading),
        _industry(reading),
        _wages(reading),
        start,
        end,
        still,
        _choice(reading, "contract"),
        _insurance(reading),
    ]


def _employer_codes(reading: Reading) -> pl.Series:
    code = reading.text("employer_code").str.normalize("NFKC").str.to_uppercase()
    return code.str.replace_all(r"[^0-9A-Z]", "").alias("employer_code")


def _industry(reading: Reading) -> pl.Series:
    return reading.map(
        "industry", reading.context.industry_of, pl.String, "choice_unknown",
        label=fields.FIELDS["industry"].label, choices=choices.LABELS["industry"],
    )  # fmt: skip


def _wages(reading: Reading) -> pl.Series:
    period, scale = numbers.unit_of(reading.context.headers.get("wage", ""))
    series = reading.text("wage")
    table = {
        text: numbers.parse_wage(text, per=period, scale=scale)
        for text in series.drop_nulls().unique().to_list()
    }
    wrong = {t for t, made in table.items() if made is None}
    words = {t for t in wrong if numbers.is_untold(t)}
    reading.note("wage", wrong - words, "number_invalid")
    reading.note("wage", words, "number_invalid", severity="warning")
    for text, made in table.items():
        if made and not (made.fen == 0 or WAGE_LOW <= made.fen <= WAGE_HIGH):
            reading.note("wage", {text}, "number_unusual", result=f"{made.fen / 100:,.0f}")
        elif made and made.estimated and period == "month":
            reading.note("wage", {text}, "number_estimated", result=f"{made.fen / 100:,.0f}")
    return replaced(series, {t: made and (made.fen or None) for t, made in table.items()}, pl.Int64)


def _period(reading: Reading) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Start and end of the work, each from its own column or both from one like 2023.3至今."""
    today = reading.context.today
    spans: dict[str, dates.Span | None] = {}
    table: dict[str, dates.Parsed | None] = {}
    starts = reading.text("start_date")
    for text in starts.drop_nulls().unique().to_list():
        table[text] = dates.parse(text, today)
        if table[text] is None and (span := dates.parse_span(text, today)):
            spans[text], table[text] = span, span.start
    _undated(reading, "start_date", table)
    _vague(reading, "start_date", table)
    ends = reading.text("end_date")
    closing = {
        text: dates.parse(text, today)
        for text in ends.drop_nulls().unique().to_list()
        if not dates.is_open(text)
    }
    _undated(reading, "end_date", closing)
    of_span = {t: s and s.end and _last_day(s.end) for t, s in spans.items()}
    end = replaced(ends, {t: made and _last_day(made) for t, made in closing.items()}, pl.Date)
    end = end.fill_null(replaced(starts, of_span, pl.Date))
    still = {t: True for t, s in spans.items() if s and s.open}
    return (
        replaced(starts, {t: made and made.day for t, made in table.items()}, pl.Date),
        end.alias("end_date"),
        replaced(starts, still, pl.Boolean).alias("end_open"),
    )


def _last_day(made: dates.Parsed) -> date:
    """A period that ends in a month or year ends with its last day."""
    if made.precision == "d":
        return made.day
    if made.precision == "y":
        return date(made.day.year, 12, 31)
    return (made.day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _insurance(reading: Reading) -> pl.Series:
    """Insurances from one column of words or from a column of ticks for each."""
    ticks = [name for name, _ in choices.INSURANCE if reading.has(f"insurance_{name}")]
    worded = reading.map(
        "insurance", choices.parse_insurance, pl.String, "choice_unknown",
        label=fields.FIELDS["insurance"].label, choices=choices.LABELS["insurance"],
    )  # fmt: skip
    if not ticks:
        return worded
    marks = {}
    for name in ticks:
        column = f"insurance_{name}"
        marks[name] = reading.map(
            column, choices.parse_tick, pl.Boolean, "choice_unknown",
            label=fields.FIELDS[column].label, choices=choices.LABELS["tick"],
        )  # fmt: skip
    frame = pl.DataFrame(marks).select(
        pl.concat_str(
            [pl.when(pl.col(n)).then(pl.lit(n)) for n in sorted(ticks)],
            separator=",", ignore_nulls=True,
        ).alias("insurance")
    )  # fmt: skip
    ticked = frame.select(pl.when(pl.col("insurance") != "").then("insurance"))["insurance"]
    return worded.fill_null(ticked).alias("insurance")
