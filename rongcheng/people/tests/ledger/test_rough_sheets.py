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


def one(tmp_path, header, *said):
    return roster(tmp_path, ["姓名", "身份证号", header], ["杨一", YANG, *said])


@pytest.mark.parametrize(
    ("written", "name", "code"),
    [
        ("阿依古丽.买买提", "阿依古丽·买买提", None), ("杨　一", "杨一", None),
        ("扎西 顿珠", "扎西顿珠", None), ("杨一、李二", "杨一、李二", "name_several"),
        ("杨建国 李秀英", "杨建国 李秀英", "name_several"),
        ("杨一/李二", "杨一/李二", "name_several"), ("赵六*", "赵六*", "name_unusual"),
        ("木　增（小木）", "木增", None), ("杨建国\n李秀英", "杨建国\n李秀英", "name_several"),
    ],
)  # fmt: skip
def test_names(tmp_path, written, name, code):
    checked = roster(tmp_path, ["姓名", "身份证号"], [written, YANG])
    assert values(checked, "name") == [name]
    assert problems(checked) == ({("A2", code)} if code else set())


@pytest.mark.parametrize("said", ["计件", "面议", "不固定", "无固定收入", "看情况"])
def test_a_wage_that_is_no_number_keeps_nobody_out(tmp_path, said):
    checked = one(tmp_path, "月工资", said)
    assert values(checked, "wage") == [None] and values(checked, "status") == ["warning"]


def test_places_written_where_a_range_is_to_be_ticked(tmp_path):
    checked = roster(
        tmp_path, ["姓名", "身份证号", "县内", "省内", "省外"], ["杨一", YANG, "", "昆明", ""],
        ["李二", LI, "", "", "广东东莞长安"], ["赵三", ZHAO, "√", "", ""],
    )  # fmt: skip
    assert values(checked, "work_place") == [530100000000, 441900119000, None]
    assert checked.problems.is_empty()


@pytest.mark.parametrize("said", ["村里", "寨子里", "家附近", "本村"])
def test_work_at_home_as_people_say_it(tmp_path, said):
    checked = one(tmp_path, "务工地点", said)
    assert values(checked, "work_place") == [532932000000] and checked.problems.is_empty()


def test_a_bare_village_is_not_looked_for_in_another_county(tmp_path):
    assert values(one(tmp_path, "家庭住址", "大坪村委会下村"), "home_place") == [532932000000]
    told = values(one(tmp_path, "家庭住址", "云龙县漕涧镇大坪村委会"), "home_place")
    assert [str(code)[:6] for code in told] == ["532929"]


def test_zeros_that_formulas_leave_are_gaps_and_rows_of_them_nobody(tmp_path):
    checked = roster(
        tmp_path, ["姓名", "身份证号", "出生日期", "电话", "务工单位"],
        ["杨一", YANG, 0, 0, 0], ["李二", LI, "1900/1/0", "0", None],
        [0, 0, "1900/1/0", 0, 0], ["#N/A", "#N/A", "#N/A", None, None],
    )  # fmt: skip
    assert values(checked, "row") == [2, 3] and checked.problems.is_empty()
    assert values(checked, "employer") == [None, None]


def test_what_a_form_asks_of_each_household_is_no_person(tmp_path):
    checked = roster(
        tmp_path, ["姓名", "与户主关系", "身份证号"], ["杨一", "户主", YANG],
        ["户主：", "李二", "电话："], ["户主：李二", None, "住址：一组"], ["李二", "户主", LI],
    )  # fmt: skip
    assert values(checked, "row") == [2, 5]


def test_a_card_not_made_yet_is_a_missing_number(tmp_path):
    checked = roster(
        tmp_path,
        ["姓名", "身份证号", "电话"],
        ["杨一", "未办理", "13800001111"],
        ["李二", "丢失", None],
    )
    assert values(checked, "status") == ["warning", "bad"]
    assert problems(checked) == {("B2", "required_missing"), ("B3", "required_missing")}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("2025年死亡", True),
        ("已故", True),
        ("因病去世", True),
        ("父亲去世", False),
        ("丧偶", False),
    ],
)
def test_remarks_that_somebody_has_died(tmp_path, said, found):
    expected = {("C2", "person_deceased")} if found else set()
    assert problems(one(tmp_path, "备注", said)) == expected


def test_where_to_in_three_columns_and_facts_that_are_no_industry(tmp_path):
    checked = roster(
        tmp_path,
        ["乡镇", "姓名", "身份证号", "就业类型", "输出省", "输出市", "输出县", "劳动合同期限"],
        ["草海镇", "杨一", YANG, "外出务工", "广东省", "东莞市", "长安镇", "2024.3-2027.3"],
    )  # fmt: skip
    assert values(checked, "work_place") == [441900119000] and checked.problems.is_empty()
    assert values(checked, "contract") == ["written"]


def test_a_number_with_no_area_code_of_the_country_is_no_telephone(tmp_path):
    assert problems(one(tmp_path, "电话", "012345678901")) == {("C2", "phone_invalid")}
    assert values(one(tmp_path, "电话", "010-66668888"), "phone") == ["01066668888"]
