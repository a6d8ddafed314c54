"""Sending an application from the screens: once, with its papers and the account."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.appeals.services.attachments import Upload
from rongcheng.audit.services import Actor
from rongcheng.benefits.accounts import Account
from rongcheng.benefits.getting import Benefit
from rongcheng.benefits.models import Application
from rongcheng.benefits.queries.accounts import known_account
from rongcheng.benefits.services import applying
from rongcheng.benefits.services.applying import Request
from rongcheng.core.errors import Refusal
from rongcheng.core.vault import read_sealed
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person

from ..applying import Applying
from .waiting_files import drop

MOST = 200
"""People in one act of applying; more take a second one."""


def account_of(worker: Person, employer: Employer | None) -> Account | None:
    """The account that is known from an earlier application."""
    return known_account(None if employer else worker, employer)


def chosen_account(draft: Applying, worker: Person, employer: Employer | None) -> Account | None:
    """The account that this application names; None while none was chosen."""
    if draft.same:
        return account_of(worker, employer)
    owner = str(employer or worker.name)
    return Account(owner, draft.bank, draft.number) if draft.number else None


def send(
    *, by: Actor, draft: Applying, benefit: Benefit, worker: Person,
    employer: Employer | None = None, keys: Sequence[int | str] = (),
) -> Application:  # fmt: skip
    """Apply for what the draft is about, with its files; for several subjects in one act.

    Returns:
        The last application that was made.

    Raises:
        Refusal, Conflict: see ``applying.apply``; nothing is sent then, for nobody.
    """
    papers = [
        (each["title"], Upload(each["name"], content))
        for each in draft.files
        if (content := read_sealed(each["stored_as"])) is not None
    ]
    if len(keys) > MOST:
        raise Refusal(_("At most %(n)d people at once; send the others after them.") % {"n": MOST})
    account = chosen_account(draft, worker, employer)
    with transaction.atomic():
        for key in keys or [benefit.key]:
            application = applying.apply(by=by, request=Request(
                pack=benefit.pack.name, rule=benefit.rule.id, subject=benefit.rule.subject,
                key=key, person=None if employer else worker, employer=employer, account=account,
                papers=papers, day=benefit.day,
            ))  # fmt: skip
    drop(draft.files)
    return application
