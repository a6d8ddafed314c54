"""Several persons in one row, several tables on one sheet: each read, marked and corrected."""

import openpyxl
import pytest

from rongcheng.people import ledger

from .helpers import LI, YANG, ZHAO, check, idn, problems, roster, values, workbook

QIAN = idn("53293219900607002")
HEADER = ["序号", "姓名", "身份证", "电话"]


def places_of(checked):
    return sorted(checked.rows.select("row", "name").rows())


def test_two_persons_in_one_row_are_both_read_and_marked_in_their_cells(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"名单": [
        ["大坪村外出务工人员名册"], [*HEADER, *HEADER],
        [1, "杨一", YANG, "13800001111", 2, "李二", LI, "1380000"],
        [3, "赵三", ZHAO[:17], "13800001113", 4], ["合计", "3人"],
    ]}, {"名单": ["A1:H1"]})  # fmt: skip
    checked = check(path)
    assert places_of(checked) == [(3, "李二"), (3, "杨一"), (4, "赵三")]
    assert problems(checked) == {("H3", "phone_invalid"), ("C4", "id_length")}
    page = openpyxl.load_workbook(ledger.mark(path, checked, tmp_path / "m.xlsx"))["名单"]
    assert {c.coordinate for row in page for c in row if c.comment} == {"H3", "C4"}
    assert [m["column"] for m in checked.mapping if m["field"] == "name"] == ["B", "F"]


def test_three_beside_one_another_with_a_gap_and_a_column_for_all(tmp_path):
    one = ["姓名", "电话", None]
    checked = roster(
        tmp_path, ["村民小组", *one, *one, *one, "备注"],
        ["一组", "杨一", "13800001111", None, "李二", "13800001112", None, "赵三", "13800001113"],
        ["二组", "钱四", "13800001114", *[None] * 4, "孙五", "13800001115", None, "在家"],
    )  # fmt: skip
    assert sorted(values(checked, "name")) == sorted(["杨一", "李二", "赵三", "钱四", "孙五"])
    assert checked.problems.filter(severity="error").is_empty()
    assert [m["column"] for m in checked.mapping if m["field"] == "home_group"] == ["A"]


def test_groups_of_villagers_beside_one_another_but_not_a_person_and_the_next_of_kin(tmp_path):
    header = [["一组", None, "二组", None], ["姓名", "身份证号", "姓名", "身份证号"]]
    kin = [["本人", None, "父亲", None], ["姓名", "身份证号", "姓名", "身份证号"]]
    rows = [["杨一", YANG, "李二", LI]]
    merges = {"名单": ["A1:B1", "C1:D1"]}
    beside = check(workbook(tmp_path / "a.xlsx", {"名单": header + rows}, merges))
    assert sorted(values(beside, "name")) == ["李二", "杨一"]
    single = check(workbook(tmp_path / "b.xlsx", {"名单": kin + rows}, merges))
    assert values(single, "name") == ["杨一"] and values(single, "id_number") == [YANG]


def test_one_of_two_lists_ends_a_page_while_the_other_goes_on(tmp_path):
    checked = roster(
        tmp_path, [*HEADER, *HEADER], [1, "杨一", YANG, None, 3, "李二", LI],
        [*HEADER, 4, "赵三", ZHAO], [2, "钱四", QIAN],
    )  # fmt: skip
    assert places_of(checked) == [(2, "李二"), (2, "杨一"), (3, "赵三"), (4, "钱四")]
    assert checked.problems.is_empty()


def test_a_table_further_down_is_corrected_by_its_letter_and_header_row(tmp_path):
    rows = [
        ["姓名", "身份证号", "代号"], ["杨一", YANG, "甲"], [],
        ["姓名", "代号", "身份证号"], ["李二", "焊工", LI],
    ]  # fmt: skip
    path = workbook(tmp_path / "a.xlsx", {"名单": rows})
    plain = check(path)
    assert [(ledger.column_key(m), m["field"]) for m in plain.mapping] == [
        ("A", "name"), ("B", "id_number"), ("C", None),
        ("A4", "name"), ("B4", None), ("C4", "id_number"),
    ]  # fmt: skip
    told = check(path, mapping={"名单": {"B4": "occupation"}})
    assert values(told, "occupation") == [None, "焊工"]
    assert values(told, "id_number") == [YANG, LI]


