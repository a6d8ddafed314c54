"""Budgets: what approvals take of them, what comes free again, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from rongcheng.benefits.events import Stage
from rongcheng.benefits.queries.money import figures_of
from rongcheng.benefits.queries.payable import candidates
from rongcheng.benefits.services import budgets, moving, post_pay, posts, reviewing
from rongcheng.benefits.services.posts import Plan
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.places.models import Place

from . import factories, granted_factories, money

pytestmark = pytest.mark.django_db


def test_an_approval_takes_its_money_and_a_withdrawal_gives_it_back():
    staff = factories.desk()
    one = money.budget(staff, 1500)
    application = money.approved(staff)
    assert (figures_of(one).committed, figures_of(one).left) == (100_000, 50_000)
    worker = factories.TestWorker(application.person)
    reviewing.withdraw(by=worker, application=application)
    assert (figures_of(one).committed, figures_of(one).left) == (0, 150_000)


def test_approving_more_than_is_left_is_refused_with_the_figures():
    staff = factories.desk()
    one = money.budget(staff, 1500)
    money.approved(staff, "甲一一")
    person = factories.worker("乙二二")
    second = factories.to_approval(
        factories.applied(person, account=factories.account(person, "6222000099999999")), staff
    )
    with pytest.raises(Conflict, match="¥1,000.*¥500"):
        reviewing.approve(by=staff.approver, application=second)
    second.refresh_from_db()
    assert second.stage == Stage.APPROVAL  # nothing of the approval stayed
    assert not second.decisions.filter(event__code="approved").exists()
    budgets.change(by=staff.finance, budget=one, amount=200_000, reason="鹤财社〔2026〕30号追加")
    reviewing.approve(by=staff.approver, application=second)
    assert figures_of(one).left == 0


def test_the_budget_for_the_benefit_pays_before_the_general_one_and_then_that():
    staff = factories.desk()
    general = money.budget(staff, 5000)
    own = money.budget(staff, 1000, source="bridging", rules=["DL-8"])
    first, second = money.approved(staff, "甲一一"), money.approved(staff, "乙二二")
    assert (first.commitment.budget, second.commitment.budget) == (own, general)


def test_without_a_budget_approving_goes_on():
    staff = factories.desk()
    money.budget(staff, 5000, rules=["DL-4"])
    application = money.approved(staff)
    assert application.stage == Stage.NOTICE and not hasattr(application, "commitment")


def test_refused_after_approval_and_approved_again_holds_once():
    staff = factories.desk()
    one = money.budget(staff, 1000)
    application = money.approved(staff)
    other = factories.agencies.staff("approver", factories.COUNTY)
    reviewing.refuse(by=other, application=application, reason="公示有异议", clause="三")
    assert figures_of(one).left == 100_000
    reviewing.reopen(by=staff.approver, application=application, reason="异议不成立")
    reviewing.check(by=factories.agencies.staff("county_officer", factories.COUNTY),
                    application=application)  # fmt: skip
    reviewing.approve(by=staff.approver, application=application)
    assert figures_of(one).committed == 100_000


def test_who_keeps_budgets_and_what_they_must_say():
    staff = factories.desk()
    with pytest.raises(NotAllowed):
        budgets.set_up(by=staff.county, place=Place.objects.get(pk=factories.COUNTY), year=2026,
                       source="county", amount=100, document="x")  # fmt: skip
    with pytest.raises(NotAllowed):
        money.budget(staff, place=Place.objects.get(pk=532931000000))
    with pytest.raises(Refusal):
        money.budget(staff, document=" ")
    with pytest.raises(Refusal, match="DL-99"):
        money.budget(staff, rules=["DL-99"])
    one = money.budget(staff)
    with pytest.raises(Conflict):
        money.budget(staff)
    money.approved(staff)
    with pytest.raises(Conflict, match="¥1,000"):
        budgets.change(by=staff.finance, budget=one, amount=99_999, reason="压减")
    budgets.change(by=staff.finance, budget=one, amount=100_000, reason="压减")


def test_another_budget_can_pay_until_it_is_with_the_bank():
    staff = factories.desk()
    one = money.budget(staff)
    application = money.approved(staff)
    two = money.budget(staff, 1000, source="county")
    asked = moving.ask(by=staff.finance, application=application, budget=two, reason="调剂")
    moving.agree(by=staff.chief, move=asked)
    assert (figures_of(one).left, figures_of(two).left) == (1_000_000, 0)
    third = money.budget(staff, 999, source="province")
    asked = moving.ask(by=staff.finance, application=application, budget=third, reason="x")
    with pytest.raises(Conflict):
        moving.agree(by=staff.chief, move=asked)  # not enough left
    moving.decline(by=staff.finance, move=asked)
    batch = money.signed(staff, two, _payable(application))
    assert batch.total == 100_000
    with pytest.raises(Conflict):
        moving.ask(by=staff.finance, application=application, budget=one, reason="x")


def _payable(application):
    from rongcheng.audit.services import System
    from rongcheng.benefits.services import log

    log.add(application, "notice_over", by=System("test"))
    return [application]


def test_pay_of_a_post_comes_from_the_source_that_it_was_set_up_with():
    staff = factories.desk()
    post = posts.set_up(by=staff.county, plan=Plan(
        place=factories.VILLAGE, title="护路员", work="roads", slots=1, pay=100_000,
        funding="bridging", needed_for="雨季巡路", opened_on=date(2023, 1, 1),
    ))  # fmt: skip
    granted = granted_factories.granted(factories.worker(), on=date(2026, 9, 1))
    holding = posts.recruit(by=staff.county, post=post, application=granted, on=date(2026, 9, 1))
    posts.start(by=staff.village, holding=holding, on=date(2026, 9, 1))
    general = money.budget(staff)
    bridging = money.budget(staff, source="bridging", document="鹤财农〔2026〕3号")
    run = post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-09")
    post_pay.approve(by=staff.approver, run=run)
    pay = run.lines.get().application
    assert pay.commitment.budget == bridging
    assert candidates([pay], bridging)[0].warnings == []
    assert candidates([pay], general)[0].warnings == ["other_fund"]
