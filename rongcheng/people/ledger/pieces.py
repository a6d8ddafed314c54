"""A large worksheet taken in pieces: while one is unpacked, the one before is parsed.

The reader takes one thread for a sheet and the ledgers of a county have hundreds of thousands of
cells, so a large sheet is cut between two rows into workbooks of one sheet each.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# Bytes of XML: below, cutting is not worth its trouble; above, it would take too much memory.
SMALLEST, LARGEST = 12 << 20, 256 << 20
# Every piece reads the shared texts anew, so with many of them there are fewer pieces.
MANY_TEXTS = 1 << 20
_ROW = re.compile(rb'<row\s[^<>]*?\br="([1-9]\d*)"')
_OPENING, _CLOSING = b"<sheetData>", b"</sheetData></worksheet>"
_TAG = 400  # so long is no row's tag: one that begins further left is whole
_ODD = (b"<![CDATA[", b"<!--")


@dataclass
class Piece:
    """Some rows of a sheet as a workbook of their own, and the row (from 0) at which they start.

    The XML stands in it as it is. All but the first piece begin with a row of our own, so that
    the reader starts there and not in row 0.
    """

    first: int
    book: bytes


def cut(path: Path, part: str, sheets: Iterable[str]) -> Iterator[Piece]:
    """Yield a large worksheet in pieces of consecutive rows; nothing if it is small.

    A sheet that cannot be cut safely (rows without numbers, comments) comes as one piece.
    ``sheets`` are the paths of all worksheets.
    """
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(part).file_size
        if not SMALLEST <= size <= LARGEST:
            return
        rest = _needed(archive, set(sheets))
        texts = sum(len(rest[name]) for name in rest if name.endswith("Strings.xml"))
        step = size // (4 if texts < MANY_TEXTS else 2) + 1
        with archive.open(part) as stream:
            for first, xml in _rows(stream, step):
                yield Piece(first, _workbook(rest, part, xml))


def _rows(stream: IO[bytes], step: int) -> Iterator[tuple[int, bytes]]:
    """Complete sheets of some rows each, with the row at which they start."""
    kept, first = stream.read(step), 0
    opening = kept[: kept.find(_OPENING) + len(_OPENING)]
    safe = opening.endswith(_OPENING)
    while more := stream.read(step):
        safe = safe and not (b"!" in kept and any(odd in kept for odd in _ODD))
        at = kept.rfind(b"<row ", 0, -_TAG)
        row = _ROW.match(kept, at) if at > len(opening) and safe else None
        if row is None:
            kept += more
            continue
        yield first, kept[:at] + _CLOSING
        first = int(row[1]) - 1
        kept = b"".join((opening, _mark(first), kept[at:], more))
    yield first, kept


def _mark(number: int) -> bytes:
    return b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>-</t></is></c></row>' % (number, number)


def _needed(archive: zipfile.ZipFile, sheets: set[str]) -> dict[str, bytes]:
    """What a piece needs beside its rows: the workbook's other parts."""
    names = [n for n in archive.namelist() if n.endswith((".xml", ".rels")) and n not in sheets]
    return {name: archive.read(name) for name in names}


def _workbook(rest: dict[str, bytes], part: str, xml: bytes) -> bytes:
    """A workbook of one sheet, not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in (rest | {part: xml}).items():
            archive.writestr(name, content)
    return buffer.getvalue()
