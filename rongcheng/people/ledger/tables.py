"""Finding the people in a workbook: which sheets list them, in which tables, in which columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from . import beside, columns, content, headers
from .columns import Column
from .headers import Header
from .workbook import Sheet, Workbook, column_index, column_letter

# Our own summary of an earlier check-up, when the marked file comes back.
SUMMARY_NAMES = ("检查结果", "Check results")

Known = dict[str, str | None]


@dataclass
class Table:
    """People listed under one header.

    `sheet` shows only the columns of this table; `end` is the row (from 0) before which it ends;
    `shared` are columns that tables beside one another have in common, told with the `first`;
    `top` are the tables under the first header of the sheet.
    """

    sheet: Sheet
    header: Header
    columns: list[Column]
    end: int
    shared: frozenset[int] = frozenset()
    first: bool = True
    top: bool = True

    @property
    def letters(self) -> dict[str, str]:
        """Field → column letter."""
        return {c.field: c.letter for c in self.columns if c.field}

    def mapping(self) -> list[dict[str, Any]]:
        """Return the table's own columns as `Recognised.mapping` does."""
        below = {} if self.top else {"header_row": self.header.last + 1}
        return [
            {
                "sheet": self.sheet.name,
                "column": c.letter,
                "header": c.header,
                "field": c.field,
                "confidence": c.confidence,
            }
            | below
            for c in self.columns
            if self.first or c.index not in self.shared
        ]


@dataclass
class Roster:
    """A sheet that lists people, in one table or several, below or beside one another."""

    sheet: Sheet
    tables: list[Table]


def column_key(column: dict[str, Any]) -> str:
    """Return what names a column of a mapping in its sheet: `C`, or `C12` in a table below."""
    return f"{column['column']}{column.get('header_row', '')}"


@dataclass
class Recognised:
    """A workbook with its rosters, and the sheets that are left out with the reason."""

    book: Workbook
    rosters: list[Roster]
    skipped: list[dict[str, str]] = field(default_factory=list)

    @property
    def tables(self) -> list[Table]:
        """Every table of people, in the order of the workbook."""
        return [table for roster in self.rosters for table in roster.tables]

    def mapping(self) -> list[dict[str, Any]]:
        """Return every column as {sheet, column, header, field, confidence}.

        Those of tables further down also have `header_row`, where their header ends.
        """
        return [column for table in self.tables for column in table.mapping()]


def recognise(
    book: Workbook,
    *,
    known: Known | None = None,
    mapping: dict[str, Known] | None = None,
) -> Recognised:
    """Find the rosters of a workbook and what their columns hold.

    `known` are an office's remembered columns by `header_key`; `mapping` says outright what a
    column holds, {sheet: {column: field or None}}, the column by its letter or, in a table
    further down, by its letter and the row of the header (`C12`).
    """
    found, hidden = Recognised(book, []), Recognised(book, [])
    for sheet in book.sheets:
        reason = _why_skipped(sheet)
        roster = None if reason else _roster(sheet, known or {}, (mapping or {}).get(sheet.name))
        if roster is None:
            found.skipped.append({"sheet": sheet.name, "reason": reason or "no_roster"})
        else:
            (hidden if sheet.hidden else found).rosters.append(roster)
    # What nobody sees is last year's list or a template's; unless there is nothing else.
    if not found.rosters:
        return replace(found, rosters=hidden.rosters)
    found.skipped += [{"sheet": r.sheet.name, "reason": "hidden"} for r in hidden.rosters]
    return found


def _why_skipped(sheet: Sheet) -> str | None:
    if sheet.height == 0 or sheet.width == 0:
        return "empty"
    if sheet.name in SUMMARY_NAMES:
        return "summary"
    return None


def _roster(sheet: Sheet, known: Known, override: Known | None) -> Roster | None:
    """The tables of a sheet, or None where it lists no people."""
    header = headers.find(sheet) or _headless(sheet)
    if header is None:
        return None
    first = _line(sheet, header, known, override or {}, top=True)
    if not first or _lies_on_its_side(first[0]):
        return None
    numbers = next((c.index for c in first[0].columns if c.field == "id_number"), None)
    below = [
        head
        for head in headers.further(sheet, header, numbers)
        if _line(sheet, head, known, override or {}, top=False)
    ]
    return Roster(sheet, _stacked(sheet, [header, *below], known, override) if below else first)


def _stacked(
    sheet: Sheet, heads: list[Header], known: Known, override: Known | None
) -> list[Table]:
    """Tables below one another, each told by its own rows alone."""
    ends = [*(head.first for head in heads[1:]), sheet.height]
    tables: list[Table] = []
    for head, end in zip(heads, ends, strict=True):
        rows = replace(sheet, cells=sheet.cells.head(end))
        line = _line(rows, head, known, override or {}, top=head is heads[0])
        tables += [replace(table, top=head is heads[0]) for table in line]
    return tables


def _lies_on_its_side(table: Table) -> bool:
    """Tell whether people stand in columns, so that their names are names of fields."""
    name = next((c.index for c in table.columns if c.field == "name"), None)
    if name is None:
        return False
    values = table.sheet.cells.slice(table.header.last + 1, 20).to_series(name).drop_nulls()
    named = [headers.known_leaf(text) not in (None, "name") for text in values]
    return sum(named) > 0.5 * len(named)


def _line(sheet: Sheet, header: Header, known: Known, override: Known, *, top: bool) -> list[Table]:
    """The tables that stand beside one another under a header; none if it heads no people."""
    told = _told(override, header.last + 1, top=top)
    parts = beside.parts(header)
    if len(parts) > 1:
        tables = [_part(sheet, header, part, known, told) for part in parts]
        if all(columns.is_roster(table.columns) for table in tables):
            return tables
    found = columns.recognise(sheet, header, known=known, override=told)
    return [Table(sheet, header, found, sheet.height)] if columns.is_roster(found) else []


def _part(sheet: Sheet, header: Header, part: beside.Part, known: Known, told: Known) -> Table:
    """One of several tables beside one another."""
    empty = pl.lit(None, pl.String)
    others = [column_letter(i) for i in range(sheet.width) if not part.has(i)]
    view = replace(sheet, cells=sheet.cells.with_columns(empty.alias(c) for c in others))
    mine = replace(header, paths={i: path for i, path in header.paths.items() if part.has(i)})
    told = {c: chosen for c, chosen in told.items() if part.has(column_index(c))}
    found = columns.recognise(view, mine, known=known, override=told)
    return Table(view, mine, found, sheet.height, part.shared, first=part.start == 0)


def _told(override: Known, header_row: int, *, top: bool) -> Known:
    """What was said outright about the columns of the tables under a header, by their letters."""
    told: Known = {}
    for key, chosen in override.items():
        named = re.fullmatch(r"([A-Z]+)(\d*)", key)
        if named and (int(named[2]) == header_row if named[2] else top):
            told[named[1]] = chosen
    return told


def _headless(sheet: Sheet) -> Header | None:
    """A sheet without any header is a roster if a column of ID numbers can be seen."""
    head = sheet.cells.head(columns.SAMPLE)
    if any(content.probe(head.to_series(i)).get("id_number", 0) > 0.5 for i in range(head.width)):
        return Header(-1, -1, {})
    return None
