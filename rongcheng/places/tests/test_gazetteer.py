"""Which place a text means."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcheng.places.codes import OVERSEAS, contains, level_of, span_of
from rongcheng.places.gazetteer import Gazetteer

HEQING = 532932_000_000
CAOHAI = 532932_105_000


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return Gazetteer.load()


MEANT = [
    ("云南省大理白族自治州鹤庆县草海镇", "云南省大理白族自治州鹤庆县草海镇"),
    ("湖南长沙岳麓区", "湖南省长沙市岳麓区"),
    ("岳麓区银盆岭", "湖南省长沙市岳麓区银盆岭街道"),
    ("广东东莞", "广东省东莞市"),
    ("东莞长安", "广东省东莞市长安镇"),
    ("广东东莞厚街", "广东省东莞市厚街镇"),
    ("浙江绍兴柯桥", "浙江省绍兴市柯桥区"),
    ("浙江 杭州 余杭", "浙江省杭州市余杭区"),
    ("大理州鹤庆", "云南省大理白族自治州鹤庆县"),
    ("大理市海东", "云南省大理白族自治州大理市海东镇"),
    ("大理", "云南省大理白族自治州"),
    ("江苏镇江", "江苏省镇江市"),
    ("云南镇雄县", "云南省昭通市镇雄县"),
    ("吉林", "吉林省"),
    ("吉林市", "吉林省吉林市"),
    ("北京朝阳", "北京市朝阳区"),
    ("南京鼓楼区", "江苏省南京市鼓楼区"),
    ("河南济源", "河南省济源市"),
    ("新疆石河子", "新疆维吾尔自治区石河子市"),
    ("宁乡县", "湖南省长沙市宁乡市"),
    ("绍兴县", "浙江省绍兴市"),
    ("内蒙古包头市达茂旗", "内蒙古自治区包头市达尔罕茂明安联合旗"),
    ("包头稀土高新区", "内蒙古自治区包头市包头稀土高新技术产业开发区"),
    ("上海浦东", "上海市浦东新区"),
    ("广东省深圳市龙华区民治街道民强社区12栋", "广东省深圳市龙华区民治街道"),
    ("浙江省绍兴市越城区经济开发区东浦街道", "浙江省绍兴市越城区东浦街道"),
    ("深圳市富士康", "广东省深圳市"),
    ("在广东打工", "广东省"),
    ("中国湖南省长沙市", "湖南省长沙市"),
    ("430104", "湖南省长沙市岳麓区"),
    ("430104000000", "湖南省长沙市岳麓区"),
    ("4301.0", "湖南省长沙市"),
    ("香港", "香港特别行政区"),
    ("国外", "境外"),
    ("缅甸务工", "境外"),
]
"""Texts as people write them, and the full name of the place they mean."""


@pytest.mark.parametrize(("text", "meant"), MEANT)
def test_resolves_without_context(places, text, meant):
    found = places.resolve(text)
    assert found.code is not None, found
    assert places.full_name(found.code) == meant
    assert found.level == level_of(found.code)
    assert found.matched


@pytest.mark.parametrize("text", ["", "无", "富士康", "务农", "上海村", "外省", "家里", "1234567"])
def test_what_is_no_place_is_not_guessed(places, text):
    assert places.resolve(text).code is None


@pytest.mark.parametrize("text", ["城关镇", "鼓楼区", "朝阳区", "北京路"])
def test_several_places_of_a_name_are_ambiguous(places, text):
    found = places.resolve(text)
    assert found.code is None
    assert len(found.ambiguous) > 1


def test_near_decides_between_places_of_a_name(places):
    assert places.resolve("草海", near=HEQING).code == CAOHAI
    assert places.resolve("城关镇", near=610927_000_000).code == 610927_100_000
    assert places.resolve("鼓楼区", near=320106_000_000).code == 320106_000_000


def test_a_certain_place_stands_beside_an_ambiguous_one(places):
    found = places.resolve("陕西省城关镇")
    assert found.code == 610000_000_000
    assert len(found.ambiguous) > 1
    assert all(contains(found.code, c) for c in found.ambiguous)


def test_words_relative_to_near(places):
    village = next(c for c in places.children(CAOHAI))
    for text, code in [
        ("本村", village), ("本乡", CAOHAI), ("本县", HEQING), ("县内", HEQING),
        ("本州", 532900_000_000), ("省内", 530000_000_000),
    ]:  # fmt: skip
        assert places.resolve(text, near=village).code == code, text
    assert places.resolve("本县").code is None
    assert places.resolve("本村", near=CAOHAI).code == CAOHAI


def test_villages_by_several_words_for_village(places):
    village = places.resolve("草海镇新华村委会", near=HEQING).code
    assert level_of(village) == "village"
    for text in ("草海镇新华村", "草海镇新华", "鹤庆县草海镇新华村民委员会3组"):
        assert places.resolve(text, near=HEQING).code == village, text


def test_a_lone_village_far_from_near_is_not_believed(places):
    found = places.resolve("岭脚村", near=HEQING)
    assert found.code is None
    assert found.ambiguous


def test_unknown_village_code_gives_its_township(places):
    found = places.resolve("110101001001")
    assert (found.code, found.matched) == (110101_001_000, "110101001")


def test_full_names_come_back(places):
    sample = random.Random(1).sample(places.codes, 3000)
    wrong = [c for c in sample if places.resolve(places.full_name(c)).code != c]
    # Left: the placeholder prefectures of municipalities and names with brackets in them.
    assert len(wrong) <= 6, [places.full_name(c) for c in wrong]


def test_resolve_many_takes_distinct_values(places):
    found = places.resolve_many(["长沙", None, "长沙", "无"])
    assert set(found) == {"长沙", "无"}
    assert found["长沙"].code == 430100_000_000


def test_places_in_running_text(places):
    text = "我在长沙县黄花镇的工地干活，老板是广东东莞人，住和平路，工资没发"
    found = places.find_in_text(text, near=430121_000_000)
    assert [(text[a:b], places.name(c)) for a, b, c in found] == [
        ("长沙县黄花镇", "黄花镇"),
        ("广东东莞", "东莞市"),
    ]


def test_structure(places):
    assert len(places.children()) == 31 + 3 + 1
    assert len(places.children(532900_000_000)) == 12
    assert places.ancestors(CAOHAI) == (530000_000_000, 532900_000_000, HEQING)
    assert places.span(HEQING) == (532932_000_000, 532933_000_000)
    assert places.level(441900_000_000) == "prefecture"
    assert all(places.level(c) == "township" for c in places.children(441900_000_000))
    assert places.full_name(110101_000_000) == "北京市东城区"
    assert places.full_name(429004_000_000) == "湖北省仙桃市"
    assert level_of(OVERSEAS) == "overseas"
    assert span_of(0)[1] == 10**12


def test_id_prefixes_current_and_abolished(places):
    assert places.county_of_id_prefix("532932") == "云南省大理白族自治州鹤庆县"
    assert places.county_of_id_prefix("110103") == "北京市崇文区"
    assert places.county_of_id_prefix("512324") == "四川省涪陵地区丰都县"
    assert places.county_of_id_prefix("330621") == "浙江省绍兴市绍兴县"
    assert places.county_of_id_prefix("999999") is None
    assert places.county_of_id_prefix("53293") is None


def test_search_by_name_pinyin_and_initials(places):
    assert places.search("heqing")[0] == HEQING
    assert HEQING in places.search("hqx", limit=200)
    assert places.search("草海", within=HEQING)[0] == CAOHAI
    assert all(contains(HEQING, c) for c in places.search("c", within=HEQING))
    assert places.search("  ") == []


pieces = st.one_of(
    st.sampled_from(
        ["湖南", "长沙市", "岳麓", "村", "镇", "街道", "本县", "市", "区", "（", "12号"]
    ),
    st.text(max_size=6),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(pieces, max_size=8).map("".join), st.sampled_from([None, HEQING, CAOHAI]))
def test_any_text_gets_an_answer_that_holds_together(text, near):
    places = Gazetteer.load()
    found = places.resolve(text, near=near)
    assert (found.code is None) == (found.level is None)
    assert found.code is None or found.code in places
    assert all(code in places for code in found.ambiguous)
    end = 0
    for start, stop, code in places.find_in_text(text, near):
        assert end <= start < stop <= len(text)
        assert code in places
        end = stop
