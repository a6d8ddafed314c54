"""Lists of applications: whose turn, narrowed by what, in which order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OrderBy, OuterRef, Q, QuerySet
from django.utils import timezone

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can, Role
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits.events import OPEN, Stage
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Application, ApplicationEvent, Objection
from rongcheng.benefits.permissions import ENTERS
from rongcheng.places.codes import level_of
from rongcheng.places.queries import within

from .scope import visible_applications

PAGE = 30
SOON = timedelta(days=2)
SORTS: dict[str, list[str | OrderBy]] = {
    "": [F("due_at").asc(nulls_last=True), F("filed_at").asc(), F("pk").asc()],
    "due": [F("due_at").asc(nulls_last=True), F("filed_at").asc(), F("pk").asc()],
    "-due": [F("due_at").desc(nulls_last=True), F("filed_at").desc(), F("pk").desc()],
    "filed": [F("filed_at").asc(), F("pk").asc()],
    "-filed": [F("filed_at").desc(), F("pk").desc()],
    "amount": [F("amount").asc(nulls_last=True), F("pk").asc()],
    "-amount": [F("amount").desc(nulls_last=True), F("pk").desc()],
}
SHOWS = ("", "due", "overdue", "open", "all")


def waits_for(staff: Staff) -> Q:
    """Applications in which it is ``staff``'s turn, as a condition on rows.

    Those at the step of their office's level, before the approver of their amounts, or on notice
    with an objection; of what they entered or checked themselves, nothing.
    """
    mine = Q(pk=None)
    if staff.office is None:
        return mine
    scope = scope_of(staff)
    here = Q(place_id__gte=scope.lo, place_id__lt=scope.hi)
    if staff.can(Can.CHECK_BENEFITS) and not scope.only_own_office:
        level = level_of(staff.office.place_id)
        mine |= here & Q(stage=Stage.REVIEW, step=level) & ~_own_hand(staff)
    if staff.can(Can.APPROVE_BENEFITS) and not scope.only_own_office:
        asked = Q(_open_objection())
        turn = Q(stage=Stage.APPROVAL) | (Q(stage=Stage.NOTICE) & asked)
        mine |= here & turn & _within_right(staff) & ~_own_hand(staff)
    if staff.can(Can.PAY_BENEFITS):
        mine |= here & Q(stage=Stage.PAYABLE)
    if staff.can(Can.APPLY_FOR_OTHERS):
        mine |= Q(filed_office=staff.office_id, stage__in=(Stage.WAITING, Stage.BOUNCED))
    return mine


def _own_hand(staff: Staff) -> Q:
    """Entered, or checked at another step (``permissions.had_a_hand``)."""
    events = ApplicationEvent.objects.filter(
        application=OuterRef("pk"), actor=staff.actor, code__in=ENTERS
    )
    same_step = Q(step=OuterRef("step"), code__in=("checked", "amount_set")) & ~Q(step="")
    return Q(Exists(events.exclude(same_step)))


def _open_objection() -> Exists:
    return Exists(Objection.objects.filter(line__application=OuterRef("pk"), settled_at=None))


def _within_right(staff: Staff) -> Q:
    """Amounts that a role decides: an approver the smaller ones, a chief those above."""
    tiers = handling_at(staff.office.place_id if staff.office else 0).approvers
    if len(tiers) < 2 or tiers[0].up_to is None:
        return Q()
    first = Q(amount=None) | Q(amount__lte=tiers[0].up_to)
    return ~first if staff.role == Role.CHIEF_APPROVER else first


def applications(
    staff: Staff, given: Mapping[str, Any], now: datetime | None = None
) -> QuerySet[Application]:
    """Applications that ``staff`` may open, narrowed, unsorted.

    Args:
        given: cleaned values of ``review_forms.ApplicationFilter``; empty ones narrow nothing.
            ``show`` is one of ``SHOWS``; empty for those in which it is the person's turn.
    """
    now = now or timezone.now()
    found = visible_applications(staff)
    show = given.get("show") or ""
    if show in ("", "due"):
        found = found.filter(waits_for(staff))
    if show == "due":
        found = found.filter(due_at__gt=now, due_at__lte=now + SOON)
    elif show == "overdue":
        found = found.filter(stage__in=OPEN, due_at__lte=now)
    elif show == "open":
        found = found.filter(stage__in=OPEN)
    for name in ("stage", "step", "channel"):
        if value := given.get(name):
            found = found.filter(**{name: value})
    if given.get("benefit"):
        pack, _dot, rule = given["benefit"].partition(":")
        found = found.filter(pack=pack, rule=rule)
    if given.get("place"):
        found = found.filter(within(given["place"].pk, "place_id"))
    return _matching(_in_period(found, given), given.get("q") or "")


def _in_period(found: QuerySet[Application], given: Mapping[str, Any]) -> QuerySet[Application]:
    zone = timezone.get_current_timezone()
    if since := given.get("since"):
        found = found.filter(filed_at__gte=datetime.combine(since, time(), zone))
    if until := given.get("until"):
        found = found.filter(filed_at__lt=datetime.combine(until, time(), zone) + timedelta(1))
    return found


def _matching(found: QuerySet[Application], text: str) -> QuerySet[Application]:
    text = text.strip()
    if not text:
        return found
    if re.fullmatch(r"[Bb]?\d+", text):
        return found.filter(number__contains=text.upper())
    return found.filter(Q(person__name=text) | Q(employer__name__icontains=text))


def in_order(staff: Staff, given: Mapping[str, Any], sort: str) -> QuerySet[Application]:
    """The list as it is shown and exported."""
    return applications(staff, given).order_by(*SORTS.get(sort, SORTS[""]))


@dataclass(frozen=True)
class Waiting:
    """How much waits for a person, and how much of their place is overdue."""

    mine: int = 0
    soon: int = 0
    late: int = 0
    overdue: int = 0
    open: int = 0


def waiting(staff: Staff, now: datetime | None = None) -> Waiting:
    """Counts for the tiles; ``late`` of the person's own, ``overdue`` of all that they see."""
    now = now or timezone.now()
    seen = visible_applications(staff)
    own = seen.filter(waits_for(staff)).aggregate(
        mine=Count("pk"), late=Count("pk", filter=Q(due_at__lte=now)),
        soon=Count("pk", filter=Q(due_at__gt=now, due_at__lte=now + SOON)),
    )  # fmt: skip
    every = seen.filter(stage__in=OPEN).aggregate(
        open=Count("pk"), overdue=Count("pk", filter=Q(due_at__lte=now))
    )
    return Waiting(**own, **every)


def benefits_seen(staff: Staff) -> list[tuple[str, str]]:
    """Pack and rule of every benefit that anybody applied for within the person's reach."""
    found = visible_applications(staff).order_by().values_list("pack", "rule").distinct()
    return sorted(found)
