"""Rules: what a notice grants or orders, its conditions, its outcome and where it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from .facts import Subject
from .nodes import Node, Type, Value, bind, literal
from .notices import Notice
from .showing import measured

ORIGINS = frozenset({"seed", "law", "provincial", "default"})
KINDS = frozenset({"cash", "loan", "support", "relief", "post", "service", "points", "level"})
"""What a rule grants: money reckoned, a limit of credit, money decided case by case, less to pay,
a post, a service; or it counts points or tells a level."""
FREQUENCIES = frozenset({"once", "yearly", "monthly", "each"})
MOST_CONDITIONS = 15
NAMED = re.compile(r"\{([^{}]*)\}")
"""A parameter named in a text: ``稳定就业{least_months}以上``."""

Text = Mapping[str, str]


class NoValue(ValueError):
    """A parameter has no value on a day."""


@dataclass(frozen=True)
class Dated:
    """A value that holds from one day to another (None: without end), and who said so."""

    value: Value
    start: date
    end: date | None
    origin: str
    source: str

    def on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Parameter:
    """A value of a rule under a name; the first of ``values`` that holds on a day counts.

    ``title``: what people call it, ``zh`` and ``en``; empty where its pack does not say.
    """

    name: str
    type: Type
    values: tuple[Dated, ...]
    title: Text = field(default_factory=dict)

    @property
    def label(self) -> Text:
        """Its title, or else its name in both languages."""
        return self.title or {"zh": self.name, "en": self.name}

    def at(self, day: date) -> Dated:
        """The value on a day.

        Raises:
            NoValue: none is given for it.
        """
        for dated in self.values:
            if dated.on(day):
                return dated
        raise NoValue(f"parameter {self.name} has no value on {day}; give one that holds then")

    def said(self, day: date) -> Text:
        """The value of a day in words, or of the nearest where it has none; else what it is."""
        there = [each for each in self.values if each.on(day)] or sorted(
            self.values, key=lambda each: abs((each.start - day).days)
        )
        return measured(there[0].value, self.type) if there else self.label


@dataclass(frozen=True)
class Condition:
    """One thing that must hold, in words and as a checked expression, and where it is written.

    The words may name a parameter (``{least_months}``); ``Rule.worded`` says its value of a day.
    """

    id: str
    text: Text
    when: Node
    clause: str


@dataclass(frozen=True)
class Outcome:
    """What somebody gets who meets all conditions.

    Attributes:
        kind: one of ``KINDS``.
        amount: fen (points, level), or None where nothing is counted.
        cap: the most that is granted.
        frequency: how often one subject can have it.
        text: what it is, in words; it may name parameters as a condition does.
    """

    kind: str
    amount: Node | None
    cap: Node | None
    frequency: str
    text: Text

    def granted(self) -> Node | None:
        """The amount cut at the cap."""
        if self.amount is None or self.cap is None:
            return self.amount
        return Node("least", self.amount.type, (self.amount, self.cap))


@dataclass(frozen=True)
class Example:
    """A subject and what the rule says of it: a rule's own test.

    ``name`` is what ``like`` calls it: the English one where it has both.
    """

    name: str
    names: Text
    as_of: date
    given: Mapping[str, Value]
    outcome: str
    amount: int | None
    fails: tuple[str, ...]
    needs: tuple[str, ...]
    where: str


@dataclass(frozen=True)
class Rule:
    """A rule as its pack has it.

    Attributes:
        place: 12-digit code of where it holds, None for everywhere.
        valid: first and last day (None: without end).
        origin: who decided it: a plan (seed), the law, a rule of the province, a default of ours.
        excludes: ids of the rules that nobody can have together with this one.
        version: fingerprint of everything that is written about it.
        without_applying: whether whoever is eligible is offered it by itself each month.
    """

    id: str
    title: Text
    subject: str
    pack: str
    place: int | None
    valid: tuple[date, date | None]
    notice: str
    clause: str
    origin: str
    conditions: tuple[Condition, ...]
    outcome: Outcome
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    documents: tuple[Text, ...] = ()
    excludes: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    version: str = ""
    without_applying: bool = False

    def in_force(self, day: date) -> bool:
        start, end = self.valid
        return start <= day and (end is None or day <= end)

    def at(self, day: date) -> Rule:
        """The rule with the values of a day put into its expressions.

        Raises:
            NoValue: a parameter has none on that day.
        """
        values: dict[str, Value] = {n: p.at(day).value for n, p in self.parameters.items()}
        values["as_of"] = day
        told = self.worded(day)
        bound = tuple(replace(c, when=bind(c.when, values)) for c in told.conditions)
        amount, cap = (
            bind(node, values) if node else None for node in (self.outcome.amount, self.outcome.cap)
        )
        return replace(
            told, conditions=bound, outcome=replace(told.outcome, amount=amount, cap=cap)
        )

    def worded(self, day: date) -> Rule:
        """The rule whose texts say the values of a day where they name a parameter."""

        def text(given: Text) -> Text:
            return {language: NAMED.sub(put(language), one) for language, one in given.items()}

        def put(language: str) -> Callable[[re.Match[str]], str]:
            return lambda found: (
                self.parameters[found[1]].said(day)[language]
                if found[1] in self.parameters else found[0]
            )  # fmt: skip

        texts = [self.outcome.text, *(c.text for c in self.conditions)]
        if not any("{" in one for each in texts for one in each.values()):
            return self
        conditions = tuple(replace(c, text=text(c.text)) for c in self.conditions)
        outcome = replace(self.outcome, text=text(self.outcome.text))
        return replace(self, conditions=conditions, outcome=outcome)

    def facts(self) -> list[str]:
        """The facts that it asks for, conditions first."""
        nodes = [c.when for c in self.conditions]
        nodes += [node for node in (self.outcome.granted(),) if node]
        return list(dict.fromkeys(name for node in nodes for name in node.names()))


@dataclass(frozen=True)
class RulePack:
    """The rules that hold for a jurisdiction: its own and those of the packs it extends.

    Attributes:
        rules: by id; of a rule that was changed, the wording of the day the pack was read for.
        dated: by id, every wording of a rule that was changed, each valid in its own days.
        hints: by id, what would make a rule easier to read, with file and line; no mistakes.
    """

    name: str
    names: Text
    chain: tuple[str, ...]
    place: int | None
    subjects: Mapping[str, Subject]
    rules: Mapping[str, Rule]
    notices: Mapping[str, Notice] = field(default_factory=dict)
    dated: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def rule(self, id: str, day: date) -> Rule | None:
        """The wording of a rule that is in force on a day."""
        for rule in self.dated.get(id) or (self.rules[id],) if id in self.rules else ():
            if rule.in_force(day):
                return rule
        return None

    def on(self, day: date) -> list[Rule]:
        """The rules in force on a day, each in its wording of that day."""
        found = (self.rule(id, day) for id in self.rules)
        return [rule for rule in found if rule]

    def for_subject(self, subject: str, day: date) -> list[Rule]:
        """The rules about a kind of subject that are in force on a day, with its values."""
        return [rule.at(day) for rule in self.on(day) if rule.subject == subject]


def inside(place: int, fact: str) -> Node:
    """The condition that a place fact lies in the place of a rule."""
    at = Node("fact", Type("place"), value=fact)
    return Node("within", Type("bool"), (at, literal(place, Type("place"))))


def asked(rules: Iterable[Rule]) -> list[str]:
    """The facts that some rules ask for, each once."""
    return list(dict.fromkeys(name for rule in rules for name in rule.facts()))
