"""Marking an .xlsx where it lies: every part we need not change is copied as it is."""

from __future__ import annotations

import posixpath
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from ..engine import Checked
from ..tables import SUMMARY_NAMES
from ..workbook import column_index, column_letter
from ..xlsx import CHUNK, relations, sheet_parts
from . import comments, notes, summary
from .comments import clean
from .sheet import SheetMarker
from .styles import Styles

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MACRO_TYPES = re.compile(
    r"application/vnd\.ms-excel\.(?:sheet|template)\.macroEnabled\.main\+xml"
    r"|application/vnd\.openxmlformats-officedocument\.spreadsheetml\.template\.main\+xml"
)
_LEVEL = 4  # of compression: a huge sheet must not take longer to pack than to mark


def can_edit(path: Path) -> bool:
    """Tell whether a workbook has the parts that marks are put into."""
    with zipfile.ZipFile(path) as archive:
        if "xl/styles.xml" not in archive.namelist():
            return False
        return b"cellXfs" in archive.read("xl/styles.xml")


def mark(path: Path, checked: Checked, out: Path) -> None:
    """Write the marked copy of an .xlsx file."""
    part = out.with_name(out.name + ".part")
    with zipfile.ZipFile(path) as archive:
        _Package(archive, path, checked, plain=out.suffix.lower() == ".xlsx").write(part)
    part.replace(out)


