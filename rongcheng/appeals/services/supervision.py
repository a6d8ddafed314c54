"""Pressing, granting time, ruling: what those above the offices do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.models import Appeal, Ruling
from rongcheng.appeals.queries.closing import said_solved, workers_time
from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.places.codes import contains
from rongcheng.places.models import Place

from .log import add, hold


def remind(*, by: Actor, appeal: Appeal, text: str = "") -> Appeal:
    """Remind the office that has it (催办)."""
    add(appeal, "reminded", by=by, text=text)
    return appeal


def supervise(*, by: Actor, appeal: Appeal, text: str, supervisor: Staff | None = None) -> Appeal:
    """Put the appeal under supervision (督办), by name."""
    name = str(supervisor or by.actor_name)
    add(appeal, "supervised", by=by, text=text, supervisor=name)
    return appeal


def escalate(*, by: Actor, appeal: Appeal, text: str = "", to: str = "") -> Appeal:
    """Report the appeal up the line; ``to`` says to whom."""
    add(appeal, "escalated", by=by, text=text, to=to)
    return appeal


@transaction.atomic
def close(*, by: Actor, appeal: Appeal, text: str = "") -> Appeal:
    """Close an appeal that the worker left unanswered in their time, or called solved on the phone.

    Raises:
        Conflict: the worker still has time to send what was asked for, or to say what they think.
    """
    hold(appeal)
    over = workers_time(appeal)
    if over is not None and timezone.now() < over and not said_solved(appeal):
        raise Conflict(
            _("The worker has until %(day)s; only then can it be closed without them.")
            % {"day": f"{timezone.localtime(over - timedelta(seconds=1)):%Y-%m-%d}"}
        )
    add(appeal, "closed", by=by, text=text, outcome=appeal.outcome or "closed")
    return appeal


@transaction.atomic
def grant_extension(*, by: Actor, appeal: Appeal, days: int | None = None,
                    text: str = "") -> Appeal:  # fmt: skip
    """Grant the extension that was asked for, or fewer days.

    Raises:
        Refusal: none was asked for, or more days than were.
    """
    hold(appeal)
    asked = _asked(appeal)
    given = days or asked
    if given > asked:
        raise Refusal(
            _("%(n)d working days were asked for; no more can be granted.") % {"n": asked}
        )
    add(appeal, "extension_granted", by=by, days=given, text=text)
    return appeal


@transaction.atomic
def refuse_extension(*, by: Actor, appeal: Appeal, text: str) -> Appeal:
    """Refuse the extension that was asked for, with the reason."""
    hold(appeal)
    _asked(appeal)
    add(appeal, "extension_refused", by=by, text=text)
    return appeal


def _asked(appeal: Appeal) -> int:
    last = appeal.events.filter(code__startswith="extension_").last()
    if last is None or last.code != "extension_asked":
        raise Refusal(_("No extension is asked for."))
    return int(last.detail["days"])


@transaction.atomic
def rule(*, by: Actor, appeal: Appeal, office: Office, text: str, place: int | None = None,
         words: Sequence[str] = (), whole_category: bool = False,
         only_this: bool = False) -> Ruling | None:  # fmt: skip
    """The catch-all office decides who answers; the routing table learns it.

    Args:
        text: the reason, with the clause.
        place: where the ruling holds, the appeal's answering place if none is given.
        words: future appeals of the category with one of these words go the same way.
        whole_category: all future appeals of the category do.
        only_this: the case is singular and teaches nothing.

    Returns:
        The new line of the routing table; None with ``only_this``.

    Raises:
        Refusal: neither words nor the whole category are named; or the place is not the ruler's.
    """
    words = [word.strip() for word in words if word.strip()]
    if not only_this and not words and not whole_category:
        raise Refusal(
            _("Say which future appeals go the same way: by words that occur in them, or all of "
              "the category; or that this one is singular.")
        )  # fmt: skip
    add(appeal, "ruled", by=by, to_office=office, text=text, words=list(words),
        whole_category=whole_category, only_this=only_this)  # fmt: skip
    if only_this:
        return None
    where = place or appeal.place_id
    if not contains(where, appeal.place_id):
        raise Refusal(_("A ruling holds where the appeal is answered, or above."))
    if isinstance(by, Staff) and not scope_of(by).covers(where):
        raise NotAllowed(_("You rule for your own place only."))
    _replace(by, appeal.category, where, words)
    return Ruling.objects.create(
        place=Place.objects.get(code=where), category=appeal.category,
        words=[] if whole_category else words, office=office, text=text, appeal=appeal,
        made_by=by.actor_name, valid_from=timezone.localdate(),
    )  # fmt: skip


def _replace(by: Actor, category: str, place: int, words: Sequence[str]) -> None:
    """A ruling about the same words of the same category and place takes the older one's place."""
    old = Ruling.objects.filter(category=category, place=place, words=list(words), valid_to=None)
    for each in old:
        end_ruling(by=by, ruling=each)


def end_ruling(*, by: Actor, ruling: Ruling) -> Ruling:
    """A ruling holds no longer, from today."""
    if isinstance(by, Staff) and not (
        by.can(Can.RULE_APPEALS) and scope_of(by).covers(ruling.place_id)
    ):
        raise NotAllowed(_("Only the ruling office of that place may end a ruling."))
    ruling.valid_to = timezone.localdate() - timedelta(days=1)
    ruling.save(update_fields=["valid_to"])
    record("appeals.ruling_ended", by=by, subject=ruling, place=ruling.place_id)
    return ruling
