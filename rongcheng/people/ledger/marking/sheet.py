"""Rewriting a sheet's XML as it streams by: only the marked cells change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, reduce
from itertools import groupby

from ..workbook import column_index, column_letter
from .notes import Note

Restyle = Callable[[int, str], int]
# What follows the reference to the comments' drawing in a sheet; it must stand before these.
_AFTER = ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
          "webPublishItems", "tableParts")  # fmt: skip


_STYLE = re.compile(rb'\ss="(\d+)"')


@cache
def _letters(column: int) -> bytes:
    return column_letter(column).encode()


class SheetMarker:
    """Marks the cells of one sheet; `restyle` turns a style and a look into the new style."""

    def __init__(
        self, notes: list[Note], restyle: Restyle, cleared: dict[int, int], drawing: str | None
    ):
        self.rows = {row: list(cells) for row, cells in groupby(notes, key=lambda n: n.row)}
        self.restyle, self.drawing = restyle, drawing
        self.cleared = {str(k).encode(): str(v).encode() for k, v in cleared.items()}
        self.styles: dict[tuple[bytes, str], bytes] = {}
        self.prefix = b""
        self.number = 0

    def run(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the sheet's XML with its marks."""
        kept, started = b"", False
        for chunk in chunks:
            text = kept + chunk
            if not started:
                found = re.search(rb"<(\w+:)?worksheet\b", text)
                self.prefix, started = ((found.group(1) or b"") if found else b""), True
            end = b"</%srow>" % self.prefix
            cut = text.rfind(end)
            cut = cut + len(end) if cut >= 0 else 0
            if cut:
                yield self._rewritten(text[:cut])
            kept = text[cut:]
        yield self._finished(self._rewritten(kept))

    def _rewritten(self, text: bytes) -> bytes:
        """Mark the rows of a piece that holds whole rows."""
        if self.cleared:
            text = self._without_old_colours(text)
        out, done = [], 0
        start_tag = re.compile(rb"<%srow(?=[\s/>])([^>]*)>" % self.prefix)
        end_tag = b"</%srow>" % self.prefix
        for match in start_tag.finditer(text):
            given = re.search(rb'(?:^|\s)r="(\d+)"', match.group(1))
            self.number = int(given.group(1)) if given else self.number + 1
            notes = self.rows.pop(self.number, None)
            if not notes:
                continue
            if match.group(1).endswith(b"/"):
                out += [text[done : match.end() - 2], b">", self._cells(b"", notes), end_tag]
                done = match.end()
                continue
            end = text.find(end_tag, match.end())
            out += [text[done : match.end()], self._cells(text[match.end() : end], notes)]
            done = end
        return b"".join([*out, text[done:]]) if out else text

    def _cells(self, row: bytes, notes: list[Note]) -> bytes:
        """Mark cells that name their references in one go; look for the others one by one."""
        out: list[bytes] = []
        done, number = 0, b'%d"' % notes[0].row
        for at, note in enumerate(notes):
            named = row.find(b' r="' + _letters(note.column) + number, done)
            if named < 0:
                row = b"".join([*out, row[done:]])
                return reduce(self._any_cell, notes[at:], row)
            start, end = row.rfind(b"<", done, named), row.find(b">", named)
            out += [row[done:start], self._restyled(row[start:end], note)]
            done = end
        return b"".join([*out, row[done:]])

    def _any_cell(self, row: bytes, note: Note) -> bytes:
        """Find a cell by counting, or put an empty one in its place."""
        position = -1
        p = self.prefix
        for cell in re.finditer(rb"<%sc(?=[\s/>])([^>]*)>" % p, row):
            named = re.search(rb'(?:^|\s)r="([A-Z]+)\d+"', cell.group(1))
            position = column_index(named.group(1).decode()) if named else position + 1
            if position == note.column:
                tag = cell.group(0)[:-1]
                return row[: cell.start()] + self._restyled(tag, note) + row[cell.end() - 1 :]
            if position > note.column:
                return row[: cell.start()] + self._new_cell(note) + row[cell.start() :]
        return row + self._new_cell(note)

    def _new_cell(self, note: Note) -> bytes:
        ref = _letters(note.column) + b"%d" % note.row
        return b'<%sc r="%s" s="%s"/>' % (self.prefix, ref, self._style(b"0", note.severity))

    def _restyled(self, tag: bytes, note: Note) -> bytes:
        """Return a cell's opening tag (without its end) with the note's style."""
        had = _STYLE.search(tag)
        style = self._style(had[1] if had else b"0", note.severity)
        if had:
            return tag[: had.start(1)] + style + tag[had.end(1) :]
        slash = tag.endswith(b"/")
        return tag.rstrip(b"/") + b' s="%s"' % style + (b"/" if slash else b"")

    def _style(self, had: bytes, look: str) -> bytes:
        if (had, look) not in self.styles:
            self.styles[had, look] = b"%d" % self.restyle(int(had), look)
        return self.styles[had, look]

    def _without_old_colours(self, text: bytes) -> bytes:
        pattern = rb'(<%sc\b[^>]*?\ss=")(%s)"' % (self.prefix, b"|".join(self.cleared))
        return re.sub(pattern, lambda m: m[1] + self.cleared[m[2]] + b'"', text)

    def _finished(self, tail: bytes) -> bytes:
        """Refer to the comments' drawing where the sheet did not have one."""
        p = self.prefix
        if self.drawing is None or b"<%slegacyDrawing " % p in tail:
            return tail
        element = b"<%slegacyDrawing %s/>" % (p, self.drawing.encode())
        after = tail.rfind(b"</%ssheetData>" % p)
        places = [tail.find(b"<%s%s" % (p, name.encode()), max(after, 0)) for name in _AFTER]
        closing = tail.rfind(b"</%sworksheet>" % p)
        if tail[:closing].rstrip().endswith(b"</%sextLst>" % p):
            places.append(tail.rfind(b"<%sextLst>" % p, 0, closing))
        places = [at for at in places if at >= 0]
        at = min(places) if places else closing
        wrapper = tail.rfind(b"<mc:AlternateContent", max(after, 0), at)
        if wrapper >= 0 and b"</mc:AlternateContent>" not in tail[wrapper:at]:
            at = wrapper
        return tail[:at] + element + tail[at:]
