"""How sure recognition was and how often people set it right: what thresholds are set by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, FloatField, IntegerField, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from rongcheng.agencies.models import Staff
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.models import Appeal, LocalThreshold
from rongcheng.appeals.pack import rules_for
from rongcheng.places.codes import contains

LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Where the bands of confidence begin, after the first one from 0."""
PERIOD = timedelta(days=180)


@dataclass
class Band:
    """Appeals read with a confidence in one band, and how many of them were set right."""

    begins: float
    read: int = 0
    corrected: int = 0


@dataclass
class Tuned:
    """One category: what holds here, what happened in half a year.

    ``own`` was set for this very place, ``inherited`` above it; both None: as the model was
    trained. ``alone`` of ``read`` would have gone by themselves at ``threshold``, ``wrong`` of
    those were set right by a person.
    """

    category: str
    own: float | None = None
    inherited: float | None = None
    bands: list[Band] = field(default_factory=list)

    @property
    def threshold(self) -> float | None:
        return self.own if self.own is not None else self.inherited

    @property
    def read(self) -> int:
        return sum(band.read for band in self.bands)

    @property
    def corrected(self) -> int:
        return sum(band.corrected for band in self.bands)

    def above(self, level: float) -> tuple[int, int]:
        """How many were read at or above a band's beginning, and how many of those were wrong."""
        found = [band for band in self.bands if band.begins >= level]
        return sum(b.read for b in found), sum(b.corrected for b in found)


def tuned(staff: Staff, now: datetime) -> list[Tuned]:
    """Every category of the person's place, in the pack's order: three queries at most."""
    place = staff.office.place_id if staff.office else 0
    own, inherited = _thresholds(place)
    made = {
        each.id: Tuned(each.id, own.get(each.id), inherited.get(each.id), _bands())
        for each in rules_for(place).top()
    }
    for row in _counted(staff, now):
        if row["guess"] in made:
            band = made[row["guess"]].bands[row["band"]]
            band.read, band.corrected = row["read"], row["corrected"]
    return list(made.values())


def _bands() -> list[Band]:
    return [Band(begins) for begins in (0.0, *LEVELS)]


def _thresholds(place: int) -> tuple[dict[str, float], dict[str, float]]:
    own: dict[str, float] = {}
    above: dict[str, tuple[int, float]] = {}
    for row in LocalThreshold.objects.all():
        if row.place_id == place:
            own[row.category] = row.confidence
        elif contains(row.place_id, place):
            above[row.category] = max(
                above.get(row.category, (0, 0.0)), (row.place_id, row.confidence)
            )
    return own, {category: value for category, (_place, value) in above.items()}


def _counted(staff: Staff, now: datetime) -> list[dict[str, Any]]:
    """Appeals of half a year by what was guessed and how surely; corrections by a person."""
    scope = scope_of(staff)
    rows = Appeal.objects.filter(
        place_id__gte=scope.lo, place_id__lt=scope.hi, filed_at__gte=now - PERIOD
    ).annotate(
        guess=KeyTextTransform("category", "reading"),
        sure=Cast(KeyTextTransform("confidence", "reading"), FloatField()),
    )
    bands = Case(
        *(When(sure__gte=level, then=Value(at)) for at, level in
          reversed(list(enumerate(LEVELS, 1)))),
        default=Value(0), output_field=IntegerField(),
    )  # fmt: skip
    wrong = ~Q(category=F("guess")) & ~Q(category="") & ~Q(category_by="system")
    counted = (
        rows.exclude(guess__isnull=True)
        .exclude(guess="")
        .annotate(band=bands)
        .values("guess", "band")
        .annotate(read=Count("pk"), corrected=Count("pk", filter=wrong))
    )
    return [dict(row) for row in counted]
