"""What the platform makes of a worker's words, as a proposal that a person can correct."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import timezone

from rongcheng.appeals import recognition
from rongcheng.appeals.matters import matter_of
from rongcheng.appeals.pack import Elsewhere, Rules, rules_for
from rongcheng.appeals.recognition import Extraction, Reading, Recogniser
from rongcheng.places.codes import contains
from rongcheng.places.gazetteer import Gazetteer

ALSO = 0.2
CANNOT_WAIT = 0.9
"""From this confidence on a category is proposed beside the first."""


@dataclass
class Proposal:
    """Category and urgency with confidence and the words that decided; what was found in the text.

    ``top`` lists three categories with their confidence, ``words`` text positions with their
    weight, ``found`` the values to fill in: employer, site, amount (fen), people, months; ``marks``
    every finding with its position; ``elsewhere`` the matters that belong to others; ``model`` the
    version that read it.
    """

    category: str = ""
    confidence: float = 0.0
    abstain: bool = True
    top: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    more_categories: list[str] = field(default_factory=list)
    urgency: str = "normal"
    urgency_reason: str = ""
    call: list[str] = field(default_factory=list)
    arrears: bool = False
    matter: str = "help"
    restricted: bool = False
    place: int | None = None
    found: dict[str, Any] = field(default_factory=dict)
    marks: list[dict[str, Any]] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    model: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def recogniser() -> Recogniser:
    """The model in use, kept in memory; a process hears of another one within a minute."""
    return recognition.in_use(recognition.models_folder())


def propose(text: str, *, home: int | None = None) -> Proposal:
    """Read a text: what it is about, how urgent it is, who, where, how much.

    Args:
        home: code of the worker's home place, to understand "our county".
    """
    model = recogniser()
    read = _read(text, home, timezone.localdate(), model)
    rules = rules_for(home or 0)
    made = Proposal(matter=matter_of(text), place=_place(read.found, home), model=model.version)
    made.elsewhere = [each.id for each in rules.elsewhere if each.fits(text)]
    made.found, made.marks = _values(read.found), _marks(read.found)
    _take_category(made, read, rules)
    if read.urgency is not None:
        made.urgency, made.urgency_reason = read.urgency.level, read.urgency.reason
        made.call = list(read.urgency.call)
    made.abstain = _person_first(made, rules.belongs_elsewhere(text))
    made.arrears = bool(read.arrears and read.arrears.owed)
    return made


def _person_first(made: Proposal, others: tuple[Elsewhere, ...]) -> bool:
    """Whether a person decides: always where it seems to be for others, hardly where life is at
    risk, because an office must ring at once and cannot wait for a desk to be manned."""
    if others and not any(each.take for each in others):
        return True
    risk = made.urgency == "critical" and bool(made.category)
    return made.abstain and not (risk and made.confidence >= CANNOT_WAIT)


@lru_cache(maxsize=256)
def _read(text: str, home: int | None, today: date, model: Recogniser) -> Reading:
    """A reading; kept because each screen of one telling asks for it again."""
    return model.read(text, on=today, gazetteer=Gazetteer.load(), near=home)


def _take_category(made: Proposal, read: Reading, rules: Rules) -> None:
    """Category, its rivals and the words that decided; labels that are no category abstain."""
    guess = read.category
    made.top = [{"label": label, "confidence": round(c, 4)} for label, c in guess.top3]
    made.confidence, made.abstain = round(guess.confidence, 4), guess.abstain
    made.words = [
        {"start": w.start, "end": w.end, "text": w.text, "weight": round(w.weight, 4)}
        for w in read.words
    ]  # fmt: skip
    if guess.label not in rules.categories:
        made.abstain = True
        return
    made.category = guess.label
    also = [label for label, c in guess.top3[1:] if c >= ALSO and label in rules.categories]
    both = next((b.categories for b in rules.boundaries if b.holds(guess.label, read.text)), ())
    if both and both[0] != guess.label:  # the rule names another lead: a person looks at it
        made.category, made.abstain = both[0], True
        made.confidence = next((round(c, 4) for each, c in guess.top3 if each == both[0]), 0.0)
    made.more_categories = [
        each for each in dict.fromkeys([*both, guess.label, *also]) if each != made.category
    ]
    sensitive = [rules.category(c) for c in (made.category, *made.more_categories)]
    made.restricted = any(each.is_sensitive(read.text) for each in sensitive)


def _place(found: Extraction, home: int | None) -> int | None:
    """Where it happened: the deepest place named, elsewhere than home if there is one."""
    codes = [place.code for place in found.places if place.code]
    away = [code for code in codes if home is None or not contains(code, home)]
    return max(away or codes, key=_depth, default=None)


def _depth(code: int) -> int:
    return sum(code % size > 0 for size in (10**10, 10**8, 10**6, 10**3))


def _values(found: Extraction) -> dict[str, Any]:
    employers = [each.value for each in (*found.employers, *found.contractors)]
    sums = [each.fen for each in found.money if not each.per]
    values = {
        "employer": employers[0][:120] if employers else None,
        "site": found.sites[0].value[:120] if found.sites else None,
        "amount": max(sums, default=None),
        "people": found.most_people,
        "months": found.months_owed,
    }
    return {name: value for name, value in values.items() if value is not None}


def _marks(found: Extraction) -> list[dict[str, Any]]:
    kinds = {
        "place": found.places, "employer": found.employers, "site": found.sites,
        "contractor": found.contractors, "amount": found.money, "people": found.people,
        "months": found.months, "day": found.days, "private": found.private,
    }  # fmt: skip
    marks = [
        {"kind": kind, "start": each.start, "end": each.end, "text": each.text}
        for kind, each_kind in kinds.items() for each in each_kind
    ]  # fmt: skip
    return sorted(marks, key=lambda mark: int(mark["start"]))
