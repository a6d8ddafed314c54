"""Finding the header of a sheet: which rows it takes, and what each column is called."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from . import fields
from .workbook import Sheet

LOOK = 60
_DATA_LIKE = re.compile(
    r"^\d{6,}[\dXx]?$|^\d{4}[-./年]\d{1,2}|^\d+(\.\d+)?(元|岁)?$|^\d\.\d+E\+\d+$"
)
# Endings of long names of columns, such as 外出务工人员的姓名.
_ENDING = re.compile(
    r"(姓名|性别|年龄|身份证|证件号码?|号码?|电话|手机|方式|地址|住址|单位|地点|时间|日期|年月|工资"
    r"|收入|工种|行业|岗位|关系|程度|学历|民族|备注|合同|保险|意愿|需求)$"
)


@dataclass
class Header:
    """A header: its rows (from 0, both ends counted), column paths, and what stood above."""

    first: int
    last: int
    paths: dict[int, tuple[str, ...]]
    above: list[str] = field(default_factory=list)

    def text(self, column: int) -> str:
        return " > ".join(self.paths.get(column, ()))


def find(sheet: Sheet) -> Header | None:
    """Return the header of a sheet, or None where it has none that looks like a roster's."""
    grid = _grid(sheet)
    scores = [_score(row) for row in grid]
    if not scores or max(scores) < 2:
        return None
    best = _best_row(grid, scores)
    first, last = _extent(sheet, grid, scores, best)
    paths = {}
    for column in range(sheet.width):
        path = _path(grid[first : last + 1], column)
        if path:
            paths[column] = path
    above = [cell for row in grid[:first] for cell in dict.fromkeys(c for c in row if c)]
    return Header(first, last, paths, above)


def further(sheet: Sheet, above: Header, numbers: int | None) -> list[Header]:
    """Return the headers of tables below the first whose columns stand in another order.

    A header that only repeats the one above, as on every printed page, starts no new table.
    `numbers` is the first table's column of ID numbers: where it holds digits, no header is.
    """
    found: list[Header] = []
    for row in _naming_rows(sheet, above.last + 1, numbers):
        last = found[-1] if found else above
        if row <= last.last or _repeats(sheet.cells.row(row), last):
            continue
        header = find(_below(sheet, row))
        if header and header.first == 0:
            found.append(Header(row, row + header.last, header.paths))
    return found


def _naming_rows(sheet: Sheet, start: int, numbers: int | None) -> list[int]:
    """Rows in which a cell is a name of the name column and another one of the ID number's."""
    body = sheet.cells.slice(start).with_row_index("at", offset=start)
    if numbers is not None:
        digits = pl.nth(numbers + 1).str.contains(r"\d{6}")
        body = body.filter(~digits.fill_null(False))
    people, codes = (
        [text for text, field in fields.synonyms().items() if field == wanted]
        for wanted in ("name", "id_number")
    )
    bare = [pl.col(c).str.replace_all(r"[\s*]", "") for c in sheet.cells.columns]
    for wanted in (people, codes):
        body = body.filter(pl.any_horizontal(c.is_in(wanted).fill_null(False) for c in bare))
    return body["at"].to_list()


def _repeats(row: tuple[str | None, ...], header: Header) -> bool:
    """Tell whether every cell of a row stands in the header above it, in the same column.

    Of tables beside one another, one may repeat its header where another lists people.
    """
    texts = [(i, re.sub(r"\s+", "", cell or "")) for i, cell in enumerate(row)]
    names = sum(known_leaf(path[-1]) == "name" for path in header.paths.values())
    texts = [(i, text) for i, text in texts if text and (names < 2 or known_leaf(text))]
    return all(text in header.paths.get(i, ()) for i, text in texts)


def _below(sheet: Sheet, row: int) -> Sheet:
    """The part of a sheet from a row on."""
    merges = [(t - row, c, b - row, d) for t, c, b, d in sheet.merges if t >= row]
    return Sheet(sheet.name, sheet.cells.slice(row), merges)


def known_leaf(text: str) -> str | None:
    """Return the field that a header's text names outright."""
    table = fields.synonyms()
    return table.get(fields.plain(text)) or table.get(fields.without_brackets(text))


