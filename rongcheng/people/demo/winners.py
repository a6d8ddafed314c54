"""The values in force worked out from prepared statements, as the registry derives them."""

from __future__ import annotations

import polars as pl

from rongcheng.people.models import PERSON_FIELDS

from .draw import number_within

_WON = ("pinyin", *PERSON_FIELDS, "household_no")


def values_in_force(statements: pl.DataFrame) -> pl.DataFrame:
    """One row per person: newest of the most trusted statements wins each field.

    Args:
        statements: prepared statements with record (its number), person, person_id, trust,
            said_on, told_by.

    Returns: person, person_id, pinyin, the fields of ``PERSON_FIELDS``, household_no,
        confirmed_on, confirmed_by.
    """
    ranked = statements.sort(
        "person", "trust", "said_on", "record", descending=[False, True, True, True]
    )
    ranked = ranked.with_columns(rank=pl.Series(number_within(ranked["person"].to_numpy())))
    first = ranked.filter(pl.col("rank") == 0).select(
        "person", "person_id", *_WON, confirmed_on="said_on", confirmed_by="told_by"
    )
    for rank in range(1, int(ranked["rank"].max() or 0) + 1):  # type: ignore[arg-type]
        older = ranked.filter(pl.col("rank") == rank).select("person", *_WON)
        first = first.join(
            older, on="person", how="left", suffix="_older", maintain_order="left"
        ).select(
            "person", "person_id",
            *(pl.coalesce(name, f"{name}_older").alias(name) for name in _WON),
            "confirmed_on", "confirmed_by",
        )  # fmt: skip
    return first
