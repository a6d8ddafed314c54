"""Group matters of somebody's reach, and appeals that could be made one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from rongcheng.agencies.models import Staff
from rongcheng.appeals.events import OPEN
from rongcheng.appeals.models import Appeal, AppealEvent, Claim
from rongcheng.appeals.queries import alike as likes
from rongcheng.appeals.queries.scope import readable, visible_appeals
from rongcheng.places.codes import COUNTY, at_level

LOOKED_BACK = timedelta(days=90)


def groups(staff: Staff) -> QuerySet[Appeal]:
    """Mother cases of the reach, open ones first, with ``lines``, ``settled``, ``claimed_sum``."""
    found = visible_appeals(staff).filter(readable(staff), group=True)
    return (
        found.annotate(
            lines=Count("claims"),
            settled=Count("claims", filter=~Q(claims__state=Claim.State.OPEN)),
            claimed_sum=Sum("claims__claimed"), paid_sum=Sum("claims__paid"),
        )
        .select_related("place", "holder")
        .order_by("-ended_at", "due_at", "filed_at")
    )  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    """Open appeals of at least three people about one employer or site."""

    called: str
    people: int
    appeals: list[Appeal]


def suggestions(staff: Staff) -> list[Suggestion]:
    """Appeals that could be made one group matter, the most people first.

    Only open ones of one category in one county, filed in the last 90 days.
    """
    since = timezone.now() - LOOKED_BACK
    mine = visible_appeals(staff).filter(readable(staff), stage__in=OPEN, filed_at__gte=since)
    rows = list(mine.exclude(employer="", site="").order_by("filed_at").values(*likes.FIELDS))
    alike_rows: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in rows:
        alike_rows.setdefault((row["place_id"], row["category"]), []).append(row)
    found: list[tuple[likes.Likes, int]] = []
    for (place, _category), together in alike_rows.items():
        found += _clusters(together, at_level(place, COUNTY))
    numbers = {row["pk"] for each, _people in found for row in each.rows}
    appeals = mine.select_related("place", "holder").in_bulk(numbers)
    found.sort(key=lambda pair: -pair[1])
    return [
        Suggestion(each.called, people, [appeals[row["pk"]] for row in each.rows])
        for each, people in found
    ]


def _clusters(rows: list[dict[str, Any]], county: int) -> list[tuple[likes.Likes, int]]:
    """Clusters of two appeals and three people at least, each appeal in one of them."""
    beside = likes.Beside(rows, county)
    taken: set[int] = set()
    found = []
    for row in rows:
        free = [other for other in beside.of(row) if other["pk"] not in taken]
        if row["pk"] in taken or len(free) < 2:
            continue
        for each in likes.about(row, free, county)[:1]:
            people = likes.persons(each.rows)
            if len(each.rows) >= 2 and people >= likes.LEAST:
                found.append((each, people))
                taken |= {other["pk"] for other in each.rows}
    return found


def line_events(claim: Claim) -> list[AppealEvent]:
    """What happened to one line of a roster, newest first."""
    return list(claim.appeal.events.filter(detail__claim=claim.pk).order_by("-seq"))
