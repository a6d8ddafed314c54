"""What a supervisor has to press: overdue appeals by office, requests for time, rulings to make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.barring import kept_from
from rongcheng.appeals.events import OPEN, Stage
from rongcheng.appeals.models import Appeal, AppealEvent

from .lists import RANK, lamp_is

KINDS = ("red", "amber", "contact", "extension", "returned")
MOST = 200


@dataclass(frozen=True)
class Load:
    """Open appeals of one office: how many, and how many of them press."""

    office: Office | None
    open: int
    red: int
    amber: int
    contact: int
    extension: int
    returned: int


def here(staff: Staff) -> QuerySet[Appeal]:
    """Open appeals that are answered in the person's place."""
    scope = scope_of(staff)
    last = AppealEvent.objects.filter(
        appeal=OuterRef("pk"), code__startswith="extension_"
    ).order_by("-seq")
    return Appeal.objects.filter(
        ~kept_from(staff), stage__in=OPEN, place_id__gte=scope.lo, place_id__lt=scope.hi
    ).alias(last_extension=Subquery(last.values("code")[:1]))


def condition(kind: str, now: datetime) -> Q:
    """The row condition of one kind of pressing."""
    if kind in ("red", "amber"):
        return lamp_is(kind, now)
    if kind == "contact":
        return Q(contact_due__lte=now)
    if kind == "returned":
        return Q(returns__gt=0)
    return Q(last_extension="extension_asked")


def loads(staff: Staff, now: datetime) -> list[Load]:
    """Each office with open appeals, the one with most overdue ones first: two queries."""
    counts = {kind: Count("pk", filter=condition(kind, now)) for kind in KINDS}
    found = here(staff).values("holder").annotate(open=Count("pk"), **counts)
    rows: list[dict[str, Any]] = [dict(row) for row in found]
    offices = Office.objects.in_bulk([row["holder"] for row in rows if row["holder"]])
    made = [
        Load(offices.get(row["holder"]), row["open"], *(row[kind] for kind in KINDS))
        for row in rows
    ]
    return sorted(made, key=lambda load: (-load.red, -load.amber, -load.open))


def pressing(staff: Staff, kind: str, office: int | None, now: datetime) -> QuerySet[Appeal]:
    """Appeals of one kind of pressing, of one office if given, the longest overdue first."""
    found = here(staff).filter(condition(kind, now))
    if office is not None:
        found = found.filter(holder=office or None)
    return found.select_related("place", "event_place", "holder").order_by("due_at", RANK.asc())[
        :MOST
    ]


def to_rule(staff: Staff) -> QuerySet[Appeal]:
    """Appeals before the ruling office, the oldest first, each with its ``sent_back`` events."""
    if not staff.can(Can.RULE_APPEALS):
        return Appeal.objects.none()
    back = AppealEvent.objects.filter(code="returned").select_related("office", "to_office")
    return (
        here(staff)
        .filter(stage=Stage.RULING)
        .select_related("place", "event_place")
        .prefetch_related(Prefetch("events", queryset=back.order_by("seq"), to_attr="sent_back"))
        .order_by(RANK.asc(), "filed_at")
    )
