"""Loans of somebody's reach, the subsidy due on them, and how far the cities' targets are met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits import interest
from rongcheng.benefits.events import Stage
from rongcheng.benefits.loan_terms import Target, all_targets
from rongcheng.benefits.models import Application, InterestLine, Loan
from rongcheng.places.codes import contains, span_of

from .scope import of_place, one_of, visible_applications

RUNNING = (Loan.State.LENT, Loan.State.OVERDUE)
WAS_LENT = (*RUNNING, Loan.State.REPAID)


def visible_loans(staff: Staff) -> QuerySet[Loan]:
    """Loans of the place of ``staff``; the newest first."""
    found = of_place(Loan.objects.all(), staff, Can.SEE_BENEFITS)
    found = found.select_related("person", "employer", "place", "application")
    return found.annotate(back=Sum("repayments__amount")).order_by("-sent_on", "-pk")


def loan_for(staff: Staff, pk: int) -> Loan:
    """One loan.

    Raises:
        NotFound: there is none of this number among those of the place.
    """
    missing = _("There is no loan %(n)s among those of your place.")
    return one_of(visible_loans(staff), missing, pk=pk)


def narrowed(
    staff: Staff, *, state: str = "", scheme: str = "", target: str = "", year: int | None = None
) -> QuerySet[Loan]:
    """Loans by state, scheme, year of lending, or those that a target counts."""
    found = visible_loans(staff)
    if state:
        found = found.filter(state=state)
    if scheme:
        found = found.filter(scheme=scheme)
    if year:
        found = found.filter(starts__year=year)
    if target:
        one = next((each for each in all_targets() if each.id == target), None)
        found = found.filter(counted(one)) if one else found.none()
    return found


def to_send(staff: Staff) -> QuerySet[Application]:
    """Applications with which a loan was granted and that lie with no bank."""
    there = Loan.objects.exclude(state=Loan.State.DECLINED).filter(application__isnull=False)
    found = visible_applications(staff).filter(kind="loan", stage=Stage.GRANTED)
    return found.exclude(pk__in=there.values("application")).order_by("decided_at", "pk")


def counted(target: Target) -> Q:
    """The loans that a target counts: lent in its year under its schemes at its place."""
    lo, hi = span_of(target.place)
    return Q(
        scheme__in=target.schemes, starts__year=target.year, state__in=WAS_LENT,
        place_id__gte=lo, place_id__lt=hi,
    )  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """A target and what was lent towards it within the reader's reach; money in fen."""

    target: Target
    lent: int
    loans: int

    @property
    def share(self) -> float:
        return self.lent / self.target.amount

    @property
    def percent(self) -> int:
        return min(100, self.lent * 100 // self.target.amount)


def targets(staff: Staff) -> list[Progress]:
    """Targets of the places that ``staff`` works in or above, with what was lent."""
    scope, found = scope_of(staff), []
    for target in all_targets():
        lo, _hi = span_of(target.place)
        if not (contains(target.place, scope.lo) or scope.lo <= lo < scope.hi):
            continue
        rows = visible_loans(staff).filter(counted(target))
        # summed apart from the repayments, which would count a loan once for each of them
        sums = Loan.objects.filter(pk__in=rows.values("pk")).aggregate(sum=Sum("amount"))
        found.append(Progress(target, sums["sum"] or 0, rows.count()))
    return found


def terms_of(loan: Loan) -> interest.Terms | None:
    """What was agreed, as the arithmetic wants it; None before it was lent."""
    if loan.amount is None or loan.starts is None or loan.ends is None or loan.rate is None:
        return None
    return interest.Terms(
        loan.amount, loan.starts, loan.ends, loan.rate, loan.share, loan.borrower_rate
    )


def subsidies(loan: Loan, day: date) -> list[interest.Due]:
    """The subsidy of each quarter of a loan that has begun by a day."""
    terms = terms_of(loan)
    if terms is None:
        return []
    stated = dict(loan.interest.values_list("quarter", "amount"))
    back = list(loan.repayments.values_list("on", "amount"))
    return [
        interest.subsidy_of(terms, back, quarter, stated.get(quarter))
        for quarter in interest.quarters(terms, day)
    ]


def to_be_stated(loan: Loan, day: date) -> list[str]:
    """Quarters over by a day whose interest can be entered: not subsidised yet, newest first."""
    terms = terms_of(loan)
    if terms is None:
        return []
    done = set(loan.subsidies.exclude(application=None).values_list("quarter", flat=True))
    return [
        each for each in reversed(interest.quarters(terms, day))
        if interest.quarter_span(each)[1] <= day and each not in done
    ]  # fmt: skip


def due_of(loan: Loan, quarter: str) -> interest.Due:
    """The subsidy of one quarter of a loan that was lent."""
    terms = terms_of(loan)
    assert terms
    stated = {one.quarter: one.amount for one in loan.interest.all()}
    back = [(one.on, one.amount) for one in loan.repayments.all()]
    return interest.subsidy_of(terms, back, quarter, stated.get(quarter))


def loans_of_quarter(place: int, quarter: str) -> QuerySet[Loan]:
    """The loans of a place that ran in a quarter, with statements and repayments.

    Raises:
        ValueError: the quarter is none.
    """
    lo, hi = span_of(place)
    return _ran_in(Loan.objects.filter(place_id__gte=lo, place_id__lt=hi), quarter)


def _ran_in(loans: QuerySet[Loan], quarter: str) -> QuerySet[Loan]:
    since, until = interest.quarter_span(quarter)
    rows = loans.filter(state__in=WAS_LENT, starts__lt=until, ends__gt=since)
    return rows.prefetch_related("interest", "repayments").order_by("starts", "pk")


@dataclass(frozen=True)
class Owed:
    """The subsidy of one loan for one quarter, and the line with which it is paid."""

    loan: Loan
    due: interest.Due
    line: InterestLine | None = None


def owed_for(staff: Staff, quarter: str) -> list[Owed]:
    """The subsidies of a quarter, loan by loan.

    Raises:
        ValueError: the quarter is none.
    """
    rows = _ran_in(visible_loans(staff), quarter)
    paid = {one.loan_id: one for one in lines_of(rows, quarter)}
    found = []
    for loan in rows:
        due = due_of(loan, quarter)
        if due.days:
            found.append(Owed(loan, due, paid.get(loan.pk)))
    return found


def lines_of(loans: QuerySet[Loan], quarter: str) -> QuerySet[InterestLine]:
    """The lines on which loans are subsidised for a quarter."""
    found = InterestLine.objects.filter(loan__in=loans.order_by().values("pk"), quarter=quarter)
    return found.select_related("application", "run")
