"""Rows on their way into the registry: sealed, fingerprinted, and copied where they belong.

Whatever the channel (a ledger of 100,000 rows, one form, an API call), rows come through here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
from django.db import connection
from django.utils.translation import gettext as _

from rongcheng.core.crypto import blind_many, seal_many
from rongcheng.core.errors import Refusal
from rongcheng.people.fingerprints import CONTENT_PURPOSE, ID_PURPOSE, PHONE_PURPOSE
from rongcheng.people.models import PERSON_FIELDS, WORK_FIELDS
from rongcheng.people.names import pinyin_column

from .copying import copy_frame

RENAMED = {"employer": "employer_name"}
"""Row contract to model field, where they differ."""

STATED = (*PERSON_FIELDS, "household_no", *WORK_FIELDS)
"""Model fields that a statement fills."""

GIVEN = tuple(name for name in STATED if name not in {"id_index", "phone_index"})
"""The fields that a channel gives; the blind indexes are worked out here."""

PLACE_FIELDS = ("home_place", "work_place")

LENGTHS = {
    "name": 60, "address": 200, "household_no": 60, "training_wish": 200, "job_wish": 200,
    "remark": 500, "employer_name": 120, "occupation": 60, "insurance": 80, "sheet": 60,
}  # fmt: skip


def column(name: str) -> str:
    """The database column of a model field."""
    return f"{name}_id" if name.endswith("_place") else name


def prepare(rows: pl.DataFrame, *, said_on: date, salt: pl.Expr | None = None) -> pl.DataFrame:
    """Rows by the row contract, with fingerprints; the numbers themselves still plain.

    Args:
        rows: columns of the row contract (missing ones count as unknown), already checked.
        said_on: the day the statement is about, where a row does not say it.
        salt: makes equal words distinct statements, where they are about a known person and moment.

    Returns:
        One row for each distinct content: ``seq`` (0-based), ``sheet``, ``row``, ``said_on``,
        ``content``, ``pinyin`` and every field of ``STATED``.

    Raises:
        Refusal: a place code that is not in the table of places.
    """
    rows = _complete(rows)
    words = [pl.col(c).cast(pl.String).fill_null("") for c in (*GIVEN, "confirmed_on")]
    if salt is not None:
        words += [salt.cast(pl.String), pl.lit(datetime.now(UTC).isoformat())]
    content = rows.select(pl.concat_str(words, separator="\x1f")).to_series()
    rows = rows.with_columns(
        _blind(content, CONTENT_PURPOSE).alias("content"),
        _blind(rows["id_number"], ID_PURPOSE).alias("id_index"),
        _blind(rows["phone"], PHONE_PURPOSE).alias("phone_index"),
        pl.col("confirmed_on").fill_null(said_on).alias("said_on"),
    )
    if rows["content"].is_duplicated().any():
        rows = rows.unique("content", keep="first", maintain_order=True)
    _places_must_exist(rows)
    return _lasting_households(rows).with_row_index("seq")


def _blind(texts: pl.Series, purpose: str) -> pl.Series:
    return pl.Series(blind_many(texts.to_list(), purpose), dtype=pl.String)


def _lasting_households(rows: pl.DataFrame) -> pl.DataFrame:
    """Households that a file only groups (``~…``) get a number that is good beyond that file.

    It comes from the first member's ID number or words, so the same file gives the same number.
    """
    local = pl.col("household_no").str.starts_with("~")
    if not rows.select(local.any()).item():
        return rows
    first = pl.coalesce(pl.col("id_index").drop_nulls().first(), pl.col("content").first())
    number = pl.concat_str(pl.lit("~"), first.str.slice(0, 12)).over("household_no")
    return rows.with_columns(
        pl.when(local).then(number).otherwise("household_no").alias("household_no")
    )


def _complete(rows: pl.DataFrame) -> pl.DataFrame:
    """All columns there, texts no longer than their fields; what was cut stays in the ledger."""
    rows = rows.rename({old: new for old, new in RENAMED.items() if old in rows.columns})
    missing = [c for c in (*GIVEN, "confirmed_on", "sheet", "row") if c not in rows.columns]
    rows = rows.with_columns(pl.lit(None).alias(name) for name in missing)
    cut = [pl.col(name).cast(pl.String).str.slice(0, size) for name, size in LENGTHS.items()]
    return rows.with_columns(*cut).with_columns(pl.col("sheet").fill_null(""))


def _places_must_exist(rows: pl.DataFrame) -> None:
    codes = {code for name in PLACE_FIELDS for code in rows[name].unique() if code is not None}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code FROM unnest(%s::bigint[]) AS code EXCEPT SELECT code FROM places_place",
            [list(codes)],
        )
        unknown = [str(code) for (code,) in cursor.fetchall()]
    if unknown:
        raise Refusal(
            _("The place code %(code)s is not in the table of places; use a code of the list.")
            % {"code": "、".join(unknown[:3])}
        )


def sealed(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows with ID number and phone sealed and pinyin of the name added."""
    return rows.with_columns(
        pl.Series("id_number", seal_many(rows["id_number"].to_list()), dtype=pl.String),
        pl.Series("phone", seal_many(rows["phone"].to_list()), dtype=pl.String),
        pinyin_column(rows["name"]).alias("pinyin"),
    )


STAGE = {
    "seq": "integer", "content": "uuid", "id_index": "uuid", "phone_index": "uuid", "name": "text",
    "birth_date": "date", "home_place": "bigint",
}  # fmt: skip


def copy_to_stage(rows: pl.DataFrame) -> None:
    """Copy what is needed for matching into the temporary table ``stage``."""
    columns = ", ".join(f"{name} {kind}" for name, kind in STAGE.items())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS stage")
        cursor.execute(f"CREATE TEMP TABLE stage ({columns}) ON COMMIT DROP")
        copy_frame("stage", rows.select(list(STAGE)))
        cursor.execute("SET LOCAL default_statistics_target = 10")  # a rough idea is enough
        cursor.execute("ANALYZE stage")
        cursor.execute("SET LOCAL default_statistics_target = DEFAULT")


def new_numbers(table: str, count: int) -> range:
    """``count`` fresh primary keys of a table, one block.

    To be called under the registry's lock: nobody else draws numbers meanwhile.
    """
    if not count:
        return range(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        (sequence,) = cursor.fetchone()
        cursor.execute(
            "SELECT setval(%(name)s, nextval(%(name)s) + %(more)s)",
            {"name": sequence, "more": count - 1},
        )
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)
