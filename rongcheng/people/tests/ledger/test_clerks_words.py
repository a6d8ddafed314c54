"""What village clerks write where a date, a number or one of a list is asked for."""

import pytest

from .helpers import LI, YANG, ZHAO, idn, problems, roster, values

QIAN = idn("53293219900607002")


def one(tmp_path, header, said):
    return roster(tmp_path, ["姓名", "身份证号", header], ["杨一", YANG, said])


@pytest.mark.parametrize(
    "said", ["长期", "三年", "10个月", "春节后", "3月", "每年3-10月", "未外出"]
)
def test_times_without_a_year_keep_nobody_out(tmp_path, said):
    checked = one(tmp_path, "务工开始时间", said)
    assert values(checked, "start_date") == [None] and values(checked, "status") == ["warning"]
    assert problems(checked) == {("C2", "date_invalid")}


def test_a_month_that_does_not_exist_still_waits(tmp_path):
    assert values(one(tmp_path, "务工开始时间", "2024.13"), "status") == ["bad"]


@pytest.mark.parametrize("said", ["停机", "空号", "同户主"])
def test_words_in_place_of_a_phone_keep_nobody_out(tmp_path, said):
    checked = one(tmp_path, "电话", said)
    assert values(checked, "status") == ["warning"]
    assert problems(checked) == {("C2", "phone_invalid")}


def test_a_comma_after_a_phone_is_no_second_one(tmp_path):
    checked = one(tmp_path, "电话", "13888812345，")
    assert values(checked, "phone") == ["13888812345"] and checked.problems.is_empty()


@pytest.mark.parametrize("said", ["3500", "3500元"])
def test_yuan_in_a_column_of_ten_thousands(tmp_path, said):
    checked = one(tmp_path, "月收入（万元）", said)
    assert values(checked, "wage") == [350_000]
    assert problems(checked) == {("C2", "number_estimated")}
    assert values(one(tmp_path, "月收入（万元）", "0.35"), "wage") == [350_000]


@pytest.mark.parametrize(
    ("header", "said", "field", "code"),
    [
        ("与户主关系", "姑爷", "relation_to_head", "30"), ("性别", "先生", "sex", 1),
        ("民族", "白族（勒墨人）", "ethnicity", "14"), ("民族", "栗僳族", "ethnicity", "20"),
        ("文化程度", "初一", "education", "70"), ("文化程度", "未入学", "education", "90"),
        ("文化程度", "九年义务教育", "education", "70"), ("残疾情况", "聋哑", "disability", "yes"),
        ("是否签订劳动合同", "是(3年)", "contract", "written"),
        ("是否签订劳动合同", "没有签", "contract", "none"),
    ],
)  # fmt: skip
def test_words_of_closed_lists(tmp_path, header, said, field, code):
    checked = one(tmp_path, header, said)
    assert values(checked, field) == [code] and checked.problems.is_empty()


def test_an_unknown_relation_does_not_divide_a_household(tmp_path):
    checked = roster(
        tmp_path, ["姓名", "与户主关系", "身份证号"], ["杨一", "户主", YANG],
        ["李二", "父子", LI], ["赵三", "女", ZHAO], ["钱四", "户主", QIAN],
    )  # fmt: skip
    homes = values(checked, "household_no")
    assert homes[0] == homes[1] == homes[2] != homes[3]
