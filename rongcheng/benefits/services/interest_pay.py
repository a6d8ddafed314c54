"""Interest subsidies of a quarter: a list made by one person, approved by another, then paid.

Only interest that the bank stated is subsidised; each line becomes an application (``lines.py``).
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.audit.services import Actor, record
from rongcheng.benefits.interest import quarter_span
from rongcheng.benefits.lines import INTEREST
from rongcheng.benefits.models import InterestLine, InterestRun
from rongcheng.benefits.queries.loans import due_of, loans_of_quarter
from rongcheng.benefits.terms import DAY
from rongcheng.core.errors import Conflict
from rongcheng.places.models import Place
from rongcheng.rules.packs import around

from . import lines as continuing
from .lines import Payable
from .loans import quarter_that_is_over
from .posts import check_manages


@transaction.atomic
def prepare(*, by: Actor, place: int, quarter: str, at: datetime | None = None) -> InterestRun:
    """Make the list of a quarter: each loan whose interest the bank stated, on no other list.

    Args:
        place: county or township whose loans are subsidised.
        quarter: as 2023Q4; it must be over.

    Raises:
        NotAllowed: see ``posts.check_manages``.
        Conflict: an earlier list waits for its approval, or no loan is left to be subsidised.
        Refusal: the quarter is none, or is not over.
    """
    check_manages(by, place)
    quarter_that_is_over(quarter)
    found = _lines(place, quarter)
    if not found:
        raise Conflict(
            _("No loan is left to be subsidised for %(q)s: enter the interest that the bank stated "
              "first.") % {"q": quarter}
        )  # fmt: skip
    try:
        with transaction.atomic():
            run = InterestRun.objects.create(
                place=Place.objects.get(code=place), quarter=quarter, prepared_by=by.actor,
                prepared_by_name=by.actor_name, prepared_at=at or timezone.now(),
                total=sum(line.amount for line in found), sha256=fingerprint(found),
            )  # fmt: skip
            for line in found:
                line.run = run
            InterestLine.objects.bulk_create(found)
    except IntegrityError as error:
        raise Conflict(
            _("A list of %(q)s waits for its approval already.") % {"q": quarter}
        ) from error
    record("benefits.interest_prepared", by=by, subject=run, place=place, quarter=quarter,
           lines=len(found), total=run.total, sha256=run.sha256)  # fmt: skip
    return run


def _lines(place: int, quarter: str, run: InterestRun | None = None) -> list[InterestLine]:
    """What is due for a quarter at a place and on no other list; not saved."""
    taken = InterestLine.objects.filter(quarter=quarter)
    taken = taken.exclude(run=run) if run else taken
    loans = loans_of_quarter(place, quarter).exclude(pk__in=taken.values("loan"))
    dues = [(loan, due_of(loan, quarter)) for loan in loans]
    return [
        InterestLine(loan=loan, quarter=quarter, amount=due.subsidy)
        for loan, due in dues if due.stated and due.subsidy
    ]  # fmt: skip


def fingerprint(lines: list[InterestLine]) -> str:
    """Hash over which loan gets how much, in the order of the loans."""
    text = "\n".join(
        f"{line.loan_id},{line.quarter},{line.amount}"
        for line in sorted(lines, key=lambda line: line.loan_id)
    )
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def discard(*, by: Actor, run: InterestRun) -> None:
    """Throw a list away that nobody has approved.

    Raises:
        Conflict: it is approved.
    """
    check_manages(by, run.place_id)
    locked = InterestRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.approved_at:
        raise Conflict(_("This list is approved; what is wrong in it is reclaimed."))
    record("benefits.interest_discarded", by=by, subject=locked, place=locked.place_id,
           quarter=locked.quarter)  # fmt: skip
    locked.delete()


@transaction.atomic
def approve(*, by: Staff, run: InterestRun, at: datetime | None = None) -> InterestRun:
    """Approve a list: each line becomes money to be paid, taken from the budget.

    Raises:
        NotAllowed: the role or place does not reach, or ``by`` made the list.
        Conflict: it is approved, it is no longer what is due, or the budgets have not enough left.
    """
    locked = InterestRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    found = list(locked.lines.select_related("loan__application", "loan__employer", "loan__person"))
    continuing.must_approve(by, locked, max(line.amount for line in found))
    if fingerprint(_lines(locked.place_id, locked.quarter, locked)) != fingerprint(found):
        raise Conflict(
            _("A loan or the bank's statement changed since the list was made; discard it and make "
              "it again.")
        )  # fmt: skip
    locked.approved_by, locked.approved_by_name = by.actor, by.actor_name
    locked.approved_at = at or timezone.now()
    locked.save()
    for line in found:
        line.application = continuing.made(locked, _payable(line))
        line.save()
        continuing.approve(by=by, run=locked, application=line.application, amount=line.amount)
    record(
        "benefits.interest_approved", by=by, subject=locked, place=locked.place_id,
        quarter=locked.quarter, lines=len(found), total=locked.total, sha256=locked.sha256,
    )  # fmt: skip
    return locked


def _payable(line: InterestLine) -> Payable:
    """The interest of one loan, to its borrower."""
    loan, granted = line.loan, line.loan.application
    packs = around(loan.place_id)
    pack = granted.pack if granted else packs[0].name if packs else "national"
    return Payable(
        INTEREST, pack, line.quarter, quarter_span(line.quarter)[1] - DAY,
        "person" if loan.person_id else "employer",
        str(loan.person_id or (loan.employer.code if loan.employer else "")), loan.pk,
        loan.place_id, line.amount, person=loan.person_id, employer=loan.employer_id,
        granted=granted,
    )  # fmt: skip
