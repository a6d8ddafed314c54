"""An application from the phone to its decision, who may do what, and what is kept of it."""

from __future__ import annotations

from datetime import date

import pytest

from rongcheng.appeals.pack import rules_for
from rongcheng.benefits.accounts import Account
from rongcheng.benefits.events import Stage
from rongcheng.benefits.handling import Objecting, all_handlings
from rongcheng.benefits.models import Spent
from rongcheng.benefits.permissions import possible
from rongcheng.benefits.services import applying, reviewing
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.services.decisions import recompute
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.rules.models import Answer

from . import factories

pytestmark = pytest.mark.django_db


def test_from_the_phone_to_public_notice():
    staff, application = factories.desk(), factories.applied()
    assert (application.stage, application.step, application.amount) == (
        "review",
        "village",
        100_000,
    )
    assert application.due_at is not None
    reviewing.check(by=staff.village, application=application)
    assert application.step == "township"
    reviewing.check(by=staff.township, application=application)
    reviewing.check(by=staff.county, application=application)
    assert (application.stage, application.step) == (Stage.APPROVAL, "")
    reviewing.approve(by=staff.approver, application=application)
    assert application.stage == Stage.NOTICE
    assert Spent.objects.filter(application=application).exclude(stage="notice").count() == 4


def test_a_decision_is_worked_out_again_and_shows_when_it_was_changed():
    staff = factories.desk()
    application = factories.to_approval(factories.applied(), staff)
    reviewing.approve(by=staff.approver, application=application)
    decision = application.decisions.latest("pk")
    again = recompute(decision)
    assert (again.same, again.intact, again.amount) == (True, True, 100_000)
    decision.facts["months_in_row"] = 2
    again = recompute(decision)
    assert (again.same, again.intact, again.outcome) == (False, False, "not")


def test_what_fails_a_condition_is_refused_with_the_condition():
    late = factories.worker(start=date(2026, 7, 15))
    with pytest.raises(Refusal, match="稳定就业3个月以上"):
        factories.applied(late)


def test_the_same_benefit_is_had_once_in_its_period():
    person = factories.worker()
    first = factories.applied(person)
    with pytest.raises(Conflict):
        factories.applied(person)
    reviewing.withdraw(by=factories.TestWorker(person), application=first)
    assert factories.applied(person).stage == Stage.REVIEW


def test_steps_belong_to_their_level_and_to_four_eyes():
    staff, application = factories.desk(), factories.applied()
    with pytest.raises(NotAllowed):
        reviewing.check(by=staff.approver, application=application)
    reviewing.check(by=staff.township, application=application)  # in the village's place
    with pytest.raises(NotAllowed):
        reviewing.check(by=staff.township, application=application)  # not a second time
    with pytest.raises(NotAllowed):
        reviewing.check(by=staff.village, application=application)
    assert "checked" not in possible(staff.township, application)
    assert "checked" in possible(staff.county, application)


def test_a_large_amount_is_for_the_chief():
    staff = factories.desk()
    application = factories.to_approval(factories.applied(), staff)
    application = type(application).objects.get(pk=application.pk)
    reviewing.send_down(by=staff.chief, application=application, reason="补充流水")
    assert application.step == "county"
    other = factories.agencies.staff("county_officer", factories.COUNTY)
    reviewing.set_amount(by=other, application=application, amount=900_000, reason="试")
    third = factories.agencies.staff("county_officer", factories.COUNTY)
    reviewing.check(by=third, application=application)
    with pytest.raises(NotAllowed):
        reviewing.approve(by=staff.approver, application=application)
    reviewing.approve(by=staff.chief, application=application)
    assert application.amount == 900_000


def test_statements_fill_what_the_registry_does_not_know():
    staff = factories.desk()
    person = factories.worker(range_="within_county")
    said = {"training_days": 10}
    request = Request("dali", "DL-5", "person", person.pk, person, day=factories.DAY,
                      account=factories.account(person), said=said)  # fmt: skip
    application = applying.apply(by=factories.TestWorker(person), request=request)
    assert application.amount == 80_000
    assert Answer.objects.get().value == 10
    factories.to_approval(application, staff)


def test_money_goes_to_the_applicants_own_account_only():
    person = factories.worker()
    application = factories.applied(person)
    with pytest.raises(Refusal, match="和丽江"):
        reviewing.give_account(
            by=factories.TestWorker(person), application=application,
            account=Account("王经理", "某行", "6222000012345678"),
        )  # fmt: skip


def test_offered_without_applying_and_confirmed_with_one_tap():
    person = factories.worker()
    request = Request("dali", "DL-8", "person", person.pk, person, day=factories.DAY)
    application = applying.offer(by=factories.PLATFORM, request=request)
    assert application is not None and application.stage == Stage.OFFERED
    assert applying.offer(by=factories.PLATFORM, request=request) is None
    reviewing.confirm(by=factories.TestWorker(person), application=application,
                      account=factories.account(person))  # fmt: skip
    assert (application.stage, application.step) == (Stage.REVIEW, "county")


def test_papers_asked_for_stop_the_clock_of_the_step():
    staff, person = factories.desk(), factories.worker()
    application = factories.applied(person)
    reviewing.ask_papers(by=staff.village, application=application, text="请补交工资流水")
    assert application.stage == Stage.WAITING
    paper = applying.Upload("流水.pdf", b"%PDF-1.4 wages")
    reviewing.add_papers(by=factories.TestWorker(person), application=application,
                         papers=[("工资流水或收入证明", paper)])  # fmt: skip
    assert (application.stage, application.step) == (Stage.REVIEW, "village")
    assert application.papers.count() == 1


def test_an_appeal_against_a_decision_has_a_category_of_the_appeals_everywhere():
    for each in all_handlings():
        assert each.objections
        for category in (each.objections.category, *each.objections.rules.values()):
            assert rules_for(0).category(category).id == category
    one = Objecting("labour_protection", all_handlings()[0].notice.said, {"X-1": "skills_training"})
    assert (one.category_of("X-1"), one.category_of("X-2")) == (
        "skills_training", "labour_protection",
    )  # fmt: skip
