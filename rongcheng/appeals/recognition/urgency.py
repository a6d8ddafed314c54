"""Critical and urgent matters by words that people chose, never by the classifier.

The words are data: ``packs/national/appeals/urgency.yaml``, each rule with its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rongcheng.core.yamlfile import Line, read

from .texts import plain, positions

LEVELS = ("normal", "raised", "urgent", "critical")
# What may be left out between the parts of a phrase written with "…".
_BETWEEN = r"[^。！？!?；;]{0,12}?"


@dataclass(frozen=True)
class Rule:
    """Words that raise a matter to a level, unless others stand there; `call`: numbers to ring."""

    id: str
    level: str
    reason: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    call: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that speaks, and where: text[start:end]."""

    rule: Rule
    start: int
    end: int
    text: str


def load_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of a file, the gravest first. Raises PackError with file and line."""
    rules = [_rule(line) for line in read(path, path.parent.parent.parent).list()]
    return tuple(sorted(rules, key=lambda rule: -LEVELS.index(rule.level)))


def _rule(line: Line) -> Rule:
    known = {"id", "level", "reason", "words", "unless", "call", "source"}
    parts = line.items(known, known - {"unless", "call"})
    unless = parts["unless"].texts() if "unless" in parts else ()
    return Rule(
        parts["id"].text(),
        parts["level"].one_of(set(LEVELS), "level"),
        parts["reason"].text(),
        _pattern(parts["words"].texts()),
        _pattern(unless) if unless else None,
        parts["call"].texts() if "call" in parts else (),
        parts["source"].text(),
    )


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    """Any of the phrases; "…" stands for a few letters in one, "|" between 〔〕 for a choice."""
    return re.compile("|".join(_one(plain(phrase)) for phrase in phrases))


def _one(phrase: str) -> str:
    escaped = re.escape(phrase).replace(r"\|", "|")
    escaped = escaped.replace("〔", "(?:").replace("〕", ")")
    return re.sub(r"(?:…|\\\.\\\.\\\.)+", lambda _: _BETWEEN, escaped)


def hits(text: str, rules: Sequence[Rule]) -> list[Hit]:
    """Each rule that the text meets, once, the gravest first."""
    seen, places = plain(text), positions(text)
    found = []
    for rule in rules:
        if hit := _hit(rule, seen):
            start, end = int(places[hit.start()]), int(places[hit.end() - 1]) + 1
            found.append(Hit(rule, start, end, text[start:end]))
    return found


def _hit(rule: Rule, seen: str) -> re.Match[str] | None:
    """The first place where the rule's words stand and nothing that excuses them touches it."""
    excuses = [m.span() for m in rule.unless.finditer(seen)] if rule.unless else []
    for match in rule.pattern.finditer(seen):
        if not any(start < match.end() and match.start() < end for start, end in excuses):
            return match
    return None


def gravest(levels: Mapping[str, float] | Sequence[str]) -> str:
    """The highest of some levels; normal where there is none."""
    return max(levels, key=LEVELS.index, default="normal")
