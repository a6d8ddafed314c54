"""Reading the trail. It stands below staff and places: callers hand in the range to narrow by."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone

from .models import Event


def events_between(
    lo: int,
    hi: int,
    *,
    everywhere: bool = False,
    actor: str = "",
    act: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Event]:
    """Events of places in ``[lo, hi)``, newest first.

    Args:
        everywhere: also the events that belong to no place (logins of system administrators,
            commands); only for readers of the whole country.
        actor: part of the actor's name at the time, or the whole of ``staff:12``.
        act: an act's code.
        since, until: first and last day, both included.
    """
    found = Q(place__gte=lo, place__lt=hi)
    if everywhere:
        found |= Q(place__isnull=True)
    if actor:
        found &= Q(actor_name__icontains=actor) | Q(actor=actor)
    if act:
        found &= Q(act=act)
    if since:
        found &= Q(at__gte=_midnight(since))
    if until:
        found &= Q(at__lt=_midnight(until + timedelta(days=1)))
    return Event.objects.filter(found).order_by("-id")


def events_about(subject_type: str, subject_id: int) -> QuerySet[Event]:
    """Every event about one subject, bulk acts that reached it included, newest first."""
    reached = Q(touched__subject_type=subject_type, touched__subject_id=subject_id)
    named = Q(subject_type=subject_type, subject_id=subject_id)
    return Event.objects.filter(reached | named).distinct().order_by("-id")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, get_current_timezone())
