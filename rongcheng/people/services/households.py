"""Households found or made for rows that name one."""

from __future__ import annotations

import polars as pl
from django.db import connection

from .copying import copy_frame
from .stage import new_numbers

KEYS = ["home_place", "household_no"]


def household_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """``home_place, household_no, household_id`` of every household in ``rows``, new ones made.

    A household number means something only within its village, so rows without a place have none.
    To be called under the registry's lock: nobody else makes households meanwhile.
    """
    wanted = rows.select(*KEYS, "address").drop_nulls(KEYS).unique(KEYS, keep="first").sort(KEYS)
    known = _known(wanted)
    new = wanted.join(known, on=KEYS, how="anti", maintain_order="left")
    numbers = new_numbers("people_household", new.height)
    new = new.with_columns(pl.Series("household_id", numbers, dtype=pl.Int64))
    copy_frame(
        "people_household",
        new.select("address", id="household_id", place_id="home_place", number="household_no"),
    )
    return pl.concat([known, new.select(known.columns)])


def _known(wanted: pl.DataFrame) -> pl.DataFrame:
    """Those of the households that are there, with their numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT place_id, number, id
            FROM unnest(%s::bigint[], %s::text[]) AS wanted (place, named)
            JOIN people_household ON place_id = place AND number = named""",
            [wanted[key].to_list() for key in KEYS],
        )
        found = cursor.fetchall()
    schema = {"home_place": pl.Int64, "household_no": pl.String, "household_id": pl.Int64}
    return pl.DataFrame(found, schema=schema, orient="row")
