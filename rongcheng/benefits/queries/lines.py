"""What one payment out of something granted rests on: its rule and the facts of the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.benefits import lines, terms
from rongcheng.benefits.interest import Due, quarter_span
from rongcheng.benefits.models import Application, InterestLine, Loan, PostHolding, PostPay
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.rules import Rule
from rongcheng.rules.packs import live

from .loans import due_of
from .posts import days_used, term_of


@dataclass(frozen=True)
class Ground:
    """The rule of a payment, the facts it is worked out from, and what it is paid out of."""

    rule: Rule
    facts: dict[str, Value]
    granted: Application | None


def ground_of(application: Application) -> Ground | None:
    """What a payment rests on; None where the application is one of its own."""
    if application.channel != Application.Channel.LISTED:
        return None
    pay = PostPay.objects.filter(application=application).select_related(
        "holding__application", "holding__person", "holding__post"
    )
    if (found := pay.first()) is not None:
        return post_month(found.holding, found.month, found.days)
    lent = InterestLine.objects.filter(application=application).select_related("loan__application")
    if (line := lent.first()) is not None:
        return loan_quarter(line.loan, line.quarter)
    return None


def post_month(holding: PostHolding, month: str, days: int) -> Ground:
    """A month of a holder, with so many days in post that are paid."""
    first, end = terms.month_span(month)
    since = holding.in_post_from
    assert since is not None
    last = min(end, max(first, since) + (days - 1) * terms.DAY)
    term = term_of(holding.person, holding.post.place_id, last, start=since)
    granted = holding.application
    facts: dict[str, Value] = {
        "pay": holding.pay, "days_in_post": days, "days_of_month": (end - first).days + 1,
        "granted_on": timezone.localdate(granted.decided_at) if granted.decided_at else None,
        "recruited_on": holding.recruited_on, "in_post_from": since,
        "months_used": -(-days_used(holding.person, last) // terms.MONTH),
        "most_months": term.limit, "until_retirement": term.until_retirement,
    }  # fmt: skip
    return Ground(lines.book().rules[lines.POST], facts, granted)


def loan_quarter(loan: Loan, quarter: str, due: Due | None = None) -> Ground:
    """The interest of a quarter of a loan, by what was lent, repaid and stated by the bank."""
    due = due or due_of(loan, quarter)
    above = max(0, (loan.rate or 0) - (loan.borrower_rate or 0))
    shared = loan.borrower_rate is None
    facts: dict[str, Value] = {
        "days": due.days, "lent": loan.amount, "lent_on": loan.starts, "due_on": loan.ends,
        "quarter_from": quarter_span(quarter)[0], "interest_worked_out": due.worked_out,
        "interest_stated": due.stated, "subsidised": (loan.share or 0) if shared else above,
        "out_of": 100 if shared else loan.rate,
    }  # fmt: skip
    return Ground(lines.book().rules[lines.INTEREST], facts, loan.application)


def remark(ground: Ground, day: date) -> str:
    """Out of what it is paid, and whether the rule of that is still in force on a day."""
    if ground.granted is None:
        return ""
    pack, id = live(ground.granted.pack), ground.granted.rule
    given = {"number": ground.granted.number, "rule": id}
    if pack.rule(id, day) is not None:
        return _("Paid out of what %(number)s granted under %(rule)s.") % given
    known = pack.rules.get(id)
    until = known.valid[1] if known else None
    if until is None or until > day:
        return _("Paid out of what %(number)s granted; %(rule)s does not hold any more.") % given
    return _(
        "Paid out of what %(number)s granted: %(rule)s was in force until %(day)s, and what was "
        "granted within that time goes on until it ends."
    ) % (given | {"day": until})
