"""Lists of appeals: whose, narrowed by what, in which order, and what waits for somebody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OrderBy,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.barring import kept_from
from rongcheng.appeals.events import DISPATCHED, OPEN, Stage, Turn
from rongcheng.appeals.models import Appeal, Assignment
from rongcheng.core.crypto import blind
from rongcheng.people.fingerprints import PHONE_PURPOSE
from rongcheng.places.queries import within

from .scope import readable, visible_appeals

PAGE = 30
LAMPS = ("red", "amber", "green", "none")
RANK = Case(
    *(When(urgency=name, then=Value(at)) for at, name in enumerate(Appeal.Urgency.values[::-1])),
    output_field=IntegerField(),
)
"""0 for critical … 3 for normal."""

SORTS: dict[str, list[str | OrderBy]] = {
    "": [F("due_at").asc(nulls_last=True), RANK.asc(), F("filed_at").desc()],
    "due": [F("due_at").asc(nulls_last=True), F("filed_at").asc()],
    "-due": [F("due_at").desc(nulls_last=True), F("filed_at").desc()],
    "filed": [F("filed_at").asc(), F("pk").asc()],
    "-filed": [F("filed_at").desc(), F("pk").desc()],
    "urgency": [RANK.asc(), F("filed_at").asc()],
    "-urgency": [RANK.desc(), F("filed_at").desc()],
}


def waits_for(staff: Staff) -> Q:
    """Open appeals in which it is the turn of ``staff``'s office: parts, dispatch, ruling, door."""
    mine = Q(pk=None)
    scope = scope_of(staff)
    here = Q(place_id__gte=scope.lo, place_id__lt=scope.hi)
    if staff.office_id and staff.can(Can.HANDLE_APPEALS):
        parts = Assignment.objects.filter(
            appeal=OuterRef("pk"), office=staff.office_id, ended_at=None
        )
        mine |= Q(Exists(parts))
    if staff.can(Can.DISPATCH_APPEALS):
        mine |= here & Q(stage__in=DISPATCHED)
    if staff.can(Can.RULE_APPEALS):
        mine |= here & Q(stage=Stage.RULING)
    if staff.office_id and staff.can(Can.TAKE_APPEALS):
        mine |= Q(filed_office=staff.office_id, turn=Turn.WORKER)
    return Q(stage__in=OPEN) & mine


def lamp_is(name: str, now: datetime) -> Q:
    """The row condition of a lamp's colour; ``none`` while no clock runs."""
    if name == "none":
        return Q(due_at=None)
    if name == "red":
        return Q(due_at__lte=now)
    if name == "amber":
        return Q(due_at__gt=now, amber_at__lte=now)
    return Q(due_at__gt=now) & (Q(amber_at__gt=now) | Q(amber_at=None))


def appeals(
    staff: Staff, given: Mapping[str, Any], now: datetime | None = None
) -> QuerySet[Appeal]:
    """Appeals that ``staff`` may open, narrowed, unsorted.

    Args:
        given: cleaned values of ``forms.AppealFilter``; empty ones narrow nothing. ``show`` is
            ``all``, ``open`` or empty for what waits for the person's office.
    """
    now = now or timezone.now()
    found = visible_appeals(staff)
    if given.get("show") == "open":
        found = found.filter(stage__in=OPEN)
    elif given.get("show") != "all":
        found = found.filter(waits_for(staff))
    for name in ("stage", "category", "urgency", "matter"):
        if value := given.get(name):
            found = found.filter(**{name: value})
    if given.get("lamp"):
        found = found.filter(lamp_is(given["lamp"], now))
    if given.get("place"):
        code = given["place"].pk
        found = found.filter(within(code, "place_id") | within(code, "event_place_id"))
    if given.get("office"):
        found = found.filter(holder=given["office"])
    if given.get("contact"):
        found = found.filter(contact_due__lte=now)
    if given.get("restricted"):
        found = found.filter(restricted=True)
    found = _in_period(found, given)
    return _matching(found, staff, given.get("q") or "")


def _in_period(found: QuerySet[Appeal], given: Mapping[str, Any]) -> QuerySet[Appeal]:
    zone = timezone.get_current_timezone()
    if since := given.get("since"):
        found = found.filter(filed_at__gte=datetime.combine(since, time(), zone))
    if until := given.get("until"):
        found = found.filter(filed_at__lt=datetime.combine(until, time(), zone) + timedelta(1))
    return found


def _matching(found: QuerySet[Appeal], staff: Staff, text: str) -> QuerySet[Appeal]:
    text = text.strip()
    if not text:
        return found
    if re.fullmatch(r"[\d-]+", text) and ("-" in text or len(text) < 11):
        return found.filter(number__contains=text)
    if re.fullmatch(r"1\d{10}", text):
        return found.filter(phone_index=blind(text, PHONE_PURPOSE))
    words = Q(text__icontains=text) | Q(employer__icontains=text) | Q(site__icontains=text)
    return found.filter(words | Q(name=text), readable(staff))


def in_order(staff: Staff, given: Mapping[str, Any], sort: str) -> QuerySet[Appeal]:
    """The list as it is shown and exported, with what a row shows."""
    return decorated(staff, appeals(staff, given).order_by(*SORTS.get(sort, SORTS[""])))


def decorated(staff: Staff, found: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Rows with what a list shows of them.

    Each row has ``readable`` (whether text and name may be shown) and ``mine``, the open parts of
    the person's own office.
    """
    parts = Assignment.objects.filter(office=staff.office_id, ended_at=None)
    return (
        found.select_related("place", "event_place", "holder")
        .prefetch_related(Prefetch("assignments", queryset=parts, to_attr="mine"))
        .annotate(readable=ExpressionWrapper(readable(staff), output_field=BooleanField()))
    )


@dataclass(frozen=True)
class Waiting:
    """How much waits for an office."""

    all: int = 0
    red: int = 0
    amber: int = 0
    unsigned: int = 0
    uncontacted: int = 0


def waiting(staff: Staff, now: datetime | None = None) -> Waiting:
    """Counts of what waits for ``staff``'s office, in one query.

    ``unsigned`` came to the office and was not signed for; ``uncontacted`` are past the day of
    first contact.
    """
    now = now or timezone.now()
    counts = {
        "all": Count("pk"),
        "red": Count("pk", filter=lamp_is("red", now)),
        "amber": Count("pk", filter=lamp_is("amber", now)),
        "unsigned": Count("pk", filter=Q(stage=Stage.ASSIGNED, holder=staff.office_id)),
        "uncontacted": Count("pk", filter=Q(contact_due__lte=now)),
    }
    return Waiting(**visible_appeals(staff).filter(waits_for(staff)).aggregate(**counts))


def queue(staff: Staff) -> QuerySet[Appeal]:
    """What a dispatcher has to send on: urgent first, then oldest first; with its places."""
    scope = scope_of(staff)
    if not staff.can(Can.DISPATCH_APPEALS):
        return Appeal.objects.none()
    return (
        Appeal.objects.filter(stage__in=DISPATCHED, place_id__gte=scope.lo, place_id__lt=scope.hi)
        .exclude(kept_from(staff))
        .select_related("place", "event_place", "home_place", "person")
        .order_by(RANK.asc(), "filed_at", "pk")
    )
