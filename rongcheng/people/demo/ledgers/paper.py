"""Sheets as a clerk lays them out: titles, merged headers, borders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

Cells = Sequence[object]
MADE = datetime(2026, 1, 5, 9, 0)  # a fixed day, so that equal ledgers are equal files


@contextmanager
def workbook(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is written when the block ends."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/m/d"})
    book.set_properties({"created": MADE})
    yield book
    book.close()


class Page:
    """One sheet, filled from the top."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, widths: Sequence[float] = ()) -> None:
        self.sheet = book.add_worksheet(name)
        self.plain = book.add_format({"border": 1, "font_name": "宋体", "font_size": 11})
        self.head = book.add_format(
            {"border": 1, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True}
        )
        self.big = book.add_format({"bold": True, "font_size": 18, "align": "center"})
        self.day = book.add_format({"border": 1, "num_format": "yyyy/m/d"})
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.row = 0

    def title(self, text: str, columns: int, *, size: int = 0) -> None:
        self.sheet.merge_range(
            self.row, 0, self.row, columns - 1, text, self.big if not size else None
        )
        self.row += 1

    def header(self, cells: Cells) -> None:
        for column, text in enumerate(cells):
            self.sheet.write(self.row, column, text, self.head)
        self.row += 1

    def grouped_header(self, groups: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Two lines: a group over its columns; a group without columns spans both lines."""
        column = 0
        for text, leaves in groups:
            if not leaves:
                self.sheet.merge_range(self.row, column, self.row + 1, column, text, self.head)
                column += 1
                continue
            last = column + len(leaves) - 1
            if last > column:
                self.sheet.merge_range(self.row, column, self.row, last, text, self.head)
            else:
                self.sheet.write(self.row, column, text, self.head)
            for offset, leaf in enumerate(leaves):
                self.sheet.write(self.row + 1, column + offset, leaf, self.head)
            column = last + 1
        self.row += 2

    def line(self, cells: Cells) -> int:
        """Write one row, texts as texts; returns its number as the spreadsheet counts."""
        for column, value in enumerate(cells):
            if value is None or value == "":
                self.sheet.write_blank(self.row, column, None, self.plain)
            elif isinstance(value, date):
                self.sheet.write_datetime(self.row, column, value, self.day)
            elif isinstance(value, int | float):
                self.sheet.write_number(self.row, column, value, self.plain)
            else:
                self.sheet.write_string(self.row, column, str(value), self.plain)
        self.row += 1
        return self.row

    def lines(self, rows: Iterable[Cells]) -> None:
        for cells in rows:
            self.line(cells)
