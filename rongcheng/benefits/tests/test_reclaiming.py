"""Clawbacks: who decides, in which parts it comes back, and where the money goes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Clawback
from rongcheng.benefits.queries.clawbacks import ledger
from rongcheng.benefits.queries.money import figures_of
from rongcheng.benefits.services import bankanswers, reclaiming
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

from . import factories, money

pytestmark = pytest.mark.django_db
CLAUSE = "就业补助资金管理办法"


@pytest.fixture
def staff():
    return factories.desk()


@pytest.fixture
def one(staff):
    return money.budget(staff, 1000)


@pytest.fixture
def paid(staff, one):
    application = money.payable(staff)[0]
    batch = money.signed(staff, one, [application])
    content = money.answer(batch, (1, "成功", ""))
    bankanswers.read(by=staff.finance, batch=batch, file_name="x.csv", content=content)
    application.refresh_from_db()
    return application


def reclaimed(staff, paid, amount=100_000, **more):
    return reclaiming.reclaim(by=staff.approver, application=paid, amount=amount,
                              reason="外出务工不满三个月", clause=CLAUSE, **more)  # fmt: skip


def test_in_instalments_until_it_is_over_by_itself(staff, one, paid):
    plan = reclaiming.in_parts(100_000, 3, date(2026, 1, 31))
    assert plan == [
        (date(2026, 1, 31), 33_333), (date(2026, 2, 28), 33_333), (date(2026, 3, 31), 33_334),
    ]  # fmt: skip
    clawback = reclaimed(staff, paid, plan=plan)
    paid.refresh_from_db()
    assert paid.stage == Stage.RECOVERY
    reclaiming.repaid(by=staff.finance, clawback=clawback, amount=40_000, receipt="收据001")
    line = ledger(Clawback.objects.all())[0]
    assert (line.came, line.left) == (40_000, 60_000)
    assert line.overdue == (60_000 if timezone.localdate() > date(2026, 3, 31) else line.overdue)
    assert figures_of(one).left == 40_000  # it can be promised again
    reclaiming.repaid(by=staff.finance, clawback=clawback, amount=60_000, receipt="收据002")
    paid.refresh_from_db()
    clawback.refresh_from_db()
    assert (paid.stage, clawback.state) == (Stage.RECOVERED, "recovered")
    assert figures_of(one).left == 100_000


def test_a_receipt_is_entered_once_and_never_more_than_is_left(staff, one, paid):
    clawback = reclaimed(staff, paid)
    reclaiming.repaid(by=staff.finance, clawback=clawback, amount=40_000, receipt="001")
    with pytest.raises(Conflict):
        reclaiming.repaid(by=staff.finance, clawback=clawback, amount=40_000, receipt="001")
    with pytest.raises(Refusal, match="¥600"):
        reclaiming.repaid(by=staff.finance, clawback=clawback, amount=60_001, receipt="002")
    for wrong in ({"amount": 0, "receipt": "3"}, {"amount": 1, "receipt": " "},
                  {"amount": 1, "receipt": "3", "came_on": date(2099, 1, 1)}):  # fmt: skip
        with pytest.raises(Refusal):
            reclaiming.repaid(by=staff.finance, clawback=clawback, **wrong)
    with pytest.raises(NotAllowed):
        reclaiming.repaid(by=staff.approver, clawback=clawback, amount=1, receipt="4")
    assert figures_of(one).returned == 40_000


def test_who_reclaims_and_how_much(staff, paid):
    with pytest.raises(NotAllowed):
        reclaiming.reclaim(by=staff.finance, application=paid, amount=1, reason="x", clause="y")
    with pytest.raises(Refusal, match="¥1,000"):
        reclaimed(staff, paid, 100_001)
    with pytest.raises(Refusal):
        reclaiming.reclaim(by=staff.approver, application=paid, amount=1, reason="x", clause="")
    with pytest.raises(Refusal, match="¥900"):
        reclaimed(staff, paid, plan=[(date(2026, 12, 1), 90_000)])
    assert not Clawback.objects.exists()
    reclaimed(staff, paid)
    with pytest.raises(Conflict):
        reclaimed(staff, paid, 1)


def test_a_part_paid_back_leaves_the_rest_paid_and_the_rest_can_follow(staff, one, paid):
    first = reclaimed(staff, paid, 30_000)
    reclaiming.repaid(by=staff.finance, clawback=first, amount=30_000, receipt="1")
    paid.refresh_from_db()
    assert paid.stage == Stage.PAID
    with pytest.raises(Refusal, match="¥700"):
        reclaimed(staff, paid, 70_001)
    second = reclaimed(staff, paid, 70_000)
    reclaiming.repaid(by=staff.finance, clawback=second, amount=70_000, receipt="1")
    paid.refresh_from_db()
    assert paid.stage == Stage.RECOVERED
    assert figures_of(one).left == 100_000


def test_the_plan_can_change_and_the_reclaim_can_end(staff, one, paid):
    clawback = reclaimed(staff, paid)
    reclaiming.repaid(by=staff.finance, clawback=clawback, amount=10_000, receipt="1")
    later = timezone.localdate() + timedelta(days=30)
    with pytest.raises(Refusal, match="¥900"):
        reclaiming.replan(by=staff.finance, clawback=clawback, plan=[(later, 100_000)], reason="难")
    with pytest.raises(Refusal):
        reclaiming.replan(by=staff.finance, clawback=clawback, reason="难",
                          plan=[(timezone.localdate(), 90_000)])  # fmt: skip
    parts = reclaiming.in_parts(90_000, 3, later)
    reclaiming.replan(by=staff.finance, clawback=clawback, plan=parts, reason="家庭困难")
    assert ledger(Clawback.objects.all())[0].overdue == 0
    assert sum(each.amount for each in clawback.instalments.all()) == 100_000
    with pytest.raises(NotAllowed):
        reclaiming.end(by=staff.finance, clawback=clawback, reason="不追了")
    reclaiming.end(by=staff.approver, clawback=clawback, reason="复核申诉成立")
    paid.refresh_from_db()
    assert paid.stage == Stage.PAID
    assert figures_of(one).left == 10_000
    with pytest.raises(Conflict):
        reclaiming.repaid(by=staff.finance, clawback=clawback, amount=1, receipt="9")


def test_what_the_bank_tells_of_a_reclaimed_payment_is_not_booked(staff, paid):
    batch = paid.payments.get().batch
    reclaimed(staff, paid)
    content = money.answer(batch, (1, "退票", "账户冻结"))
    reply = bankanswers.read(by=staff.finance, batch=batch, file_name="x", content=content)
    assert reply.failed == 0 and "追回" in reply.problems[0]["text"]
