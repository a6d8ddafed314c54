"""Frames arrive in the database as they were, whatever their columns hold."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from django.db import connection
from polars.exceptions import InvalidOperationError

from rongcheng.people.services import copying

pytestmark = pytest.mark.django_db
KINDS = {
    "small": "smallint", "whole": "integer", "large": "bigint", "day": "date",
    "moment": "timestamptz", "mark": "uuid", "word": "varchar(20)", "said": "text",
    "facts": "jsonb", "nothing": "integer",
}  # fmt: skip


@pytest.fixture
def table():
    columns = ", ".join(f"{name} {kind}" for name, kind in KINDS.items())
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE copied ({columns}) ON COMMIT DROP")
    return "copied"


def read():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM copied ORDER BY large")
        return cursor.fetchall()


def test_every_kind_with_and_without_nulls(table, monkeypatch):
    monkeypatch.setattr(copying, "_SLICE", 2)
    moment = datetime(2026, 11, 21, 8, 30, 0, 250, UTC)
    full = {
        "small": [-7, None, 3], "whole": [None, 2**31 - 1, -(2**31)],
        "large": [-(2**63), 0, 2**63 - 1], "day": [date(1949, 10, 1), None, date(2026, 2, 28)],
        "moment": [moment, moment, None], "mark": ["0f" * 16, None, "00" * 16],
        "word": ["段阿花", "", None], "said": [None, 'a,"b"\n\\N\t', "𠮷" * 300],
        "facts": ['{"a": [1]}', "[]", None], "nothing": [None, None, None],
    }  # fmt: skip
    copying.copy_frame(table, pl.DataFrame(full))
    found = [list(column) for column in zip(*read(), strict=True)]
    found[5] = [value and value.hex for value in found[5]]
    assert dict(zip(KINDS, found, strict=True)) == full


def test_no_rows_and_some_columns(table):
    copying.copy_frame(table, pl.DataFrame({"large": [], "said": []}))
    assert read() == []
    copying.copy_frame(table, pl.DataFrame({"nothing": [None, None]}))
    assert len(read()) == 2


def test_a_number_too_large_is_refused(table):
    with pytest.raises(InvalidOperationError):
        copying.copy_frame(table, pl.DataFrame({"small": [1, 40_000]}))
