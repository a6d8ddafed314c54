"""Names written differently that mean the same, and others that do not: counted pair by pair."""

from __future__ import annotations

from itertools import combinations

import pytest

from rongcheng.appeals.alike import keys, parse, same
from rongcheng.appeals.queries.alike import places_before

COUNTY = 532932_000_000
PLACES = places_before(COUNTY)

# Invented firms and sites of one county, each as people write it; no line means another's.
STREAM = [
    ["宏达建筑", "鹤庆宏达建筑有限公司", "宏达建筑公司工地", "宏达建筑（云鹤项目部）",
     "云南省大理州宏达建设工程有限责任公司", "鹤庆县宏达建筑公司那边", "宏达建筑 工地"],
    ["宏达电子厂", "鹤庆宏达电子科技有限公司", "宏达电子"],
    ["宏达劳务公司", "大理宏达劳务派遣有限公司", "宏达劳务"],
    ["中建三局", "中建三局集团有限公司", "中建三局第一项目部", "中建三局项目部"],
    ["中建五局", "中建五局集团", "中建五局有限公司项目部"],
    ["鹤庆县第三建筑公司", "第三建筑有限公司", "鹤庆第三建筑公司工地"],
    ["鹤庆县第二建筑公司", "鹤庆第二建筑有限公司"],
    ["海棠湾二期", "海棠湾项目", "海棠湾工地", "海棠湾一标段"],
    ["永昌服装厂", "永昌制衣有限公司", "鹤庆永昌服饰"],
    ["永昌砖厂", "鹤庆县永昌砖瓦厂", "永昌砖厂里"],
    ["金色阳光花园", "金色阳光花园工地", "鹤庆金色阳光花园项目部"],
    ["翠湖餐饮", "翠湖饭店", "鹤庆翠湖餐饮管理有限公司"],
    ["顺捷物流", "顺捷快递", "云南顺捷物流有限公司鹤庆分公司"],
    ["草海湿地修复工程", "草海湿地修复工程项目部", "草海湿地修复项目"],
    ["明珠鞋业", "东莞明珠鞋业有限公司", "明珠鞋厂"],
    ["恒泰装饰", "恒泰装修公司", "鹤庆恒泰装饰工程有限公司"],
    ["恒泰房地产", "恒泰置业有限公司", "恒泰建设"],
    ["云鹤镇安置房", "云鹤镇安置房项目", "云鹤镇安置房工地"],
    ["金墩乡安置房", "金墩乡安置房工地"],
]  # fmt: skip
VAGUE = [
    "王老板",
    "工地",
    "我们公司",
    "包工头",
    "李总",
    "不知道",
    "公司",
    "张师傅",
    "电子厂",
    "一家饭店",
]


@pytest.fixture(scope="module")
def names():
    return [(at, text, parse(text, *PLACES)) for at, texts in enumerate(STREAM) for text in texts]


def test_names_written_differently_meet_and_different_firms_do_not(names):
    together, apart = [], []
    for (a, one, x), (b, other, y) in combinations(names, 2):
        meet = x is not None and y is not None and same(x, y)
        if meet:
            assert keys(x) & keys(y), (one, other)
        if a == b and not meet:
            together.append((one, other))
        if a != b and meet:
            apart.append((one, other))
    pairs = sum(len(texts) * (len(texts) - 1) // 2 for texts in STREAM)
    assert apart == []
    assert len(together) <= pairs * 0.05, together


@pytest.mark.parametrize("text", VAGUE)
def test_what_names_nobody_meets_nobody(text):
    assert parse(text, *PLACES) is None


def test_a_brand_that_is_a_place_stays_a_name():
    assert parse("鹤庆建筑有限公司", *PLACES).core == "鹤庆建筑"
    assert parse("大理石材厂", *PLACES) is not None
