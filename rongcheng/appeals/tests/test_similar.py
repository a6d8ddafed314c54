"""Open matters to join: the same employer or site nearby, and nothing of who told it."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.utils import timezone

from rongcheng.appeals.queries.similar import Like, similar
from rongcheng.appeals.services import dispatch, groups, worker
from rongcheng.appeals.tests import factories as appeals
from rongcheng.people.tests import factories

FIRM = "鹤庆宏达建筑有限公司"


@pytest.fixture
def desk(db):
    return appeals.desk()


def found(**more: object) -> list[Like]:
    wanted = {
        "category": "labour_protection", "place": appeals.COUNTY, "employer": "宏达建筑公司工地",
    } | more  # fmt: skip
    return similar(**wanted)


def test_the_same_firm_by_another_name(desk):
    appeal = appeals.appeal(employer=FIRM)
    like = found()[0]
    assert (like.appeal_id, like.about, like.workers) == (appeal.pk, FIRM, 1)
    assert found(employer="", site="宏达建筑") and not found(employer="宏达电子厂")


def test_nothing_of_the_worker_shows(desk):
    appeals.appeal(employer=FIRM, name="段水冰", phone="19900009999")
    shown = repr(found()[0])
    assert "段水冰" not in shown and "19900009999" not in shown and "微信" not in shown
    assert {f.name for f in fields(Like)} == {
        "appeal_id", "about", "category", "workers", "since", "group"
    }  # fmt: skip


def test_only_open_recent_near_and_of_the_category(desk):
    appeal = appeals.appeal(employer=FIRM)
    assert found(now=timezone.now() + timedelta(days=89))
    assert not found(now=timezone.now() + timedelta(days=91))
    assert not found(category="housing_security") and not found(category="")
    assert not found(place=appeals.OTHER_COUNTY)
    worker.withdraw(by=appeals.PLATFORM, appeal=appeal)
    assert not found()


def test_sensitive_ones_and_ones_own_are_left_out(desk):
    person = factories.village()["father"]
    own = appeals.appeal(employer=FIRM, person=person)
    assert not found(person=person) and found()
    dispatch.restrict(by=desk.dispatcher, appeal=own, text="涉及未成年人")
    assert not found()


def test_names_that_say_nothing_find_nothing(desk):
    appeals.appeal(employer="工地")
    assert not found(employer="工地") and not found(employer="")


def test_how_many_have_joined_is_told_and_groups_come_first(desk):
    first, second, third = (appeals.appeal(employer=FIRM) for _ in range(3))
    dispatch.merge(by=desk.dispatcher, appeal=second, into=first)
    assert [(like.appeal_id, like.workers) for like in found()] == [(first.pk, 3)]
    groups.start_group(by=desk.dispatcher, appeal=third)
    groups.add_claims(by=desk.dispatcher, appeal=third, lines=[
        groups.Line("李四", 860_000), groups.Line("王五", 1_200_000),
    ])  # fmt: skip
    assert [(like.appeal_id, like.workers) for like in found()] == [(third.pk, 5)]


def test_one_is_offered_however_many_ways_the_name_is_written(desk):
    first = appeals.appeal(employer="鹤庆宏达建筑有限公司", site="金沙绿洲工地")
    appeals.appeal(employer="宏达建筑公司", site="金沙绿洲项目")
    elsewhere = appeals.appeal(employer="", site="金沙绿洲小区")
    likes = found(employer="宏达建筑", site="金沙绿洲")
    assert [(like.appeal_id, like.workers) for like in likes] == [
        (first.pk, 2), (elsewhere.pk, 1),
    ]  # fmt: skip
