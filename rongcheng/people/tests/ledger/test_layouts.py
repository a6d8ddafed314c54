"""Every way a village lays out a sheet: titles, merged headers, blank and subtotal rows."""

from __future__ import annotations

import pytest

from rongcheng.people import ledger

from .helpers import LI, YANG, ZHAO, check, fields, problems, roster, values, workbook

PERSON = ["姓名", "身份证号", "联系电话"]


def test_title_unit_line_and_three_line_header_with_merges(tmp_path):
    rows = [
        ["鹤庆县草海镇2026年外出务工人员台账"],
        ["填报单位：和平村", None, None, None, None, None, "2026年3月5日"],
        ["序号", "家庭成员", None, None, "务工情况", None, None, "备注"],
        [None, "姓名", "身份证号码", "电话", "省外", None, "月收入(元)", None],
        [None, None, None, None, "地点", "单位", None, None],
        [1, "杨建国", YANG, "13887201111", "广东省深圳市", "某电子厂", 5000, None],
    ]
    merges = ["A1:H1", "A3:A5", "B3:D3", "B4:B5", "C4:C5", "D4:D5", "E3:G3", "E4:F4", "G4:G5",
              "H3:H5"]  # fmt: skip
    checked = check(workbook(tmp_path / "a.xlsx", {"Sheet1": rows}, {"Sheet1": merges}))
    assert fields(checked) == {
        "A": "serial", "B": "name", "C": "id_number", "D": "phone", "E": "work_place",
        "F": "employer", "G": "wage", "H": "remark",
    }  # fmt: skip
    assert next(m for m in checked.mapping if m["column"] == "E")["header"] == (
        "务工情况 > 省外 > 地点"
    )
    assert values(checked, "row") == [6]
    assert values(checked, "work_place") == [440300000000]
    assert checked.problems.is_empty()


def test_groups_without_merges_as_csv_keeps_them(tmp_path):
    path = tmp_path / "村.csv"
    path.write_text(
        f"家庭成员,,,务工情况,\n姓名,身份证,电话,地点,单位\n杨建国,{YANG},13887201111,昆明,某厂\n",
        encoding="gb18030",
    )
    checked = check(path)
    assert fields(checked) == {
        "A": "name", "B": "id_number", "C": "phone", "D": "work_place", "E": "employer"
    }  # fmt: skip
    assert values(checked, "row") == [3]


def test_repeated_headers_blank_rows_sums_notes_and_footers_are_no_people(tmp_path):
    rows = [
        ["序号", *PERSON],
        [1, "杨建国", YANG, "13887201111"],
        [None, None, None, None],
        ["一、第一村民小组", None, None, None],
        [2, "李秀英", LI, "13887202222"],
        ["小计", "2人", None, None],
        ["序号", *PERSON],
        [3, "赵小花", ZHAO, "13887203333"],
        [4, None, None, None],
        ["合  计", 3, None, None],
        ["注：本表一式两份。", None, None, None],
        ["填表人：张三", None, "审核人：李四", None],
    ]
    checked = check(workbook(tmp_path / "a.xlsx", {"村": rows}))
    assert values(checked, "row") == [2, 5, 8]
    assert checked.problems.is_empty()
    assert checked.counts == {"rows": 3, "clean": 3, "warnings": 0, "bad": 0, "sheets": 1}


def test_sheets_that_are_no_roster_are_left_out_and_named(tmp_path):
    sheets = {
        "封面": [["外出务工人员台账"], ["二〇二六年"]],
        "填表说明": [["1、姓名按身份证填写"], ["2、电话填本人号码"], ["3、务工地点填到县"]],
        "第一组": [PERSON, ["杨建国", YANG, "13887201111"]],
        "统计": [["村名", "总人数", "省外", "省内"], ["和平村", 20, 12, 8], ["幸福村", 8, 4, 4]],
        "第二组": [PERSON, ["李秀英", LI, "13887202222"]],
        "空表": [],
    }
    checked = check(workbook(tmp_path / "a.xlsx", sheets))
    assert checked.rows.select("sheet", "row").rows() == [("第一组", 2), ("第二组", 2)]
    assert {s["sheet"]: s["reason"] for s in checked.skipped} == {
        "封面": "no_roster", "填表说明": "no_roster", "统计": "no_roster", "空表": "empty",
    }  # fmt: skip


def test_numbering_and_example_rows_under_the_header(tmp_path):
    checked = roster(
        tmp_path, ["姓名", "身份证号", "性别", "电话"],
        ["1", "2", "3", "4"],
        ["例：王小明", "110105194912310021", "男", "13800000000"],
        ["杨建国", YANG, "男", "13887201111"],
    )  # fmt: skip
    assert values(checked, "name") == ["杨建国"]


