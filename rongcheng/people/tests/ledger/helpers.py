"""Messy workbooks made on the spot, and short ways to ask what the engine said of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from rongcheng.people import ledger
from rongcheng.people.ledger import identity
from rongcheng.places.gazetteer import Gazetteer

TODAY = date(2026, 11, 1)
HEQING = 532932000000


def idn(first17: str) -> str:
    """A number with the right check character."""
    return first17 + identity.check_character(first17)


# Invented people of Heqing: born 1978-05-12 (male), 1980-02-03 and 1985-01-01 (female).
YANG = idn("53293219780512003")
LI = idn("53293219800203004")
ZHAO = idn("53293219850101006")


def workbook(
    path: Path, sheets: dict[str, list[list[Any]]], merges: dict[str, list[str]] | None = None
) -> Path:
    """Write a workbook of the given rows and merged areas."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        for area in (merges or {}).get(name, []):
            page.merge_cells(area)
    book.save(path)
    return path


def check(path: Path, **options: Any) -> ledger.Checked:
    options = {"place": HEQING, "gazetteer": Gazetteer.load(), "today": TODAY} | options
    return ledger.check(path, **options)


def roster(tmp_path: Path, header: list[str], *rows: list[Any], **options: Any) -> ledger.Checked:
    """Check a sheet with a plain header in row 1 and the given rows from row 2 on."""
    return check(workbook(tmp_path / "r.xlsx", {"名单": [header, *rows]}), **options)


def problems(checked: ledger.Checked) -> set[tuple[str, str]]:
    """Return {(cell, code)}."""
    return {
        (f"{column}{row}", code)
        for row, column, code in checked.problems.select("row", "column", "code").iter_rows()
    }


def fields(checked: ledger.Checked, sheet: str | None = None) -> dict[str, str]:
    """Return column → field of the recognised columns."""
    return {
        ledger.column_key(m): m["field"]
        for m in checked.mapping
        if m["field"] and (sheet is None or m["sheet"] == sheet)
    }


def values(checked: ledger.Checked, field: str) -> list[Any]:
    return checked.rows[field].to_list()
