"""What people said appeals are about, from their logs: what recognition can learn from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from rongcheng.agencies.models import Staff
from rongcheng.appeals.events import Stage, Who
from rongcheng.appeals.models import Appeal, AppealEvent, TrainingChoice
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.recognition import Correction
from rongcheng.appeals.recognition.extraction.private import masked, private
from rongcheng.places.codes import contains

from .scope import readable, visible_appeals

DECIDE = (Who.DISPATCHER, Who.RULER)
"""In these parts somebody says what an appeal is about."""
GRADE = (Who.DISPATCHER, Who.SUPERVISOR)
LEAST_NAME = 2  # letters; a single one would hit other words


@dataclass(frozen=True)
class Lesson:
    """What people said one message is; its text without numbers and the worker's name.

    ``category`` is one without a parent; ``source`` tells whence: corrected, confirmed or graded.
    """

    text: str
    category: str
    urgency: str
    source: str

    @property
    def correction(self) -> Correction:
        return Correction(self.text, self.category or None, self.urgency or None)


def lessons(staff: Staff | None = None) -> list[Lesson]:
    """All that can be learned, oldest first; with ``staff``, from appeals that they may read.

    * a category that a dispatcher or the ruling office set (the last one counts),
    * an urgency that a dispatcher or supervisor set,
    * a category under which an office answered, if a dispatcher or the ruling office had sent it
      there by hand, and the worker did not say that it is not solved.

    The same words count once, with what was said last. Restricted appeals are left out unless
    their place lets them in.
    """
    appeals = Appeal.objects.all()
    if staff is not None:
        appeals = visible_appeals(staff).filter(readable(staff))
    return _once(_lesson(appeal, said) for appeal, said in _said(appeals.exclude(_kept_out())))


def _kept_out() -> Q:
    """Restricted appeals of places that did not let them in; the narrowest choice holds."""
    choices = TrainingChoice.objects.values_list("place_id", "restricted_too")
    known = list(choices)
    if not any(allowed for _place, allowed in known):
        return Q(restricted=True)
    places = Appeal.objects.filter(restricted=True).values_list("place_id", flat=True).distinct()
    allowed = [place for place in places if _allowed(place, known)]
    return Q(restricted=True) & ~Q(place_id__in=allowed)


def _allowed(place: int, choices: list[tuple[int, bool]]) -> bool:
    return max(((outer, yes) for outer, yes in choices if contains(outer, place)),
               default=(0, False))[1]  # fmt: skip


@dataclass
class _Said:
    """What the log of one appeal says, its last word on each."""

    category: str = ""
    urgency: str = ""
    sent_by_hand: bool = False
    disputed: bool = False


def _said(appeals: QuerySet[Appeal]) -> list[tuple[Appeal, _Said]]:
    events = AppealEvent.objects.filter(
        Q(code="corrected", who__in=DECIDE) | Q(code="graded", who__in=GRADE)
        | Q(code__in=("assigned", "ruled"), who__in=DECIDE)
        | Q(code__in=("disputed", "reopened", "returned")),
        appeal__in=appeals,
    )  # fmt: skip
    found: dict[int, _Said] = {}
    for appeal, code, detail in (
        events.order_by("appeal", "seq").values_list("appeal", "code", "detail").iterator()
    ):
        _note(found.setdefault(appeal, _Said()), code, detail)
    rows = Appeal.objects.filter(pk__in=found).only(
        "text", "name", "category", "stage", "place_id", "reading"
    )
    return [(appeal, found[appeal.pk]) for appeal in rows.order_by("pk").iterator(chunk_size=1000)]


def _note(said: _Said, code: str, detail: dict[str, Any]) -> None:
    if code == "corrected":
        said.category = detail.get("category", said.category)
    elif code == "graded":
        said.urgency = detail.get("urgency", "")
    elif code in ("assigned", "ruled"):
        said.sent_by_hand = True
    elif code == "returned":
        said.sent_by_hand = False  # it went to the wrong office
    else:
        said.disputed = True


def _lesson(appeal: Appeal, said: _Said) -> Lesson:
    category, source = said.category, "corrected" if said.category else "graded"
    answered = appeal.stage in (Stage.ANSWERED, Stage.CLOSED, Stage.PROCEDURE)
    if not category and answered and said.sent_by_hand and not said.disputed:
        category, source = appeal.category, "confirmed"
    return Lesson(_without_names(appeal), _top(category, appeal.place_id), said.urgency, source)


def _top(category: str, place: int) -> str:
    """The category of the plan that a place's narrower one stands under; empty if unknown."""
    known = rules_for(place).categories
    while category in known and (parent := known[category].parent):
        category = parent
    return category if category in known else ""


def _without_names(appeal: Appeal) -> str:
    """The text without its private numbers and the name of the worker who wrote it."""
    text = masked(appeal.text, private(appeal.text)).strip()
    if len(appeal.name) >= LEAST_NAME:
        text = text.replace(appeal.name, "某某")
    return text


def _once(found: Iterable[Lesson]) -> list[Lesson]:
    kept: dict[str, Lesson] = {}
    for lesson in found:
        if not lesson.category and not lesson.urgency:
            continue
        before = kept.pop(lesson.text, lesson)
        kept[lesson.text] = replace(
            lesson, category=lesson.category or before.category,
            urgency=lesson.urgency or before.urgency,
            source=lesson.source if lesson.category else before.source,
        )  # fmt: skip
    return list(kept.values())
