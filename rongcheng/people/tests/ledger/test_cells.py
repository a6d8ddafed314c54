"""What is said about single cells, to the exact cell."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from .helpers import LI, YANG, ZHAO, idn, problems, roster, values

ID_ONLY = ["姓名", "身份证号"]


def one(tmp_path, header, *cells, **options):
    """Check one row of a man with a right ID number and the given further cells."""
    return roster(tmp_path, [*ID_ONLY, *header], ["杨建国", YANG, *cells], **options)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (YANG[:17], "id_length"),
        (YANG + "1", "id_length"),
        ("532932197805120033", "id_checksum"),
        ("4.30103E+17", "id_precision_lost"),
        (4.30103199001011e17, "id_precision_lost"),
        (430103199001011234, "id_precision_lost"),
        ("430103199001011000", "id_precision_lost"),
        ("5329321978O5120032", "id_characters"),
        (idn("53293219781332003"), "id_date_invalid"),
        ("440524188001010014", "age_out_of_range"),
        ("110105194912310021", "id_checksum"),
        (idn("53999919780512003"), "id_place_unknown"),
    ],
)
def test_wrong_id_numbers(tmp_path, number, code):
    checked = roster(tmp_path, ID_ONLY, ["杨建国", number])
    assert problems(checked) == {("B2", code)} | (
        {("B2", "age_unusual")} if code == "never" else set()
    )
    expected = "warning" if code == "id_place_unknown" else "bad"
    assert values(checked, "status") == [expected]


@pytest.mark.parametrize(
    "written",
    [
        YANG, f" {YANG} ", f"'{YANG}", f"{YANG[:6]} {YANG[6:14]} {YANG[14:]}",
        f"{YANG[:6]}-{YANG[6:14]}-{YANG[14:]}", "５３２９３２" + YANG[6:], f"{YANG}\n",
    ],
)  # fmt: skip
def test_id_numbers_written_oddly_but_right(tmp_path, written):
    checked = roster(tmp_path, ID_ONLY, ["杨建国", written])
    assert values(checked, "id_number") == [YANG]
    assert checked.problems.is_empty()
    assert values(checked, "sex") == [1]
    assert values(checked, "birth_date") == [date(1978, 5, 12)]


def test_lower_case_x_and_the_standards_own_example(tmp_path):
    checked = roster(tmp_path, ID_ONLY, ["甲某某", "11010519491231002x"])
    assert values(checked, "id_number") == ["11010519491231002X"]
    assert checked.problems.is_empty()


def test_15_digits_become_18_with_a_note(tmp_path):
    checked = roster(tmp_path, ID_ONLY, ["杨建国", YANG[:6] + YANG[8:17]])
    assert values(checked, "id_number") == [YANG]
    assert problems(checked) == {("B2", "id_converted")}
    as_number = roster(tmp_path, ID_ONLY, ["杨建国", int(YANG[:6] + YANG[8:17])])
    assert values(as_number, "id_number") == [YANG]


def test_words_after_an_id_number_are_left_out_with_a_note(tmp_path):
    checked = roster(tmp_path, ID_ONLY, ["杨建国", f"{YANG}（已核对）"])
    assert values(checked, "id_number") == [YANG]
    assert problems(checked) == {("B2", "id_trimmed")}


def test_one_wrong_digit_that_explains_all_is_proposed_and_not_applied(tmp_path):
    header = [*ID_ONLY, "性别", "出生日期"]
    wrong = YANG[:11] + "6" + YANG[12:]  # June instead of May
    checked = roster(tmp_path, header, ["杨建国", wrong, "男", "1978-05-12"])
    problem = checked.problems.row(0, named=True)
    assert (problem["column"], problem["code"]) == ("B", "id_checksum")
    assert problem["proposal"] == YANG
    assert values(checked, "id_number") == [None]
    assert values(checked, "status") == ["bad"]


def test_swapped_digits_are_proposed_and_ambiguity_is_not(tmp_path):
    header = [*ID_ONLY, "性别", "出生日期"]
    swapped = YANG[:8] + YANG[9] + YANG[8] + YANG[10:]
    checked = roster(tmp_path, header, ["杨建国", swapped, "男", "1978年5月12日"])
    assert checked.problems["proposal"].to_list() == [YANG]
    sequence = YANG[:15] + "9" + YANG[16:]  # several other digits would do as well
    unsure = roster(tmp_path, header, ["杨建国", sequence, "男", "1978-05-12"])
    assert unsure.problems["proposal"].to_list() == [None]


def test_wrong_county_digit_is_proposed_from_the_home_county(tmp_path):
    header = [*ID_ONLY, "出生日期", "户籍地"]
    wrong = YANG[:4] + "5" + YANG[5:]
    checked = roster(tmp_path, header, ["杨建国", wrong, "1978-05-12", "云南省大理州鹤庆县"])
    assert checked.problems["proposal"].to_list() == [YANG]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1978.5", date(1978, 5, 12)), ("78年5月", date(1978, 5, 12)),
        ("一九七八年五月十二日", date(1978, 5, 12)), ("1978-05-12", date(1978, 5, 12)),
        ("19780512", date(1978, 5, 12)), ("1978/5/12", date(1978, 5, 12)),
        (28622, date(1978, 5, 12)), ("28622", date(1978, 5, 12)),
        (1978.5, date(1978, 5, 12)), (19780512, date(1978, 5, 12)),
        (date(1978, 5, 12), date(1978, 5, 12)), (datetime(1978, 5, 12, 8, 30), date(1978, 5, 12)),
        ("1978年5月12日", date(1978, 5, 12)), ("１９７８．５", date(1978, 5, 12)),
        ("1978年", date(1978, 5, 12)), ("1978", date(1978, 5, 12)), ("", date(1978, 5, 12)),
    ],
)  # fmt: skip
def test_birth_dates_in_many_forms(tmp_path, written, day):
    checked = one(tmp_path, ["出生日期"], written)
    assert values(checked, "birth_date") == [day]
    assert checked.problems.is_empty()


@pytest.mark.parametrize("written", ["1978.13", "1978年2月30日", "属马", "19781345"])
def test_dates_that_are_none(tmp_path, written):
    assert problems(one(tmp_path, ["出生日期"], written)) == {("C2", "date_invalid")}


def test_birth_date_and_sex_and_age_against_the_id_number(tmp_path):
    checked = one(tmp_path, ["出生日期", "性别", "年龄"], "1979-05-12", "女", "31")
    assert problems(checked) == {
        ("C2", "birth_mismatch"), ("D2", "sex_mismatch"), ("E2", "age_mismatch"),
    }  # fmt: skip
    # Nothing agrees with the number: it may be another person's, so nothing is proposed.
    assert checked.problems["proposal"].null_count() == 3
    for field, said, right in (("出生日期", "1979-05-12", "1978-05-12"), ("性别", "女", "男")):
        assert one(tmp_path, [field], said).problems["proposal"].to_list() == [right]
    assert one(tmp_path, ["出生年月", "年龄"], "1978.5", 49).problems.is_empty()


def test_october_that_a_number_cell_shows_as_january(tmp_path):
    number = idn("53293219871012003")
    checked = roster(tmp_path, [*ID_ONLY, "出生年月"], ["杨建国", number, 1987.10])
    assert checked.problems.is_empty()
    assert values(checked, "birth_date") == [date(1987, 10, 12)]


@pytest.mark.parametrize(
    ("written", "number", "code"),
    [
        ("138-8720-1111", "13887201111", None), ("138 8720 1111", "13887201111", None),
        ("+86 13887201111", "13887201111", None), (13887201111, "13887201111", None),
        ("0872-4121234", "08724121234", None), ("１３８８７２０１１１１", "13887201111", None),
        ("13887201111/13987202222", "13887201111", "phone_several"),
        ("13887201111(妻)", "13887201111", "phone_several"),
        ("1388720111", None, "phone_invalid"), ("12887201111", None, "phone_invalid"),
        ("138872011111", None, "phone_invalid"), ("1.38872E+10", None, "phone_invalid"),
        ("无", None, None),
    ],
)  # fmt: skip
def test_phones(tmp_path, written, number, code):
    checked = one(tmp_path, ["联系电话"], written)
    assert values(checked, "phone") == [number]
    assert problems(checked) == ({("C2", code)} if code else set())


@pytest.mark.parametrize(
    ("written", "fen", "code"),
    [
        ("5000元", 500000, None), ("5千", 500000, None), ("0.5万", 500000, None),
        (5000, 500000, None), ("5,000", 500000, None), ("4500-5000", 475000, "number_estimated"),
        ("150元/天", 326250, "number_estimated"), ("6万/年", 500000, "number_estimated"),
        ("很高", None, "number_invalid"), ("5", 500, "number_unusual"), ("面议", None,
        "number_invalid"),
        ("900000", 90000000, "number_unusual"),
    ],
)  # fmt: skip
def test_wages(tmp_path, written, fen, code):
    checked = one(tmp_path, ["月工资"], written)
    assert values(checked, "wage") == [fen]
    assert problems(checked) == ({("C2", code)} if code else set())


def test_wage_units_in_the_header(tmp_path):
    assert values(one(tmp_path, ["年收入（万元）"], 6), "wage") == [500000]
    assert values(one(tmp_path, ["月工资（千元）"], 5), "wage") == [500000]


def test_periods_in_one_column_and_in_two(tmp_path):
    both = one(tmp_path, ["务工时间"], "2023.3-2023.12")
    assert values(both, "start_date") == [date(2023, 3, 1)]
    assert values(both, "end_date") == [date(2023, 12, 31)]
    still = one(tmp_path, ["外出时间", "返乡时间"], "2023年3月", "至今")
    assert (values(still, "start_date"), values(still, "end_date")) == ([date(2023, 3, 1)], [None])
    assert still.problems.is_empty()
    backwards = one(tmp_path, ["外出时间", "返乡时间"], "2023年3月", "2022年3月")
    assert problems(backwards) == {("D2", "conflict_in_file")}


def test_places_known_unknown_and_ambiguous(tmp_path):
    checked = roster(
        tmp_path, [*ID_ONLY, "户籍地", "务工地点"],
        ["杨建国", YANG, "云南省大理州鹤庆县草海镇", "广东省东莞市"],
        ["李秀英", LI, "乌有乡子虚村", "某某地方"],
    )  # fmt: skip
    assert values(checked, "work_place")[0] // 10**8 == 4419
    assert ("C3", "place_unknown") in problems(checked)
    severities = dict(checked.problems.filter(row=3).select("column", "severity").iter_rows())
    assert severities["C"] == "error"
    assert severities["D"] == "warning"


def test_choices(tmp_path):
    header = ["民族", "文化程度", "与户主关系", "是否脱贫户", "残疾等级", "劳动合同", "社保",
    "婚姻状况",
              "行业"]  # fmt: skip
    checked = one(tmp_path, header, "白族", "初中毕业", "户主", "是", "二级", "已签", "养老、医疗",
                  "已婚", "建筑业")  # fmt: skip
    row = checked.rows.row(0, named=True)
    assert checked.problems.is_empty()
    assert [row[f] for f in ("ethnicity", "education", "relation_to_head", "poverty_status",
                             "disability", "contract", "insurance", "marital_status")] == [
        "14", "70", "01", "alleviated", "2", "written", "medical,pension", "20",
    ]  # fmt: skip
    assert row["industry"].startswith("E")
    strange = one(tmp_path, ["民族", "文化程度"], "火星族", "很高")
    assert problems(strange) == {("C2", "choice_unknown"), ("D2", "choice_unknown")}
    assert values(strange, "status") == ["warning"]


def test_required_name_and_something_to_know_a_person_by(tmp_path):
    checked = roster(
        tmp_path, ["姓名", "身份证号", "电话", "务工单位"],
        [None, YANG, "13887201111", "某厂"],
        ["李秀英", None, "13887202222", "某厂"],
        ["赵小花", None, None, "某厂"],
    )  # fmt: skip
    assert problems(checked) == {
        ("A2", "required_missing"), ("B3", "required_missing"), ("B4", "required_missing"),
    }  # fmt: skip
    assert values(checked, "status") == ["bad", "warning", "bad"]


def test_children_do_not_work(tmp_path):
    child = idn("53293220150101003")
    checked = roster(
        tmp_path,
        ["姓名", "身份证号", "务工单位"],
        ["杨小小", child, "某厂"],
        ["杨大大", YANG, None],
    )
    assert problems(checked) == {("B2", "age_out_of_range")}
    at_home = roster(tmp_path, ["姓名", "身份证号", "务工单位"], ["杨小小", child, None])
    assert at_home.problems.is_empty()


def test_range_against_the_place_of_work(tmp_path):
    header = ["户籍地", "务工地点", "务工区域"]
    wrong = one(tmp_path, header, "鹤庆县草海镇", "广东省深圳市", "县内")
    assert problems(wrong) == {("E2", "conflict_in_file")}
    right = one(tmp_path, header, "鹤庆县草海镇", "广东省深圳市", "省外")
    assert right.problems.is_empty()


def test_the_same_person_twice(tmp_path):
    header = ["姓名", "身份证号", "电话"]
    again = roster(tmp_path, header, ["杨建国", YANG, "13887201111"], ["李秀英", LI, "13887202222"],
                   ["杨建国", YANG, "13887201111"])  # fmt: skip
    assert problems(again) == {("B4", "duplicate_in_file")}
    assert values(again, "status") == ["clean", "clean", "warning"]
    other_name = roster(tmp_path, header, ["杨建国", YANG, "1"], ["李建国", YANG, "13887202222"])
    assert {("B2", "conflict_in_file"), ("B3", "conflict_in_file")} <= problems(other_name)
    assert values(other_name, "status") == ["bad", "bad"]
    other_phone = roster(
        tmp_path, header, ["杨建国", YANG, "13887201111"], ["杨建国", YANG, "13887209999"]
    )
    assert problems(other_phone) == {("B3", "conflict_in_file")}
    assert values(other_phone, "status") == ["clean", "warning"]


def test_one_phone_for_a_whole_village(tmp_path):
    rows = [[f"{s}建国", idn(f"5329321978051{i}{n}11"), "13887201111"]
            for i, (s, n) in enumerate(zip("杨李赵王张和段董施", range(9),
            strict=True))]  # fmt: skip
    checked = roster(tmp_path, ["姓名", "身份证号", "电话"], *rows)
    assert {code for _, code in problems(checked)} == {"phone_shared"}
    assert len(checked.problems) == 9


def test_messages_in_english(tmp_path):
    checked = roster(tmp_path, ID_ONLY, ["杨建国", YANG[:17]], lang="en")
    assert checked.problems["message"][0].startswith(f"ID number “{YANG[:17]}” has 17 characters")
    assert ZHAO not in checked.problems["message"][0]


def test_a_village_that_its_town_does_not_have_is_asked_about(tmp_path):
    header = ["户籍地"]
    strange = one(tmp_path, header, "鹤庆县草海镇乌有村")
    assert problems(strange) == {("C2", "place_unknown")}
    assert values(strange, "status") == ["warning"]
    assert one(tmp_path, header, "鹤庆县草海镇母屯村").problems.is_empty()
    assert one(tmp_path, header, "鹤庆县草海镇").problems.is_empty()
    assert problems(one(tmp_path, header, "鹤庆县乌有镇")) == {("C2", "place_unknown")}
