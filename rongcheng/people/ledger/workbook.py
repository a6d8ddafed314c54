"""Reading any spreadsheet file into sheets of text, every cell kept as it is written."""

from __future__ import annotations

import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError

import fastexcel
import polars as pl

from . import errors, pieces, textfile, xlsx

# How a broken workbook shows itself to one of its readers.
_BROKEN = (fastexcel.FastExcelError, zipfile.BadZipFile, zlib.error, ParseError, KeyError, OSError)


@dataclass
class Sheet:
    """One sheet: `cells` has a text column per spreadsheet column and its row i is row i+1.

    `merges` holds (first row, first column, last row, last column), counted from 0. `xml` is a
    large sheet's text, in pieces, until it is forgotten.
    """

    name: str
    cells: pl.DataFrame
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    part: str | None = None
    xml: list[bytes] = field(default_factory=list)

    @property
    def height(self) -> int:
        return self.cells.height

    @property
    def width(self) -> int:
        return self.cells.width


@dataclass
class Workbook:
    """A file's sheets; `kind` is xlsx, xls, xlsb, ods, csv or html."""

    path: Path
    kind: str
    sheets: list[Sheet]

    def numeric_rows(self, sheet: Sheet, column: int, rows: list[int]) -> set[int]:
        """Return those of the rows (from 0) whose cell in a column is stored as a number.

        Only .xlsx tells; elsewhere every cell that could be a number counts as one.
        """
        if self.kind == "csv":
            return set()
        if self.kind != "xlsx" or sheet.part is None:
            return set(rows)
        return xlsx.numeric_rows(sheet.xml or xlsx.chunks(self.path, sheet.part), column, rows)

    def forget_xml(self) -> None:
        """Give back the memory of what has been read."""
        for sheet in self.sheets:
            sheet.xml = []


def read(path: str | Path) -> Workbook:
    """Read a spreadsheet or CSV file; raises LedgerError, which says what to do, if it cannot."""
    path = Path(path)
    if not path.is_file():
        raise errors.missing(path.name)
    kind = _kind(path)
    if kind in ("csv", "html"):
        frames = textfile.read_csv(path) if kind == "csv" else textfile.read_html(path)
        sheets = [Sheet(name, cells, merges) for name, cells, merges in frames]
    else:
        sheets = _read_excel(path, kind)
    if not any(sheet.height for sheet in sheets):
        raise errors.empty(path.name)
    return Workbook(path, kind, sheets)


def column_letter(index: int) -> str:
    """Return a column's letters, counted from 0: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the number of a column from its letters, counted from 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _kind(path: Path) -> str:
    """Tell a file's kind by its content, since names lie (.xls is often a web page or text)."""
    head = path.read_bytes()[:4096] if path.stat().st_size < 4096 else _head(path)
    if not head.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise errors.empty(path.name)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if _is_encrypted(path):
            raise errors.encrypted(path.name)
        return "xls"
    if head.startswith(b"PK"):
        return _zip_kind(path)
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<?xml", b"<style")):
        return "html"
    marked = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\x00" in head and not marked and not textfile.wide_encoding(head):
        raise errors.not_a_table(path.name)
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"{\\rtf")):
        raise errors.not_a_table(path.name)
    return "csv"


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _is_encrypted(path: Path) -> bool:
    """An encrypted .xlsx is an OLE container with a stream of this name."""
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError) as reason:
        raise errors.damaged(path.name, str(reason)) from reason
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "word/document.xml" not in names:
        return "ods"
    raise errors.not_a_table(path.name)


def _read_excel(path: Path, kind: str) -> list[Sheet]:
    try:
        reader = fastexcel.read_excel(path)
        parts = xlsx.sheet_parts(path) if kind == "xlsx" else {}
        return [
            _load_large(path, name, parts) or _load(path, reader, name, parts)
            for name in reader.sheet_names
        ]
    except _BROKEN as reason:
        text = str(reason)
        if "assword" in text or "ncrypt" in text:
            raise errors.encrypted(path.name) from reason
        raise errors.damaged(path.name, (text.splitlines() or ["?"])[0][:80]) from reason


def _load(path: Path, reader: fastexcel.ExcelReader, name: str, parts: dict[str, str]) -> Sheet:
    part = parts.get(name)
    try:
        loaded = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError:
        if part is None and parts:  # a chart sheet has no cells
            return Sheet(name, pl.DataFrame())
        raise
    merges = xlsx.merges(xlsx.chunks(path, part)) if part else []
    return Sheet(name, _cells(loaded), merges, hidden=loaded.visible != "visible", part=part)


def _load_large(path: Path, name: str, parts: dict[str, str]) -> Sheet | None:
    """A large sheet, its pieces parsed beside one another; None where it comes as a whole."""
    part = parts.get(name)
    if part is None:
        return None

    def parse(piece: pieces.Piece) -> tuple[pl.DataFrame, str]:
        reader = fastexcel.read_excel(piece.book)
        skip = None if piece.first else 0  # the first row with a value is the piece's own
        loaded = reader.load_sheet(name, header_row=None, skip_rows=skip, dtypes="string")
        return _cells(loaded).slice(1 if piece.first else 0), loaded.visible

    with ThreadPoolExecutor(2) as pool:
        jobs = [(p, pool.submit(parse, p)) for p in pieces.cut(path, part, parts.values())]
        parsed = [(piece.first, *job.result()) for piece, job in jobs]
    if not parsed:
        return None
    cells = _one_below_the_other([(first, frame) for first, frame, _ in parsed])
    xml = [piece.book for piece, _ in jobs]
    hidden = any(visible != "visible" for *_, visible in parsed)
    return Sheet(name, cells, xlsx.merges(xml[-1:]), hidden, part, xml)


def _cells(loaded: fastexcel.ExcelSheet) -> pl.DataFrame:
    """The cells of a loaded sheet, a column for each of the spreadsheet's from A on."""
    columns = {c.absolute_index: c.name for c in loaded.selected_columns}
    width = max(columns, default=-1) + 1
    return pl.DataFrame(loaded).select(
        (pl.col(columns[i]) if i in columns else pl.lit(None, pl.String)).alias(column_letter(i))
        for i in range(width)
    )


def _one_below_the_other(frames: list[tuple[int, pl.DataFrame]]) -> pl.DataFrame:
    """Cells of consecutive rows put together, each frame at the row where it begins."""
    width = max(frame.width for _, frame in frames)
    schema = {column_letter(i): pl.String for i in range(width)}
    whole, height = [pl.DataFrame(schema=schema)], 0
    for first, frame in frames:
        if frame.height:
            whole += [pl.DataFrame({"A": [None] * (first - height)}, {"A": pl.String}), frame]
            height = first + frame.height
    return pl.concat(whole, how="diagonal")