def test_tables_below_one_another_are_told_by_their_own_rows(tmp_path):
    checked = roster(
        tmp_path, ["姓名", "身份证号", "务工省份"], ["杨一", YANG, "广东省"], ["返乡人员"],
        ["姓名", "性别", "电话", "身份证号"], ["李二", "女", "13800001112", LI],
    )  # fmt: skip
    assert {m["confidence"] for m in checked.mapping if m["field"] == "id_number"} == {1.0}
    assert checked.problems.is_empty()


def test_a_column_of_the_right_hand_list_is_corrected(tmp_path):
    header = ["姓名", "身份证号", "代号", "姓名", "身份证号", "代号"]
    row = ["杨一", YANG, "甲", "李二", LI, "焊工"]
    told = roster(tmp_path, header, row, mapping={"名单": {"F": "occupation"}})
    assert values(told, "occupation") == [None, "焊工"]
    both = roster(tmp_path, header, row, known={ledger.header_key("代号"): "occupation"})
    assert values(both, "occupation") == ["甲", "焊工"]


def test_a_hidden_roster_is_left_out_and_named(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {
        "2026年": [["姓名", "身份证号"], ["杨一", YANG]],
        "2025年": [["姓名", "身份证号"], ["李二", LI]],
        "字典": [["性别", "民族"], ["男", "汉族"]],
    })  # fmt: skip
    book = openpyxl.load_workbook(path)
    book["2025年"].sheet_state, book["字典"].sheet_state = "hidden", "veryHidden"
    book.save(path)
    checked = check(path)
    assert values(checked, "name") == ["杨一"]
    assert {s["sheet"]: s["reason"] for s in checked.skipped} == {
        "2025年": "hidden", "字典": "no_roster",
    }  # fmt: skip
    page = openpyxl.load_workbook(ledger.mark(path, checked, tmp_path / "m.xlsx"))["检查结果"]
    assert any("取消隐藏" in str(c.value) for row in page for c in row)


def test_where_every_roster_is_hidden_they_are_read(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        {"说明": [["填表说明"]], "名单": [["姓名", "身份证号"], ["杨一", YANG]]},
    )
    book = openpyxl.load_workbook(path)
    book["名单"].sheet_state = "hidden"
    book.save(path)
    assert values(check(path), "name") == ["杨一"]


def test_a_family_in_one_row_with_what_is_asked_once(tmp_path):
    rows = [
        ["户主姓名", "家庭成员一", None, "家庭成员二", None, "联系电话", "备注"],
        [None, "姓名", "身份证号", "姓名", "身份证号", None, None],
        ["杨一", "杨一", YANG, "李二", LI, "1380000111", "外出"],
        ["赵三", "赵三", ZHAO, None, None, "13800001112", None],
    ]
    merges = {"名单": ["A1:A2", "B1:C1", "D1:E1", "F1:F2", "G1:G2"]}
    checked = check(workbook(tmp_path / "a.xlsx", {"名单": rows}, merges))
    assert values(checked, "name") == ["杨一", "赵三", "李二"]
    homes = values(checked, "household_no")
    assert homes[0] == homes[2] != homes[1]
    assert values(checked, "remark") == ["外出", None, "外出"]
    errors = checked.problems.filter(severity="error")
    assert errors.select("row", "column", "code").rows() == [(3, "F", "phone_invalid")]


def test_people_in_columns_are_no_roster(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        {"名单": [["姓名", "杨一", "李二"], ["身份证号", YANG, LI], ["电话", "1", "2"]]},
    )
    with pytest.raises(ledger.LedgerError):
        check(path)
