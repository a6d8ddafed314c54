"""A ledger from file to checked rows: read, recognise, normalise, check."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from . import checks, duplicates, errors, households, identity, rows, workbook
from .normalise import normalise
from .problems import Problems
from .reading import Context, Gazetteer
from .tables import Known, Recognised, Table, recognise
from .workbook import Workbook

ROW_SCHEMA: dict[str, Any] = {
    "sheet": pl.String, "row": pl.Int32, "status": pl.String,
    "name": pl.String, "id_number": pl.String, "sex": pl.Int8, "birth_date": pl.Date,
    "ethnicity": pl.String, "education": pl.String, "marital_status": pl.String,
    "phone": pl.String, "relation_to_head": pl.String, "household_no": pl.String,
    "home_place": pl.Int64, "address": pl.String, "poverty_status": pl.String,
    "disability": pl.String, "employer": pl.String, "employer_code": pl.String,
    "occupation": pl.String, "industry": pl.String, "work_place": pl.Int64, "wage": pl.Int64,
    "start_date": pl.Date, "end_date": pl.Date, "contract": pl.String, "insurance": pl.String,
    "training_wish": pl.String, "job_wish": pl.String, "confirmed_on": pl.Date,
    "remark": pl.String, "transfer_range": pl.String,
}  # fmt: skip

Progress = Callable[[str, float], None]


@dataclass
class Checked:
    """A checked ledger.

    `rows` has ROW_SCHEMA; `problems` has sheet, row, column, field, value, severity, code,
    message, proposal; `mapping` is a list of dicts; `counts` has rows, clean, warnings and bad
    (rows by status) and sheets; `skipped` lists the sheets left out, each with a reason.
    """

    mapping: list[dict[str, Any]]
    rows: pl.DataFrame
    problems: pl.DataFrame
    counts: dict[str, int]
    skipped: list[dict[str, str]]
    kind: str
    recognised: Recognised
    lang: str = "zh"
    seconds: float = 0.0


def check(
    path: str | Path,
    *,
    place: int | None,
    gazetteer: Gazetteer,
    today: date,
    known: Known | None = None,
    mapping: dict[str, Known] | None = None,
    progress: Progress | None = None,
    lang: str = "zh",
) -> Checked:
    """Read and check a ledger file.

    `place` is the 12-digit code of the office's place: names are looked up near it, and it is
    the home of people whose home the file does not tell. `known` are the office's remembered
    columns (`header_key` → field or None), `mapping` an explicit {sheet: {column: field}}, the
    column as `recognise` takes it.
    Raises LedgerError for a file that cannot be read or holds no roster.
    """
    began = time.perf_counter()
    report = progress or (lambda _stage, _share: None)
    report("read", 0.0)
    book = workbook.read(path)
    report("recognise", 0.4)
    recognised = recognise(book, known=known, mapping=mapping)
    if not recognised.rosters:
        names = "、".join(s.name for s in book.sheets)
        raise errors.no_roster(Path(path).name, names)
    report("normalise", 0.5)
    frame, raw, problems = _normalised(recognised, place, gazetteer, today)
    report("check", 0.8)
    checks.RowChecks(frame, raw, problems, today=today, gazetteer=gazetteer, lang=lang).run()
    frame = checks.fill_from_id(frame)
    duplicates.find(frame, raw, problems, lang)
    checked = _checked(recognised, frame, problems, lang)
    checked.seconds = round(time.perf_counter() - began, 3)
    report("done", 1.0)
    return checked


def _checked(recognised: Recognised, frame: pl.DataFrame, problems: Problems, lang: str) -> Checked:
    """Put together what was found."""
    statused = _with_status(frame, problems)
    letters = [table.letters for table in recognised.tables]
    return Checked(
        mapping=recognised.mapping(),
        rows=statused,
        problems=problems.table(frame.select("sheet", "row", "table"), letters, lang),
        counts=_counts(statused, recognised),
        skipped=recognised.skipped,
        kind=recognised.book.kind,
        recognised=recognised,
        lang=lang,
    )


def _normalised(
    recognised: Recognised, place: int | None, gazetteer: Gazetteer, today: date
) -> tuple[pl.DataFrame, pl.DataFrame, Problems]:
    """Return all rosters' rows, typed and as text, with the problems met in reading them."""
    from rongcheng.core.codes import industry_of

    frames, raws, problems, offset = [], [], Problems(), 0
    lead = 0
    taken = [_kept_as_number(recognised.book, t, rows.take(t)) for t in recognised.tables]
    recognised.book.forget_xml()  # and its memory is free for what follows
    for number, (table, raw) in enumerate(zip(recognised.tables, taken, strict=True)):
        lead = number if table.first else lead
        headers_ = {c.field: c.header for c in table.columns if c.field}
        context = Context(today, place, gazetteer, headers_, industry_of)
        frame, met = normalise(raw, context)
        together = "head_name" in {c.field for c in table.columns if c.index in table.shared}
        frame = households.fill(frame, raw, (lead if together else number) + 1)
        problems.extend(met, offset)
        offset += frame.height
        sheet = pl.lit(table.sheet.name).alias("sheet")
        frames.append(frame.with_columns(sheet, pl.lit(number).alias("table")))
        raws.append(raw.drop("row"))
    return pl.concat(frames), pl.concat(raws, how="diagonal"), problems


