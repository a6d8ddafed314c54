"""Writing the trail and checking that nobody changed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db import connection, transaction

from .models import Event, Touched


class Actor(Protocol):
    """Whoever acts: a member of staff, a worker, or the system itself."""

    @property
    def actor(self) -> str: ...
    @property
    def actor_name(self) -> str: ...


@dataclass(frozen=True)
class System:
    """The platform acting by itself, or a command typed by its administrator."""

    name: str = "system"

    @property
    def actor(self) -> str:
        return "system"

    @property
    def actor_name(self) -> str:
        return self.name


def record(
    act: str,
    *,
    by: Actor,
    subject: object | None = None,
    place: int | None = None,
    reason: str = "",
    **detail: object,
) -> Event:
    """Write one event inside the caller's transaction and return it.

    Args:
        act: what was done, as ``part.verb``.
        by: who did it; an act without an author is a programming error.
        subject: the model instance acted on, if there is one.
        place: place code for the place's own trail.
        detail: JSON-able facts; never a plain ID number or phone.
    """
    if by is None:
        raise TypeError(f"the act {act} has no author")
    return Event.objects.create(
        at="1970-01-01T00:00Z",  # the database sets time and hashes; see migration 0001
        actor=by.actor,
        actor_name=by.actor_name,
        act=act,
        subject_type=subject._meta.model_name if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        place=place,
        reason=reason,
        detail=detail,
        previous_hash=b"",
        hash=b"",
    )


def touch(event: Event, subject_type: str, subject_ids: Iterable[int]) -> None:
    """Note every subject that a bulk act reached, so that each can see it later."""
    rows = [Touched(event=event, subject_type=subject_type, subject_id=i) for i in subject_ids]
    Touched.objects.bulk_create(rows, batch_size=5000)


@dataclass(frozen=True)
class Verdict:
    """The result of walking the chain: how many events, and the first that does not fit."""

    events: int
    first_bad: int | None

    @property
    def intact(self) -> bool:
        return self.first_bad is None


def verify() -> Verdict:
    """Recompute every hash from the first event on; set-wise, about 1 s for a million events."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH chained AS (
              SELECT id, hash, previous_hash,
                     lag(hash, 1, ''::bytea) OVER (ORDER BY id) AS before,
                     audit_hash(e, previous_hash) AS computed
              FROM audit_event e)
            SELECT count(*), min(id) FILTER (
              WHERE hash <> computed OR previous_hash <> before) FROM chained"""
        )
        events, first_bad = cursor.fetchone()
        cursor.execute("SELECT events, last_hash FROM audit_head")
        expected, last_hash = cursor.fetchone()
        cursor.execute("SELECT hash FROM audit_event ORDER BY id DESC LIMIT 1")
        last = cursor.fetchone()
    if first_bad is None and (events != expected or (last and bytes(last[0]) != bytes(last_hash))):
        first_bad = 0  # the tail was cut off: no single event is wrong, but some are missing
    return Verdict(events=events, first_bad=first_bad)
