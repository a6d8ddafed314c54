"""One person explained: reasons, what is missing, how far away."""

from __future__ import annotations

from datetime import date

import pytest

from rongcheng.rulekit.explain import Explanation, explain, explain_all
from rongcheng.rulekit.judge import judge
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.rulefiles import load_rules

from .packs import PACKS

DAY = date(2023, 7, 20)
TOY = load_rules(PACKS, "toy")
AWAY: dict[str, Value] = {
    "home": 990101001002, "poverty_status": "alleviated", "transfer_range": "across_province",
    "months_in_row": 1, "start_date": date(2023, 6, 15), "wage": 450_000,
}  # fmt: skip
OWNER: dict[str, Value] = {
    "home": 990101001002, "returnee": True, "first_business": True, "wage": 200_000,
    "business_started_on": date(2023, 2, 1),
}  # fmt: skip


def of(rule: str, row: dict[str, Value]) -> Explanation:
    return explain(TOY.rules[rule], row, TOY, DAY)


def test_months_away_with_the_day_they_are_reached():
    found = of("TOY-1", AWAY)
    months = found.lines[-1]
    assert (found.outcome, found.nearly, months.held) == ("not", True, False)
    (away,) = months.away
    assert (away.change.value, away.change.since) == (3, date(2023, 9, 15))
    assert away.text["zh"] == "连续务工月数还差2个月：2023年9月15日起满足"
    assert away.text["en"] == "2 more months: from 15 September 2023"
    assert months.clause == "3（二）"
    assert months.values["least_months"].origin == "default"


def test_time_alone():
    found = of("TOY-3", OWNER)
    line = found.lines[-1]
    waits = [each for each in line.away if each.change.fact is None]
    assert [each.change.since for each in waits] == [date(2023, 7, 31)]
    assert waits[0].text["zh"] == "2023年7月31日起满足"
    later = judge(TOY.rules["TOY-3"].at(date(2023, 7, 31)), OWNER)
    assert later.outcome == "eligible"
    assert judge(TOY.rules["TOY-3"].at(date(2023, 7, 30)), OWNER).outcome == "not"


def test_who_has_years_to_wait_is_not_nearly_there():
    pack = load_rules(PACKS, "hunan")
    row: dict[str, Value] = {"home": 430626001002, "rural": True}
    found = [explain(pack.rules["HN-5"], {**row, "age": age}, pack, DAY) for age in (4, 14, 15)]
    assert [each.outcome for each in found] == ["not"] * 3
    assert [each.nearly for each in found] == [False, False, True]


def test_each_change_offered_does_what_it_says():
    rows = [AWAY, {**AWAY, "poverty_status": "none"}, {**AWAY, "transfer_range": "within_county"},
            OWNER, {**OWNER, "returnee": False}, {**AWAY, "home": 320500000000}]  # fmt: skip
    tried = 0
    for row in rows:
        for found in explain_all(TOY, "person", row, DAY):
            for line in found.lines:
                for each in line.away:
                    change = each.change
                    day = change.since if change.fact is None else DAY
                    changed = row | ({change.fact: change.value} if change.fact else {})
                    assert judge(found.rule.at(day), changed).conditions[line.id] is True
                    assert judge(found.rule.at(DAY), row).conditions[line.id] is False
                    tried += 1
    assert tried >= 8


def test_what_is_not_known_is_asked_for_with_its_paper():
    found = of("TOY-3", {**OWNER, "first_business": None, "business_started_on": date(2023, 1, 1)})
    assert found.outcome == "needs"
    assert [fact.name for fact in found.needs] == ["first_business"]
    assert found.needs[0].paper == {"zh": "营业执照", "en": "business licence"}
    assert found.needs[0].text["zh"] == "尚不清楚"


def test_what_it_costs_to_choose_the_other():
    row = {**AWAY, "months_in_row": 3, "weak_labour": True, "months_on_post": 0}
    post = of("TOY-2", row)
    assert post.outcome == "eligible"
    (other,) = post.excludes
    assert (other.rule, other.outcome, other.amount) == ("TOY-1", "eligible", 80_000)


def test_order_is_eligible_nearly_to_be_asked_not():
    row = {**AWAY, "weak_labour": True, "months_on_post": 0, "returnee": False}
    found = explain_all(TOY, "person", row, DAY)
    assert [each.rule.id for each in found] == ["TOY-2", "TOY-1", "TOY-3"]


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("wage", 123_456, "1,234.56元"),
        ("poverty_status", "monitored", "防止返贫监测对象"),
        ("transfer_range", "across_province", "跨省"),
    ],
)
def test_values_in_words(fact, value, words):
    rule = "TOY-3" if fact == "wage" else "TOY-1"
    lines = of(rule, {**AWAY, fact: value}).lines
    seen = [each.text["zh"] for line in lines for each in line.facts if each.name == fact]
    if fact == "wage":
        from rongcheng.rulekit.showing import shown

        seen = [shown(value, TOY.subjects["person"].facts["wage"])["zh"]]
    assert words in seen


def test_places_are_named_where_a_name_is_known():
    found = explain(TOY.rules["TOY-1"], AWAY, TOY, DAY, place={990101001002: "青禾县柳溪村"}.get)
    assert found.lines[0].facts[0].text["zh"] == "青禾县柳溪村"
    assert of("TOY-1", AWAY).lines[0].facts[0].text["zh"] == "990101001002"


def test_nobody_is_told_to_become_poor_or_to_come_from_elsewhere():
    row = {**AWAY, "months_in_row": 3, "poverty_status": "none"}
    found = of("TOY-1", row)
    assert found.outcome == "not" and not found.nearly
    assert all(not line.away for line in found.lines)


def test_a_place_to_be_in_is_told_by_its_name():
    shaoxing = load_rules(PACKS, "shaoxing")
    row: dict[str, Value] = {"host": 110108000000, "rural": True}
    names = {330600000000: "浙江省绍兴市", 110108000000: "北京市海淀区"}
    found = explain(shaoxing.rules["SX-3"], row, shaoxing, DAY, place=names.__getitem__)
    assert [each.text["zh"] for each in found.lines[0].away] == ["现工作地：浙江省绍兴市"]


def test_what_the_notice_leaves_open_is_told():
    dali = load_rules(PACKS, "dali")
    found = explain(dali.rules["DL-8"], AWAY, dali, date(2023, 8, 1))
    open_ones = {line.id: [each.source for each in line.provisional] for line in found.lines}
    assert open_ones["months"] == ["云南省2020年政策：稳定就业3个月以上"]
    assert open_ones["poverty"] == []
    assert len(found.provisional) == 2 and all(
        "云南省2020年" in v.source for v in found.provisional
    )
    prize = explain(dali.rules["DL-2"], AWAY, dali, date(2023, 8, 1))
    assert prize.reckoned["prize"].origin == "seed" and prize.provisional == []