def _kept_as_number(book: Workbook, table: Table, raw: pl.DataFrame) -> pl.DataFrame:
    """Mark ID numbers that the file holds as numbers, whose last digits are therefore lost.

    A number of 16 digits and more survives only as a multiple of a power of two, so text is
    looked at in the file itself only where it could be such a multiple.
    """
    if "id_number" not in raw.columns or book.kind == "csv":
        return raw
    digits = pl.when(pl.col("id_number").str.contains(r"^\d{16,18}$")).then(pl.col("id_number"))
    whole = digits.cast(pl.Int64, strict=False)
    step = (
        pl.when(whole >= 2**58).then(64).when(whole >= 2**57).then(32).when(whole >= 2**54).then(4)
        .otherwise(1)
    )  # fmt: skip
    suspect = whole % step == 0
    if book.kind != "xlsx":
        # There the file does not tell: text that is right counts as text, unless it is exactly
        # what a spreadsheet leaves of a number, three zeros in its nearest binary form.
        wrong = pl.col("id_number").str.slice(17, 1) != identity.checksum(pl.col("id_number"))
        thousands = ((whole + 500) // 1000 * 1000).cast(pl.Float64).cast(pl.Int64)
        suspect &= wrong | (thousands == whole)
    suspects = raw.filter(suspect.fill_null(False))["row"].to_list()
    if not suspects:
        return raw
    column = next(c for c in table.columns if c.field == "id_number")
    if column.more:  # pieces of a number lose nothing
        return raw
    numeric = book.numeric_rows(table.sheet, column.index, [row - 1 for row in suspects])
    kept = [row + 1 for row in numeric]
    return raw.with_columns(pl.col("row").is_in(kept).alias("id_kept_as_number"))


def _with_status(frame: pl.DataFrame, problems: Problems) -> pl.DataFrame:
    bad, warned = problems.rows_with("error"), problems.rows_with("warning")
    at = pl.col("at").cast(pl.Int64)
    frame = frame.with_row_index("at").with_columns(
        pl.when(at.is_in(bad)).then(pl.lit("bad"))
        .when(at.is_in(warned)).then(pl.lit("warning"))
        .otherwise(pl.lit("clean")).alias("status")
    )  # fmt: skip
    wrong = pl.col("id_problem").is_not_null() & ~pl.col("id_problem").is_in(identity.USABLE)
    frame = frame.with_columns(
        pl.when(~wrong).then(pl.col("id_number")).alias("id_number")  # a wrong one is no number
    )
    return frame.select(pl.col(name).cast(dtype) for name, dtype in ROW_SCHEMA.items())


def _counts(frame: pl.DataFrame, recognised: Recognised) -> dict[str, int]:
    by_status = dict(frame.group_by("status").len().iter_rows())
    return {
        "rows": frame.height,
        "clean": by_status.get("clean", 0),
        "warnings": by_status.get("warning", 0),
        "bad": by_status.get("bad", 0),
        "sheets": len(recognised.rosters),
    }
