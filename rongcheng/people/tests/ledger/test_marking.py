"""The marked copy: marks on the right cells, everything else as it was."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from rongcheng.people import ledger
from rongcheng.people.ledger.marking.styles import ERROR_FILL, WARNING_FILL

from .helpers import LI, YANG, check, problems, workbook

ROWS = [["姓名", "身份证号", "联系电话", "月工资"], ["杨建国", YANG, "1388720111", 5000],
        ["李秀英", None, "13887202222/13987203333", "很高"]]  # fmt: skip


def rewritten(path: Path, out: Path, change: Callable[[str, bytes], bytes]) -> None:
    """The archive again, each part as ``change`` makes it."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))


@pytest.fixture
def ornate(tmp_path):
    """A workbook with much that must survive."""
    path = workbook(tmp_path / "台账.xlsx", {"名单": ROWS, "说明": [["请如实填写"]]})
    book = openpyxl.load_workbook(path)
    page = book["名单"]
    page["A1"].font = Font(bold=True, color="FF0000")
    page["C2"].font = Font(italic=True, name="宋体")
    page["C2"].number_format = "@"
    page["D2"].fill = PatternFill("solid", fgColor="FF00FF00")
    page["D3"].comment = Comment("原有批注", "村里")
    page["A2"].comment = Comment("别动", "村里")
    page.column_dimensions["B"].width = 33
    page.freeze_panes = "A2"
    page.auto_filter.ref = "A1:D3"
    page.add_data_validation(DataValidation(type="list", formula1='"男,女"', sqref="F2:F9"))
    page.merge_cells("F5:G6")
    book["说明"]["B2"] = "=1+1"
    book.save(path)
    return path


def marked(path, out, **options):
    checked = check(path, **options)
    ledger.mark(path, checked, out)
    return checked, openpyxl.load_workbook(out)


def test_bad_cells_are_coloured_and_explained(ornate, tmp_path):
    checked, book = marked(ornate, tmp_path / "out.xlsx")
    page = book["名单"]
    assert problems(checked) == {
        ("C2", "phone_invalid"), ("B3", "required_missing"), ("C3", "phone_several"),
        ("D3", "number_invalid"),
    }  # fmt: skip
    fills = {c: page[c].fill.fgColor.rgb for c in ("C2", "B3", "C3", "D3")}
    assert fills == {"C2": ERROR_FILL, "B3": WARNING_FILL, "C3": WARNING_FILL, "D3": ERROR_FILL}
    assert "1388720111" in page["C2"].comment.text
    assert page["D3"].comment.text.startswith("融城检查：【需改正】“很高”")
    assert page["D3"].comment.text.endswith("原有批注")
    coloured = {
        cell.coordinate for row in page.iter_rows() for cell in row
        if cell.fill.fgColor.rgb in (ERROR_FILL, WARNING_FILL)
    }  # fmt: skip
    assert coloured == {"C2", "B3", "C3", "D3"}


def test_formatting_and_other_sheets_survive(ornate, tmp_path):
    _, book = marked(ornate, tmp_path / "out.xlsx")
    page = book["名单"]
    assert page["C2"].font.italic
    assert page["C2"].font.name == "宋体"
    assert page["C2"].number_format == "@"
    assert page["D2"].fill.fgColor.rgb == "FF00FF00"
    assert page["A1"].font.bold
    assert page["A2"].comment.text == "别动"
    assert page.column_dimensions["B"].width == 33
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:D3"
    assert page.data_validations.dataValidation[0].formula1 == '"男,女"'
    assert [str(r) for r in page.merged_cells.ranges] == ["F5:G6"]
    assert book["说明"]["B2"].value == "=1+1"
    assert book.sheetnames == ["名单", "说明", "检查结果"]
    values = [[c.value for c in row] for row in page.iter_rows(max_row=3, max_col=4)]
    assert values == ROWS


