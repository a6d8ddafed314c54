"""Comments of a sheet: the part with their words and the drawing that shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from ..workbook import column_letter
from .notes import AUTHOR, Note

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
# Closes our words in a comment that was there before.
_END = "————"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def clean(text: str) -> str:
    """Return text that may stand in XML."""
    return escape(_CONTROL.sub("", text))


def words(notes: list[Note], existing: str | None) -> str:
    """Return the comments part; comments that were there stay, ours of last time go."""
    text = without_ours(existing) if existing else (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{_MAIN}">'
        "<authors></authors><commentList></commentList></comments>"
    )  # fmt: skip
    found = re.search(r"<(\w+:)?comments\b", text)
    p = (found.group(1) or "") if found else ""
    text = text.replace(f"<{p}authors/>", f"<{p}authors></{p}authors>")
    text = text.replace(f"<{p}commentList/>", f"<{p}commentList></{p}commentList>")
    author = len(re.findall(rf"<{p}author[\s>/]", text))
    text = text.replace(f"</{p}authors>", f"<{p}author>{AUTHOR}</{p}author></{p}authors>", 1)
    taken = {m[1]: m for m in re.finditer(rf'<{p}comment\b[^>]*?\bref="([A-Z]+\d+)"', text)}
    new = []
    for note in notes:
        ref = f"{column_letter(note.column)}{note.row}"
        if ref in taken:
            text = _prepended(text, p, ref, note.text)
            continue
        new.append(
            f'<{p}comment ref="{ref}" authorId="{author}"><{p}text><{p}r><{p}t '
            f'xml:space="preserve">{clean(note.text)}</{p}t></{p}r></{p}text></{p}comment>'
        )
    return text.replace(f"</{p}commentList>", "".join(new) + f"</{p}commentList>", 1)


def without_ours(text: str) -> str:
    """Remove our comments of an earlier check-up."""
    authors = re.findall(r"<(?:\w+:)?author(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?author>)", text)
    for number, author in enumerate(authors):
        if author == AUTHOR:
            text = re.sub(
                rf'<(\w+:)?comment\b[^>]*?authorId="{number}".*?</(?:\w+:)?comment>',
                "", text, flags=re.S,
            )  # fmt: skip
    # Words that we put before somebody else's; programs may have joined the two.
    text = re.sub(rf"{AUTHOR}：.*?{_END}(?:\r?\n|&#10;|&#xA;|_x000a_)?", "", text, flags=re.S)
    return re.sub(r"<(\w+:)?r><(\w+:)?t[^>]*(?:/>|></(\w+:)?t>)</(\w+:)?r>", "", text)


def drawing(notes: Iterable[Note], existing: str | None, kept: set[tuple[int, int]]) -> str:
    """Return the drawing with a box for each note; `kept` are cells that have one already."""
    notes = [n for n in notes if (n.row - 1, n.column) not in kept]
    boxes = "".join(_box(n, 70_000 + i) for i, n in enumerate(notes))
    if existing:
        end = existing.rfind("</")
        return existing[:end] + _declared(boxes) + existing[end:]
    blocks = ",".join(str(i) for i in range(68, 69 + (len(notes) + 1024) // 1024))
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout>'
        f"{_SHAPE_TYPE}{boxes}</xml>"
    )


def boxed(existing: str, keep: set[tuple[int, int]]) -> tuple[str, set[tuple[int, int]]]:
    """Drop the boxes of comments that are gone; return the drawing and the cells still boxed."""
    have: set[tuple[int, int]] = set()

    def judge(match: re.Match[str]) -> str:
        row = re.search(r":Row>\s*(\d+)\s*<", match[0])
        column = re.search(r":Column>\s*(\d+)\s*<", match[0])
        if not row or not column or 'ObjectType="Note"' not in match[0]:
            return match[0]
        cell = int(row[1]), int(column[1])
        if cell not in keep:
            return ""
        have.add(cell)
        return match[0]

    text = re.sub(r"<(\w+):shape\s.*?</\1:shape>", judge, existing, flags=re.S)
    return text, have


def _prepended(text: str, p: str, ref: str, note: str) -> str:
    """Put our words before those of a comment that the cell already has."""
    run = f'<{p}r><{p}t xml:space="preserve">{AUTHOR}：{clean(note)}\n{_END}\n</{p}t></{p}r>'
    pattern = rf'(<{p}comment\b[^>]*?\bref="{ref}"[^>]*>\s*<{p}text>)(.*?)(</{p}text>)'

    def joined(match: re.Match[str]) -> str:
        had = re.sub(rf"^\s*(<{p}t\b.*?</{p}t>)", rf"<{p}r>\1</{p}r>", match[2], flags=re.S)
        return match[1] + run + had + match[3]

    return re.sub(pattern, joined, text, count=1, flags=re.S)


def _declared(boxes: str) -> str:
    """Boxes for a drawing that may name its namespaces otherwise: each declares its own."""
    return boxes.replace(
        "<v:shape ",
        '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel" ',
    )


def _box(note: Note, number: int) -> str:
    lines = sum(1 + len(line) // 20 for line in note.text.split("\n"))
    height = min(14 * lines + 10, 300)
    right, bottom = note.column + 4, note.row + max(3, height // 18)
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        f'width:240px;height:{height}px;z-index:1;visibility:hidden" fillcolor="#ffffe1" '
        'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" '
        'obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{note.column + 1}, 12, "
        f"{max(note.row - 2, 0)}, 4, {right}, 40, {bottom}, 4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{note.row - 1}</x:Row>"
        f"<x:Column>{note.column}</x:Column></x:ClientData></v:shape>"
    )
