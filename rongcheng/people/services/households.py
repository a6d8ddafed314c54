"""Households found or made for rows that name one."""

from __future__ import annotations

import polars as pl
from django.db import connection

from .stage import copy_frame

KEYS = ["home_place", "household_no"]


def household_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """``home_place, household_no, household_id`` of every household in ``rows``, new ones made.

    A household number means something only within its village, so rows without a place have none.
    """
    wanted = rows.select(*KEYS, "address").drop_nulls(KEYS).unique(KEYS, keep="first")
    if wanted.is_empty():
        return pl.DataFrame(
            schema={"home_place": pl.Int64, "household_no": pl.String, "household_id": pl.Int64}
        )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS home")
        cursor.execute(
            "CREATE TEMP TABLE home (home_place bigint, household_no text, address text) "
            "ON COMMIT DROP"
        )
        copy_frame("home", wanted.sort(KEYS))
        cursor.execute(
            "INSERT INTO people_household (place_id, number, address) SELECT * FROM home "
            "ON CONFLICT (place_id, number) DO NOTHING"
        )
        cursor.execute(
            "SELECT home_place, household_no, id FROM home JOIN people_household "
            "ON place_id = home_place AND number = household_no"
        )
        found = cursor.fetchall()
    schema = {"home_place": pl.Int64, "household_no": pl.String, "household_id": pl.Int64}
    return pl.DataFrame(found, schema=schema, orient="row")
