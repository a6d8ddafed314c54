"""Writing the trail and checking that nobody changed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db import connection, transaction
from django.db.models import Model

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
    subject: Model | None = None,
    place: int | None = None,
    reason: str = "",
    **detail: object,
) -> Event:
    """Write one event inside the caller's transaction and return it.

    The event gets its place in the chain when the transaction commits; until then its
    ``position`` is None. It cannot be changed afterwards: do not save it again.

    Args:
        act: what was done, as ``part.verb``, declared in the part's acts (see acts.py).
        by: who did it; an act without an author is a programming error.
        subject: the model instance acted on, if there is one.
        place: place code for the place's own trail; without it the place of the actor's office.
        reason: the reason that the person gave.
        detail: JSON-able facts; never a plain ID number or phone.

    Raises:
        TypeError: there is no author.
    """
    if by is None:
        raise TypeError(f"the act {act} has no author")
    return Event.objects.create(
        actor=by.actor,
        actor_name=by.actor_name,
        act=act,
        subject_type=str(subject._meta.model_name) if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        place=place if place is not None else getattr(by, "actor_place", None),
        reason=reason,
        detail=detail,
    )


def touch(event: Event, subject_type: str, subject_ids: Iterable[int]) -> None:
    """Note every subject that a bulk act reached, so that each can see it later."""
    rows = [Touched(event=event, subject_type=subject_type, subject_id=i) for i in subject_ids]
    Touched.objects.bulk_create(rows, batch_size=5000)


@dataclass(frozen=True)
class Verdict:
    """The result of walking the chain.

    ``first_bad`` is the position of the first event that does not fit, ``missing`` tells how many
    events are gone from the end. ``last_hash`` can be noted elsewhere: it stands for the whole
    trail up to ``events``.
    """

    events: int
    first_bad: int | None
    missing: int
    last_hash: str

    @property
    def intact(self) -> bool:
        return self.first_bad is None and not self.missing


def verify() -> Verdict:
    """Recompute every hash from the first event on, inside the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        # events of this very transaction, if there are any, are chained first
        cursor.execute("SET CONSTRAINTS audit_chain IMMEDIATE")
        # one statement, so that head and events come from one snapshot
        cursor.execute(WALK)
        events, first_bad, expected, head_hash, last_hash = cursor.fetchone()
    missing = max(expected - events, 0)
    if first_bad is None and not missing and head_hash != last_hash:
        first_bad = events
    return Verdict(events, first_bad, missing, last_hash.hex())


WALK = """
WITH chained AS (
  SELECT position, hash, previous_hash, audit_hash(e) AS computed,
         row_number() OVER (ORDER BY position) AS expected_position,
         lag(hash, 1, ''::bytea) OVER (ORDER BY position) AS before
  FROM audit_event e),
walked AS (
  SELECT count(*) AS events,
         min(coalesce(position, expected_position)) FILTER (
           WHERE hash <> computed OR previous_hash <> before
              OR position IS DISTINCT FROM expected_position) AS first_bad
  FROM chained)
SELECT w.events, w.first_bad, h.events, h.last_hash,
       coalesce((SELECT hash FROM audit_event ORDER BY position DESC NULLS LAST LIMIT 1), ''::bytea)
FROM walked w, audit_head h
"""
