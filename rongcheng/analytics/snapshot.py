"""A snapshot of the registry as columns: one row a person, and the months in which they worked.

It holds no names, numbers or addresses, only what figures are counted by and lists sorted by.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

PERSON = {
    "id": pl.Int64,
    "alphabet": pl.UInt32,
    "home": pl.Int64,
    "host": pl.Int64,
    "sex": pl.Int8,
    "born": pl.Date,
    "education": pl.Categorical,
    "poverty": pl.Categorical,
    "confirmed": pl.Date,
    "working": pl.Boolean,
    "industry": pl.Categorical,
    "range": pl.Categorical,
}
"""Columns of ``persons``; places are 12-digit codes, null where not known; ``alphabet`` is the
rank of the name among all names, so that a list can be sorted without holding names."""

SPELL = {"person": pl.Int64, "first": pl.Date, "last": pl.Date}
"""Columns of the spells as they come: person's id, first and last day (null: not known, lasts)."""

LASTS = 1_000_000
ROW_GROUP = 100_000


@dataclass(frozen=True)
class Snapshot:
    """Persons and their working months at one moment.

    Attributes:
        persons: the columns of ``PERSON``, sorted by home place.
        months: ``row`` (position of the person in ``persons``), ``first`` and ``last`` month as
            12 × year + month − 1, without overlaps within one person; ``last`` is ``LASTS`` for
            work that goes on.
        as_of: when it was taken.
        marker: which state of the registry it shows; equal markers mean equal figures.
    """

    persons: pl.DataFrame
    months: pl.DataFrame
    as_of: datetime
    marker: str


def month_number(column: pl.Expr) -> pl.Expr:
    """Months since year 0 of a date column; comparable and without gaps."""
    return column.dt.year().cast(pl.Int32) * 12 + column.dt.month().cast(pl.Int32) - 1


def take(persons: pl.DataFrame, spells: pl.DataFrame, as_of: datetime, marker: str) -> Snapshot:
    """A snapshot of raw frames with the columns of ``PERSON`` and ``SPELL``."""
    persons = persons.sort("home", nulls_last=True)
    rows = persons.select(pl.col("id").alias("person")).with_row_index("row")
    spans = spells.join(rows, on="person").select(
        "row",
        first=month_number(pl.col("first")),
        last=month_number(pl.col("last")).fill_null(LASTS),
    )
    return Snapshot(persons, _without_overlaps(spans), as_of, marker)


def _without_overlaps(spans: pl.DataFrame) -> pl.DataFrame:
    """Spans of the same person that share a month become one, so that nobody counts twice."""
    spans = spans.filter(pl.col("first") <= pl.col("last")).sort("row", "first")
    reach = pl.col("last").cum_max().over("row").shift(1)
    starts = (pl.col("row") != pl.col("row").shift(1)) | (pl.col("first") > reach)
    return (
        spans.with_columns(block=starts.fill_null(True).cum_sum())
        .group_by("block", maintain_order=True)
        .agg(pl.col("row").first(), pl.col("first").min(), pl.col("last").max())
        .select("row", "first", "last")
    )


def save(snapshot: Snapshot, folder: Path) -> None:
    """Write the snapshot where other processes find it; readers never see half of one."""
    folder.mkdir(parents=True, exist_ok=True)
    notes = {"marker": snapshot.marker, "as_of": snapshot.as_of.isoformat()}
    for name, frame in (("months", snapshot.months), ("persons", snapshot.persons)):
        draft = folder / f"{name}.{os.getpid()}"
        frame.write_parquet(draft, row_group_size=ROW_GROUP, metadata=notes)
        draft.replace(folder / f"{name}.parquet")


def saved_marker(folder: Path) -> str | None:
    """The marker of the snapshot in a folder, None where there is none."""
    try:
        return pl.read_parquet_metadata(folder / "persons.parquet").get("marker")
    except (OSError, pl.exceptions.PolarsError):
        return None


def read(folder: Path) -> Snapshot | None:
    """The snapshot in a folder; None where there is none or its two files differ in age."""
    try:
        notes = [
            pl.read_parquet_metadata(folder / f"{name}.parquet") for name in ("persons", "months")
        ]
        persons, months = (
            pl.read_parquet(folder / f"{name}.parquet") for name in ("persons", "months")
        )
        again = pl.read_parquet_metadata(folder / "persons.parquet")
    except (OSError, pl.exceptions.PolarsError):
        return None
    markers = {note.get("marker") for note in (*notes, again)}
    if len(markers) > 1 or None in markers or set(PERSON) != set(persons.columns):
        return None
    return Snapshot(persons, months, datetime.fromisoformat(notes[0]["as_of"]), notes[0]["marker"])