def test_untouched_parts_are_the_same_bytes(ornate, tmp_path):
    out = tmp_path / "out.xlsx"
    marked(ornate, out)
    with zipfile.ZipFile(ornate) as old, zipfile.ZipFile(out) as new:
        assert new.testzip() is None
        assert len(new.namelist()) == len(set(new.namelist()))
        for name in ("xl/worksheets/sheet2.xml", "xl/theme/theme1.xml", "docProps/core.xml"):
            assert old.read(name) == new.read(name)


def test_summary_sheet_counts_and_leads_to_the_cells(ornate, tmp_path):
    checked, book = marked(ornate, tmp_path / "out.xlsx")
    rows = [[v for v in row if v is not None] for row in book["检查结果"].values]
    assert ["人员行数", checked.counts["rows"]] in rows
    assert ["需要改正（改正前不入库）", 2] in rows
    assert ["电话号码无效", "需改正", 1] in rows
    assert ["没有读取的工作表", "说明（不是人员名册）"] in rows
    links = [cell.hyperlink.location for row in book["检查结果"] for cell in row if cell.hyperlink]
    assert "'名单'!C2" in links


def test_the_corrected_file_comes_back_without_its_old_marks(ornate, tmp_path):
    out, again = tmp_path / "out.xlsx", tmp_path / "again.xlsx"
    _, book = marked(ornate, out)
    book["名单"]["C2"] = "13887201111"
    book["名单"]["D3"] = 4000
    book.save(out)
    checked, book = marked(out, again)
    assert problems(checked) == {("B3", "required_missing"), ("C3", "phone_several")}
    page = book["名单"]
    assert page["C2"].fill.fgColor.rgb != ERROR_FILL
    assert page["C2"].comment is None
    assert page["D3"].comment.text == "原有批注"
    assert page["A2"].comment.text == "别动"
    assert page["C3"].fill.fgColor.rgb == WARNING_FILL
    assert book.sheetnames == ["名单", "说明", "检查结果"]


def test_marking_a_file_twice_gives_the_same_marks(ornate, tmp_path):
    first, book = marked(ornate, tmp_path / "1.xlsx")
    second, again = marked(tmp_path / "1.xlsx", tmp_path / "2.xlsx")
    assert first.problems.equals(second.problems)
    notes = [
        {
            c.coordinate: (c.comment.text, c.fill.fgColor.rgb)
            for r in b["名单"]
            for c in r
            if c.comment
        }
        for b in (book, again)
    ]
    assert notes[0] == notes[1]


def test_the_proposal_stands_in_the_comment(tmp_path):
    wrong = YANG[:11] + "6" + YANG[12:]
    path = workbook(tmp_path / "a.xlsx", {"名单": [["姓名", "身份证号", "性别", "出生日期"],
                                                 ["杨建国", wrong, "男",
                                                 "1978-05-12"]]})  # fmt: skip
    _, book = marked(path, tmp_path / "out.xlsx")
    assert f"建议改为：{YANG}" in book["名单"]["B2"].comment.text


