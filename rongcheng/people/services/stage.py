"""Rows on their way into the registry: sealed, fingerprinted and copied to a temporary table.

Whatever the channel (a ledger of 100,000 rows, one form, an API call), rows come through here.
"""

from __future__ import annotations

import io
from datetime import date

import polars as pl
from django.db import connection

from rongcheng.core.crypto import blind_many, seal_many
from rongcheng.people.names import pinyin_many

ID_PURPOSE, PHONE_PURPOSE, CONTENT_PURPOSE = "id", "phone", "content"

PERSON_COLUMNS: dict[str, str] = {
    "name": "text", "pinyin": "text", "id_number": "text", "id_index": "uuid", "sex": "smallint",
    "birth_date": "date", "ethnicity": "text", "education": "text", "marital_status": "text",
    "phone": "text", "phone_index": "uuid", "home_place": "bigint", "address": "text",
    "relation_to_head": "text", "poverty_status": "text", "disability": "text",
    "training_wish": "text", "job_wish": "text", "remark": "text", "household_no": "text",
}  # fmt: skip
WORK_COLUMNS: dict[str, str] = {
    "employer": "text", "employer_code": "text", "industry": "text", "occupation": "text",
    "work_place": "bigint", "wage": "integer", "start_date": "date", "end_date": "date",
    "contract": "text", "insurance": "text",
}  # fmt: skip
STATEMENT_COLUMNS = PERSON_COLUMNS | WORK_COLUMNS
"""Columns of a statement and their PostgreSQL types; also the keys of a record's ``values``."""

ROW_COLUMNS = tuple(
    name for name in STATEMENT_COLUMNS if name not in {"pinyin", "id_index", "phone_index"}
)
"""Columns that a channel may fill; the rest are worked out here."""

LENGTHS = {
    "name": 60, "address": 200, "household_no": 60, "training_wish": 200, "job_wish": 200,
    "remark": 500, "employer": 120, "occupation": 60, "insurance": 80,
}  # fmt: skip


def prepare(rows: pl.DataFrame, *, said_on: date) -> pl.DataFrame:
    """Rows by the row contract, with numbers sealed and fingerprints added.

    Args:
        rows: columns of ``ROW_COLUMNS`` (missing ones count as unknown), and optionally
            ``sheet``, ``row``, ``confirmed_on``.
        said_on: the day the statement is about, where a row does not say it.

    Returns:
        One row for each distinct content: ``seq`` (0-based), ``sheet``, ``row``, ``said_on``,
        ``content``, and every column of ``STATEMENT_COLUMNS``.
    """
    rows = _with_all_columns(rows)
    content = rows.select(
        pl.concat_str(
            [pl.col(c).cast(pl.String).fill_null("") for c in (*ROW_COLUMNS, "confirmed_on")],
            separator="\x1f",
        )
    ).to_series()
    ids, phones = rows["id_number"], rows["phone"]
    rows = rows.with_columns(
        pl.Series("content", blind_many(content, CONTENT_PURPOSE)),
        pl.Series("id_index", blind_many(ids, ID_PURPOSE), dtype=pl.String),
        pl.Series("phone_index", blind_many(phones, PHONE_PURPOSE), dtype=pl.String),
        pl.Series("pinyin", pinyin_many(rows["name"]), dtype=pl.String),
        pl.col("confirmed_on").fill_null(said_on).alias("said_on"),
        ids.alias("plain_id"),
        phones.alias("plain_phone"),
    ).unique("content", keep="first", maintain_order=True)
    return rows.with_columns(
        pl.Series("id_number", seal_many(rows["plain_id"]), dtype=pl.String),
        pl.Series("phone", seal_many(rows["plain_phone"]), dtype=pl.String),
    ).with_row_index("seq")


def _with_all_columns(rows: pl.DataFrame) -> pl.DataFrame:
    missing = [c for c in (*ROW_COLUMNS, "confirmed_on", "sheet", "row") if c not in rows.columns]
    rows = rows.with_columns(pl.lit(None).alias(name) for name in missing)
    cut = [pl.col(name).cast(pl.String).str.slice(0, size) for name, size in LENGTHS.items()]
    return rows.with_columns(*cut, pl.col("sheet").cast(pl.String).fill_null("").str.slice(0, 60))


STAGE_COLUMNS = {
    "seq": "integer", "sheet": "text", "row": "integer", "said_on": "date", "content": "uuid",
} | STATEMENT_COLUMNS  # fmt: skip


def copy_to_stage(rows: pl.DataFrame) -> None:
    """Copy prepared rows into the temporary table ``stage``, which ends with the transaction."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in STAGE_COLUMNS.items())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS stage")
        cursor.execute(f"CREATE TEMP TABLE stage ({columns}) ON COMMIT DROP")
    copy_frame("stage", rows.select(list(STAGE_COLUMNS)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE stage")


def copy_frame(table: str, frame: pl.DataFrame) -> None:
    """``COPY`` a frame into a table that has columns of the same names."""
    names = ", ".join(f'"{name}"' for name in frame.columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)") as copy,
    ):
        for part in frame.iter_slices(20_000):
            buffer = io.BytesIO()
            part.write_csv(buffer, include_header=False)
            copy.write(buffer.getvalue())
