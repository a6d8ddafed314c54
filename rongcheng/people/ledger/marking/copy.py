"""A plain .xlsx of a file that is no .xlsx: its values, ready to be marked."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import quoteattr

import polars as pl

from ..engine import Checked
from ..tables import SUMMARY_NAMES
from ..workbook import Sheet, column_letter

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LEVEL = 1  # of compression: it is packed again once it is marked
# Rows written at a time, and rows looked at for the width of a column.
_ROWS, _LOOK = 20_000, 300
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)  # fmt: skip
_TEXT = 1  # the style of cells that stay text when somebody types into them


def write(checked: Checked, out: Path) -> Checked:
    """Write every sheet's values as text; returns the findings under the sheets' names there."""
    sheets = _named(checked.recognised.book.sheets)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as target:
        for number, (_, sheet) in enumerate(sheets, 1):
            with target.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sink:
                _write(sink, sheet)
        for part, text in _frame([name for name, _ in sheets]).items():
            target.writestr(part, _HEAD + text)
        target.writestr("xl/styles.xml", _STYLES)
    new = {sheet.name: name for name, sheet in sheets}
    return replace(
        checked,
        problems=checked.problems.with_columns(pl.col("sheet").replace(new)),
        mapping=[column | {"sheet": new[column["sheet"]]} for column in checked.mapping],
    )


def _named(sheets: list[Sheet]) -> list[tuple[str, Sheet]]:
    """Names that a workbook allows: 31 characters, none of []:*?/\\, each only once."""
    used = {name.lower() for name in SUMMARY_NAMES}
    named = []
    for sheet in sheets:
        if sheet.name in SUMMARY_NAMES:
            continue
        base = "".join("_" if c in "[]:*?/\\'" else c for c in sheet.name)[:28] or "Sheet"
        name, number = base, 1
        while name.lower() in used:
            number += 1
            name = f"{base}{number}"
        used.add(name.lower())
        named.append((name, sheet))
    return named


def _frame(names: list[str]) -> dict[str, str]:
    """The parts that hold a workbook's sheets together."""
    numbers = range(1, len(names) + 1)
    types = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{_TYPE}.{kind}+xml"/>'
        for part, kind in [
            ("workbook.xml", "sheet.main"), ("styles.xml", "styles"),
            *((f"worksheets/sheet{n}.xml", "worksheet") for n in numbers),
        ]
    )  # fmt: skip
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    styles = f'<Relationship Id="rIdStyles" Type="{_REL}/styles" Target="styles.xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{sheets}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}{styles}</Relationships>",
    }


def _write(sink: object, sheet: Sheet) -> None:
    """Write a sheet's XML, many rows at a time."""
    put = sink.write  # type: ignore[attr-defined]
    put(f'{_HEAD}<worksheet xmlns="{_MAIN}">{_widths(sheet)}<sheetData>'.encode())
    for start in range(0, sheet.height, _ROWS):
        rows = sheet.cells.slice(start, _ROWS).with_row_index("at", offset=start + 1)
        lines = rows.select(
            pl.format(
                '<row r="{}">{}</row>', "at", pl.concat_str([_cell(c) for c in sheet.cells.columns])
            )
        )
        put("".join(lines.to_series()).encode())
    put(b"</sheetData>")
    if sheet.merges:
        areas = "".join(
            f'<mergeCell ref="{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"/>'
            for top, left, bottom, right in sheet.merges
        )
        put(f'<mergeCells count="{len(sheet.merges)}">{areas}</mergeCells>'.encode())
    put(b"</worksheet>")


def _cell(letter: str) -> pl.Expr:
    """A column's cells as XML; nothing where a cell is empty."""
    text = (
        pl.col(letter)
        .str.replace_all(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]", "")
        .str.replace_all(r"_(x[0-9A-Fa-f]{4}_)", "_x005F_$1")
        .str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
    )
    cell = f'<c r="{letter}{{}}" s="{_TEXT}" t="inlineStr"><is><t xml:space="preserve">{{}}'
    return pl.format(cell + "</t></is></c>", "at", text).fill_null("")


def _widths(sheet: Sheet) -> str:
    """Columns as wide as what they hold; a Chinese character takes two digits' place."""
    if not sheet.width:
        return ""
    head = sheet.cells.head(_LOOK)
    sizes = head.select(
        pl.max_horizontal(pl.col(c).str.len_chars().quantile(0.95).fill_null(0),
                          (pl.col(c).str.len_bytes() * 2 / 3).quantile(0.95).fill_null(0))
        .alias(c) for c in head.columns
    )  # fmt: skip
    return "<cols>" + "".join(
        f'<col min="{n}" max="{n}" width="{min(max(size + 2, 9), 42):.1f}" customWidth="1"/>'
        for n, size in enumerate(sizes.row(0), 1)
    ) + "</cols>"  # fmt: skip
