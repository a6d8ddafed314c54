"""Sheets that come as text: CSV in any usual encoding, and web pages saved as .xls."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import polars as pl

from . import errors

Loaded = list[tuple[str, pl.DataFrame, list[tuple[int, int, int, int]]]]
_ENCODINGS = ("utf-8-sig", "gb18030", "big5")
_SEPARATORS = ",\t;|，"


def decode(raw: bytes, name: str) -> str:
    """Return a file's text; tries UTF-16 with a mark, UTF-8, GB 18030 and Big5."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if wide := wide_encoding(raw[:4096]):
        return raw.decode(wide, errors="replace")
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    if raw.count(b"\x00") or sum(b < 9 for b in raw[:4096]) > 8:
        raise errors.not_a_table(name)
    return raw.decode("gb18030", errors="replace")


def wide_encoding(head: bytes) -> str | None:
    """Return the byte order of UTF-16 text without a mark, told by its separators and ends."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(encoding, errors="replace")
        good = sum(c.isprintable() or c in "\r\n\t" for c in text)
        if text and good > 0.97 * len(text) and re.search(r"[,\t;\n]", text):
            return encoding if b"\x00" in head else None
    return None


def read_csv(path: Path) -> Loaded:
    """Read a delimited text file; the separator is the one that divides its lines most evenly."""
    text = decode(path.read_bytes(), path.name)
    if sum(not c.isprintable() and c not in "\r\n\t\ufeff" for c in text[:4096]) > 20:
        raise errors.not_a_table(path.name)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    return [(path.stem, frame_of(rows), [])]


def frame_of(rows: list[list[str]]) -> pl.DataFrame:
    """Return rows of text as columns named A, B, …; short rows are filled up with nulls."""
    from .workbook import column_letter

    width = max((len(row) for row in rows), default=0)
    names = [column_letter(i) for i in range(width)]
    full = [row + [None] * (width - len(row)) for row in rows]
    frame = pl.DataFrame(full, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.with_columns(
        pl.when(pl.col(n).str.strip_chars() != "").then(pl.col(n)).alias(n) for n in names
    )


def _separator(text: str) -> str:
    lines = [line for line in text.splitlines()[:60] if line.strip()]
    hint = re.fullmatch(r"sep=(.)", lines[0].strip()) if lines else None
    if hint:
        return hint.group(1)

    def evenness(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        common = max(set(counts), key=counts.count, default=0)
        return (counts.count(common) if common else 0, common)

    return max(_SEPARATORS, key=evenness)


class _Tables(HTMLParser):
    """Collects the cells of every table, with their spans."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[tuple[str, int, int]]]] = []
        self.cell: list[str] | None = None
        self.spans = (1, 1)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        tag = tag.rsplit(":", 1)[-1]
        known = {key.rsplit(":", 1)[-1]: value for key, value in attributes}
        if tag in ("table", "worksheet") and not (tag == "table" and self._opened_empty()):
            self.tables.append([])
        elif tag in ("tr", "row") and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th", "cell") and self.tables and self.tables[-1]:
            self._close_cell()
            self.cell = []
            across = int(known.get("colspan") or 0) or int(known.get("mergeacross") or 0) + 1
            down = int(known.get("rowspan") or 0) or int(known.get("mergedown") or 0) + 1
            self.spans = (across, down)
        elif tag == "br" and self.cell is not None:
            self.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag.rsplit(":", 1)[-1] in ("td", "th", "cell", "tr", "row", "table"):
            self._close_cell()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def _opened_empty(self) -> bool:
        return bool(self.tables) and not self.tables[-1]

    def _close_cell(self) -> None:
        if self.cell is not None:
            self.tables[-1][-1].append(("".join(self.cell).strip(), *self.spans))
            self.cell = None


def read_html(path: Path) -> Loaded:
    """Read the tables of a web page or of an XML spreadsheet that calls itself a workbook."""
    raw = path.read_bytes()
    named = re.search(rb"charset=[\"']?([\w-]+)|encoding=[\"']([\w-]+)", raw[:2048])
    try:
        text = raw.decode((named.group(1) or named.group(2)).decode() if named else "utf-8-sig")
    except (UnicodeDecodeError, LookupError):
        text = decode(raw, path.name)
    parser = _Tables()
    parser.feed(text)
    parser.close()
    tables = [table for table in parser.tables if any(table)]
    if not tables:
        raise errors.not_a_table(path.name)
    return [(f"{path.stem}{i or ''}", *_laid_out(table)) for i, table in enumerate(tables)]


def _laid_out(
    table: list[list[tuple[str, int, int]]],
) -> tuple[pl.DataFrame, list[tuple[int, int, int, int]]]:
    """Put cells with spans where they belong, and return the merged areas."""
    rows: list[list[str]] = [[] for _ in table]
    taken: set[tuple[int, int]] = set()
    merges = []
    for r, cells in enumerate(table):
        c = 0
        for text, across, down in cells:
            while (r, c) in taken:
                c += 1
            last_row, last_column = min(r + max(down, 1), len(table)) - 1, c + max(across, 1) - 1
            if (last_row, last_column) != (r, c):
                merges.append((r, c, last_row, last_column))
            taken |= {(i, j) for i in range(r, last_row + 1) for j in range(c, last_column + 1)}
            rows[r] += [""] * (c - len(rows[r])) + [text]
            c = last_column + 1
    return frame_of(rows), merges