def test_empty_first_rows_and_columns_keep_the_spreadsheets_numbers(tmp_path):
    rows = [[], [], [None, None, *PERSON], [None, None, "杨建国", "532932197805120033", "123"]]
    checked = check(workbook(tmp_path / "a.xlsx", {"名单": rows}))
    assert problems(checked) == {("D4", "id_checksum"), ("E4", "phone_invalid")}


def test_vertically_merged_household_cells_reach_every_member(tmp_path):
    rows = [
        ["户号", "户主", "家庭住址", "姓名", "与户主关系", "身份证号"],
        ["001", "杨建国", "草海镇和平村三组", "杨建国", "户主", YANG],
        [None, None, None, "李秀英", "妻", LI],
        ["002", "赵小花", "草海镇和平村四组", "赵小花", "本人", ZHAO],
    ]
    merges = ["A2:A3", "B2:B3", "C2:C3"]
    checked = check(workbook(tmp_path / "a.xlsx", {"户": rows}, {"户": merges}))
    assert values(checked, "household_no") == ["001", "001", "002"]
    assert values(checked, "address") == ["草海镇和平村三组"] * 2 + ["草海镇和平村四组"]
    assert values(checked, "relation_to_head") == ["01", "10", "01"]


def test_households_from_blocks_and_from_heads_names(tmp_path):
    blocks = roster(
        tmp_path, ["姓名", "与户主关系", "身份证号"],
        ["杨建国", "户主", YANG], ["李秀英", "妻", LI], ["赵小花", "户主", ZHAO],
    )  # fmt: skip
    assert values(blocks, "household_no") == ["~1-2", "~1-2", "~1-4"]
    heads = roster(
        tmp_path, ["户主姓名", "姓名", "身份证号"],
        ["杨建国", "杨建国", YANG], ["杨建国", "李秀英", LI], ["赵小花", "赵小花", ZHAO],
    )  # fmt: skip
    assert values(heads, "household_no") == ["~1-2", "~1-2", "~1-4"]
    assert values(heads, "relation_to_head") == ["01", None, "01"]


def test_ditto_marks_take_the_value_above(tmp_path):
    checked = roster(
        tmp_path, ["姓名", "身份证号", "家庭住址", "务工单位", "电话"],
        ["杨建国", YANG, "草海镇和平村", "某电子厂", "13887201111"],
        ["李秀英", LI, "同上", "〃", "--"],
        ["赵小花", ZHAO, "--", "″", "无"],
    )  # fmt: skip
    assert values(checked, "address") == ["草海镇和平村"] * 3
    assert values(checked, "employer") == ["某电子厂"] * 3
    assert values(checked, "phone") == ["13887201111", None, None]
    assert checked.problems.is_empty()


def test_no_header_at_all_is_recognised_by_content(tmp_path):
    rows = [
        [1, "杨建国", "男", YANG, "13887201111"],
        [2, "李秀英", "女", LI, "13887202222"],
        [3, "赵小花", "女", ZHAO, "13887203333"],
    ]
    checked = check(workbook(tmp_path / "a.xlsx", {"Sheet1": rows}))
    found = fields(checked)
    assert (found["B"], found["C"], found["D"], found["E"]) == (
        "name", "sex", "id_number", "phone",
    )  # fmt: skip
    assert values(checked, "row") == [1, 2, 3]


def test_wrong_header_over_id_numbers_and_ids_without_header(tmp_path):
    people = [["杨建国", YANG, "13887201111"], ["李秀英", LI, "13887202222"]]
    wrong = roster(tmp_path, ["姓名", "编码", "电话"], *people)
    assert fields(wrong)["B"] == "id_number"
    bare = roster(tmp_path, ["姓名", None, "电话"], *people)
    assert fields(bare)["B"] == "id_number"
    assert next(m for m in bare.mapping if m["column"] == "B")["confidence"] < 1


def test_tick_columns_for_range_sex_and_insurance(tmp_path):
    rows = [
        ["姓名", "身份证号", "务工区域", None, None, "参保情况", None, None],
        [None, None, "县内", "省内县外", "省外", "养老", "医疗", "工伤"],
        ["杨建国", YANG, None, None, "√", "√", "√", None],
        ["李秀英", LI, "√", None, None, "是", "否", "否"],
    ]
    merges = ["A1:A2", "B1:B2", "C1:E1", "F1:H1"]
    checked = check(workbook(tmp_path / "a.xlsx", {"名单": rows}, {"名单": merges}))
    assert values(checked, "transfer_range") == ["across_province", "within_county"]
    assert values(checked, "insurance") == ["medical,pension", "pension"]


