"""The routing table of a place as people read it: the pack's lines and the rulings learnt."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.queries import offices_of
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.models import Ruling
from rongcheng.appeals.pack import Duty, rules_for
from rongcheng.appeals.services.routing import CATCH_ALL
from rongcheng.places.codes import level_of, truncations

KINDS = dict(Office.Kind.choices)


@dataclass(frozen=True)
class Line:
    """A line of the duty list, with the office that it means here (None: not on the platform)."""

    duty: Duty
    lead: str
    helpers: str
    office: Office | None

    @property
    def words(self) -> list[str]:
        """Each phrase to read: ``／`` between words of which one will do, ``＋`` between parts."""
        return [
            " ＋ ".join(part.replace("|", "／") for part in phrase.split())
            for phrase in self.duty.words
        ]


@dataclass(frozen=True)
class Entry:
    """A category with its lines, narrower ones first, and the rulings that go before them."""

    category: str
    lines: list[Line]
    rulings: list[Ruling]


def table(staff: Staff) -> list[Entry]:
    """The table at the level of the person's place."""
    place = staff.office.place_id if staff.office else 0
    rules = rules_for(place)
    known: dict[str, Office | None] = {}
    learnt = list(rulings(staff))
    found = []
    for each in rules.categories.values():
        lines = [
            Line(
                duty, str(KINDS.get(duty.lead, duty.lead)),
                "、".join(str(KINDS.get(kind, kind)) for kind in duty.helpers),
                _office(place, duty.lead, known),
            )
            for duty in rules.duties
            if duty.category == each.id and duty.level == _level(place)
        ]  # fmt: skip
        mine = [ruling for ruling in learnt if ruling.category == each.id]
        if lines or mine:
            narrow = [line for line in lines if line.duty.words]
            general = [line for line in lines if not line.duty.words]
            found.append(Entry(each.id, narrow + general[:1], mine))  # the nearest pack's holds
    return found


def _level(place: int) -> str:
    """Duty lists are kept by county; those below go by the county's, those above by their own."""
    level = level_of(place) if place else "county"
    return "county" if level in ("township", "village") else level


def _office(place: int, kind: str, known: dict[str, Office | None]) -> Office | None:
    if kind not in known:
        known[kind] = offices_of(place, kind)
    return known[kind]


def rulings(staff: Staff) -> QuerySet[Ruling]:
    """Rulings in force that hold in the person's place: its own, those below and above."""
    scope, today = scope_of(staff), timezone.localdate()
    here = Q(place_id__gte=scope.lo, place_id__lt=scope.hi)
    above = Q(place_id__in=truncations(scope.lo)) if scope.lo else Q(pk=None)
    return (
        Ruling.objects.filter(here | above, valid_from__lte=today)
        .filter(Q(valid_to=None) | Q(valid_to__gte=today))
        .select_related("office", "place", "appeal")
        .order_by("category", "-valid_from", "-pk")
    )


def catch_all(staff: Staff) -> Office | None:
    """The office that takes what no line names."""
    return offices_of(staff.office.place_id, CATCH_ALL) if staff.office else None
