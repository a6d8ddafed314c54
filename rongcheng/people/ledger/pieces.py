"""A large worksheet taken in pieces: while one is unpacked, the one before is parsed.

The reader takes one thread for a sheet and the ledgers of a county have hundreds of thousands of
cells, so a large sheet is cut between two rows into workbooks of one sheet each.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
    """Some rows of a sheet: its XML, and the row (from 0) at which it starts.

    All but the first piece begin with a row of our own, so that the reader starts there and
    not in row 0.
    """

    first: int
    xml: bytes


def cut(path: Path, part: str) -> Iterator[Piece]:
    """Yield a large worksheet as complete sheets of consecutive rows; nothing if it is small.

    A sheet that cannot be cut safely (rows without numbers, comments) comes as one piece.
    """
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(part).file_size
        if not SMALLEST <= size <= LARGEST:
            return
        texts = sum(i.file_size for i in archive.infolist() if i.filename.endswith("Strings.xml"))
        step = size // (4 if texts < MANY_TEXTS else 2) + 1
        with archive.open(part) as stream:
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
                yield Piece(first, kept[:at] + _CLOSING)
                first = int(row[1]) - 1
                kept = b"".join((opening, _mark(first), kept[at:], more))
            yield Piece(first, kept)


def _mark(number: int) -> bytes:
    return b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>-</t></is></c></row>' % (number, number)


def needed(path: Path, sheets: set[str]) -> dict[str, bytes]:
    """What a piece needs beside its rows: the workbook's other parts, without its ``sheets``."""
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.endswith((".xml", ".rels")) and n not in sheets]
        return {name: archive.read(name) for name in names}


def as_workbook(rest: dict[str, bytes], part: str, piece: Piece) -> bytes:
    """A workbook whose only sheet is a piece."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in (rest | {part: piece.xml}).items():
            archive.writestr(name, content)
    return buffer.getvalue()
