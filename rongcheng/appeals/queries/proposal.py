"""What the platform proposes for an appeal that waits for a dispatcher: categories with offices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rongcheng.agencies.models import Office
from rongcheng.agencies.queries import offices_of
from rongcheng.appeals.models import Appeal, AppealEvent
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.services.dispatch import threshold
from rongcheng.appeals.services.routing import Find, Matter, Route, answering_place, route

MOST = 3
WORTH_SHOWING = 0.02


@dataclass(frozen=True)
class Choice:
    """A category with its confidence (None: chosen by a person) and where it would go."""

    category: str
    confidence: float | None
    route: Route
    place: int | None

    @property
    def helpers(self) -> str:
        return "、".join(office.name for office in self.route.helpers)


def choices(appeal: Appeal) -> list[Choice]:
    """The present category first, then what recognition thought likely: three at most."""
    likely = {t["label"]: t.get("confidence") for t in appeal.reading.get("top") or ()}
    guessed = [name for name, sure in likely.items() if (sure or 0) >= WORTH_SHOWING]
    names = list(dict.fromkeys([*([appeal.category] if appeal.category else []), *guessed]))
    find = remembered()
    known = rules_for(appeal.place_id).categories
    return [choice(appeal, name, likely.get(name), find) for name in names[:MOST] if name in known]


def choice(appeal: Appeal, category: str, confidence: float | None = None,
           find: Find = offices_of) -> Choice:  # fmt: skip
    """Where the appeal would go if it were of this category."""
    rules = rules_for(appeal.place_id)
    place = answering_place(category, appeal.event_place_id, appeal.home_place_id, rules)
    matter = Matter(
        category, appeal.text, appeal.event_place_id, appeal.home_place_id,
        place or appeal.place_id, [c for c in appeal.more_categories if c != category],
        appeal.accused_ids,
    )  # fmt: skip
    return Choice(category, confidence, route(matter, find=find), place)


def remembered() -> Find:
    """``offices_of`` that asks the database once for each place and kind."""

    @cache
    def find(place: int, kind: str) -> Office | None:
        return offices_of(place, kind)

    return find


@dataclass(frozen=True)
class Confidence:
    """How sure the recognition was, and what the place asks for before it goes by itself.

    ``likelier`` is the category that it took the text for where a rule for matters of two
    categories gave the lead to the other one; empty otherwise.
    """

    value: float
    abstained: bool
    needed: float | None
    likelier: str = ""


def confidence(appeal: Appeal) -> Confidence:
    """Of the recognition's first proposal."""
    reading = appeal.reading
    first = reading.get("category") or (reading.get("top") or [{}])[0].get("label", "")
    needed = threshold(appeal.place_id, first) if first else None
    sure, abstained = reading.get("confidence") or 0.0, bool(reading.get("abstain", True))
    top = (reading.get("top") or [{}])[0]
    other = top.get("label", "")
    if first == appeal.category and other != first and other in appeal.more_categories:
        return Confidence(top["confidence"], abstained, needed, likelier=other)
    return Confidence(sure, abstained, needed)


def returns(appeal: Appeal) -> list[AppealEvent]:
    """The returns so far, oldest first, with who is said to be responsible."""
    found = appeal.events.filter(code="returned").select_related("office", "to_office")
    return list(found.order_by("seq"))
