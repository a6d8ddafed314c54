"""What the packs say about appeals, as values: categories, duties, clocks, replies, thresholds.

Every value tells its ``source`` and its ``origin``: the plan of a jurisdiction (seed), the law, a
rule of a province, or a default of ours that nobody decided yet. ``names`` and other texts for
people are dicts with ``zh`` and ``en``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time
from functools import cached_property, lru_cache
from typing import NamedTuple

from rongcheng.appeals.characters import simplified
from rongcheng.core.errors import Refusal
from rongcheng.core.workdays import Calendar
from rongcheng.places.codes import LEVELS

ORIGINS = frozenset({"seed", "law", "provincial", "default"})
UNITS = frozenset({"minutes", "hours", "workdays", "days"})
URGENCIES = ("critical", "urgent", "raised")
MATTERS = ("consultation", "help", "complaint", "suggestion")

Text = dict[str, str]
"""A text for people: ``zh`` and ``en``."""


def says(phrase: str, text: str) -> bool:
    """Whether a text holds a phrase of a pack: all its parts (split by spaces), of each part one of
    its alternatives (split by ``|``). Phrases are in simplified characters, texts need not be."""
    read = simplified(text)
    return all(any(word in read for word in words) for words in _parts(phrase))


def words_said(phrase: str, text: str) -> list[str]:
    """The words by which a text holds a phrase, one of each part; none where it does not."""
    read = simplified(text)
    found = [next((word for word in words if word in read), "") for words in _parts(phrase)]
    return found if all(found) else []


@lru_cache(maxsize=10_000)
def _parts(phrase: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(part.split("|")) for part in phrase.split())


@dataclass(frozen=True)
class Span:
    """A length of time; ``days`` are natural days."""

    n: int
    unit: str

    def __str__(self) -> str:
        return f"{self.n} {self.unit}"


@dataclass(frozen=True)
class Limit:
    """How soon somebody must act; None: not possible at all.

    ``measures`` is when first measures are due where the result itself may take longer.
    """

    first_contact: Span
    close: Span
    extension: Span | None
    return_by: Span | None
    measures: Span | None = None
    source: str = ""
    origin: str = "default"


@dataclass(frozen=True)
class Answer:
    """What the law says so plainly that it can be shown at once."""

    text: Text
    clause: str
    source: str = ""
    origin: str = "law"


@dataclass(frozen=True)
class Category:
    """A category of appeals; with ``parent`` it is a narrower one that can only be stricter.

    ``place`` says which place leads: where the person works (work), lives (host) or is from (home).
    """

    id: str
    names: Text
    definition: Text
    place: str
    sensitive: bool
    sensitive_words: tuple[str, ...]
    answers: tuple[Answer, ...]
    parent: str | None = None
    source: str = ""
    origin: str = "default"

    def is_sensitive(self, text: str) -> bool:
        """Whether an appeal of this category that says ``text`` is for its handlers only."""
        return self.sensitive or any(says(word, text) for word in self.sensitive_words)


@dataclass(frozen=True)
class Duty:
    """A line of the duty list: which kind of office leads at a level, who helps, who is told.

    A line with ``words`` is for narrower matters and goes before the one of the whole category.
    ``lead`` and ``helpers`` are kinds of ``Office.Kind``; ``inform`` is the other place (home or
    host) that is told, or empty.
    """

    category: str
    level: str
    lead: str
    helpers: tuple[str, ...]
    words: tuple[str, ...]
    inform: str
    source: str
    origin: str

    def fits(self, text: str) -> bool:
        """Whether the line is for a matter told so."""
        return not self.words or any(says(word, text) for word in self.words)


@dataclass(frozen=True)
class Boundary:
    """Words of a matter that is of several categories at once; the first of them leads."""

    categories: tuple[str, ...]
    words: tuple[str, ...]
    unless: tuple[str, ...]
    source: str = ""
    origin: str = "default"

    def holds(self, category: str, text: str) -> bool:
        """Whether a text taken for one of the categories is of all of them."""
        if category not in self.categories or any(says(word, text) for word in self.unless):
            return False
        return any(says(word, text) for word in self.words)


@dataclass(frozen=True)
class Accusing:
    """The words by which a text accuses an office: see the pack's ``accused.yaml``.

    ``kinds`` maps what people call an office to its kind; ``conduct`` are alternatives split by |.
    """

    kinds: dict[str, str]
    conduct: tuple[str, ...]
    against: tuple[str, ...]
    unless: tuple[str, ...]
    others: tuple[str, ...]
    companions: tuple[str, ...]
    negations: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any name of an office, the longest first."""
        return re.compile("|".join(map(re.escape, sorted(self.kinds, key=len, reverse=True))))

    @cached_property
    def conduct_pattern(self) -> re.Pattern[str]:
        words = {word for line in self.conduct for word in line.split("|")}
        return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


@dataclass(frozen=True)
class Elsewhere:
    """A matter that belongs elsewhere: what is said at the door and whom to call.

    With ``take`` the appeal is received all the same, because people in need also want it on
    record.
    """

    id: str
    words: tuple[str, ...]
    unless: tuple[str, ...]
    message: Text
    call: tuple[str, ...]
    take: bool
    source: str
    origin: str

    def fits(self, text: str) -> bool:
        """Whether the text speaks of this matter and of nothing that we do take."""
        if any(says(word, text) for word in self.unless):
            return False
        return any(says(word, text) for word in self.words)


