"""The account that is known from an earlier application."""

from __future__ import annotations

from django.db.models import OuterRef, Q, Subquery

from rongcheng.benefits.accounts import Account
from rongcheng.benefits.models import Application, Payment
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person


def known_account(person: Person | None, employer: Employer | None = None) -> Account | None:
    """The account of the newest application that has one, in the applicant's present name."""
    last = last_with_account(person.pk if person else None, employer.pk if employer else None)
    owner = str(employer or person or "")
    if last is None or not last.account or last.payee != owner:
        return None
    return Account(last.payee, last.bank, last.account)


def last_with_account(person: int | None, employer: int | None = None) -> Application | None:
    """The newest application of somebody with an account that the bank did not return last."""
    mine = Application.objects.filter(person=person, employer=None)
    if employer is not None:
        mine = Application.objects.filter(employer=employer)
    answers = Payment.objects.filter(account_index=OuterRef("account_index"))
    answered = answers.exclude(answered_at=None).order_by("-answered_at", "-pk")
    found = mine.exclude(account_index=None).annotate(answer=Subquery(answered.values("state")[:1]))
    kept = found.filter(Q(answer=None) | ~Q(answer=Payment.State.FAILED))
    return kept.order_by("-filed_at", "-pk").first()
