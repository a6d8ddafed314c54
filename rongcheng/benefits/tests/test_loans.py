"""Loans: to the bank, looked into, lent or declined, repaid; targets and what is subsidised."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Loan
from rongcheng.benefits.queries import loans as read
from rongcheng.benefits.services import loans
from rongcheng.benefits.services.loans import Lent
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.employers.models import Employer

from . import factories, granted_factories

pytestmark = pytest.mark.django_db
SAID = {"owns_business": True, "other_interest_subsidy": False}
LENT = Lent(30_000_000, date(2026, 9, 1), date(2029, 9, 1), 300)


@pytest.fixture
def staff():
    return factories.desk()


@pytest.fixture
def granted():
    person = factories.worker(start=date(2023, 1, 1))
    return granted_factories.granted(person, rule="DL-11", on=date(2026, 8, 3), said=SAID)


def with_the_bank(staff, granted):
    loan = loans.send(by=staff.county, application=granted, bank="某农商行", on=date(2026, 8, 10))
    return loans.looked_into(by=staff.county, loan=loan, on=date(2026, 8, 20), findings="属实")


def test_granted_sent_looked_into_lent_repaid(staff, granted):
    assert (granted.stage, granted.amount) == (Stage.GRANTED, 30_000_000)
    assert list(read.to_send(staff.county)) == [granted]
    loan = with_the_bank(staff, granted)
    assert not read.to_send(staff.county).exists()
    loan = loans.lend(by=staff.county, loan=loan, lent=LENT)
    assert (loan.state, loan.share, loan.terms_origin) == (Loan.State.LENT, 50, "law")
    loan = loans.repay(by=staff.county, loan=loan, on=date(2026, 10, 1), amount=10_000_000)
    with pytest.raises(Refusal):
        loans.repay(by=staff.county, loan=loan, on=date(2026, 10, 2), amount=20_000_001)
    loan = loans.repay(by=staff.county, loan=loan, on=date(2026, 11, 2), amount=20_000_000)
    granted.refresh_from_db()
    assert (loan.state, granted.stage) == (Loan.State.REPAID, Stage.ENDED)
    dues = read.subsidies(loan, date(2026, 11, 20))
    assert [due.quarter for due in dues] == ["2026Q3", "2026Q4"]
    # 300,000 × 30 days × 3 % / 360 = 750, half 375; 200,000 × 32 days = 533.33, half 266.66
    assert [due.subsidy for due in dues] == [37_500, 26_666]


def test_the_order_of_the_steps_is_kept(staff, granted):
    loan = loans.send(by=staff.county, application=granted, bank="某农商行", on=date(2026, 8, 10))
    with pytest.raises(Conflict):
        loans.lend(by=staff.county, loan=loan, lent=LENT)
    with pytest.raises(Refusal):
        loans.looked_into(by=staff.county, loan=loan, on=date(2026, 8, 9), findings="属实")
    with pytest.raises(Conflict):
        loans.send(by=staff.county, application=granted, bank="另一家")
    with pytest.raises(Refusal):
        loans.decline(by=staff.county, loan=loan, on=date(2026, 8, 12), reason=" ")
    loans.decline(by=staff.county, loan=loan, on=date(2026, 8, 12), reason="征信不符")
    again = loans.send(by=staff.county, application=granted, bank="另一家")
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.filter(pk=loan.pk).update(state="sent")
    assert again.state == Loan.State.SENT


@pytest.mark.parametrize(
    "lent",
    [
        Lent(30_000_001, date(2026, 9, 1), date(2029, 9, 1), 300),
        Lent(30_000_000, date(2026, 9, 1), date(2029, 9, 2), 300),
        Lent(30_000_000, date(2026, 9, 1), date(2026, 9, 1), 300),
        Lent(30_000_000, date(2026, 9, 1), date(2029, 9, 1), 0),
        Lent(0, date(2026, 9, 1), date(2029, 9, 1), 300),
        Lent(30_000_000, date(2026, 8, 19), date(2029, 8, 1), 300),
    ],
)
def test_more_or_longer_than_granted_is_refused(staff, granted, lent):
    loan = with_the_bank(staff, granted)
    with pytest.raises(Refusal):
        loans.lend(by=staff.county, loan=loan, lent=lent)


def test_only_what_is_granted_goes_to_a_bank(staff):
    travel = factories.applied()
    with pytest.raises(Refusal):
        loans.send(by=staff.county, application=travel, bank="某农商行")
    with pytest.raises(NotAllowed):
        loans.send(by=staff.finance, application=travel, bank="某农商行")


def test_overdue_only_after_the_due_day(staff, granted):
    loan = with_the_bank(staff, granted)
    short = Lent(1_000_000, date(2026, 9, 1), date(2026, 11, 1), 300)
    loan = loans.lend(by=staff.county, loan=loan, lent=short)
    with pytest.raises(Refusal):
        loans.overdue(by=staff.county, loan=loan, since=date(2026, 10, 31))
    assert loans.overdue(by=staff.county, loan=loan, since=date(2026, 11, 1)).state == "overdue"
    with pytest.raises(Refusal):
        loans.enter_interest(by=staff.county, loan=loan, quarter="2026Q4", amount=1)
    entered = loans.enter_interest(by=staff.county, loan=loan, quarter="2026Q3", amount=2_400)
    owed = read.owed_for(staff.county, "2026Q3")
    assert entered.amount == 2_400
    assert [(one.due.worked_out, one.due.subsidy) for one in owed] == [(2_500, 1_200)]


def test_volume_against_the_citys_targets():
    county = 150222_000_000
    place = factories.agencies.place(county)
    by = factories.agencies.staff("county_officer", county)
    firm = Employer.objects.create(
        code="91150222MA0TEST01X", name="某合作社", kind="cooperative", place=place
    )
    lent = Lent(100_000_000, date(2023, 6, 1), date(2025, 6, 1), 400, lpr=365)
    loan = loans.record_firm(by=by, employer=firm, bank="某农商行", lent=lent)
    assert (loan.borrower_rate, loan.share, loan.terms_origin) == (215, None, "law")
    later = Lent(50_000_000, date(2024, 6, 1), date(2025, 6, 1), 400)
    loans.record_firm(by=by, employer=firm, bank="某农商行", lent=later)
    found = {one.target.id: one for one in read.targets(by)}
    assert found["BT-T17"].lent == 100_000_000  # of the year only
    assert (found["BT-T17"].percent, found["BT-T16"].lent) == (2, 0)
    assert list(read.narrowed(by, target="BT-T17")) == [loan]
    with pytest.raises(Refusal):
        loans.record_firm(by=by, employer=firm, bank="某农商行",
                          lent=Lent(1, date(2023, 6, 1), date(2025, 6, 1), 400))  # fmt: skip
    elsewhere = factories.agencies.staff("county_officer", factories.COUNTY)
    assert not read.visible_loans(elsewhere).exists()
    assert not read.targets(elsewhere)