def test_rows_and_cells_without_references(tmp_path):
    """Some programs leave out r="…" and use a prefix for every element."""
    path = workbook(tmp_path / "a.xlsx", {"名单": ROWS})
    bare = tmp_path / "b.xlsx"

    def unnumbered(name: str, text: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return text
        text = re.sub(rb'(<row|<c) r="\w+"', rb"\1", text)
        return text.replace(b'<row spans="1:4"', b"<row")

    rewritten(path, bare, unnumbered)
    checked, book = marked(bare, tmp_path / "out.xlsx")
    expected = {cell for cell, _ in problems(checked)}
    page = book["名单"]
    coloured = {
        c.coordinate for row in page.iter_rows() for c in row
        if c.fill.fgColor.rgb in (ERROR_FILL, WARNING_FILL)
    }  # fmt: skip
    assert coloured == expected


def test_a_csv_comes_back_as_a_marked_workbook(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text(f"姓名,身份证号,电话\n杨建国,{YANG},138\n李秀英,{LI},13887202222\n", "utf-8")
    checked, book = marked(path, tmp_path / "out.xlsx")
    page = book["名单"]
    assert problems(checked) == {("C2", "phone_invalid")}
    assert page["C2"].fill.fgColor.rgb == ERROR_FILL
    assert "138" in page["C2"].comment.text
    assert page["B3"].value == LI
    assert "检查结果" in book.sheetnames


def test_nothing_wrong_still_gives_a_summary(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"名单": [["姓名", "身份证号"], ["杨建国", YANG]]})
    _, book = marked(path, tmp_path / "out.xlsx")
    assert book.sheetnames == ["名单", "检查结果"]
    assert book["名单"]["A2"].comment is None


def test_english_marks(ornate, tmp_path):
    _, book = marked(ornate, tmp_path / "out.xlsx", lang="en")
    assert book.sheetnames[-1] == "Check results"
    assert book["名单"]["C2"].comment.text.startswith("[To correct] Phone")


def test_every_part_of_the_copy_is_well_formed(ornate, tmp_path):
    from xml.etree import ElementTree

    out = tmp_path / "out.xlsx"
    marked(ornate, out)
    with zipfile.ZipFile(out) as archive:
        declared = archive.read("[Content_Types].xml").decode()
        for name in archive.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                ElementTree.fromstring(archive.read(name))
            if name.startswith("xl/") and "Rongcheng" in name and name.endswith(".xml"):
                assert f'PartName="/{name}"' in declared


def test_sheets_whose_elements_carry_a_prefix(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"名单": ROWS})
    prefixed = tmp_path / "b.xlsx"

    def with_prefix(name: str, text: bytes) -> bytes:
        if name not in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"):
            return text
        text = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", text)
        return text.replace(b" xmlns=", b" xmlns:x=")

    rewritten(path, prefixed, with_prefix)
    checked, book = marked(prefixed, tmp_path / "out.xlsx")
    page = book["名单"]
    assert ("C2", "phone_invalid") in problems(checked)
    assert page["C2"].fill.fgColor.rgb == ERROR_FILL
    assert page["C2"].comment.text.startswith("【需改正】")


def test_a_workbook_with_macros_comes_back_as_a_plain_one(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"名单": ROWS})
    macros = tmp_path / "b.xlsm"

    def with_macros(name: str, text: bytes) -> bytes:
        if name == "[Content_Types].xml":
            return text.replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            )
        if name == "xl/_rels/workbook.xml.rels":
            kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
            item = b'<Relationship Id="m" Type="%s" Target="vbaProject.bin"/>' % kind
            return text.replace(b"</Relationships>", item + b"</Relationships>")
        return text

    rewritten(path, macros, with_macros)
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    marked(macros, tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert "xl/vbaProject.bin" not in archive.namelist()
        assert b"vbaProject" not in archive.read("xl/_rels/workbook.xml.rels")
        assert b"macroEnabled" not in archive.read("[Content_Types].xml")


def test_a_csv_keeps_its_texts_and_gets_readable_columns(tmp_path):
    path = tmp_path / "a.csv"
    lines = ["姓名,身份证号,备注", f'杨建国,{YANG},"<甲> & 乙\n第二行"', f",{LI},'=1+1"]
    path.write_text("\n".join(lines), "utf-8")
    page = openpyxl.load_workbook(ledger.mark(path, check(path), tmp_path / "m.xlsx"))["a"]
    assert page["C2"].value == "<甲> & 乙\n第二行"
    assert page["C3"].value == "'=1+1" and page["C3"].data_type == "s"
    assert page["B2"].value == YANG and page.column_dimensions["B"].width > 18
    assert page["A3"].value is None and page["A3"].comment and not page["A2"].comment


def test_merged_cells_of_a_web_page_stay_merged(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(
        "<table><tr><td colspan=2>名册</td></tr><tr><td>姓名</td><td>身份证号</td></tr>"
        f"<tr><td>杨一</td><td>{YANG}</td></tr></table>", "utf-8",
    )  # fmt: skip
    page = openpyxl.load_workbook(ledger.mark(path, check(path), tmp_path / "m.xlsx"))["a"]
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:B1"]
