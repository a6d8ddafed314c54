"""The parts of an .xlsx file that the fast reader does not tell: merges, kinds of cells."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

CHUNK = 1 << 22
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)"')
# With the colon of a prefix optional, this has no literal start; see `merges`.
_END_OF_CELLS = re.compile(rb"sheetData>(?=\s*<(?!/?(?:\w+:)?row))|sheetData/>")
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def sheet_parts(path: Path) -> dict[str, str]:
    """Return sheet name → path of its XML inside the archive, worksheets only."""
    with zipfile.ZipFile(path) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        targets = relations(archive, "xl/workbook.xml")
    found = {}
    for sheet in book.iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        kind, target = targets.get(sheet.get(_OFFICE) or sheet.get(_STRICT) or "", ("", ""))
        if kind == "worksheet":
            found[sheet.get("name", "")] = target
    return found


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return a part's relations: id → (last word of the type, path inside the archive)."""
    folder, name = posixpath.split(part)
    listing = f"{folder}/_rels/{name}.rels"
    if listing not in archive.namelist():
        return {}
    found = {}
    for node in ElementTree.fromstring(archive.read(listing)):
        target = node.get("Target", "")
        if node.get("TargetMode") != "External":
            target = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
        found[node.get("Id", "")] = (node.get("Type", "").rsplit("/", 1)[-1], target)
    return found


def chunks(path: Path, part: str) -> Iterator[bytes]:
    """Yield a part's XML piece by piece, so that a huge sheet needs little memory."""
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def merges(chunks: Iterable[bytes]) -> list[tuple[int, int, int, int]]:
    """Return the merged areas in a sheet's XML, rows and columns counted from 0."""
    # They come after the cells, so that the bulk of the sheet is only searched for its end.
    tail, kept = b"", b""
    for chunk in chunks:
        text = kept + chunk
        found = None if tail else _END_OF_CELLS.search(text)
        tail = tail + chunk if tail else text[found.start() :] if found else b""
        kept = chunk[-32:]
    return [_area(match) for match in _MERGE.finditer(tail)]


def numeric_rows(chunks: Iterable[bytes], column: int, rows: list[int]) -> set[int]:
    """Return those of the rows (from 0, ascending) whose cell in a column is no text."""
    from .workbook import column_letter

    letters = column_letter(column).encode()
    wanted = iter(sorted(rows))
    row = next(wanted, None)
    numeric: set[int] = set()
    kept = b""
    for chunk in chunks:
        text, at = kept + chunk, 0
        while row is not None:
            start = text.find(b'r="%s%d"' % (letters, row + 1), at)
            end = text.find(b">", start) if start >= 0 else -1
            if end < 0:
                break
            at = end
            if not re.search(rb'\bt="(?:s|str|inlineStr)"', _tag(text, start, end)):
                numeric.add(row)
            row = next(wanted, None)
        kept = text[max(at, text.rfind(b"<row")) :]
    return numeric


def _tag(text: bytes, inside: int, end: int) -> bytes:
    return text[text.rfind(b"<", 0, inside) : end]


def _area(match: re.Match[bytes]) -> tuple[int, int, int, int]:
    from .workbook import column_index

    left, top, right, bottom = (g.decode() for g in match.groups())
    return int(top) - 1, column_index(left), int(bottom) - 1, column_index(right)