def _grid(sheet: Sheet) -> list[list[str]]:
    """Return the first rows as text, merged cells filled in."""
    rows = [[(cell or "").strip() for cell in row] for row in sheet.cells.head(LOOK).iter_rows()]
    for top, left, bottom, right in sheet.merges:
        if top >= len(rows) or left >= sheet.width:
            continue
        for r in range(top, min(bottom, len(rows) - 1) + 1):
            for c in range(left, min(right, sheet.width - 1) + 1):
                rows[r][c] = rows[top][left]
    return rows


def _score(row: list[str]) -> float:
    """Count the cells that name a field, less the cells that look like data."""
    cells = list(dict.fromkeys(c for c in row if c))
    known: float = sum(bool(_known(c)) for c in cells)
    # Statistics have columns for 男 and 省外 too; only a roster names people.
    known += 1.5 * sum(known_leaf(c) in ("name", "id_number") for c in cells)
    return known - 0.7 * sum(bool(_DATA_LIKE.match(c)) for c in cells)


def _known(text: str) -> bool:
    if len(text) > 30:
        return False
    bare = fields.without_brackets(text)
    if known_leaf(text) or (len(bare) <= 16 and _ENDING.search(bare)):
        return True
    return any(fields.plain(text) in leaves for leaves in fields.GROUPED_LEAVES.values())


def _best_row(grid: list[list[str]], scores: list[float]) -> int:
    """The first row about as good as the best: headers repeat on later pages."""
    top = max(scores)
    return next(i for i, score in enumerate(scores) if score >= max(2, top * 0.6))


def _extent(sheet: Sheet, grid: list[list[str]], scores: list[float], best: int) -> tuple[int, int]:
    """Widen the best row to the whole header, upwards over groups, downwards over leaves."""
    first = last = best
    while first > 0 and best - first < 3 and _belongs_above(grid[first - 1], grid[first]):
        first -= 1
    reach = _merged_down(sheet, first, last)
    while last + 1 < len(grid) and last - best < 3:
        following = grid[last + 1]
        if last + 1 <= reach or _belongs_below(following, grid[last], scores[last + 1]):
            last += 1
            reach = max(reach, _merged_down(sheet, first, last))
        else:
            break
    while last > first and not any(grid[last]):
        last -= 1
    return first, last


def _merged_down(sheet: Sheet, first: int, last: int) -> int:
    """The last row that a merged header cell reaches, ignoring cells over many rows of data."""
    return max(
        (b for t, _, b, _ in sheet.merges if first <= t <= last and b > t and b - t <= 4),
        default=last,
    )


def _belongs_above(row: list[str], below: list[str]) -> bool:
    """A row of group names: several different short texts, no data, not a title or a note."""
    cells = [c for c in row if c]
    different = set(cells)
    if len(different) < 2 or any(_DATA_LIKE.match(c) or len(c) > 25 for c in different):
        return False
    if any(re.search(r"[:：]", c) for c in different):
        return False
    repeated = sum(a == b and a != "" for a, b in zip(row, below, strict=True))
    grouped = len(cells) - len(different)
    return bool(repeated or grouped or sum(map(_known, different)) >= 1)


def _belongs_below(row: list[str], above: list[str], score: float) -> bool:
    """A row of leaves under groups: names of fields where the row above had a shared cell."""
    fresh = [c for c, a in zip(row, above, strict=True) if c and c != a]
    if not fresh or any(_DATA_LIKE.match(c) for c in fresh):
        return False
    # A column still unnamed above, or under a cell that spans several columns.
    open_columns = [
        c
        for i, (c, a) in enumerate(zip(row, above, strict=True))
        if c and c != a and (not a or above.count(a) > 1 or not known_leaf(a))
    ]
    known = sum(_known(c) for c in set(fresh) - {"男", "女"})
    return known >= 2 and known >= 0.5 * len(set(fresh)) and bool(open_columns) and score > 0


def _path(rows: list[list[str]], column: int) -> tuple[str, ...]:
    path: list[str] = []
    for row in rows:
        text = re.sub(r"\s+", "", row[column]) if column < len(row) else ""
        if text and (not path or path[-1] != text):
            path.append(text)
    return tuple(path)
