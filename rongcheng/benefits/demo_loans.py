"""Loans of the demonstration: at every step with the bank, repaid and late, with their interest."""

from __future__ import annotations

import random
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from rongcheng.agencies.models import Staff
from rongcheng.audit.services import Actor
from rongcheng.core.errors import Refusal
from rongcheng.employers.models import Employer
from rongcheng.places.codes import span_of
from rongcheng.places.models import Place

from .demo_people import clerk_at
from .interest import quarter_of
from .lines import INTEREST
from .loan_terms import loan_book
from .models import Application, Budget, Loan
from .queries.loans import due_of, loans_of_quarter
from .services import budgets, interest_pay, loans
from .services.loans import Lent
from .terms import add_months

YEAR = 12
FOUND = "经实地走访，经营场所和用途属实，本人及共同借款人信用记录良好。"
DECLINED = "经查询，借款人在其他银行有逾期未还贷款，暂不符合放款条件。"
MONEY = 30_000_000
"""The year's budget of interest subsidies, in fen."""


def fill(*, by: Actor, county: int, granted: Iterable[Application], rng: random.Random) -> int:
    """Take granted loans through the bank, add loans to firms, and list their interest; how many.

    Statements of one loan in four have not come for the newest quarter, whose list waits.
    """
    told = 0
    for turn, application in enumerate(granted):
        with suppress(Refusal), transaction.atomic():
            told += _loan(application, turn, rng, by)
    _firms(county, rng, by)
    _budget(county)
    today = timezone.localdate()
    over = quarter_of(date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1))
    for back in (6, 3, 0):
        day = add_months(date(int(over[:4]), int(over[-1]) * 3 - 2, 1), -back)
        _interest(county, quarter_of(day), by, newest=not back)
    return told


def _budget(county: int) -> None:
    finance = Staff.objects.filter(username="finance_officer").first()
    place = Place.objects.filter(code=county).first()
    if finance is None or place is None:
        return
    year = timezone.localdate().year
    with suppress(Refusal), transaction.atomic():
        budgets.set_up(
            by=finance, place=place, year=year, source=Budget.Source.COUNTY, amount=MONEY,
            document=f"贴息资金〔{year}〕3号", rules=[INTEREST],
        )  # fmt: skip


def _interest(county: int, quarter: str, by: Actor, *, newest: bool) -> None:
    """Statements of a quarter, its list, and all but the newest approved."""
    clerk, chief = clerk_at(county, "county") or by, clerk_at(county, "chief_approver")
    for loan in loans_of_quarter(county, quarter):
        due = due_of(loan, quarter)
        if due.worked_out and not (newest and loan.pk % 4 == 0):
            with suppress(Refusal), transaction.atomic():
                loans.enter_interest(by=clerk, loan=loan, quarter=quarter, amount=due.worked_out)
    with suppress(Refusal), transaction.atomic():
        run = interest_pay.prepare(by=clerk, place=county, period=quarter)
        if chief is not None and not newest:
            with suppress(Refusal), transaction.atomic():
                interest_pay.approve(by=chief, run=run)


GOALS = ("lent", "wait", "lent", "sent", "lent", "declined", "looked", "lent")
OLD = ("repaid", "overdue", "lent")
"""What became of loans: of all, and of those that could have run for a year by now."""


def _loan(application: Application, turn: int, rng: random.Random, by: Actor) -> int:
    """One granted loan on its way through the bank."""
    decided = timezone.localdate(application.decided_at)
    old = add_months(decided, YEAR) < timezone.localdate() - timedelta(days=30)
    goal = OLD[turn // 2 % len(OLD)] if old and turn % 2 else GOALS[turn % len(GOALS)]
    if goal == "wait":
        return 0
    clerk = clerk_at(application.place_id, "county") or by
    on = decided + timedelta(days=3)
    loan = loans.send(by=clerk, application=application, bank="县农村商业银行", on=on)
    if goal == "sent":
        return 1
    on += timedelta(days=9)
    loan = loans.looked_into(by=clerk, loan=loan, on=on, findings=FOUND)
    if goal == "looked":
        return 1
    if goal == "declined":
        loans.decline(by=clerk, loan=loan, on=on + timedelta(days=2), reason=DECLINED)
        return 1
    months = YEAR if goal in ("repaid", "overdue") else 36
    starts = on + timedelta(days=5)
    amount = (loan.ceiling or 0) * rng.choice((5, 8, 10)) // 10
    lent = Lent(amount, starts, add_months(starts, months), rng.choice((310, 345, 360)), lpr=345)
    loan = loans.lend(by=clerk, loan=loan, lent=lent)
    _later(loan, goal, clerk)
    return 1


def _later(loan: Loan, goal: str, by: Actor) -> None:
    today = timezone.localdate()
    assert loan.ends and loan.amount
    if goal == "repaid" and loan.ends <= today:
        loans.repay(by=by, loan=loan, on=loan.ends, amount=loan.amount)
    if goal == "overdue" and loan.ends < today:
        loans.overdue(by=by, loan=loan, since=loan.ends)


def _firms(county: int, rng: random.Random, by: Actor) -> None:
    """Loans to firms of the county, lent in the year of the city's target."""
    target = next((t for t in loan_book(county).targets if "firm" in t.schemes), None)
    year = target.year if target else timezone.localdate().year - 1
    lo, hi = span_of(county)
    firms = Employer.objects.filter(place__gte=lo, place__lt=hi).annotate(n=Count("loans"))
    for firm in firms.filter(n=0).order_by("pk")[:4]:
        starts = date(year, rng.randrange(2, 12), 15)
        lent = Lent(rng.randrange(5, 25) * 10_000_000, starts, add_months(starts, 24), 385, lpr=355)
        with suppress(Refusal), transaction.atomic():
            loans.record_firm(by=clerk_at(county, "county") or by, employer=firm,
                              bank="县农村商业银行", lent=lent)  # fmt: skip
