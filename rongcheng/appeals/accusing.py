"""Which offices a text accuses, by the words of the packs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .pack.model import Accusing

SENTENCE = re.compile(r"[^。！？!?；;\n]+")
FAR = 24
"""So many characters may stand between an office and what it is accused of."""
NEAR = 10
"""And between “I complain of” and the office, such as the name of its place."""
ELSE = re.compile(r"[向到去给跟找对，,]")
"""After “I complain” these make the office the one to whom, not of whom."""


class Named(NamedTuple):
    """An office of a ``kind`` as the text calls it, ``start`` to ``end``; with what it did."""

    kind: str
    start: int
    end: int
    words: str


def accused(text: str, words: Accusing) -> list[Named]:
    """The offices that ``text`` complains about, each kind and position once."""
    return [
        each._replace(words=why)
        for each in named(text, words)
        if (why := _accusation(text, each, words))
    ]


def named(text: str, words: Accusing) -> Iterator[Named]:
    """Every office that ``text`` names, in their order; the longest name where several fit."""
    for found in words.pattern.finditer(text):
        yield Named(words.kinds[found.group()], found.start(), found.end(), found.group())


def _accusation(text: str, office: Named, words: Accusing) -> str:
    """The words that accuse it, with the sentence's own around them left out; empty: none."""
    sentence = next(
        (s for s in SENTENCE.finditer(text) if s.start() <= office.start < s.end()), None
    )
    if sentence is None:
        return ""
    before, after = text[sentence.start() : office.start], text[office.end : sentence.end()]
    if any(word in before for word in words.unless):
        return ""
    for word in words.against:
        told = before.rfind(word)
        between = before[told + len(word) :]
        if told >= 0 and len(between) <= NEAR and not ELSE.search(between):
            return text[sentence.start() + told : office.end]
    did = words.conduct_pattern.search(after[:FAR])
    if did is None or _of_another(after[: did.start()], words):
        return ""
    if any(after[: did.start()].endswith(word) for word in words.negations):
        return ""
    return text[office.start : office.end + did.end()]


def _of_another(gap: str, words: Accusing) -> bool:
    """Whether somebody else did it, who stands between and is more than a companion."""
    return any(
        not any(gap[: at.start()].endswith(word) for word in words.companions)
        for other in words.others for at in re.finditer(re.escape(other), gap)
    )  # fmt: skip
