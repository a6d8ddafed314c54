"""What the platform makes of a worker's words, as a proposal that a person can correct."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from rongcheng.appeals.pack import rules_for

from .recogniser import recogniser


@dataclass
class Proposal:
    """Category and urgency with confidence and the words that decided; what was found in the text.

    ``top`` lists three categories with their confidence, ``words`` text positions with their
    weight, ``found`` the values to fill in: employer, site, amount (fen), people, months; ``marks``
    every finding with its position.
    """

    category: str = ""
    confidence: float = 0.0
    abstain: bool = True
    top: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    more_categories: list[str] = field(default_factory=list)
    urgency: str = "normal"
    urgency_reason: str = ""
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


def propose(text: str, *, home: int | None = None) -> Proposal:
    """Read a text: what it is about, how urgent it is, who, where, how much.

    Args:
        home: code of the worker's home place, to understand "our county".
    """
    return recogniser().proposal(text, rules_for(home or 0), Proposal)
