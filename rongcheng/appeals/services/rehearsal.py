"""Trying another routing table: past appeals are replayed, and what would move is shown.

Nothing is written. Both sides are routed anew, by the table in force and by the draft, so that
only the change itself shows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.queries import offices_of
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.barring import kept_from
from rongcheng.appeals.models import Appeal, Ruling
from rongcheng.appeals.pack import rules_for
from rongcheng.core.errors import NotAllowed, Refusal

from .routing import Find, Route, route

MOST = 50_000
LONGEST = 24
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Change:
    """A line of the draft: appeals of a category, with one of these words if any, to an office."""

    category: str
    office: Office
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """An appeal that would have gone elsewhere."""

    appeal: Appeal
    before: Office | None
    after: Office | None


@dataclass
class Rehearsal:
    """What a draft would have changed.

    ``loads`` holds for each office how many appeals it got and would have got, those with the
    greatest change first; ``flows`` counts moves from office to office.
    """

    looked_at: int = 0
    moves: list[Move] = field(default_factory=list)
    loads: list[tuple[Office | None, int, int]] = field(default_factory=list)
    flows: list[tuple[Office | None, Office | None, int]] = field(default_factory=list)


def rehearse(*, by: Staff, changes: list[Change], ended: list[Ruling], months: int = 3,
             now: datetime | None = None) -> Rehearsal:  # fmt: skip
    """Replay the appeals of the last months in the place of ``by``.

    Args:
        changes: lines that the draft adds; they go before everything that holds today.
        ended: rulings that the draft drops.
        months: how far back, 24 at most.

    Raises:
        NotAllowed: the role does not include the routing table.
        Refusal: the draft changes nothing.
    """
    if not by.can(Can.TUNE_APPEALS) and not by.can(Can.RULE_APPEALS):
        raise NotAllowed(_("Your role does not include the routing table."))
    if not changes and not ended:
        raise Refusal(_("The draft changes nothing: add a line, or drop a ruling."))
    present = rulings_in_force(now or timezone.now())
    drafted = [r for r in present if r.pk not in {e.pk for e in ended}]
    drafted += [_as_ruling(by, change, now or timezone.now()) for change in changes]
    return _compare(_appeals(by, months, now or timezone.now()), present, drafted)


def rulings_in_force(now: datetime) -> list[Ruling]:
    """Every ruling that holds on a day, with its office."""
    day = timezone.localdate(now)
    return list(
        Ruling.objects.filter(valid_from__lte=day)
        .filter(Q(valid_to=None) | Q(valid_to__gte=day))
        .select_related("office", "place")
    )


def _as_ruling(by: Staff, change: Change, now: datetime) -> Ruling:
    """A line of the draft as a ruling newer than all others; it is never saved."""
    assert by.office is not None  # who tunes works somewhere
    return Ruling(
        place=by.office.place, category=change.category, words=list(change.words),
        office=change.office, text="", valid_from=timezone.localdate(now) + timedelta(days=1),
    )  # fmt: skip


def _appeals(by: Staff, months: int, now: datetime) -> list[Appeal]:
    scope = scope_of(by)
    since = now - MONTH * min(max(months, 1), LONGEST)
    found = Appeal.objects.filter(
        ~kept_from(by), place_id__gte=scope.lo, place_id__lt=scope.hi, filed_at__gte=since
    ).exclude(category="")
    kept = ("number", "category", "more_categories", "text", "event_place_id", "home_place_id",
            "place_id", "filed_at", "urgency", "restricted")  # fmt: skip
    found = found.only(*kept).prefetch_related("accused")
    return list(found.order_by("-filed_at")[:MOST])


def _compare(appeals: list[Appeal], present: list[Ruling], drafted: list[Ruling]) -> Rehearsal:
    find = _remembered()
    made = Rehearsal(looked_at=len(appeals))
    before: Counter[Office | None] = Counter()
    after: Counter[Office | None] = Counter()
    flows: Counter[tuple[Office | None, Office | None]] = Counter()
    for appeal in appeals:
        old = _routed(appeal, present, find).lead
        new = _routed(appeal, drafted, find).lead
        before[old] += 1
        after[new] += 1
        if old != new:
            made.moves.append(Move(appeal, old, new))
            flows[old, new] += 1
    offices = [o for o in before | after if before[o] != after[o]]
    rows = [(office, before[office], after[office]) for office in offices]
    made.loads = sorted(rows, key=lambda row: -abs(row[2] - row[1]))
    made.flows = [(a, b, n) for (a, b), n in flows.most_common()]
    return made


def _routed(appeal: Appeal, rulings: list[Ruling], find: Find) -> Route:
    return route(appeal, rulings=rulings, rules=rules_for(appeal.place_id), find=find)


def _remembered() -> Find:
    @cache
    def find(place: int, kind: str) -> Office | None:
        return offices_of(place, kind)

    return find
