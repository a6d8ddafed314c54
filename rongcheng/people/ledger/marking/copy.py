"""A marked .xlsx of a file that is no .xlsx: its values, our marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from ..engine import Checked
from ..tables import SUMMARY_NAMES
from ..workbook import Sheet
from . import notes, summary

_COLOURS = {"error": "#FFC2C3", "warning": "#FFF0B8", "head": "#DDE7F1"}


def mark(checked: Checked, out: Path) -> None:
    """Write every sheet's values as text, with marks, and the summary sheet."""
    part = out.with_name(out.name + ".part")
    by_sheet = notes.by_sheet(checked)
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False,
               "strings_to_urls": False}  # fmt: skip
    with xlsxwriter.Workbook(part, options) as book:
        looks = {
            look: book.add_format({"bg_color": colour, "text_wrap": look != "head"})
            for look, colour in _COLOURS.items()
        }
        looks |= {"plain": None, "title": book.add_format({"bold": True})}
        for name, sheet in _named(checked.recognised.book.sheets):
            _write(book.add_worksheet(name), sheet, by_sheet.get(sheet.name, []), looks)
        _summary(book, checked, looks)
    part.replace(out)


def _named(sheets: list[Sheet]) -> list[tuple[str, Sheet]]:
    """Names that a workbook allows: 31 characters, none of []:*?/\\, each only once."""
    used = {name.lower() for name in SUMMARY_NAMES}
    named = []
    for sheet in sheets:
        if sheet.name in SUMMARY_NAMES:
            continue
        base = "".join("_" if c in "[]:*?/\\'" else c for c in sheet.name)[:28] or "Sheet"
        name, number = base, 1
        while name.lower() in used:
            number += 1
            name = f"{base}{number}"
        used.add(name.lower())
        named.append((name, sheet))
    return named


def _write(page: Any, sheet: Sheet, mine: list[notes.Note], looks: dict[str, Any]) -> None:
    marks = {(n.row - 1, n.column): n for n in mine}
    explained = set(list(marks)[: notes.MOST])
    marked_rows = {row for row, _ in marks}
    # Row by row, comments too, since what is behind is already written out.
    for r, row in enumerate(sheet.cells.iter_rows()):
        marked = r in marked_rows
        for c, value in enumerate(row):
            note = marks.get((r, c)) if marked else None
            look = looks[note.severity] if note else None
            if value is not None:
                page.write_string(r, c, value, look)
            elif note:
                page.write_blank(r, c, None, look)
            if note and (r, c) in explained:
                page.write_comment(r, c, note.text, _box(note))


def _box(note: notes.Note) -> dict[str, Any]:
    return {"author": notes.AUTHOR, "x_scale": 2, "y_scale": 1 + len(note.text) / 80}


def _summary(book: Any, checked: Checked, looks: dict[str, Any]) -> None:
    page = book.add_worksheet(SUMMARY_NAMES[0 if checked.lang.startswith("zh") else 1])
    for i, width in enumerate(summary.WIDTHS):
        page.set_column(i, i, width)
    for r, line in enumerate(summary.lines(checked)):
        for c, value in enumerate(line.cells):
            write = page.write_number if isinstance(value, int) else page.write_string
            write(r, c, value, looks[line.look])
