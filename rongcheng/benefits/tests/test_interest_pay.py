"""Interest subsidies of a quarter: listed, approved by another, paid by batches, once."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from django.utils import timezone

from rongcheng.audit.models import Event
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, InterestLine, Loan
from rongcheng.benefits.queries.money import figures_of
from rongcheng.benefits.services import bankanswers, interest_pay, loans, paying
from rongcheng.benefits.services.decisions import recompute
from rongcheng.benefits.services.loans import Lent
from rongcheng.benefits.words import title_of
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.employers.models import Employer

from . import factories, granted_factories, money

pytestmark = pytest.mark.django_db
SAID = {"owns_business": True, "other_interest_subsidy": False}
QUARTER = "2026Q3"


@pytest.fixture
def staff():
    return factories.desk()


def lent(staff, name="和一", amount=30_000_000) -> Loan:
    """A loan of 300,000 yuan at 3 % since 1 September 2026; half of its interest is subsidised."""
    person = factories.worker(name, start=date(2023, 1, 1))
    granted = granted_factories.granted(person, rule="DL-11", on=date(2026, 8, 3), said=SAID)
    loan = loans.send(by=staff.county, application=granted, bank="某农商行", on=date(2026, 8, 10))
    loan = loans.looked_into(by=staff.county, loan=loan, on=date(2026, 8, 20), findings="属实")
    terms = Lent(amount, date(2026, 9, 1), date(2029, 9, 1), 300)
    return loans.lend(by=staff.county, loan=loan, lent=terms)


def stated(staff, loan, fen=75_000):
    loans.enter_interest(by=staff.county, loan=loan, quarter=QUARTER, amount=fen)


def listed(staff):
    return interest_pay.prepare(by=staff.county, place=factories.COUNTY, period=QUARTER)


def test_only_interest_that_the_bank_stated_is_listed(staff):
    loan = lent(staff)
    with pytest.raises(Conflict):
        listed(staff)
    stated(staff, loan)
    assert [(line.loan, line.amount) for line in listed(staff).lines.all()] == [(loan, 37_500)]


def test_each_act_on_a_list_is_in_the_trail_with_the_hash_of_its_lines(staff):
    loan = lent(staff)
    stated(staff, loan)
    run = listed(staff)
    assert run.sha256 == sha256(f"{loan.pk},2026Q3,37500".encode()).hexdigest()
    interest_pay.discard(by=staff.county, run=run)
    interest_pay.approve(by=staff.approver, run=listed(staff))
    acts = [f"benefits.interest_{act}" for act in ("prepared", "discarded", "prepared", "approved")]
    trail = Event.objects.filter(subject_type="interestrun").order_by("pk")
    assert [event.act for event in trail] == acts
    assert {event.detail["quarter"] for event in trail} == {QUARTER}
    assert trail.last().detail["sha256"] == run.sha256


def test_a_quarter_goes_from_list_to_budget_to_bank(staff):
    budget = money.budget(staff, 1_000, rules=["loan-interest"])
    loan = lent(staff)
    stated(staff, loan)
    run = listed(staff)
    with pytest.raises(NotAllowed):
        interest_pay.approve(by=staff.county, run=run)
    interest_pay.approve(by=staff.approver, run=run)
    paid = Application.objects.get(rule="loan-interest")
    assert (paid.stage, paid.amount, paid.period) == (Stage.PAYABLE, 37_500, QUARTER)
    assert paid.person == loan.person and "贴息" in title_of(paid)
    assert figures_of(budget).committed == 37_500
    kept = paid.decisions.get()
    assert kept.facts["interest_stated"] == 75_000 and kept.facts["out_of"] == 100
    assert recompute(kept).same and recompute(kept).intact
    batch = paying.make(by=staff.finance, budget=budget, applications=[paid])
    batch = paying.sign(by=staff.chief, batch=batch)
    rows = money.answer(batch, (1, "成功", ""))
    for _time in range(2):  # the same file twice pays once
        bankanswers.read(by=staff.finance, batch=batch, file_name="回盘.csv", content=rows)
    paid.refresh_from_db()
    assert paid.stage == Stage.PAID and figures_of(budget).paid == 37_500


def test_a_loan_is_subsidised_once_a_quarter(staff):
    first = lent(staff)
    stated(staff, first)
    run = listed(staff)
    second = lent(staff, "和二")
    stated(staff, second)
    with pytest.raises(Conflict):  # one list waits; it has grown old, too
        listed(staff)
    with pytest.raises(Conflict):
        interest_pay.approve(by=staff.approver, run=run)
    interest_pay.discard(by=staff.county, run=run)
    interest_pay.approve(by=staff.approver, run=listed(staff))
    assert Application.objects.filter(rule="loan-interest").count() == 2
    with pytest.raises(Conflict):
        listed(staff)
    with pytest.raises(Conflict):  # nor is its statement changed any more
        stated(staff, first, 70_000)
    assert InterestLine.objects.count() == 2
    late = lent(staff, "和三")  # a statement that comes late makes a list of its own
    stated(staff, late)
    assert [line.loan for line in listed(staff).lines.all()] == [late]


def test_two_loans_of_one_person_are_both_subsidised(staff):
    loan = lent(staff)
    other = Loan.objects.create(
        scheme=loan.scheme, person=loan.person, place=loan.place, bank="某信用社",
        state="lent", sent_on=loan.sent_on, amount=10_000_000, starts=loan.starts, ends=loan.ends,
        rate=300, share=50,
    )  # fmt: skip
    stated(staff, loan)
    stated(staff, other, 25_000)
    interest_pay.approve(by=staff.approver, run=listed(staff))
    amounts = Application.objects.filter(rule="loan-interest").values_list("amount", flat=True)
    assert sorted(amounts) == [12_500, 37_500]


def test_a_firms_interest_waits_for_its_account(staff):
    firm = Employer.objects.create(
        code="91532932MA6K0000XX", name="某食品公司", kind="micro_small",
        place_id=factories.COUNTY,
    )  # fmt: skip
    terms = Lent(100_000_000, date(2025, 7, 1), date(2027, 6, 1), 385)
    loan = loans.record_firm(by=staff.county, employer=firm, bank="某农商行", lent=terms)
    stated(staff, loan, 983_000)
    interest_pay.approve(by=staff.chief, run=listed(staff))
    paid = Application.objects.get(rule="loan-interest")
    assert (paid.employer, paid.amount, paid.account) == (firm, 491_500, None)
    assert recompute(paid.decisions.get()).same


def test_a_quarter_must_be_over_and_be_one(staff):
    for quarter in ("2026Q5", "nonsense", f"{timezone.localdate().year}Q4"):
        with pytest.raises(Refusal):
            interest_pay.prepare(by=staff.county, place=factories.COUNTY, period=quarter)
