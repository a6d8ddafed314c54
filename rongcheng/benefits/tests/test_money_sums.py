"""Whatever happens in whatever order: budgets add up, and nobody is paid twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, Payment, PaymentBatch
from rongcheng.benefits.queries.agreement import checks
from rongcheng.benefits.queries.money import figures_of
from rongcheng.benefits.services import (
    bankanswers,
    budgets,
    log,
    moving,
    paying,
    reclaiming,
    reviewing,
)
from rongcheng.core.errors import Refusal

from . import factories, money

ACTS = ("withdraw", "over", "batch", "sign", "cancel", "paid", "failed", "account", "reclaim",
        "repay", "end", "cut", "move", "pay", "pay", "bounce", "batch",
        "sign")  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(1, 1000)),
                 min_size=20, max_size=45)  # fmt: skip


class Ledger:
    """Acts by their names, and what came back, booked by hand."""

    def __init__(self, staff, one, two, applications):
        self.staff, self.budgets, self.applications = staff, (one, two), applications
        self.batches: list[PaymentBatch] = []
        self.back = {one.pk: 0, two.pk: 0}
        self.clawbacks = []

    def do(self, act: str, which: int, amount: int) -> None:
        application = self.applications[which % len(self.applications)]
        application = Application.objects.get(pk=application.pk)
        with suppress(Refusal, IndexError, KeyError):  # no such batch, or not signed yet
            getattr(self, act)(application, which, amount)

    def withdraw(self, application, which, amount):
        who = factories.TestWorker(application.person)
        reviewing.withdraw(by=who, application=application)

    def over(self, application, which, amount):
        log.add(application, "notice_over", by=factories.PLATFORM)

    def batch(self, application, which, amount):
        budget = application.commitment.budget if hasattr(application, "commitment") else None
        budget = budget or self.budgets[which % 2]
        self.batches.append(
            paying.make(by=self.staff.finance, budget=budget, applications=[application])
        )

    def sign(self, application, which, amount):
        paying.sign(by=self.staff.chief, batch=self.batches[-1 - which % 2])

    def cancel(self, application, which, amount):
        paying.cancel(by=self.staff.finance, batch=self.batches[-1 - which % 2], reason="试")

    def paid(self, application, which, amount, words="成功"):
        batch = self.batches[-1 - which % 3]
        content = money.answer(batch, (1, words, "账号已销户" if words == "失败" else ""))
        bankanswers.read(by=self.staff.finance, batch=batch, file_name="x", content=content)

    def failed(self, application, which, amount):
        self.paid(application, which, amount, "失败")

    def pay(self, application, which, amount, words="成功"):
        """The whole way of one application, from wherever it stands."""
        if application.stage == Stage.NOTICE:
            self.over(application, which, amount)
        self.batch(application, which, amount)
        self.sign(application, 0, amount)
        self.paid(application, 0, amount, words)

    def bounce(self, application, which, amount):
        self.pay(application, which, amount, "失败")

    def account(self, application, which, amount):
        person = application.person
        number = factories.account(person, f"62170000{amount:08}")
        who = factories.TestWorker(person)
        reviewing.give_account(by=who, application=application, account=number)

    def reclaim(self, application, which, amount):
        self.clawbacks.append(reclaiming.reclaim(
            by=self.staff.approver, application=application, amount=amount * 100, reason="试",
            clause="三",
        ))  # fmt: skip

    def repay(self, application, which, amount):
        clawback = self.clawbacks[-1]
        entry = reclaiming.repaid(by=self.staff.finance, clawback=clawback, amount=amount * 50,
                                  receipt=f"{which}{amount}")  # fmt: skip
        self.back[clawback.budget_id] += entry.amount

    def end(self, application, which, amount):
        reclaiming.end(by=self.staff.approver, clawback=self.clawbacks[-1], reason="试")

    def cut(self, application, which, amount):
        budget = self.budgets[which % 2]
        budgets.change(by=self.staff.finance, budget=budget, amount=amount * 1000, reason="试")

    def move(self, application, which, amount):
        asked = moving.ask(by=self.staff.finance, application=application,
                           budget=self.budgets[which % 2], reason="试")  # fmt: skip
        moving.agree(by=self.staff.chief, move=asked)

    def check(self) -> None:
        for budget in self.budgets:
            budget.refresh_from_db()
            mine = Application.objects.filter(commitment__budget=budget)
            held = sum(
                a.amount for a in mine if a.stage in ("notice", "payable", "paying", "bounced")
            )
            out = sum(p.amount for p in Payment.objects.filter(state="paid", batch__budget=budget))
            told = figures_of(budget)
            assert (told.committed, told.paid, told.returned) == (held, out, self.back[budget.pk])
            assert told.left == budget.amount - held - out + self.back[budget.pk] >= 0
        for application in Application.objects.all():
            assert application.payments.filter(state__in=["waiting", "paid"]).count() <= 1
        assert [each.label for each in checks(self.staff.finance) if not each.agrees] == []


@pytest.mark.django_db
def test_budgets_add_up_whatever_the_order():
    staff = factories.desk()
    one, two = money.budget(staff, 2500), money.budget(staff, 1200, source="county")
    found = [money.approved(staff, name) for name in ("甲一一", "乙二二", "丙三三")]
    log.add(found[0], "notice_over", by=factories.PLATFORM)
    seen = set()

    @settings(max_examples=10, deadline=None)
    @given(steps=STEPS)
    def holds(steps):
        with transaction.atomic():
            ledger = Ledger(staff, one, two, found)
            for act, which, amount in steps:
                ledger.do(act, which, amount)
            ledger.check()
            seen.update(Application.objects.values_list("stage", flat=True))
            transaction.set_rollback(True)

    holds()
    assert {"paying", "paid", "withdrawn"} <= seen  # it got that far, or it would prove little


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_batch_an_application_once():
    staff = factories.desk()
    one = money.budget(staff)
    found = money.payable(staff, "甲一一", "乙二二")
    officers = [staff.finance, money.other(staff)]

    def make(officer, applications):
        try:
            return paying.make(by=officer, budget=one, applications=applications)
        except Refusal as error:
            return error
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(make, officers[0], found), pool.submit(make, officers[1], found[::-1])]
        made = [job.result(timeout=60) for job in jobs]
    assert sum(isinstance(each, PaymentBatch) for each in made) == 1
    assert Payment.objects.count() == 2 and PaymentBatch.objects.get().total == 200_000


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_never_promise_the_same_money():
    staff = factories.desk()
    one = money.budget(staff, 1500)
    found = []
    for name in ("甲一一", "乙二二"):
        person = factories.worker(name)
        account = factories.account(person, f"62220000{person.pk:08}")
        found.append(factories.to_approval(factories.applied(person, account=account), staff))

    def approve(application):
        try:
            reviewing.approve(by=staff.approver, application=application)
        except Refusal as error:
            return error
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        told = [job.result(timeout=60) for job in [pool.submit(approve, each) for each in found]]
    assert sum(each is None for each in told) == 1
    assert figures_of(one).left == 50_000


@pytest.mark.django_db(transaction=True)
def test_the_same_answer_read_twice_at_once_pays_once():
    staff = factories.desk()
    one = money.budget(staff)
    found = money.payable(staff)
    batch = money.signed(staff, one, found)
    content = money.answer(batch, (1, "成功", ""))

    def read(_turn):
        try:
            return bankanswers.read(by=staff.finance, batch=batch, file_name="x", content=content)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(read, range(2)))
    assert sorted(each.paid for each in replies) == [0, 1]
    found[0].refresh_from_db()
    assert found[0].stage == Stage.PAID
    assert found[0].events.filter(code="paid").count() == 1
    connection.close()