class _Package:
    """One workbook while its marked copy is made."""

    def __init__(self, archive: zipfile.ZipFile, path: Path, checked: Checked, *, plain: bool):
        self.archive, self.checked, self.plain = archive, checked, plain
        self.names = set(archive.namelist())
        self.new: dict[str, str] = {}
        self.streams: dict[str, SheetMarker] = {}
        self.types: list[tuple[str, str]] = []
        self.styles = Styles(self._text("xl/styles.xml"))
        self.sheets = sheet_parts(path)
        self.namespace = _STRICT if "purl.oclc.org" in self._text("xl/workbook.xml") else _REL

    def write(self, out: Path) -> None:
        if self.plain:
            self._without_macros()
        by_sheet = notes.by_sheet(self.checked)
        left = self.styles.left_by_us()
        cleared = {style: self.styles.cleared(style) for style in left}
        for name, part in self.sheets.items():
            mine = by_sheet.get(name, [])
            if name in SUMMARY_NAMES or not (mine or left):
                continue
            drawing = self._comment(part, mine[: notes.MOST])
            self.streams[part] = SheetMarker(mine, self.styles.marked, cleared, drawing)
        self._summarise()
        self._declare()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as target:
            for item in self.archive.infolist():
                self._copy(item, target)
            for name, text in self.new.items():
                if name not in self.names:
                    target.writestr(name, text)
            target.writestr("xl/styles.xml", self.styles.finished())

    def _without_macros(self) -> None:
        """A copy named .xlsx must not hold macros, or spreadsheet programs refuse it."""
        listing = "xl/_rels/workbook.xml.rels"
        self.new[listing] = re.sub(
            r"<(?:\w+:)?Relationship\b[^>]*?/vbaProject\"[^>]*/>", "", self._text(listing)
        )

    def _copy(self, item: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
        name = item.filename
        if name == "xl/styles.xml" or (self.plain and name.startswith("xl/vbaProject")):
            return
        if name in self.new:
            target.writestr(name, self.new[name])
        elif name in self.streams:
            with target.open(name, "w", force_zip64=item.file_size > 1 << 31) as sink:
                for piece in self.streams[name].run(self._chunks(name)):
                    sink.write(piece)
        else:
            copied = zipfile.ZipInfo(name, item.date_time)
            copied.compress_type, copied.external_attr = item.compress_type, item.external_attr
            with self.archive.open(item) as source, target.open(copied, "w") as sink:
                shutil.copyfileobj(source, sink, CHUNK)

    def _chunks(self, name: str) -> Iterator[bytes]:
        with self.archive.open(name) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def _text(self, name: str) -> str:
        return self.new.get(name) or self.archive.read(name).decode("utf-8-sig")

    # Comments

    def _comment(self, part: str, mine: list[notes.Note]) -> str | None:
        """Write a sheet's comments; returns the reference to a drawing that is new, or None."""
        known = relations(self.archive, part)
        words = next((t for k, t in known.values() if k == "comments"), None)
        boxes = next((t for k, t in known.values() if k == "vmlDrawing"), None)
        if not mine and not words:
            return None
        number = re.sub(r"\D", "", posixpath.basename(part)) or "0"
        if words is None:
            words = f"xl/commentsRongcheng{number}.xml"
            self._relate(part, "rcComments", "comments", words)
            self.types.append((words, _TYPE + "comments+xml"))
            self.new[words] = comments.words(mine, None)
        else:
            self.new[words] = comments.words(mine, self._text(words))
        return self._draw(part, mine, words, boxes, number)

    def _draw(
        self, part: str, mine: list[notes.Note], words: str, boxes: str | None, number: str
    ) -> str | None:
        if boxes is not None and boxes in self.names:
            refs = re.findall(r'\bref="([A-Z]+)(\d+)"', self.new[words])
            keep = {(int(row) - 1, column_index(letters)) for letters, row in refs}
            text, have = comments.boxed(self._text(boxes), keep)
            self.new[boxes] = comments.drawing(mine, text, have)
            return None
        boxes = f"xl/drawings/vmlRongcheng{number}.vml"
        self._relate(part, "rcDrawing", "vmlDrawing", boxes)
        self.new[boxes] = comments.drawing(mine, None, set())
        return f'xmlns:rc="{self.namespace}" rc:id="rcDrawing"'

    def _relate(self, part: str, name: str, kind: str, target: str) -> None:
        folder, base = posixpath.split(part)
        listing = f"{folder}/_rels/{base}.rels"
        text = (
            self._text(listing)
            if listing in self.names or listing in self.new
            else f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<Relationships xmlns="{_PACKAGE}"></Relationships>'
        )
        text = re.sub(r"<((?:\w+:)?)Relationships\b([^>]*)/>",
        r"<\1Relationships\2></\1Relationships>",
                      text)  # fmt: skip
        end = text.rfind("</")
        p = re.match(r"</(\w+:)?", text[end:])
        prefix = (p.group(1) or "") if p else ""
        item = (
            f'<{prefix}Relationship Id="{name}" Type="{self.namespace}/{kind}" Target="/{target}"/>'
        )
        self.new[listing] = text[:end] + item + text[end:]

    # The summary sheet

    def _summarise(self) -> None:
        name = SUMMARY_NAMES[0 if self.checked.lang.startswith("zh") else 1]
        had = next((part for n, part in self.sheets.items() if n in SUMMARY_NAMES), None)
        part = had or "xl/worksheets/sheetRongcheng.xml"
        self.new[part] = "".join(_sheet_xml(self.checked, self.styles))
        if had:
            return
        self.types.append((part, _TYPE + "worksheet+xml"))
        self._relate("xl/workbook.xml", "rcSummary", "worksheet", part)
        book = self._text("xl/workbook.xml")
        number = max((int(n) for n in re.findall(r'\bsheetId="(\d+)"', book)), default=0) + 1
        found = re.search(r"</(\w+:)?sheets>", book)
        prefix = (found.group(1) or "") if found else ""
        item = (
            f'<{prefix}sheet xmlns:rc="{self.namespace}" name={quoteattr(name)} '
            f'sheetId="{number}" rc:id="rcSummary"/>'
        )
        self.new["xl/workbook.xml"] = book.replace(
            f"</{prefix}sheets>", f"{item}</{prefix}sheets>", 1
        )

    def _declare(self) -> None:
        """Name the new parts' types in the list of contents."""
        text = self._text("[Content_Types].xml")
        if self.plain:
            text = re.sub(r'<Override\b[^>]*"/xl/vbaProject[^>]*/>', "", text)
            text = _MACRO_TYPES.sub(_TYPE + "sheet.main+xml", text)
        end = text.rfind("</")
        added = "".join(
            f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in self.types
        )
        if 'Extension="vml"' not in text:
            vml = "application/vnd.openxmlformats-officedocument.vmlDrawing"
            start = re.search(r"<Types\b[^>]*>", text)
            at = start.end() if start else end
            text = text[:at] + f'<Default Extension="vml" ContentType="{vml}"/>' + text[at:]
            end = text.rfind("</")
        self.new["[Content_Types].xml"] = text[:end] + added + text[end:]


def _sheet_xml(checked: Checked, styles: Styles) -> Iterable[str]:
    """Yield the XML of the summary sheet."""
    looks = {
        "plain": 0,
        "title": styles.heading(),
        "head": styles.marked(styles.heading(), "head"),
        "error": styles.wrapped(styles.marked(0, "error")),
        "warning": styles.wrapped(styles.marked(0, "warning")),
    }
    yield (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet '
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols>'
    )
    for i, width in enumerate(summary.WIDTHS, 1):
        yield f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    links = []
    for number, line in enumerate(summary.lines(checked), 1):
        yield f'<row r="{number}">'
        for i, value in enumerate(line.cells):
            yield _cell(f"{column_letter(i)}{number}", value, looks[line.look])
        yield "</row>"
        if line.target:
            sheet = line.target[0].replace("'", "''")
            links.append((f"B{number}", f"'{sheet}'!{line.target[1]}"))
    yield "</sheetData>"
    if links:
        yield "<hyperlinks>"
        for ref, target in links:
            yield f'<hyperlink ref="{ref}" location={quoteattr(target)}/>'
        yield "</hyperlinks>"
    yield "</worksheet>"


def _cell(ref: str, value: str | int, style: int) -> str:
    if isinstance(value, int):
        return f'<c r="{ref}" s="{style}"><v>{value}</v></c>'
    return (
        f'<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{clean(value)}</t></is></c>"
    )
