"""Time passes: the platform reminds once, reports up the line, closes; a second round is quiet."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from rongcheng.alerts.models import Alert
from rongcheng.appeals.events import Stage
from rongcheng.appeals.services import groups, handling, supervision, worker
from rongcheng.appeals.services.log import add
from rongcheng.appeals.services.watch import watch
from rongcheng.appeals.tests import factories
from rongcheng.core.errors import Conflict

MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 9, 7, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def appeal(desk):
    found = factories.signed(desk, when=MONDAY)
    handling.contact(by=desk.handler, appeal=found, text="已电话联系。")
    return found


def codes(appeal, code):
    return list(appeal.events.filter(code=code, who="system"))


def test_amber_is_reminded_of_once(appeal):
    assert watch(now=appeal.amber_at - MINUTE).reminded == 0
    assert watch(now=appeal.amber_at).reminded == 1
    assert watch(now=appeal.amber_at + MINUTE).reminded == 0
    assert len(codes(appeal, "reminded")) == 1


def test_red_goes_up_the_line_step_by_step(appeal):
    due = appeal.due_at
    first = watch(now=due + MINUTE)
    assert (first.reminded, first.escalated) == (0, 1)
    assert watch(now=due + MINUTE).escalated == 0
    assert watch(now=due + timedelta(days=3)).escalated == 0
    assert watch(now=due + timedelta(days=9)).escalated == 1
    told = codes(appeal, "escalated")
    assert "人力资源和社会保障局" in told[0].detail["to"]
    assert "领导小组" in told[1].detail["to"]
    alert = Alert.objects.get(rule="appeals.overdue")
    assert (alert.key, alert.level) == (appeal.number, 3)


def test_a_round_long_after_takes_all_steps_at_once_and_only_once(appeal):
    assert watch(now=appeal.due_at + timedelta(days=60)).escalated == 3
    assert watch(now=appeal.due_at + timedelta(days=61)).escalated == 0


def test_more_time_begins_anew(desk, appeal):
    watch(now=appeal.amber_at)
    handling.note(by=desk.handler, appeal=appeal, text="等银行流水")
    add(appeal, "extension_asked", by=desk.handler, text="等银行流水", days=3)
    supervision.grant_extension(by=desk.supervisor, appeal=appeal)
    assert watch(now=appeal.amber_at - MINUTE).reminded == 0
    assert watch(now=appeal.amber_at).reminded == 1


def test_first_contact_overdue_is_reminded_of(desk):
    appeal = factories.signed(desk, when=MONDAY)
    assert watch(now=appeal.contact_due - MINUTE).reminded == 0
    assert watch(now=appeal.contact_due).reminded == 1
    assert codes(appeal, "reminded")[0].detail["lamp"] == "contact"


def test_what_was_asked_for_and_never_came(desk):
    appeal = factories.waiting(desk)
    asked = appeal.events.get(code="material_asked").at
    assert watch(now=asked + timedelta(days=9)).closed == 0
    assert watch(now=asked + timedelta(days=40)).closed == 1
    appeal.refresh_from_db()
    assert appeal.stage == Stage.CLOSED
    assert "10 个工作日" in appeal.events.last().text
    assert watch(now=asked + timedelta(days=40)).closed == 0


def test_ended_and_suspended_ones_are_left_alone(desk):
    for stage in (Stage.CLOSED, Stage.WITHDRAWN, Stage.ANSWERED):
        factories.in_stage(stage, desk, when=MONDAY)
    stands = factories.suspended(desk)
    assert stands.due_at is None
    done = watch(now=MONDAY + timedelta(days=30))
    assert (done.reminded, done.escalated, done.closed) == (0, 0, 0)


def test_an_answer_that_nobody_speaks_of_is_closed_with_a_notice_and_can_be_reopened(desk):
    appeal = factories.answered(desk)
    given = appeal.events.get(code="answered").at
    assert watch(now=given + timedelta(days=9)).closed == 0
    assert watch(now=given + timedelta(days=40)).closed == 1
    appeal.refresh_from_db()
    assert (appeal.stage, appeal.outcome) == (Stage.CLOSED, "solved")
    told = appeal.events.get(code="closed")
    assert told.kind.public and "10 个工作日" in told.text and told.detail["unconfirmed"]
    worker.reopen(by=factories.PLATFORM, appeal=appeal, text="钱还是没有到账")
    assert (appeal.stage, appeal.holder) == (Stage.IN_PROGRESS, desk.hrss)


def test_a_group_is_not_closed_by_silence(desk):
    appeal = factories.signed(desk, person=None)
    groups.start_group(by=factories.PLATFORM, appeal=appeal)
    handling.answer(by=desk.handler, appeal=appeal, text="已移送，见说明。", outcome="explained")
    later = appeal.answered_at + timedelta(days=40)
    assert watch(now=later).closed == 0


def test_what_stood_as_long_as_its_reason_may_hold_goes_on(desk):
    appeal = factories.signed(desk)
    handling.suspend(by=desk.handler, appeal=appeal, reason="missing_party", text="正在查找")
    begun = appeal.events.get(code="suspended").at
    assert watch(now=begun + timedelta(days=9)).resumed == 0
    assert watch(now=begun + timedelta(days=40)).resumed == 1
    appeal.refresh_from_db()
    assert appeal.stage == Stage.IN_PROGRESS and appeal.due_at is not None


def test_the_supervisor_does_not_close_over_the_workers_head(desk):
    appeal = factories.answered(desk)
    with pytest.raises(Conflict):
        supervision.close(by=desk.supervisor, appeal=appeal)
    add(appeal, "called_back", by=desk.supervisor, reached=True, solved=True)
    supervision.close(by=desk.supervisor, appeal=appeal)
    assert appeal.stage == Stage.CLOSED


def test_the_command_does_one_round(desk, capsys):
    factories.signed(desk, when=MONDAY)
    call_command("appeals_watch")
    assert "reported up the line" in capsys.readouterr().out
