"""Hot spots: persons counted, levels rising, one warning for a thing, others left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rongcheng.agencies.models import Office
from rongcheng.alerts.models import Alert
from rongcheng.alerts.services import close
from rongcheng.alerts.wordings import rows_of, sentence
from rongcheng.appeals import changes
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.services import dispatch, groups, handling, hotspots
from rongcheng.appeals.services.log import several_steps
from rongcheng.appeals.services.roster_reading import Line
from rongcheng.appeals.tests import factories as make

SPELLINGS = [
    "宏达建筑", "鹤庆宏达建筑有限公司", "宏达建筑公司工地", "宏达建筑（云鹤项目部）",
    "云南省大理州宏达建设工程有限责任公司", "宏达建筑公司", "鹤庆宏达建筑", "宏达建筑工地",
    "宏达建筑有限责任公司", "宏达建筑",
]  # fmt: skip
TOWNSHIP = 532932_102_000


@pytest.fixture
def desk(db):
    return make.desk()


def arrive(nth: int, employer: str = "", **more: object) -> Appeal:
    given = {"name": f"祁{nth}", "phone": f"199{nth:08d}", "employer": employer} | more
    return make.appeal(**given)


def look(appeal: Appeal) -> list[Alert]:
    return hotspots.look_at(appeal=appeal)


def test_the_warning_comes_with_the_third_person_and_rises_before_more_arrive(desk):
    levels = []
    for at, name in enumerate(SPELLINGS, 1):
        look(arrive(at, name))
        found = Alert.objects.filter(rule="appeals.hotspot")
        levels.append(found.get().level if found else 0)
    assert levels == [0, 0, 3, 3, 3, 3, 3, 3, 3, 4]
    alert = Alert.objects.get()
    assert alert.facts["people"] == 10 and len(alert.rows) == 10
    assert "10" in sentence(alert) and "宏达建筑" in sentence(alert)


def test_other_firms_are_left_alone(desk):
    for at, name in enumerate(["宏达电子厂", "宏达劳务", "中建三局", "中建五局", "王老板", "工地"]):
        assert look(arrive(at, name)) == []


def test_a_bare_name_of_two_trades_joins_neither(desk):
    for at, name in enumerate(["宏达建筑", "宏达电子厂", "宏达"]):
        look(arrive(at, name))
    assert not Alert.objects.exists()


def test_persons_count_not_files(desk):
    for _at in range(4):
        look(make.appeal(employer="宏达建筑", phone="19900001111", name="祁一"))
    assert not Alert.objects.exists()


def test_one_who_speaks_for_twelve_is_enough(desk):
    (alert,) = look(arrive(1, "宏达建筑", people=12))
    assert alert.level == Alert.Level.RED and alert.facts["people"] == 12
    # another of the crew says twelve as well: they are not twenty-four
    look(arrive(2, "宏达建筑公司", people=12))
    alert.refresh_from_db()
    assert alert.facts["people"] == 12 and len(alert.rows) == 2


def test_rosters_count_and_joined_ones_are_not_doubled(desk):
    first, second = arrive(1, "宏达建筑"), arrive(2, "宏达建筑公司")
    mother = groups.start_group(by=desk.dispatcher, appeal=first, claimed=100)
    dispatch.merge(by=desk.dispatcher, appeal=second, into=mother)
    assert look(mother) == []  # two people, one of them on the roster and with an appeal
    groups.add_claims(by=desk.dispatcher, appeal=mother, lines=[Line("温长河", 5000)])
    (alert,) = look(mother)
    assert alert.facts["people"] == 3


def test_site_and_employer_are_one_thing(desk):
    arrive(1, "宏达建筑", site="海棠湾二期")
    arrive(2, site="宏达建筑公司工地")
    alerts = look(arrive(3, "宏达建筑有限公司", site="海棠湾二期"))
    assert len(alerts) == 1 and Alert.objects.count() == 1


def test_what_is_long_ago_does_not_count(desk):
    old = timezone.now() - timedelta(days=40)
    for at in range(5):
        arrive(at, "宏达建筑", when=old)
    assert look(arrive(9, "宏达建筑")) == []


def test_another_county_has_its_own(desk):
    make.other_desk()
    for at in range(2):
        arrive(at, "宏达建筑")
    assert look(arrive(3, "宏达建筑", place=make.OTHER_COUNTY)) == []


def test_after_it_was_closed_only_new_ones_count(desk):
    for at in range(3):
        look(arrive(at, "宏达建筑"))
    close(by=desk.supervisor, alert=Alert.objects.get(), measures="已约谈，工资已补发。")
    assert look(arrive(4, "宏达建筑")) == []
    look(arrive(5, "宏达建筑"))
    (again,) = look(arrive(6, "鹤庆宏达建筑有限公司"))
    assert again.facts["people"] == 3 and Alert.objects.count() == 2


def test_one_matter_in_a_township(desk):
    for at in range(5):
        told = f"承包地{at}没有确权。"
        found = look(arrive(at, category="land_three_rights", place=TOWNSHIP, text=told))
    (alert,) = found
    assert alert.level == Alert.Level.YELLOW and alert.place_id == TOWNSHIP
    assert look(arrive(9, category="housing_security", place=TOWNSHIP)) == []


def test_filing_itself_raises_the_warning(desk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for at in range(3):
            arrive(at, "宏达建筑")
    assert Alert.objects.get().facts["people"] == 3


def test_the_sweep_finds_what_was_corrected_since(desk):
    for at in range(3):
        arrive(at, "宏达建筑")
    assert len(hotspots.sweep()) == 1
    assert len(hotspots.sweep()) == 1 and Alert.objects.count() == 1


def test_rows_open_for_those_who_may(desk):
    for at in range(3):
        look(arrive(at, "宏达建筑"))
    alert = Alert.objects.get()
    assert all(row.url and "宏达建筑" in row.text for row in rows_of(desk.supervisor, alert))
    assert not any(row.url for row in rows_of(make.other_desk().supervisor, alert))
    dispatch.restrict(by=desk.dispatcher, appeal=Appeal.objects.get(number=alert.rows[0]))
    first = rows_of(desk.dispatcher, alert)[0]
    assert first.url and first.text  # who may read sensitive ones of the place still reads it


def test_it_is_looked_at_when_filing_wrote_much_else(desk, django_capture_on_commit_callbacks):
    """Assigned at once and with helpers, the filing is not among the last events written."""
    make.office(Office.Kind.HOUSING_URBAN, "鹤庆县住房和城乡建设局")
    make.office(Office.Kind.INSPECTION, "鹤庆县劳动保障监察大队")
    sure = make.Proposal(category="labour_protection", confidence=0.99, abstain=False)
    for at, name in enumerate(SPELLINGS[:3]):
        with django_capture_on_commit_callbacks(execute=True):
            told = arrive(at, name, text="工地上干活，包工头拖欠工资不给", reading=sure)
        assert [each.code for each in told.events.order_by("seq")][-1] == "helper_added"
    assert Alert.objects.get().facts["people"] == 3


def test_listeners_hear_of_each_event_once(desk, monkeypatch, django_capture_on_commit_callbacks):
    heard = []
    monkeypatch.setattr(changes, "_LISTENERS", [lambda pk, codes: heard.append(codes)])
    with django_capture_on_commit_callbacks(execute=True), several_steps():
        told = make.signed(desk)
        handling.note(by=desk.handler, appeal=told, text="已核对考勤。")
    with django_capture_on_commit_callbacks(execute=True):
        handling.note(by=desk.handler, appeal=told, text="已约谈。")
    assert heard == [("filed", "read", "assigned", "signed", "noted"), ("noted",)]
