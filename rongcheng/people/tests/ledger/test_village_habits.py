"""Habits of village clerks: tables below one another, hints, section lines, ways to write."""

from datetime import date

import pytest

from rongcheng.people.ledger import identity

from .helpers import LI, YANG, ZHAO, fields, problems, roster, values

WRONG = YANG[:12] + str((int(YANG[12]) + 1) % 10) + YANG[13:]
SWAPPED = YANG[:7] + YANG[8] + YANG[7] + YANG[9:]


def one(tmp_path, header, said):
    return roster(tmp_path, ["姓名", "身份证号", header], ["杨一", YANG, said])


def test_a_second_table_with_its_columns_elsewhere(tmp_path):
    checked = roster(
        tmp_path, ["姓名", "身份证号", "电话"], ["杨一", YANG, "13800001111"], [None],
        ["返乡人员"], ["姓名", "电话", "身份证号", "月工资"], ["李二", "1380000", LI, "3000"],
        ["赵三", "13800001113", ZHAO[:17], "面议"], ["合计", "2人"],
    )  # fmt: skip
    assert values(checked, "row") == [2, 6, 7]
    assert values(checked, "id_number") == [YANG, LI, None]
    assert values(checked, "wage") == [None, 300_000, None]
    assert problems(checked) == {
        ("B6", "phone_invalid"), ("C7", "id_length"), ("D7", "number_invalid"),
    }  # fmt: skip
    assert fields(checked) == {
        "A": "name", "B": "id_number", "C": "phone",
        "A5": "name", "B5": "phone", "C5": "id_number", "D5": "wage",
    }  # fmt: skip


def test_a_repeated_header_starts_no_new_table(tmp_path):
    header = ["姓名", "身份证号", "电话"]
    checked = roster(tmp_path, header, ["杨一", YANG], header, ["李二", LI], header)
    assert values(checked, "row") == [2, 4]
    assert len(checked.recognised.tables) == 1


def test_lines_that_name_the_village_are_no_people(tmp_path):
    checked = roster(
        tmp_path, ["姓名", "身份证号"], ["草海镇"], ["杨一", YANG], ["返乡人员"], ["李二", LI]
    )
    assert values(checked, "name") == ["杨一", "李二"] and checked.problems.is_empty()


def test_hints_under_the_header_are_no_person(tmp_path):
    hints = ["必填，与身份证一致", "必填，18位", "下拉选择"]
    checked = roster(tmp_path, ["姓名*", "身份证号*", "性别"], hints, ["杨一", YANG, "男"])
    assert values(checked, "row") == [3] and checked.problems.is_empty()


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2024年3月至今", date(2024, 3, 1), None),
        ("2024年3月-2024年12月", date(2024, 3, 1), date(2024, 12, 31)),
        ("2024年年初", date(2024, 1, 1), None), ("2023年底", date(2023, 1, 1), None),
        ("Mar-24", date(2024, 3, 1), None),
    ],
)  # fmt: skip
def test_times_of_work(tmp_path, written, start, end):
    checked = one(tmp_path, "务工起止时间", written)
    assert (values(checked, "start_date"), values(checked, "end_date")) == ([start], [end])
    assert checked.problems.is_empty()


def test_a_month_that_is_none_is_not_taken_for_a_vague_year(tmp_path):
    assert problems(one(tmp_path, "务工时间", "2024年13月")) == {("C2", "date_invalid")}


def test_of_a_lunar_birthday_only_the_year_counts(tmp_path):
    checked = one(tmp_path, "出生日期", "1978年3月5日（农历）")
    assert problems(checked) == {("C2", "date_vague")}
    assert values(checked, "birth_date") == [date(1978, 5, 12)]


@pytest.mark.parametrize(
    ("written", "fen"),
    [("3000/4000", 350_000), ("5000一6000", 550_000), ("四五千", 450_000), ("无收入", None)],
)
def test_wages(tmp_path, written, fen):
    checked = one(tmp_path, "月工资", written)
    assert values(checked, "wage") == [fen]
    assert "number_invalid" not in checked.problems["code"]


def test_home_in_columns_of_parts_beside_those_of_the_place_of_work(tmp_path):
    header = ["州市", "县", "乡镇", "村委会", "姓名", "身份证号", "务工省份", "务工城市"]
    row = ["大理州", "鹤庆县", "草海镇", "新华村", "杨一", YANG, "浙江省", "宁波"]
    checked = roster(tmp_path, header, row)
    assert fields(checked)["A"] == "home_city"
    assert values(checked, "work_place") == [330200000000]


def test_an_age_that_nobody_has(tmp_path):
    checked = roster(tmp_path, ["姓名", "电话", "年龄"], ["杨一", "13800001111", "200"])
    assert problems(checked) == {("C2", "age_out_of_range")}


def test_a_wrong_tick_is_shown_where_it_stands(tmp_path):
    header = ["姓名", "身份证号", "县内", "省外", "务工地点"]
    checked = roster(tmp_path, header, ["杨一", YANG, None, "√", "昆明"])
    assert problems(checked) == {("D2", "conflict_in_file")}


# The swap makes a birth in 1798: only one correction is somebody who can be alive.
@pytest.mark.parametrize(("number", "bare"), [(WRONG, None), (SWAPPED, YANG)])
def test_a_slip_is_proposed_only_where_it_explains_all_that_is_known(tmp_path, number, bare):
    assert not identity.is_valid(number)
    header = ["姓名", "身份证号", "性别", "出生日期", "户籍地"]
    known = roster(tmp_path, header, ["杨一", number, "男", "1978-05-12", "鹤庆县草海镇"])
    alone = roster(tmp_path, header[:2], ["杨一", number])
    other = roster(tmp_path, header, ["杨一", number, "男", "1966-11-30", "鹤庆县草海镇"])
    assert [c.problems["proposal"].to_list() for c in (known, alone, other)] == [
        [YANG], [bare], [None],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "said", "field", "code"),
    [("文化程度", "高小", "education", "80"), ("残疾情况", "精神", "disability", "yes"),
     ("劳动合同", "1年期", "contract", "written"), ("劳动合同", "劳务派遣", "contract", "written")],
)  # fmt: skip
def test_words_of_closed_lists(tmp_path, header, said, field, code):
    checked = one(tmp_path, header, said)
    assert values(checked, field) == [code] and checked.problems.is_empty()


def test_staying_at_home_is_no_unknown_place(tmp_path):
    assert one(tmp_path, "务工地点", "在家").problems.is_empty()