@dataclass(frozen=True)
class Reason:
    """A reason from a list, with the clause that allows it; ``longest`` as long as it may hold."""

    code: str
    names: Text
    clause: str
    longest: Span | None = None
    source: str = ""
    origin: str = "default"


@dataclass(frozen=True)
class Outcome:
    """How an appeal can end; ``solved`` counts as solved in figures, ``by`` tells who says so."""

    code: str
    names: Text
    solved: bool
    by: str
    source: str = ""
    origin: str = "default"


@dataclass(frozen=True)
class Escalation:
    """A step of the line upwards: at a lamp (amber, red), ``after`` it, who is told."""

    lamp: str
    after: Span | None
    to: str
    source: str = ""
    origin: str = "default"


@dataclass(frozen=True)
class Reply:
    """A template of an answer: Chinese text with placeholders, and the points it must hold."""

    id: str
    category: str
    names: Text
    text: str
    points: tuple[str, ...]
    source: str = ""
    origin: str = "default"


@dataclass(frozen=True)
class Hotspot:
    """When appeals about the same thing become a warning: ``people`` persons within ``days``."""

    id: str
    names: Text
    by: str
    people: int
    days: int
    colour: str
    source: str = ""
    origin: str = "default"


@dataclass(frozen=True)
class Callbacks:
    """How many of the answered appeals are called back: ``share`` per cent, ``at_least`` a day."""

    share: int
    at_least: int
    due: Span
    source: str = ""
    origin: str = "default"


@dataclass(frozen=True)
class Amber:
    """When the lamp turns amber: ``share`` % of the time gone, or ``left`` before its end."""

    share: int
    left: Span
    source: str = ""
    origin: str = "default"


@dataclass(frozen=True)
class Step:
    """A step of a legal procedure; ``limit`` runs from ``since`` and can be ``longer`` once."""

    id: str
    names: Text
    limit: Span
    since: Text
    longer: Span | None
    clause: str


@dataclass(frozen=True)
class Procedure:
    """A legal procedure that a matter can go into, step by step."""

    id: str
    names: Text
    steps: tuple[Step, ...]
    source: str = ""
    origin: str = "law"


class OfficeHours(NamedTuple):
    """What comes after ``closes`` counts as received on the next working day."""

    opens: time
    closes: time


@dataclass(frozen=True)
class Rules:
    """All that holds for the appeals of one place."""

    categories: dict[str, Category]
    duties: tuple[Duty, ...]
    limits: dict[str, Limit]
    calendar: Calendar
    office_hours: OfficeHours
    waiting_limit: Span
    waiting_times: int
    unconfirmed_limit: Span
    reasons: dict[str, Reason]
    escalation: tuple[Escalation, ...]
    replies: dict[str, tuple[Reply, ...]]
    hotspots: tuple[Hotspot, ...]
    callbacks: Callbacks
    outcomes: dict[str, Outcome]
    elsewhere: tuple[Elsewhere, ...]
    amber: Amber
    accusing: Accusing
    withdrawals: dict[str, Reason] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    points: dict[str, Text] = field(default_factory=dict)
    boundaries: tuple[Boundary, ...] = ()

    def limit(self, urgency: str, matter: str) -> Limit:
        """The limits of an appeal: those of its urgency if it has some, else of its kind."""
        found = self.limits.get(urgency) or self.limits.get(matter)
        if found is None:
            raise Refusal(
                f"The packs know no limits for {urgency!r} or {matter!r}; see clocks.yaml."
            )
        return found

    def category(self, id: str) -> Category:
        """The category of this id.

        Raises:
            Refusal: there is none; the message lists those that there are.
        """
        if id not in self.categories:
            raise Refusal(f"There is no category {id!r}; there are {', '.join(self.categories)}.")
        return self.categories[id]

    def top(self) -> tuple[Category, ...]:
        """The categories without a parent, in the order of the plan that names them."""
        return tuple(each for each in self.categories.values() if each.parent is None)

    def duty(self, category: str, level: str, text: str = "") -> Duty | None:
        """Who answers for a matter at a level: lines with fitting words first, else the general.

        A level without lines takes those of the level above, a narrower category those of its
        parent. None: the duty list is silent.
        """
        for id in self._line(category):
            for each in LEVELS[: LEVELS.index(level) + 1][::-1]:
                lines = self._duties_by_level.get((id, each), ())
                found = next((d for d in lines if d.fits(text)), None)
                if found is not None:
                    return found
        return None

    @cached_property
    def _duties_by_level(self) -> dict[tuple[str, str], list[Duty]]:
        """Lines by category and level, those with words first."""
        found: dict[tuple[str, str], list[Duty]] = {}
        for duty in sorted(self.duties, key=lambda d: not d.words):
            found.setdefault((duty.category, duty.level), []).append(duty)
        return found

    def _line(self, category: str) -> list[str]:
        found: list[str] = []
        at: str | None = category
        while at in self.categories and at not in found:
            found.append(at)
            at = self.categories[at].parent
        return found

    def belongs_elsewhere(self, text: str) -> tuple[Elsewhere, ...]:
        """What a text speaks of that others answer for, the most pressing first."""
        return tuple(each for each in self.elsewhere if each.fits(text))
