"""Sending an application from the screens: once, with its papers and the account."""

from __future__ import annotations

from django.db import transaction

from rongcheng.appeals.services.attachments import Upload
from rongcheng.audit.services import Actor
from rongcheng.benefits.accounts import Account
from rongcheng.benefits.getting import Benefit
from rongcheng.benefits.models import Application
from rongcheng.benefits.queries.accounts import known_account
from rongcheng.benefits.services import applying
from rongcheng.benefits.services.applying import Request
from rongcheng.core.vault import read_sealed
from rongcheng.people.models import Person

from ..applying import Applying
from .waiting_files import drop


def account_of(draft: Applying, worker: Person) -> Account | None:
    """The account that is known from an earlier application."""
    return known_account(worker)


def chosen_account(draft: Applying, worker: Person) -> Account | None:
    """The account that this application names; None while none was chosen."""
    if draft.same:
        return account_of(draft, worker)
    return Account(worker.name, draft.bank, draft.number) if draft.number else None


def send(*, by: Actor, draft: Applying, benefit: Benefit, worker: Person) -> Application:
    """Apply for what the draft is about; its files go with it.

    Raises:
        Refusal, Conflict: see ``applying.apply``; nothing is sent then.
    """
    papers = [
        (each["title"], Upload(each["name"], content))
        for each in draft.files
        if (content := read_sealed(each["stored_as"])) is not None
    ]
    with transaction.atomic():
        application = applying.apply(by=by, request=Request(
            pack=benefit.pack.name, rule=benefit.rule.id, subject=benefit.rule.subject,
            key=benefit.key, person=worker, account=chosen_account(draft, worker), papers=papers,
            day=benefit.day,
        ))  # fmt: skip
    drop(draft.files)
    return application
