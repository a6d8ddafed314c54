"""What the worker does with their appeal, themselves or through a clerk."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.appeals.events import TABLE, Stage, Who
from rongcheng.appeals.models import Appeal, AppealEvent, Attachment, Claim
from rongcheng.appeals.permissions import parts_of
from rongcheng.audit.services import Actor
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

from .attachments import Upload, attach
from .handling import material_is_there
from .log import add, append, hold, refresh

GRADES = (1, 2, 3, 4, 5)


@transaction.atomic
def add_material(*, by: Actor, appeal: Appeal, text: str = "",
                 files: Sequence[Upload] = ()) -> Appeal:  # fmt: skip
    """More words, photos, papers; an office that waited for them goes on.

    The same files sent once more, with nothing new said, leave no second trace.

    What is added to an appeal that was joined to another goes to that one, under the name and
    number of who added it.

    Returns:
        The appeal given.

    Raises:
        Refusal: there is neither text nor a file.
    """
    if not text.strip() and not files:
        raise Refusal(_("Write something, or choose a photo."))
    to = mother_of(appeal)
    if _is_there(by, appeal, to or appeal, text, files):
        return appeal
    if to is None:
        to, event = appeal, add(appeal, "material_added", by=by, text=text)
    else:
        event = _through(by, appeal, to, text)
    for upload in files:
        attach(appeal=to, event=event, upload=upload, by=by)
    if to.stage == Stage.WAITING_WORKER:
        material_is_there(to)
    appeal.refresh_from_db()
    return appeal


def _is_there(by: Actor, appeal: Appeal, to: Appeal, text: str, files: Sequence[Upload]) -> bool:
    """Whether all that is sent came before; never where an office waits for material."""
    kind = TABLE["material_added"]
    if not files or not parts_of(by, appeal) & kind.who:
        return False
    hold(to)  # two presses at the same moment come one after the other
    if to.stage == Stage.WAITING_WORKER or to.stage not in kind.during:
        return False
    kept = Attachment.objects.filter(
        appeal=to, event__code__in=("filed", "material_added"), for_offices_only=False
    )
    known = dict(kept.values_list("sha256", "event__text"))
    digests = {hashlib.sha256(upload.content).hexdigest() for upload in files}
    said = {known.get(digest, "").strip() for digest in digests}
    return digests <= set(known) and (not text.strip() or said == {text.strip()})


def mother_of(appeal: Appeal) -> Appeal | None:
    """The appeal that this one goes on with, joined once or more often; None: it is not joined."""
    found = appeal.merged_into
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def _through(by: Actor, appeal: Appeal, to: Appeal, text: str) -> AppealEvent:
    """Material of a joined appeal as an event of the other one, which the actor has no part in."""
    who = parts_of(by, appeal) & TABLE["material_added"].who
    if not who:
        raise NotAllowed(_("Only the worker of %(n)s adds to it.") % {"n": appeal.number})
    hold(to)
    if to.stage not in TABLE["material_added"].during:
        raise Conflict(_("%(n)s is over; tell it anew if it is not solved.") % {"n": to.number})
    event = append(
        to, "material_added", by=by, who=min(who, key=list(Who).index), text=text,
        number=appeal.number,
    )  # fmt: skip
    refresh(to)
    return event


@transaction.atomic
def hurry(*, by: Actor, appeal: Appeal, text: str = "") -> Appeal:
    """Ask for speed, once a day.

    Raises:
        Conflict: they asked today already.
    """
    hold(appeal)
    last = appeal.events.filter(code="hurried").order_by("seq").last()
    today = timezone.localdate()
    if last is not None and timezone.localtime(last.at).date() == today:
        raise Conflict(_("You asked for speed today already; the office knows."))
    add(appeal, "hurried", by=by, text=text)
    return appeal


def withdraw(*, by: Actor, appeal: Appeal, text: str = "") -> Appeal:
    """The worker no longer wants it."""
    add(appeal, "withdrawn", by=by, text=text, outcome="withdrawn")
    return appeal


def confirm(*, by: Actor, appeal: Appeal, text: str = "") -> Appeal:
    """The worker says that it is solved; a group's roster must be settled first.

    Raises:
        Conflict: lines of the roster are open.
    """
    if appeal.group and appeal.claims.filter(state=Claim.State.OPEN).exists():
        raise Conflict(_("Some workers of your group are not paid yet; it stays open for them."))
    add(appeal, "confirmed", by=by, text=text)
    return appeal


def dispute(*, by: Actor, appeal: Appeal, text: str) -> Appeal:
    """The worker says that it is not solved; it goes back to the office with its clock."""
    add(appeal, "disputed", by=by, text=text)
    return appeal


def reopen(*, by: Actor, appeal: Appeal, text: str) -> Appeal:
    """It came back after it was closed; the clock begins anew."""
    add(appeal, "reopened", by=by, text=text)
    return appeal


def rate(*, by: Actor, appeal: Appeal, attitude: int, result: int, text: str = "") -> Appeal:
    """How satisfied the worker is with the attitude and the result, 5 very … 1 not at all.

    Raises:
        Refusal: a grade that there is not.
    """
    if attitude not in GRADES or result not in GRADES:
        raise Refusal(_("Choose one of the five grades for both."))
    add(appeal, "rated", by=by, attitude=attitude, result=result, text=text)
    return appeal