def test_place_in_several_columns(tmp_path):
    checked = roster(
        tmp_path, ["省", "市", "县", "乡镇", "村", "姓名", "身份证号", "务工省", "务工市"],
        ["云南省", "大理白族自治州", "鹤庆县", "草海镇", None, "杨建国", YANG, "广东", "深圳市"],
    )  # fmt: skip
    (home,), (work,) = values(checked, "home_place"), values(checked, "work_place")
    assert home // 10**6 == 532932
    assert home % 10**6 != 0
    assert work == 440300000000


def test_duplicate_header_names_give_one_column_each(tmp_path):
    checked = roster(
        tmp_path, ["姓名", "电话", "身份证号", "电话", "备注", "备注"],
        ["杨建国", "13887201111", YANG, "13887209999", "甲", "乙"],
    )  # fmt: skip
    assert sorted(f for f in fields(checked).values() if f == "phone") == ["phone"]
    assert values(checked, "phone") == ["13887201111"]
    assert values(checked, "remark") == ["甲；乙"]


def test_other_peoples_names_and_phones_are_not_the_workers(tmp_path):
    checked = roster(
        tmp_path, ["户主姓名", "姓名", "身份证号", "紧急联系人", "紧急联系人电话", "本人电话"],
        ["杨建国", "李秀英", LI, "杨建国", "13887201111", "13887202222"],
    )  # fmt: skip
    assert values(checked, "name") == ["李秀英"]
    assert values(checked, "phone") == ["13887202222"]


def test_remembered_and_explicit_mapping(tmp_path):
    header, row = ["姓名", "身份证号", "代号", "内容"], ["杨建国", YANG, "某电子厂", "焊工"]
    known = {ledger.header_key("代号"): "employer", ledger.header_key("姓名"): "name"}
    remembered = roster(tmp_path, header, row, known=known)
    assert values(remembered, "employer") == ["某电子厂"]
    told = roster(tmp_path, header, row, mapping={"名单": {"D": "occupation", "C": None}})
    assert values(told, "occupation") == ["焊工"]
    assert fields(told) == {"A": "name", "B": "id_number", "D": "occupation"}


def test_hidden_rows_and_columns_are_read_all_the_same(tmp_path):
    import openpyxl

    path = workbook(tmp_path / "a.xlsx", {"甲": [PERSON, ["杨建国", YANG, "1"]]})
    book = openpyxl.load_workbook(path)
    book["甲"].row_dimensions[2].hidden = True
    book["甲"].column_dimensions["C"].hidden = True
    book.save(path)
    checked = check(path)
    assert values(checked, "name") == ["杨建国"]
    assert problems(checked) == {("C2", "phone_invalid")}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("身份证", "id_number"), ("电话(新)", "phone"), ("在哪打工", "work_place"),
        ("务工单位", "employer"), ("月收入(元)", "wage"), ("现从事行业", "industry"),
        ("公民身份号码", "id_number"), ("手 机 号 码", "phone"), ("*姓名", "name"),
        ("出生年月", "birth_date"), ("受教育程度", "education"), ("族别", "ethnicity"),
        ("与户主关系", "relation_to_head"), ("外出务工时间", "start_date"),
        ("返乡时间", "end_date"), ("是否签订劳动合同", "contract"), ("社保", "insurance"),
        ("是否脱贫户", "poverty_status"), ("残疾等级", "disability"), ("培训需求", "training_wish"),
        ("求职意向", "job_wish"), ("核实时间", "confirmed_on"), ("统一社会信用代码",
        "employer_code"),
        ("婚姻状况", "marital_status"), ("工种（岗位）", "occupation"), ("户籍所在地",
        "home_place"),
        ("务工人员本人身份证号码", "id_number"), ("紧急联系人电话", "other_person"),
        ("外出务工人员的姓名", "name"), ("务工地点（省市县）", "work_place"),
    ],
)  # fmt: skip
def test_names_that_columns_go_by(tmp_path, header, field):
    base = {"name": "姓名", "id_number": "身份证号"}
    others = [text for name, text in base.items() if name != field]
    cells = {"姓名": "杨建国", "身份证号": YANG}
    checked = roster(tmp_path, [*others, header], [*(cells[o] for o in others), None])
    assert fields(checked)["ABC"[len(others)]] == field


def test_a_small_statistics_table_above_the_roster(tmp_path):
    rows = [
        ["统计"], ["总人数", "男", "女", "省外"], [2, 1, 1, 1], [],
        ["姓名", "性别", "身份证号", "务工地"],
        ["杨建国", "男", YANG, "深圳"], ["李秀英", "女", LI, "本县"],
    ]  # fmt: skip
    checked = check(workbook(tmp_path / "a.xlsx", {"S": rows}))
    assert values(checked, "row") == [6, 7]
    assert fields(checked)["D"] == "work_place"
