"""Reads an appeal: what it is about, how urgent, whether wages are owed, and what it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rongcheng.places.gazetteer import Gazetteer

from .classifier import Classifier, Guess, Word
from .extraction import Extraction, extract
from .urgency import LEVELS, Hit, Rule, hits

_LIKE = {
    "normal": "没有发现紧急的字眼",
    "raised": "与以往要优先办的诉求相似",
    "urgent": "与以往紧急的诉求相似",
}
URGENCY_NEEDS = 0.6  # below it the classifier's word for urgent or critical only raises


@dataclass(frozen=True, slots=True)
class Urgency:
    """How urgent, why in a sentence, by a `rule` or by the `classifier`, whom to ring at once.

    `hits` are the rules that spoke, with positions; `confidence` is 1.0 for a rule.
    """

    level: str
    reason: str
    by: str
    confidence: float
    call: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrears:
    """Whether wages are owed, and how sure that is (0 to 1)."""

    owed: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was recognised in one appeal; positions are those of `text`."""

    text: str
    category: Guess
    words: tuple[Word, ...]
    urgency: Urgency | None
    arrears: Arrears | None
    found: Extraction


@dataclass(frozen=True, eq=False)
class Recogniser:
    """A classifier of matters, with those of urgency and arrears where the model has them.

    `version` names what it was made from: its day, and a hash of examples and corrections.
    """

    category: Classifier
    urgency: Classifier | None = None
    arrears: Classifier | None = None
    rules: tuple[Rule, ...] = ()
    version: str = ""

    def read(
        self,
        text: str,
        *,
        on: date | None = None,
        gazetteer: Gazetteer | None = None,
        near: int | None = None,
    ) -> Reading:
        """What one appeal says. `on` is the day it was written (today unless given), `near` the
        place code it came from; places are resolved only with a gazetteer.
        """
        return self.read_many([text], on=on, gazetteer=gazetteer, near=near)[0]

    def read_many(
        self,
        texts: Sequence[str],
        *,
        on: date | None = None,
        gazetteer: Gazetteer | None = None,
        near: int | None = None,
    ) -> list[Reading]:
        """What each of many appeals says, in their order; quicker than one by one."""
        guesses = self.category.classify_many(texts)
        levels = self.urgency.classify_many(texts) if self.urgency else [None] * len(texts)
        owed = self.arrears.classify_many(texts) if self.arrears else [None] * len(texts)
        return [
            Reading(
                text,
                guess,
                tuple(self.category.words(text, guess.label)),
                self._urgency(text, level),
                Arrears(wages.label == "yes", wages.confidence) if wages else None,
                extract(text, on=on, gazetteer=gazetteer, near=near),
            )
            for text, guess, level, wages in zip(texts, guesses, levels, owed, strict=True)
        ]

    def _urgency(self, text: str, guess: Guess | None) -> Urgency | None:
        """A rule's word stands; the classifier's counts above it or where no rule speaks."""
        found = hits(text, self.rules)
        if guess is None and not self.rules:
            return None
        level, confidence = _careful(guess)
        call = tuple(dict.fromkeys(number for hit in found for number in hit.rule.call))
        if found and LEVELS.index(found[0].rule.level) >= LEVELS.index(level):
            first = found[0].rule
            return Urgency(first.level, first.reason, "rule", 1.0, call, tuple(found))
        return Urgency(level, _LIKE[level], "classifier", confidence, call, tuple(found))


def _careful(guess: Guess | None) -> tuple[str, float]:
    """The classifier's level; critical is left to rules, and urgent needs to be likely."""
    if guess is None:
        return "normal", 1.0
    level = "urgent" if guess.label == "critical" else guess.label
    if level == "urgent" and guess.confidence < URGENCY_NEEDS:
        level = "raised"
    return level, guess.confidence
