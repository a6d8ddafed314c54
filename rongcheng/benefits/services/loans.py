"""Start-up loans and microcredit: sent to the bank, looked into, lent or declined, repaid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.roles import Can
from rongcheng.audit.services import Actor, record
from rongcheng.benefits.events import Stage
from rongcheng.benefits.interest import quarter_span
from rongcheng.benefits.loan_terms import LoanTerms, loan_book
from rongcheng.benefits.models import Application, InterestPaid, Loan, LoanRepayment
from rongcheng.benefits.permissions import must_at
from rongcheng.benefits.terms import add_months
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.employers.models import Employer
from rongcheng.web.formats import yuan

from .posts import end_grant

State = Loan.State
HIGHEST_RATE = 2400
"""Above 24 % a year a rate is a slip of the hand, in hundredths of a percent."""


def check_place(by: Actor, place: int) -> None:
    """Refuse whoever does not handle loans at a place.

    Raises:
        NotAllowed: the role does not check benefits, or the place is another's.
    """
    must_at(by, Can.CHECK_BENEFITS, place, _("This loan is of a place that is not yours."))


def handles(by: Actor, place: int) -> bool:
    """Whether ``by`` may record what becomes of loans at a place."""
    try:
        check_place(by, place)
    except NotAllowed:
        return False
    return True


@transaction.atomic
def send(
    *, by: Actor, application: Application, bank: str, on: date | None = None,
    counter_guarantee: str = "",
) -> Loan:  # fmt: skip
    """Send what was granted to the bank that handles it.

    Raises:
        Conflict: it lies with a bank already.
        Refusal: no loan was granted by this application, or no bank is named.
    """
    check_place(by, application.place_id)
    on = on or timezone.localdate()
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if locked.kind != "loan" or locked.stage != Stage.GRANTED:
        raise Refusal(
            _("No loan is granted by %(number)s; it is at “%(stage)s”.")
            % {"number": locked.number, "stage": locked.get_stage_display()}
        )
    if not bank.strip():
        raise Refusal(_("Name the bank that handles the loan."))
    _not_to_come(on)
    if locked.loans.exclude(state=State.DECLINED).exists():
        raise Conflict(_("%(number)s lies with a bank already.") % {"number": locked.number})
    loan = Loan.objects.create(
        scheme=loan_book(locked.place_id).scheme_of(locked.rule), application=locked,
        person=locked.person, employer=locked.employer, place=locked.place, bank=bank.strip(),
        ceiling=locked.amount, counter_guarantee=counter_guarantee.strip(), sent_on=on,
    )  # fmt: skip
    record("benefits.loan_sent", by=by, subject=loan, place=loan.place_id,
           application=locked.number, bank=loan.bank)  # fmt: skip
    return loan


@transaction.atomic
def looked_into(*, by: Actor, loan: Loan, on: date, findings: str) -> Loan:
    """What the bank found when it looked into the borrower and the business."""
    locked = _locked(by, loan, {State.SENT})
    _not_before(on, locked.sent_on)
    if not findings.strip():
        raise Refusal(_("Say what the bank found."))
    locked.state, locked.looked_into_on = State.LOOKED_INTO, on
    locked.findings = findings.strip()
    locked.save()
    record("benefits.loan_looked_into", by=by, subject=locked, place=locked.place_id)
    return locked


@transaction.atomic
def decline(*, by: Actor, loan: Loan, on: date, reason: str) -> Loan:
    """The bank does not lend; the application stays granted and may go to another bank."""
    locked = _locked(by, loan, {State.SENT, State.LOOKED_INTO})
    _not_before(on, locked.looked_into_on or locked.sent_on)
    if not reason.strip():
        raise Refusal(_("Say why the bank declined; the applicant is told."))
    locked.state, locked.declined_on, locked.reason = State.DECLINED, on, reason.strip()
    locked.save()
    record("benefits.loan_declined", by=by, subject=locked, place=locked.place_id,
           reason=locked.reason)  # fmt: skip
    return locked


@dataclass(frozen=True)
class Lent:
    """What the bank lent: amount in fen, from, until, yearly rate and LPR in 0.01 %."""

    amount: int
    starts: date
    ends: date
    rate: int
    lpr: int | None = None


@transaction.atomic
def lend(*, by: Actor, loan: Loan, lent: Lent) -> Loan:
    """The bank lent; the terms of the subsidy are those of the day of lending.

    Raises:
        Refusal: more than was granted, longer than the terms allow, or a rate that is none.
        Conflict: the bank has not looked into it, or it is decided already.
    """
    locked = _locked(by, loan, {State.LOOKED_INTO})
    _not_before(lent.starts, locked.looked_into_on or locked.sent_on)
    _agree(locked, lent)
    locked.save()
    record("benefits.loan_lent", by=by, subject=locked, place=locked.place_id, amount=lent.amount,
           rate=lent.rate)  # fmt: skip
    return locked


@transaction.atomic
def record_firm(*, by: Actor, employer: Employer, bank: str, lent: Lent) -> Loan:
    """A loan to a firm, park or base as the bank reported it."""
    check_place(by, employer.place_id)
    _not_to_come(lent.starts)
    if not bank.strip():
        raise Refusal(_("Name the bank that handles the loan."))
    loan = Loan(
        scheme=Loan.Scheme.FIRM, employer=employer, place=employer.place, bank=bank.strip(),
        sent_on=lent.starts, looked_into_on=lent.starts,
    )  # fmt: skip
    _agree(loan, lent)
    loan.save()
    record("benefits.loan_lent", by=by, subject=loan, place=loan.place_id, amount=lent.amount,
           rate=lent.rate)  # fmt: skip
    return loan


def _agree(loan: Loan, lent: Lent) -> None:
    """Check what was lent against the terms of the day, and write both to the loan."""
    terms = loan_book(loan.place_id).on(loan.scheme, lent.starts)
    if terms is None:
        raise Refusal(
            _("No terms of such loans are known for %(day)s; see loans.yaml of the packs.")
            % {"day": lent.starts}
        )
    most = loan.ceiling or terms.most
    if not 0 < lent.amount <= most:
        raise Refusal(
            _("%(amount)s is not within what was granted, at most %(most)s.")
            % {"amount": yuan(lent.amount), "most": yuan(most)}
        )
    if not 0 < lent.rate <= HIGHEST_RATE:
        raise Refusal(_("A rate is given in percent a year, such as 3.45."))
    if not lent.starts < lent.ends <= add_months(lent.starts, terms.months):
        raise Refusal(_("A subsidised loan runs for at most %(n)d months.") % {"n": terms.months})
    loan.state, loan.amount, loan.starts, loan.ends = (
        State.LENT, lent.amount, lent.starts, lent.ends,
    )  # fmt: skip
    loan.rate, loan.lpr = lent.rate, lent.lpr
    _subsidised(loan, terms)


def _subsidised(loan: Loan, terms: LoanTerms) -> None:
    loan.terms, loan.terms_origin = terms.said.source, terms.said.origin
    loan.share = terms.share
    if terms.below is not None:
        if loan.lpr is None:
            raise Refusal(_("For loans of this time the one-year LPR of the day is needed."))
        loan.borrower_rate = max(0, loan.lpr - terms.below)


@transaction.atomic
def repay(*, by: Actor, loan: Loan, on: date, amount: int) -> Loan:
    """Principal came back, in fen; with the last of it the loan is repaid.

    Raises:
        Refusal: more than is still owed, or a day before it was lent or still to come.
    """
    locked = _locked(by, loan, {State.LENT, State.OVERDUE})
    _not_before(on, locked.starts)
    left = (locked.amount or 0) - repaid(locked)
    if not 0 < amount <= left:
        raise Refusal(
            _("%(amount)s cannot be repaid: %(left)s are owed.")
            % {"amount": yuan(amount), "left": yuan(left)}
        )
    LoanRepayment.objects.create(loan=locked, on=on, amount=amount)
    if amount == left:
        locked.state, locked.repaid_on = State.REPAID, on
        locked.save()
        if locked.application:
            end_grant(by=by, application=locked.application, text=_("The loan is repaid"))
    record("benefits.loan_repaid", by=by, subject=locked, place=locked.place_id, amount=amount)
    return locked


def repaid(loan: Loan) -> int:
    """Principal that came back so far, in fen."""
    return loan.repayments.aggregate(sum=Sum("amount"))["sum"] or 0


@transaction.atomic
def overdue(*, by: Actor, loan: Loan, since: date) -> Loan:
    """The bank reports it as overdue; from the due day on no interest is subsidised.

    Raises:
        Refusal: it was not due yet.
    """
    locked = _locked(by, loan, {State.LENT})
    if locked.ends is None or since < locked.ends:
        raise Refusal(_("The loan is due on %(day)s; it is not overdue before.")
                      % {"day": locked.ends})  # fmt: skip
    _not_to_come(since)
    locked.state, locked.overdue_since = State.OVERDUE, since
    locked.save()
    record("benefits.loan_overdue", by=by, subject=locked, place=locked.place_id)
    return locked


@transaction.atomic
def enter_interest(*, by: Actor, loan: Loan, quarter: str, amount: int) -> InterestPaid:
    """The interest that the borrower paid for a quarter, by the bank's statement, in fen.

    Raises:
        Refusal: the quarter is none, is not over, or lies outside of the loan.
        Conflict: its subsidy is approved.
    """
    locked = _locked(by, loan, {State.LENT, State.OVERDUE, State.REPAID})
    since, until = quarter_that_is_over(quarter)
    if not (locked.starts and locked.ends and since < locked.ends and until > locked.starts):
        raise Refusal(_("%(q)s is not over, or the loan did not run in it.") % {"q": quarter})
    if amount < 0:
        raise Refusal(_("Interest is not below nothing."))
    if locked.subsidies.filter(quarter=quarter).exclude(application=None).exists():
        raise Conflict(
            _("The subsidy of %(q)s is approved; what is wrong in it is reclaimed.")
            % {"q": quarter}
        )
    entered, _new = InterestPaid.objects.update_or_create(
        loan=locked, quarter=quarter, defaults={"amount": amount, "entered_by": by.actor_name}
    )
    record("benefits.interest_entered", by=by, subject=locked, place=locked.place_id,
           quarter=quarter, amount=amount)  # fmt: skip
    return entered


def quarter_that_is_over(quarter: str) -> tuple[date, date]:
    """First day of a quarter and of the next one; a Refusal where it is none or not over."""
    try:
        since, until = quarter_span(quarter)
    except ValueError as error:
        raise Refusal(_("“%(q)s” is no quarter; write it as 2023Q4.") % {"q": quarter}) from error
    if until > timezone.localdate():
        raise Refusal(_("%(q)s is not over, or the loan did not run in it.") % {"q": quarter})
    return since, until


def _locked(by: Actor, loan: Loan, during: set[str]) -> Loan:
    check_place(by, loan.place_id)
    locked = Loan.objects.select_for_update(of=("self",)).get(pk=loan.pk)
    if locked.state not in during:
        raise Conflict(
            _("This is not possible now: the loan is at “%(state)s”.")
            % {"state": locked.get_state_display()}
        )
    return locked


def _not_before(day: date, earliest: date | None) -> None:
    _not_to_come(day)
    if earliest and day < earliest:
        raise Refusal(_("%(day)s lies before the step that comes first, on %(first)s.")
                      % {"day": day, "first": earliest})  # fmt: skip


def _not_to_come(day: date) -> None:
    if day > timezone.localdate():
        raise Refusal(_("%(day)s is still to come.") % {"day": day})
