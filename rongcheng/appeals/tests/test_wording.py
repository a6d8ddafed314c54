"""The sentence that tells where an appeal is, for every stage and clock."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation

from rongcheng.appeals.events import Stage
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.state import LOCAL
from rongcheng.appeals.templatetags.appeals import lamp_badge
from rongcheng.appeals.wording import (
    Standing,
    first_call,
    left,
    of_the_other,
    sentence,
    short_left,
    short_moment,
)

OFFICE, PLACE = "鹤庆县人社局", "鹤庆县"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


NOW = at("2026-09-18 16:30")  # a Friday; the Sunday after is worked instead of a holiday
DUE = at("2026-09-25 00:00")  # the end of 24 September
HELD = Standing(Stage.IN_PROGRESS, office=OFFICE, place=PLACE, due_at=DUE)


@pytest.fixture(scope="module")
def rules():
    return rules_for(0)


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("stage", "told", "named"),
    [
        (Stage.RECEIVED, "正在分给对口单位", PLACE),
        (Stage.RETURNED, "正在改派", PLACE),
        (Stage.RULING, "裁定", PLACE),
        (Stage.ASSIGNED, "等它签收", OFFICE),
        (Stage.IN_PROGRESS, "正在办理", OFFICE),
        (Stage.WAITING_WORKER, "在等您补充材料", OFFICE),
        (Stage.SUSPENDED, "依法暂时中止", OFFICE),
        (Stage.ANSWERED, "请您确认", OFFICE),
        (Stage.PROCEDURE, "法定程序", OFFICE),
        (Stage.CLOSED, "9月20日办结", ""),
        (Stage.REFUSED, "该找谁", ""),
        (Stage.WITHDRAWN, "9月20日撤回", ""),
        (Stage.MERGED, "532932-20260901-0002", ""),
    ],
)
def test_every_stage_is_one_sentence_that_names_who_has_it(rules, stage, told, named):
    it = replace(
        HELD, stage=stage, ended_at=at("2026-09-20 09:00"), asked_at=at("2026-09-17 09:00"),
        into="532932-20260901-0002",
    )  # fmt: skip
    text = sentence(it, NOW, rules)
    assert told in text and named in text
    assert text.endswith("。") and text.count("。") == 1 and "%" not in text


def test_no_stage_is_forgotten(rules):
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for stage in Stage:
                assert len(sentence(replace(HELD, stage=stage), NOW, rules)) > 5


def test_days_left_are_working_days(rules):
    assert sentence(HELD, NOW, rules) == ("鹤庆县人社局正在办理，还有5个工作日，9月24日前给结果。")
    assert left(HELD, at("2026-09-24 15:00"), rules) == "今天应该答复"
    assert left(HELD, at("2026-09-23 15:00"), rules).startswith("还有1个工作日")


def test_what_is_late_says_so(rules):
    # 25 to 27 September are off: what was due on the 24th is one working day late on the 28th
    assert left(HELD, at("2026-09-28 10:00"), rules) == "已超期1个工作日"
    assert left(HELD, at("2026-09-26 10:00"), rules) == "已超期1个工作日"


def test_urgent_ones_count_hours_near_the_end(rules):
    it = replace(HELD, urgency="critical", due_at=at("2026-09-19 16:30"))
    assert left(it, NOW, rules) == "还有24小时，9月19日16:30前给结果"
    assert left(it, at("2026-09-19 14:30"), rules) == "还有2小时，今天16:30前给结果"
    assert left(it, at("2026-09-19 19:30"), rules) == "已超时3小时"
    assert left(replace(HELD, urgency="urgent"), NOW, rules).startswith("还有5个工作日")


def test_while_it_waits_for_the_worker_a_day_is_named(rules):
    it = replace(HELD, stage=Stage.WAITING_WORKER, due_at=None, asked_at=at("2026-09-14 10:00"))
    assert "9月28日前补充" in sentence(it, NOW, rules)


def test_a_due_day_of_an_unpublished_year_may_move(rules):
    it = replace(HELD, due_at=at("2027-01-07 00:00"), provisional=True)
    text = sentence(it, at("2026-12-28 10:00"), rules)
    assert "2027年1月6日" in text and "放假安排还没公布" in text


def test_by_when_somebody_calls():
    assert first_call(replace(HELD, contact_due=at("2026-09-18 18:30")), NOW) == (
        "今天18:30前会有人给您打电话。"
    )
    by_day = replace(HELD, contact_due=at("2026-09-21 00:00"))
    assert "9月20日前" in first_call(by_day, NOW)
    assert first_call(HELD, NOW) == ""


def test_other_languages():
    with translation.override("en"):
        assert short_moment(at("2026-09-18 18:30"), NOW) == "18:30 today"
        assert sentence(HELD, NOW, rules_for(0)) == (
            "鹤庆县人社局 is working on it; 5 working days left, an answer comes by 2026-09-24."
        )


@pytest.mark.parametrize(
    ("now", "due", "urgency", "told"),
    [
        ("2026-09-18 16:30", "2026-09-25 00:00", "normal", "剩5个工作日"),  # the Sunday is worked
        ("2026-09-24 08:00", "2026-09-25 00:00", "normal", "今天到期"),
        ("2026-09-30 18:00", "2026-10-09 00:00", "normal", "剩1个工作日"),  # the holidays between
        ("2026-09-28 08:00", "2026-09-25 00:00", "normal", "已超期1个工作日"),
        ("2026-10-08 08:00", "2026-09-25 00:00", "normal", "已超期4个工作日"),
        ("2026-09-18 16:30", "2026-09-20 16:30", "urgent", "还剩48小时"),
        ("2026-09-18 16:30", "2026-09-18 16:50", "critical", "还剩20分钟"),
        ("2026-09-18 16:30", "2026-09-18 14:30", "critical", "已超期2小时"),
    ],
)
def test_the_lamp_counts_as_the_sentence_does(rules, now, due, urgency, told):
    assert short_left(at(due), at(now), urgency, rules).replace(" ", "") == told
    whole = left(Standing(Stage.IN_PROGRESS, urgency=urgency, due_at=at(due)), at(now), rules)
    numbers = [n for n in re.findall(r"\d+", told) if "分钟" not in told]
    assert all(n in re.findall(r"\d+", whole) for n in numbers)


def test_an_offices_part_is_told_in_the_unit_of_the_whole(rules):
    now, part = at("2026-09-18 17:55"), at("2026-09-21 09:00")  # 63 hours, over a Sunday
    days = at("2026-09-25 00:00")
    assert short_left(part, now, "urgent", rules, whole=days).replace(" ", "") == "剩2个工作日"
    assert "小时" in short_left(part, now, "urgent", rules, whole=at("2026-09-21 12:00"))
    assert "小时" in short_left(at("2026-09-18 20:00"), now, "urgent", rules, whole=days)


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        (Stage.ANSWERED, "已经统一答复"), (Stage.WAITING_WORKER, "其他工友"),
        (Stage.CLOSED, "重新反映"), (Stage.WITHDRAWN, "重新反映"), (Stage.IN_PROGRESS, "正在办理"),
    ],
)  # fmt: skip
def test_who_joined_is_not_asked_what_the_other_worker_answers(rules, stage, told):
    it = replace(HELD, stage=stage, ended_at=at("2026-09-20 09:00"))
    words = of_the_other(it, NOW, rules)
    assert told in words and "请您确认" not in words and "您撤回" not in words


def test_a_helpers_unit_stays_after_the_answer(rules):
    """The lamp of a part goes by the whole clock, also once that one has stopped."""
    now = timezone.now()
    appeal = Appeal(place_id=0, urgency="urgent", due_at=now + timedelta(days=8))
    before = lamp_badge(appeal, now + timedelta(hours=61))
    appeal.due_at, appeal.answer_due = None, appeal.due_at
    assert lamp_badge(appeal, now + timedelta(hours=61)) == before
    assert "小时" not in before
