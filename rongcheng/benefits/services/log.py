"""Adding to the log of an application: the only way in which one ever changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.audit.services import Actor, record
from rongcheng.benefits.events import TABLE, Who
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Application, ApplicationEvent, Spent
from rongcheng.benefits.permissions import part_for
from rongcheng.benefits.state import State, fold
from rongcheng.core.errors import Refusal

FOLDED = ("stage", "step", "turn", "path", "amount", "due_at", "decided_at", "ended_at")
"""Columns of an application that are fields of its state."""
NEEDED = {
    "text": gettext_lazy("say why"),
    "clause": gettext_lazy("name the clause"),
    "amount": gettext_lazy("say the amount"),
}


@transaction.atomic
def add(
    application: Application, code: str, *, by: Actor, text: str = "", at: datetime | None = None,
    **detail: Any,
) -> ApplicationEvent:  # fmt: skip
    """Record one event on an application and bring its state up to date.

    The row is locked first, so that events of one application come one after another; the instance
    given is refreshed.

    Args:
        code: kind of event, a key of ``events.TABLE``.
        by: who acts; in which part follows from who they are and what the table allows.
        detail: what the kind needs beyond the text: clause, amount (fen), path, …

    Raises:
        NotAllowed, Conflict: see ``permissions.part_for``.
        Refusal: something that this kind of event needs is missing.
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    who = part_for(by, locked, code)
    for name in TABLE[code].needs:
        if not {"text": text, **detail}.get(name):
            raise Refusal(
                _("“%(act)s” is not complete: %(what)s.")
                % {"act": TABLE[code].wording, "what": NEEDED[name]}
            )
    event = append(locked, code, by=by, who=who, text=text, at=at, **detail)
    refresh(locked)
    application.refresh_from_db()
    return event


def append(
    application: Application, code: str, *, by: Actor, who: Who, text: str = "",
    at: datetime | None = None, **detail: Any,
) -> ApplicationEvent:  # fmt: skip
    """Write the event and its trace; the caller holds the lock and refreshes the application."""
    event = ApplicationEvent.objects.create(
        application=application, seq=application.events_seen + 1, code=code,
        at=at or timezone.now(), who=who, step=application.step, actor=by.actor,
        actor_name=by.actor_name, office=getattr(by, "office", None), text=text.strip(),
        detail=detail,
    )  # fmt: skip
    application.events_seen += 1
    record(
        f"benefits.{code}", by=by, subject=application, place=application.place_id, seq=event.seq
    )
    return event


def refresh(application: Application) -> State:
    """Fold the log again and keep what lists filter by."""
    state = state_of(application)
    for name in FOLDED:
        setattr(application, name, getattr(state, name))
    application.events_seen = state.count
    application.save()
    if (waiting := _WAITING.get()) is not None:
        waiting[application.pk] = (application, state)
        return state
    _keep_times(application, state)
    return state


_WAITING: ContextVar[dict[int, tuple[Application, State]] | None] = ContextVar(
    "waiting", default=None
)


@contextmanager
def several_steps() -> Iterator[None]:
    """The time of each step taken within is written down once, at the end."""
    token = _WAITING.set({})
    try:
        yield
        waiting = _WAITING.get() or {}
    finally:
        _WAITING.reset(token)
    for application, state in waiting.values():
        _keep_times(application, state)


def _keep_times(application: Application, state: State) -> None:
    Spent.objects.filter(application=application).delete()
    Spent.objects.bulk_create(
        Spent(
            application=application, stage=each.stage, step=each.step, turn=each.turn,
            since=each.since, until=each.until, seconds=each.seconds, late=each.late,
        )
        for each in state.charges
    )  # fmt: skip


def state_of(application: Application, now: datetime | None = None) -> State:
    """The fold of an application's log; with ``now``, charged up to it."""
    return fold(application.events.order_by("seq"), handling_at(application.place_id), now)
