"""Kinds of files: CSV in many encodings, old and open formats, and files that are no ledger."""

from __future__ import annotations

import zipfile

import pytest

from rongcheng.people import ledger

from .helpers import LI, YANG, check, fields, problems, values, workbook

LINES = [["姓名", "身份证号", "联系电话"], ["杨建国", YANG, "13887201111"],
         ["李秀英", LI, "1388720222"]]  # fmt: skip


def refused(path) -> ledger.LedgerError:
    with pytest.raises(ledger.LedgerError) as caught:
        check(path)
    assert path.name in caught.value.zh
    assert path.name in caught.value.en
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_any_encoding_and_separator(tmp_path, encoding, mark):
    path = tmp_path / "名单.csv"
    path.write_bytes("\r\n".join(mark.join(line) for line in LINES).encode(encoding))
    checked = check(path)
    assert values(checked, "name") == ["杨建国", "李秀英"]
    assert problems(checked) == {("C3", "phone_invalid")}
    assert checked.kind == "csv"


def test_csv_with_quotes_newlines_and_excels_guard(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        f'姓名,"身份证号","家庭\n住址"\n杨建国,"=""{YANG}""","草海镇,和平村"\n李秀英,\t{LI},x村\n',
        encoding="utf-8",
    )
    checked = check(path)
    assert values(checked, "id_number") == [YANG, LI]
    assert values(checked, "address") == ["草海镇,和平村", "x村"]


def test_web_page_that_calls_itself_xls(tmp_path):
    path = tmp_path / "导出.xls"
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in line) + "</tr>" for line in LINES)
    title = "<tr><td colspan=3>外出务工人员名册</td></tr>"
    path.write_text(
        f'<html><meta charset="gb2312"><body><table>{title}{rows}</table></body></html>',
        encoding="gb2312",
    )
    checked = check(path)
    assert values(checked, "row") == [3, 4]
    assert problems(checked) == {("C4", "phone_invalid")}


def test_open_document(tmp_path):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string" calcext:value-type="string">'
            f"<text:p>{c}</text:p></table:table-cell>"
            for c in line
        )
        + "</table:table-row>"
        for line in LINES
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
        'office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="名单">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    checked = check(path)
    assert checked.kind == "ods"
    assert problems(checked) == {("C3", "phone_invalid")}


def test_files_that_cannot_be_read_say_why_and_what_to_do(tmp_path):
    assert refused(tmp_path / "没有.xlsx").code == "file_missing"
    empty = tmp_path / "空.xlsx"
    empty.write_bytes(b"")
    assert refused(empty).code == "file_empty"
    picture = tmp_path / "照片.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    assert refused(picture).code == "file_not_table"
    letter = tmp_path / "信.xlsx"
    with zipfile.ZipFile(letter, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(letter).code == "file_not_table"
    locked = tmp_path / "加密.xlsx"
    locked.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )
    error = refused(locked)
    assert error.code == "file_encrypted"
    assert "取消密码" in error.zh


def test_damaged_workbooks(tmp_path):
    whole = workbook(tmp_path / "a.xlsx", {"名单": LINES})
    cut = tmp_path / "断.xlsx"
    cut.write_bytes(whole.read_bytes()[:1500])
    assert refused(cut).code == "file_damaged"
    hole = tmp_path / "缺.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(hole, "w") as new:
        for name in old.namelist():
            if "sheet1" not in name:
                new.writestr(name, old.read(name))
    assert refused(hole).code == "file_damaged"


def test_workbooks_without_people(tmp_path):
    assert refused(workbook(tmp_path / "空.xlsx", {"Sheet1": []})).code == "file_empty"
    path = workbook(tmp_path / "账.xlsx", {"收支": [["日期", "摘要", "金额"], ["1月", "电费", 3]]})
    error = refused(path)
    assert error.code == "no_roster"
    assert "收支" in error.zh


def test_a_header_alone_is_a_roster_of_nobody(tmp_path):
    checked = check(workbook(tmp_path / "a.xlsx", {"名单": LINES[:1]}))
    assert checked.counts == {"rows": 0, "clean": 0, "warnings": 0, "bad": 0, "sheets": 1}
    assert fields(checked) == {"A": "name", "B": "id_number", "C": "phone"}


def test_report_is_json_ready(tmp_path):
    import json

    path = workbook(tmp_path / "a.xlsx", {"名单": LINES})
    report = json.loads(json.dumps(ledger.report(check(path)), ensure_ascii=False))
    assert (report["rows"], report["clean"], report["bad"], report["warnings"]) == (2, 1, 1, 0)
    assert report["mapping"][1] == {
        "sheet": "名单", "column": "B", "header": "身份证号", "field": "id_number",
        "confidence": 1.0,
    }  # fmt: skip
    (problem,) = report["problems"]
    assert (problem["sheet"], problem["row"], problem["column"]) == ("名单", 3, "C")
    assert (problem["code"], problem["severity"]) == ("phone_invalid", "error")
    assert problem["value"] == "1388720222"
