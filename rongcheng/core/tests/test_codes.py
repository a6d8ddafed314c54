"""Code lists: labels in both languages, and the words that ledgers hold."""

import re

import pytest

from rongcheng.core import codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C39", "C39"), ("c3911", "C39"), ("39", "C39"), ("制造业", "C"), ("建筑业", "E"),
        ("居民服务、修理和其他服务业", "O"), ("计算机、通信和其他电子设备制造业", "C39"),
        ("电子厂", "C39"), ("深圳某电子厂打工", "C39"), ("建筑工地", "E"), ("餐馆服务员", "H62"),
        ("快递", "G60"), ("家政", "O80"), ("开货车", "G54"), ("物业保安", "L72"),
        ("鞋厂", "C19"), ("砖厂", "C30"), ("装修", "E50"), ("养猪", "A03"), ("KTV", "R90"),
        ("普工", "C"), ("村委会", "S96"),
    ],
)  # fmt: skip
def test_industry_of_what_people_write(text, code):
    assert codes.industry_of(text) == code


def test_the_last_word_says_the_industry():
    assert codes.industry_of("电子厂食堂") == "H62"
    assert codes.industry_of("食堂") != codes.industry_of("食品厂")


@pytest.mark.parametrize("text", ["", None, "无", "有限公司", "在家", "C99", "00"])
def test_industry_not_recognised(text):
    assert codes.industry_of(text) is None


def test_every_industry_word_names_a_listed_code():
    from rongcheng.core.codes.industry import _FALLBACK, _WORDS

    assert {*_WORDS.values(), *_FALLBACK.values()} <= {item.code for item in codes.INDUSTRY}


def test_industry_has_all_sections_and_divisions():
    assert [item.code for item in codes.SECTIONS] == list("ABCDEFGHIJKLMNOPQRST")
    assert [int(item.code[1:]) for item in codes.DIVISIONS] == list(range(1, 98))
    letters = [item.code[0] for item in codes.DIVISIONS]
    assert letters == sorted(letters)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("EDUCATION", "初中毕业", "70"), ("EDUCATION", "大专", "30"), ("EDUCATION", "文盲", "90"),
        ("EDUCATION", "71", "70"), ("EDUCATION", " 本 科 ", "20"), ("EDUCATION", "职高", "40"),
        ("EDUCATION", "小学三年级", "80"), ("EDUCATION", "高中", "60"),
        ("ETHNIC_GROUP", "汉", "01"), ("ETHNIC_GROUP", "1", "01"), ("ETHNIC_GROUP", "白族", "14"),
        ("ETHNIC_GROUP", "蒙古族", "02"), ("ETHNIC_GROUP", "Han", "01"),
        ("RELATION_TO_HEAD", "户主", "01"), ("RELATION_TO_HEAD", "妻子", "10"),
        ("RELATION_TO_HEAD", "长子", "20"), ("RELATION_TO_HEAD", "儿媳", "30"),
        ("RELATION_TO_HEAD", "孙女", "40"), ("RELATION_TO_HEAD", "母亲", "50"),
        ("RELATION_TO_HEAD", "2", "20"), ("RELATION_TO_HEAD", "弟", "70"),
        ("SEX", "男", "1"), ("SEX", "女性", "2"), ("SEX", "２", "2"),
        ("MARITAL_STATUS", "已婚", "20"), ("MARITAL_STATUS", "离异", "40"),
        ("POVERTY_STATUS", "建档立卡户", "alleviated"), ("POVERTY_STATUS", "否", "none"),
        ("POVERTY_STATUS", "边缘易致贫户", "monitored"),
        ("DISABILITY", "肢体三级", "3"), ("DISABILITY", "三级肢体残疾", "3"),
        ("DISABILITY", "视力残疾", "yes"), ("DISABILITY", "无", "none"),
        ("CONTRACT", "已签", "written"), ("CONTRACT", "口头", "oral"), ("CONTRACT", "没签", "none"),
        ("TRANSFER_RANGE", "省外", "across_province"),
        ("OCCUPATIONS", "泥瓦工", "6-29-01-01"), ("OCCUPATIONS", "送外卖", "4-10-08-01"),
        ("OCCUPATIONS", "电焊工", "6-18-02-04"),
    ],
)  # fmt: skip
def test_lists_parse_what_people_write(name, text, code):
    assert getattr(codes, name).parse(text) == code


@pytest.mark.parametrize("name", [n for n in codes.__all__ if n.isupper()])
def test_every_list_is_whole(name):
    listed = getattr(codes, name)
    assert len(listed.choices("zh-hans")) == len(listed) > 1
    for item in listed:
        assert item.zh and item.en, item
        assert re.search("[\u4e00-\u9fff]", item.zh) and item.en.isascii(), item
        assert listed.label(item.code, "zh-hans") == item.zh
        assert listed.label(item.code, "en") == item.en
        assert listed.parse(item.code) == item.code


@pytest.mark.parametrize("name", ["EDUCATION", "ETHNIC_GROUP", "RELATION_TO_HEAD", "SEX"])
def test_nonsense_is_not_guessed(name):
    listed = getattr(codes, name)
    assert listed.parse("乱写") is None
    assert listed.parse("") is None
    assert listed.label("nothing") == "nothing"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("养老、医疗", "medical,pension"),
        ("五险", "injury,maternity,medical,pension,unemployment"),
        ("未参保", "none"), ("无", "none"), ("没有缴社保", "none"),
        ("社保", None), ("", None), ("城乡居民养老保险", "pension"), ("工伤", "injury"),
    ],
)  # fmt: skip
def test_insurance_kinds(text, kinds):
    assert codes.insurance_of(text) == kinds


def test_parse_many_takes_distinct_values():
    assert codes.SEX.parse_many(["男", "男", None, "?"]) == {"男": "1", "?": None}


def test_ethnic_groups_are_the_56_and_two():
    numbers = [int(item.code) for item in codes.ETHNIC_GROUP]
    assert numbers == [*range(1, 57), 97, 98]
