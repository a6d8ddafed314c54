"""What the recognition in use was made from, how well it does, and how it did in practice here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform

from rongcheng.agencies.models import Staff
from rongcheng.appeals import recognition
from rongcheng.appeals.events import Who
from rongcheng.appeals.models import AppealEvent, TrainedModel, TrainingChoice
from rongcheng.appeals.recognition import Recogniser

from .scope import visible_appeals

PERIOD = timedelta(days=90)
SHOWN = 12
"""Trainings listed on the page, the newest."""


@dataclass(frozen=True)
class Head:
    """One question that the model answers: category, urgency or arrears, with its card."""

    name: str
    card: Mapping[str, Any]
    thresholds: Mapping[str, float]

    @property
    def figures(self) -> Mapping[str, Any]:
        """Measured on messages that it did not see (cross-validated)."""
        found: Mapping[str, Any] = self.card["cross_validated"]
        return found

    @property
    def classes(self) -> list[dict[str, Any]]:
        """Each label with rows, precision, recall, F1 and threshold (None: always a person)."""
        return [
            {"label": label, "rows": self.card["labels"].get(label, 0), **of,
             "threshold": _reachable(self.thresholds.get(label))}
            for label, of in self.figures["per_class"].items()
        ]  # fmt: skip


def _reachable(threshold: float | None) -> float | None:
    return None if threshold is None or threshold > 1 else threshold


def heads(model: Recogniser) -> list[Head]:
    """The questions that a model answers, the category first."""
    found = {"category": model.category, "urgency": model.urgency, "arrears": model.arrears}
    return [Head(name, c.card, c.thresholds) for name, c in found.items() if c is not None]


def trainings() -> list[tuple[TrainedModel, bool]]:
    """The newest trainings, each with whether one can go back to it."""
    models = recognition.models_folder()
    return [
        (row, row.state == TrainedModel.State.KEPT
         and (models / row.version / "made.json").is_file())
        for row in TrainedModel.objects.all()[:SHOWN]
    ]  # fmt: skip


def running() -> bool:
    """Whether a training is under way."""
    return TrainedModel.objects.filter(state=TrainedModel.State.RUNNING).exists()


def restricted_too(staff: Staff) -> bool:
    """Whether the person's place itself lets restricted appeals teach."""
    place = staff.office.place_id if staff.office else None
    return TrainingChoice.objects.filter(place=place, restricted_too=True).exists()


@dataclass
class Practice:
    """What became of the appeals that were read: counts of appeals.

    ``alone`` went to their office without a dispatcher; ``corrected`` were given another category
    by a person, ``alone_corrected`` of those that went alone.
    """

    category: str = ""
    read: int = 0
    alone: int = 0
    corrected: int = 0
    alone_corrected: int = 0
    lines: list[Practice] = field(default_factory=list)


def practice(staff: Staff, now: datetime) -> Practice:
    """The last 90 days, by the category that was recognised: one query."""
    by_itself = AppealEvent.objects.filter(
        appeal=OuterRef("pk"), code="assigned", who=Who.SYSTEM
    )  # fmt: skip
    wrong = ~Q(category=F("guess")) & ~Q(category="") & ~Q(category_by="system")
    rows = (
        visible_appeals(staff)
        .filter(filed_at__gte=now - PERIOD)
        .annotate(guess=KeyTextTransform("category", "reading"), went=Exists(by_itself))
        .exclude(guess__isnull=True)
        .exclude(guess="")
        .values("guess")
        .annotate(
            read=Count("pk"), alone=Count("pk", filter=Q(went=True)),
            corrected=Count("pk", filter=wrong),
            alone_corrected=Count("pk", filter=wrong & Q(went=True)),
        )
        .order_by("-read", "guess")
    )  # fmt: skip
    whole = Practice()
    for row in rows:
        found: dict[str, Any] = dict(row)
        counts = {name: value for name, value in found.items() if name != "guess"}
        whole.lines.append(Practice(found["guess"], **counts))
        for name, value in counts.items():
            setattr(whole, name, getattr(whole, name) + value)
    return whole
