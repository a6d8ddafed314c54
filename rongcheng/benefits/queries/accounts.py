"""The account that is known from an earlier application."""

from __future__ import annotations

from rongcheng.benefits.accounts import Account
from rongcheng.benefits.models import Application
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person


def known_account(person: Person | None, employer: Employer | None = None) -> Account | None:
    """The account of the newest application that has one, in the applicant's present name."""
    mine = Application.objects.filter(person=person, employer=None)
    if employer is not None:
        mine = Application.objects.filter(employer=employer)
    last = mine.exclude(account_index=None).order_by("-filed_at", "-pk").first()
    owner = str(employer or person or "")
    if last is None or not last.account or last.payee != owner:
        return None
    return Account(last.payee, last.bank, last.account)
