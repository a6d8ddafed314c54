"""Adding to the log of an appeal: the only way in which one ever changes.

Services call ``add``: it locks the appeal, checks who may, writes the event and folds the log. One
whose own check must still be true when the event is written calls ``hold`` before it. ``append``
and ``refresh`` are the two halves of ``add``, without lock and right: for what the platform does
by itself and for who acts through a joined appeal, while the lock is held. ``several_steps`` puts
off what follows from each refresh to the end of many.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.models import Office, Staff
from rongcheng.appeals.barring import is_kept_from
from rongcheng.appeals.changes import tell
from rongcheng.appeals.events import TABLE, Stage, Who
from rongcheng.appeals.models import Appeal, AppealEvent, Assignment, Claim, Spent
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.permissions import part_for
from rongcheng.appeals.state import State, fold
from rongcheng.audit.services import Actor, System, record
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.web.masking import mask_name

FOLDED = (
    "stage", "turn", "urgency", "matter", "returns", "contact_due", "due_at", "amber_at",
    "provisional", "contacted_at", "contact_was_due", "answered_at", "answer_due", "ended_at",
    "outcome", "satisfied",
)  # fmt: skip
"""Columns of an appeal that are fields of its state."""
GIVING = frozenset({"assigned", "ruled", "helper_added", "transfer_offered", "handed_over"})
"""Events that let an office see an appeal."""
NEEDED = {
    "text": gettext_lazy("say what was done or why"),
    "clause": gettext_lazy("name the clause, such as 《…》第…条"),
    "to_office": gettext_lazy("choose the office"),
    "to_name": gettext_lazy("name the body"),
    "reason": gettext_lazy("choose a reason from the list"),
    "days": gettext_lazy("say how many working days"),
    "outcome": gettext_lazy("choose how it ended"),
}


_WAITING: ContextVar[dict[int, tuple[Appeal, State, tuple[str, ...]]] | None] = ContextVar(
    "waiting", default=None
)
"""Within ``several_steps``: the appeals whose parts, time and listeners are seen to at its end."""


@transaction.atomic
def add(
    appeal: Appeal, code: str, *, by: Actor, text: str = "", to_office: Office | None = None,
    reason: str = "", at: datetime | None = None, **detail: Any,
) -> AppealEvent:  # fmt: skip
    """Record one event on an appeal and bring its state up to date.

    The appeal's row is locked first, so that events of one appeal come one after another. The
    instance given is refreshed.

    Args:
        code: kind of event, a key of ``events.TABLE``.
        by: who acts; in which part follows from who they are and what the table allows.
        detail: what the kind needs beyond text and office: clause, days, outcome, files, …

    Raises:
        NotAllowed, Conflict: see ``permissions.part_for``.
        Refusal: something that this kind of event needs is missing.
    """
    locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    who = part_for(by, locked, code)
    _complete(code, {"text": text, "to_office": to_office, "reason": reason, **detail})
    event = append(locked, code, by=by, who=who, at=at, text=text, to_office=to_office,
                   reason=reason, **detail)  # fmt: skip
    refresh(locked)
    appeal.refresh_from_db()
    return event


def hold(appeal: Appeal) -> State:
    """Lock an appeal's row until the transaction ends; what is checked now still holds then.

    Returns:
        The fold of its log as it stands; the instance given is refreshed.
    """
    Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    appeal.refresh_from_db()
    return state_of(appeal)


def _complete(code: str, given: dict[str, Any]) -> None:
    for name in TABLE[code].needs:
        if not given.get(name):
            raise Refusal(
                _("“%(act)s” is not complete: %(what)s.")
                % {"act": TABLE[code].wording, "what": NEEDED[name]}
            )


def append(
    appeal: Appeal, code: str, *, by: Actor, who: Who, at: datetime | None = None, text: str = "",
    to_office: Office | None = None, reason: str = "", **detail: Any,
) -> AppealEvent:  # fmt: skip
    """Write the event and its trace; the caller holds the appeal's lock and refreshes it.

    Raises:
        Conflict: it would end a group matter whose roster is not settled, or give the appeal to
            an office that it is about, whoever acts.
    """
    if code in GIVING:
        _not_to_the_accused(appeal, to_office)
    if appeal.group and (TABLE[code].to == Stage.CLOSED or code == "withdrawn"):
        roster_is_settled(appeal, by)
    event = AppealEvent.objects.create(
        appeal=appeal, seq=appeal.events_seen + 1, code=code, at=at or timezone.now(), who=who,
        actor=by.actor, actor_name=by.actor_name, office=getattr(by, "office", None),
        to_office=to_office, text=text.strip(), reason=reason, detail=detail,
    )  # fmt: skip
    appeal.events_seen += 1
    appeal.untold = (*appeal.untold, code)
    record(f"appeals.{code}", by=by, subject=appeal, place=appeal.place_id, seq=event.seq)
    return event


def _not_to_the_accused(appeal: Appeal, office: Office | None) -> None:
    if is_kept_from(office, appeal):
        raise Conflict(
            _("The appeal is about %(office)s or an office above it, so it cannot go there.")
            % {"office": office}
        )


def roster_is_settled(appeal: Appeal, by: Actor) -> None:
    """Refuse to end a group matter while lines are open; workers read each other's names masked.

    Raises:
        Conflict: some are neither paid with proof nor signed off.
    """
    lines = appeal.claims.filter(state=Claim.State.OPEN).order_by("pk")
    if left := lines.count():
        names = list(lines.values_list("name", flat=True)[:5])
        names = names if isinstance(by, (Staff, System)) else [mask_name(name) for name in names]
        raise Conflict(
            _("%(n)d workers of the roster are neither paid with proof nor signed off: %(who)s.")
            % {"n": left, "who": "、".join(names) + ("…" if left > len(names) else "")}
        )


def refresh(appeal: Appeal) -> State:
    """Fold the log again and keep what lists filter by; tell those who listen."""
    state = state_of(appeal)
    for name in FOLDED:
        setattr(appeal, name, getattr(state, name))
    appeal.holder_id = state.holder
    appeal.events_seen = state.count
    appeal.save()
    codes, appeal.untold = appeal.untold, ()
    if (waiting := _WAITING.get()) is not None:
        before = waiting[appeal.pk][2] if appeal.pk in waiting else ()
        waiting[appeal.pk] = (appeal, state, before + codes)
        return state
    _keep_parts(appeal, state)
    transaction.on_commit(partial(tell, appeal.pk, codes))
    return state


@contextmanager
def several_steps() -> Iterator[None]:
    """What follows from the steps taken within, parts, time and listeners, is done at the end."""
    token = _WAITING.set({})
    try:
        yield
        waiting = _WAITING.get() or {}
    finally:
        _WAITING.reset(token)
    for appeal, state, codes in waiting.values():
        _keep_parts(appeal, state)
        transaction.on_commit(partial(tell, appeal.pk, codes))


def _keep_parts(appeal: Appeal, state: State) -> None:
    """Offices' parts and charged time as rows, for inboxes and statistics."""
    Assignment.objects.filter(appeal=appeal).delete()
    Assignment.objects.bulk_create(
        Assignment(
            appeal=appeal, office_id=part.office, part=part.part, given_at=part.given_at,
            due_at=part.due_at, signed_at=part.signed_at, ended_at=part.ended_at,
            ended_by=part.ended_by,
        )
        for part in state.parts
    )  # fmt: skip
    Spent.objects.filter(appeal=appeal).delete()
    Spent.objects.bulk_create(
        Spent(
            appeal=appeal, stage=each.stage, turn=each.turn, office_id=each.office,
            since=each.since, until=each.until, seconds=each.seconds,
        )
        for each in state.charges if each.until is not None and each.since < each.until
    )  # fmt: skip


def state_of(appeal: Appeal, now: datetime | None = None) -> State:
    """The fold of an appeal's log by the rules of its place; with ``now``, charged up to it."""
    return fold(appeal.events.order_by("seq"), rules_for(appeal.place_id), now)
