"""Reading that leaves a trace: opening an appeal, its files, the phone in full."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.models import Appeal, Attachment
from rongcheng.appeals.permissions import parts_of
from rongcheng.appeals.queries.scope import NotFound, appeal_for, may_read
from rongcheng.audit.services import record
from rongcheng.core.errors import NotAllowed, Refusal

from .attachments import fetch

SHORTEST_REASON = 4


@transaction.atomic
def open_appeal(*, by: Staff, number: str) -> Appeal:
    """The appeal for reading; NotFound where ``by`` may not see it. Leaves a trace."""
    found = appeal_for(by, number)
    record("appeals.opened", by=by, subject=found, place=found.place_id)
    return found


@transaction.atomic
def fetch_file(*, by: Staff, number: str, pk: int) -> tuple[Attachment, bytes]:
    """A file of an appeal and its content.

    Raises:
        NotFound: the appeal or the file is not within reach.
        NotAllowed: the appeal is restricted and ``by`` does not handle it.
    """
    appeal = appeal_for(by, number)
    _must_read(by, appeal)
    found = appeal.attachments.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("The appeal %(n)s has no such file.") % {"n": number})
    return found, fetch(by=by, attachment=found)


def _must_read(by: Staff, appeal: Appeal) -> None:
    if not may_read(by, appeal):
        raise NotAllowed(
            _("This appeal is restricted: its text, names and files are for those who handle it.")
        )


def may_call(by: Staff, appeal: Appeal) -> bool:
    """Whether ``by`` may see the full phone: those who work on it, and who may unmask at all."""
    return may_read(by, appeal) and (bool(parts_of(by, appeal)) or by.can(Can.UNMASK))


@transaction.atomic
def reveal_phone(*, by: Staff, appeal: Appeal, reason: str) -> str:
    """The full phone of an appeal, against a reason that is logged.

    Raises:
        NotAllowed: ``by`` does not work on the appeal.
        Refusal: the reason is missing or too short to mean anything.
    """
    if not may_call(by, appeal):
        raise NotAllowed(_("The full phone is for those who work on the appeal."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refusal(_("Say in a few words why you need the phone."))
    record("appeals.revealed", by=by, subject=appeal, place=appeal.place_id,
           reason=reason.strip()[:300])  # fmt: skip
    return appeal.phone or ""
