"""Reads of places. Reference data: everybody may see all of it."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from rongcheng.places.codes import span_of, truncations
from rongcheng.places.models import Place

_BY_SIZE = Case(
    *(When(level=level, then=Value(rank)) for rank, level in enumerate(Place.Level.values)),
    output_field=IntegerField(),
)


def within(code: int, field: str = "code") -> Q:
    """The condition that a field's place code is at or under a place; 0 means anywhere.

    Pass the column of a foreign key as its `_id` field: `within(code, "home_place_id")`.
    """
    lo, hi = span_of(code)
    return Q(**{f"{field}__gte": lo, f"{field}__lt": hi}) if code else Q()


def descendants(code: int) -> QuerySet[Place]:
    """The places under one, without it, by code."""
    return Place.objects.filter(within(code)).exclude(code=code)


def children(code: int = 0) -> QuerySet[Place]:
    """The places directly under one, by code; of the country (0) the provinces."""
    return Place.objects.filter(parent=code) if code else Place.objects.filter(parent=None)


def ancestors(code: int) -> QuerySet[Place]:
    """The places above one, province first."""
    return Place.objects.filter(code__in=truncations(code))


def search_places(query: str, *, within_code: int = 0, limit: int = 20) -> list[Place]:
    """Places whose name holds the query or whose pinyin or initials begin with it.

    Whole names come first, then larger places. Two names may be given, larger first:
    "长沙 岳麓".
    """
    *outer, last = query.strip().lower().split() or [""]
    if not last:
        return []
    sounds = last.replace("'", "")
    if sounds.isascii():
        matches = Q(pinyin__startswith=sounds) | Q(initials=sounds)
    else:
        matches = Q(name__contains=last)
    found = Place.objects.filter(matches, within(within_code), valid_to=None)
    for part in outer:
        found = found.filter(full_name__contains=part)
    whole = Case(When(Q(name=last) | Q(pinyin=sounds), then=0), default=1)
    starts = Case(When(name__startswith=last, then=0), default=1)
    return list(found.order_by(whole, starts, _BY_SIZE, "code")[:limit])
