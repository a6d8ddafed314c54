"""Sheets as village offices really keep them: what a careful clerk would make of each cell."""

import pytest

from .helpers import LI, YANG, ZHAO, check, fields, problems, roster, values, workbook


def test_an_id_number_in_two_columns_under_one_header(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"名单": [
        ["姓名", "身份证号码", None, "电话"],
        ["杨一", YANG[:6], YANG[6:], "13800001111"], ["李二", LI[:6], LI[6:], None],
        ["赵三", ZHAO[:6], ZHAO[6:-1], None],
    ]}, {"名单": ["B1:C1"]})  # fmt: skip
    checked = check(path)
    assert values(checked, "id_number") == [YANG, LI, None]
    assert problems(checked) == {("B4", "id_length")}
    assert fields(checked) == {"A": "name", "B": "id_number", "D": "phone"}


def test_an_id_number_written_digit_by_digit(tmp_path):
    rows = [["姓名", "公民身份号码", *[None] * 17, "电话"]]
    rows += [[name, *(int(d) if d.isdigit() else d for d in number), "13800001111"]
             for name, number in (("杨一", YANG), ("李二", LI))]  # fmt: skip
    checked = check(workbook(tmp_path / "a.xlsx", {"名单": rows}))
    assert values(checked, "id_number") == [YANG, LI]
    assert fields(checked)["T"] == "phone"


def test_a_name_that_stands_over_two_columns(tmp_path):
    rows = [["姓名", None, "身份证号"], ["寸一", None, YANG], ["洪二", None, LI]]
    merges = {"名单": ["A1:B1", "A2:B2", "A3:B3"]}
    checked = check(workbook(tmp_path / "a.xlsx", {"名单": rows}, merges))
    assert values(checked, "name") == ["寸一", "洪二"] and checked.problems.is_empty()


@pytest.mark.parametrize("mark", ["\u200b", "\u202d", "\u202c", "\u2060", "\ufeff", "\u00ad"])
def test_marks_that_nobody_sees(tmp_path, mark):
    checked = roster(
        tmp_path, [f"姓{mark}名", "身份证号", f"电话{mark}", "务工单位"],
        [f"杨{mark}一", f"{mark}{YANG}{mark}", f"{mark}13800001111", f"某厂{mark}"],
    )  # fmt: skip
    assert checked.problems.is_empty()
    assert (values(checked, "name"), values(checked, "employer")) == (["杨一"], ["某厂"])
