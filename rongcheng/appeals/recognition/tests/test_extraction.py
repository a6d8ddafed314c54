"""What appeals name: value and position of each."""

from datetime import date

import pytest

from rongcheng.appeals.recognition import extract
from rongcheng.appeals.recognition.extraction.numbers import parse
from rongcheng.places.gazetteer import Gazetteer

ON = date(2026, 9, 18)


@pytest.mark.parametrize(
    ("said", "value", "rough"),
    [("一万二", 12000, False), ("1.8万", 18000, False), ("三千五", 3500, False),
     ("12,000", 12000, False), ("3万2", 32000, False), ("十二万八", 128000, False),
     ("两百零五", 205, False), ("十几", 15, True), ("几千", 3000, True), ("七八千", 7500, True),
     ("两三万", 25000, True), ("三万五千", 35000, False), ("一百五", 150, False),
     ("一百二十", 120, False), ("十", 10, False), ("2w", 20000, False), ("壹万贰仟", 12000, False)],
)  # fmt: skip
def test_numbers_as_they_are_said(said, value, rough):
    number = parse(said)
    assert (number.value, number.approximate) == (value, rough)


@pytest.mark.parametrize(
    ("text", "written", "yuan", "rough", "per"),
    [("一共欠一万二", "一万二", 12000, False, ""), ("欠我1.8万", "1.8万", 18000, False, ""),
     ("没发了两万多", "两万多", 20000, True, ""), ("欠12000块没给", "12000块", 12000, False, ""),
     ("三千五一个月", "三千五", 3500, False, "month"), ("讲好300一天", "300", 300, False, "day"),
     ("还有七八千块没结", "七八千块", 7500, True, ""),
     ("一个月到手1400", "1400", 1400, False, "month"),
     ("补贴一亩地一百来块钱", "一百来块钱", 100, True, "piece"),
     ("扣我５００元押金", "５００元", 500, False, ""), ("￥2,600没退", "￥2,600", 2600, False, "")],
)  # fmt: skip
def test_money(text, written, yuan, rough, per):
    (one,) = extract(text, on=ON).money
    assert (one.text, one.fen, one.approximate, one.per) == (written, yuan * 100, rough, per)
    assert text[one.start : one.end] == written


@pytest.mark.parametrize(
    "text",
    ["打12333没人接", "2024年3月入职", "我家三亩半地", "干了47天", "一百二十个人", "8岁的娃",
     "万一出事呢", "住在3楼2单元", "千万不要", "电话13812345678"],
)  # fmt: skip
def test_other_numbers_are_not_money(text):
    assert extract(text, on=ON).money == ()


@pytest.mark.parametrize(
    ("text", "written", "count", "rough"),
    [("拖了我们12个人的钱", "12个人", 12, False), ("喊十几个工友去", "十几个工友", 15, True),
     ("三十多人没拿到", "三十多人", 30, True), ("我们俩还没结", "俩", 2, False),
     ("200多号人堵着", "200多号人", 200, True), ("我们五个都没拿到", "五个", 5, False)],
)  # fmt: skip
def test_people(text, written, count, rough):
    (one,) = extract(text, on=ON).people
    assert (one.text, one.count, one.approximate) == (written, count, rough)
    assert text[one.start : one.end] == written


@pytest.mark.parametrize("text", ["我一个人带娃", "我们三个月没发", "两个娃上学", "跑了5个部门"])
def test_other_counts_are_not_people(text):
    assert extract(text, on=ON).people == ()


@pytest.mark.parametrize(
    ("text", "months", "rough", "owed"),
    [("三个月工资没发", 3, False, True), ("拖了半年", 6, False, True),
     ("四个多月没给钱", 4, True, True),
     ("干了一年半", 18, False, False), ("社保满一年才行", 12, False, False),
     ("从去年10月到现在没发工资", 11, False, True), ("去年腊月到今年5月欠薪", 6, False, True),
     ("6、7、8月份工资没发", 3, False, True), ("七月份工资没给", 1, False, True),
     ("从3月份开始就没有发工资到现在", 6, False, True)],
)  # fmt: skip
def test_months(text, months, rough, owed):
    (one,) = extract(text, on=ON).months
    assert (one.months, one.approximate, one.owed) == (months, rough, owed)
    assert text[one.start : one.end] == one.text


def test_months_with_their_ends_count_from_the_day_of_writing():
    (one,) = extract("从去年11月欠到现在", on=date(2026, 2, 3)).months
    assert (one.since, one.until, one.months) == (date(2025, 11, 1), date(2026, 2, 1), 3)
    assert extract("2021年的事", on=ON).months == ()


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [("2024年3月5日入职", date(2024, 3, 5), "day"), ("合同2023.5.6签的", date(2023, 5, 6), "day"),
     ("昨天被开除", date(2026, 9, 17), "day"), ("去年十二月来的", date(2025, 12, 1), "month"),
     ("上个月走的", date(2026, 8, 1), "month"), ("3月8号结账", date(2026, 3, 8), "day")],
)  # fmt: skip
def test_days(text, value, precision):
    (one,) = extract(text, on=ON).days
    assert (one.value, one.precision) == (value, precision)
    assert text[one.start : one.end] == one.text


def test_impossible_dates_are_not_dates():
    assert extract("2024年2月31日", on=ON).days == ()


def test_names_of_employers_sites_and_contractors():
    text = "我在湘江壹号花园二期工地干活，是宏远建筑劳务有限公司的，包工头叫张大山，还有王老板"
    found = extract(text, on=ON)
    assert [n.text for n in found.sites] == ["湘江壹号花园二期工地"]
    assert [n.text for n in found.employers] == ["宏远建筑劳务有限公司"]
    assert [n.text for n in found.contractors] == ["张大山", "王老板"]
    for name in (*found.sites, *found.employers, *found.contractors):
        assert text[name.start : name.end] == name.value


@pytest.mark.parametrize(
    "text", ["我们公司不给钱", "在工地干活", "劳务公司扣我押金", "这个厂太黑了"]
)
def test_what_only_says_company_or_site_is_no_name(text):
    found = extract(text, on=ON)
    assert (*found.employers, *found.sites) == ()


def test_private_numbers_are_hidden_and_are_no_amounts():
    text = "电话 138-1234-5678，身份证532932199001011234，卡号6222021234567890123，欠5000元"
    found = extract(text, on=ON)
    assert [p.kind for p in found.private] == ["phone", "id_number", "bank_card"]
    assert [m.fen for m in found.money] == [500000]
    for hidden in ("12345678", "1990010", "0212345678"):
        assert hidden not in found.masked.replace("-", "")
    assert found.masked.startswith("电话 138")
    assert "欠5000元" in found.masked


JIANCHUAN, HEQING = 532931000000, 532932000000


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("我在剑川工业园区打工", [JIANCHUAN]),
        ("鹤庆石材厂欠我工资", [HEQING]),
        ("鹤庆县石材厂欠我工资", [HEQING]),
        ("大理的工地", [532900000000]),
        ("在大理石材厂切大理石", []),
        ("大理石厂粉尘大", []),
        ("中山大学旁边的永平路工地", []),
        ("平安建筑公司", []),
        ("长安汽车厂", []),
        ("新华书店，和平饭店", []),
    ],
)
def test_counties_at_the_head_of_longer_names(text, codes):
    found = extract(text, gazetteer=Gazetteer.load()).places
    assert [place.code for place in found if place.code] == codes


def test_places_with_codes_candidates_and_anonymous_ones():
    places = Gazetteer.load()
    (one,) = extract("住岳麓区银盆岭那边", gazetteer=places).places
    assert (one.text, one.code) == ("岳麓区银盆岭", 430104004000)
    (one,) = extract("我在东莞长安打工", gazetteer=places).places
    assert (one.text, one.code, one.name) == ("东莞长安", 441900119000, "广东省东莞市长安镇")
    (one,) = extract("在鼓楼区上班", gazetteer=places).places
    assert one.code is None
    assert 350102000000 in one.candidates
    (one,) = extract("在鼓楼区上班", gazetteer=places, near=350100000000).places
    assert one.code == 350102000000
    (one,) = extract("C市L县的厂", gazetteer=places).places
    assert (one.text, one.code, one.candidates) == ("C市L县", None, ())
    assert [p.text for p in extract("A3区和岳麓区").places] == ["A3区"]


def test_a_contractor_by_a_nickname():
    assert [n.value for n in extract("包工头老刘欠我四个月工钱").contractors] == ["老刘"]


def test_traditional_characters_are_read_as_simplified_ones_and_kept_as_written():
    text = "固陽縣金山鎮的老闆欠我們12個人三個月工錢，一共八萬六千塊"
    found = extract(text, on=ON, gazetteer=Gazetteer.load())
    assert [(p.text, p.code) for p in found.places] == [("固陽縣金山鎮", 150222102000)]
    assert (found.most_people, found.months_owed) == (12, 3.0)
    assert [(m.text, m.fen) for m in found.money] == [("八萬六千塊", 8_600_000)]


def test_an_empty_text_names_nothing():
    found = extract("", on=ON)
    assert found.months_owed is None
    assert found.most_people is None
    assert found.masked == ""
