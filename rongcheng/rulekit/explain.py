"""One subject explained: each condition with what is known or missing, and how far away it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .distance import Change, changes
from .facts import Fact, Subject
from .judge import ELIGIBLE, NEEDS, NOT, Judgement, judge
from .meaning import add_months
from .nodes import Value, bind
from .rules import Condition, Dated, Parameter, Rule, RulePack
from .showing import measured, shown, told

Row = Mapping[str, Value]
Naming = Callable[[int], str]
"""The name of a place by its 12-digit code."""


@dataclass(frozen=True)
class SeenFact:
    """A fact as the explanation shows it.

    Attributes:
        text: the value in words, ``zh`` and ``en``; that it is not known where ``value`` is None.
        source: ``registry``, or ``asked`` for what the subject has to state.
        paper: the document that proves it, if one does.
    """

    name: str
    label: Mapping[str, str]
    value: Value
    text: Mapping[str, str]
    source: str
    paper: Mapping[str, str] | None


@dataclass(frozen=True)
class UsedValue:
    """A value of the rule on the day, as the explanation shows it.

    Attributes:
        label: what it is called, ``zh`` and ``en``.
        text: the value in words.
        told: all of it in a line: ``稳定就业最少月数：3个月（云南省2020年政策：…）``.
    """

    label: Mapping[str, str]
    text: Mapping[str, str]
    dated: Dated

    @property
    def value(self) -> Value:
        return self.dated.value

    @property
    def origin(self) -> str:
        return self.dated.origin

    @property
    def source(self) -> str:
        return self.dated.source

    @property
    def told(self) -> Mapping[str, str]:
        label, text = self.label, self.text
        return {
            "zh": f"{label['zh']} {text['zh']}（{self.source}）",
            "en": f"{label['en']}: {text['en']} ({self.source})",
        }


@dataclass(frozen=True)
class Away:
    """A single change that would make a condition true, in words."""

    change: Change
    text: Mapping[str, str]


@dataclass(frozen=True)
class ConditionLine:
    """A condition of a rule for one subject; ``held`` is None while something is not known."""

    id: str
    text: Mapping[str, str]
    clause: str
    held: bool | None
    facts: tuple[SeenFact, ...]
    values: Mapping[str, UsedValue]
    away: tuple[Away, ...]

    @property
    def provisional(self) -> list[UsedValue]:
        """The values that the condition compares with and that no notice or law has set."""
        return _defaults(self.values)


@dataclass(frozen=True)
class Excluded:
    """A benefit that cannot be had together with this one, and what the subject would get there."""

    rule: str
    title: Mapping[str, str]
    outcome: str
    amount: int | None


@dataclass(frozen=True)
class Explanation:
    """What a rule says of one subject, and why.

    Attributes:
        nearly: whether a single condition is missing and a single change would meet it, which
            needs no more than a year where it is time that brings it.
        needs: facts to ask for, with their papers.
        reckoned: the values that the amount is reckoned with.
    """

    rule: Rule
    outcome: str
    amount: int | None
    lines: tuple[ConditionLine, ...]
    needs: tuple[SeenFact, ...]
    nearly: bool
    excludes: tuple[Excluded, ...]
    reckoned: Mapping[str, UsedValue]

    @property
    def provisional(self) -> list[UsedValue]:
        """The values that the amount is reckoned with and that no notice or law has set."""
        return _defaults(self.reckoned)


def explain(rule: Rule, row: Row, pack: RulePack, day: date, *, place: Naming = str) -> Explanation:
    """The explanation of a rule for one subject.

    Args:
        rule: as the pack has it (not yet with the values of a day), in force on ``day``.
        row: the facts of the subject; absent or None: not known.
        pack: where the rules it excludes are looked up.
        place: names places; without it they are shown by their codes.

    Raises:
        NoValue: a parameter has no value on that day.
    """
    subject = pack.subjects[rule.subject]
    found, rule = judge(rule.at(day), row), rule.worded(day)
    values = {name: _used(each, day, place) for name, each in rule.parameters.items()}
    lines = tuple(
        _line(condition, found.conditions[condition.id], values, row, subject, day, place)
        for condition in rule.conditions
    )
    open_lines = [line for line in lines if line.held is not True]
    nearly = (
        found.outcome == NOT
        and len(open_lines) == 1
        and any(_soon(each.change, row, subject, day) for each in open_lines[0].away)
    )
    needs = tuple(_seen(subject.facts[name], row, place) for name in found.needs)
    excludes = _excluded(rule, row, pack, day)
    granted = rule.outcome.granted()
    names = granted.names("parameter") if granted else ()
    reckoned = {name: values[name] for name in names if name in values}
    return Explanation(
        rule, found.outcome, found.amount, lines, needs, nearly, excludes, reckoned
    )  # fmt: skip


def explain_all(
    pack: RulePack, subject: str, row: Row, day: date, *, place: Naming = str
) -> list[Explanation]:
    """Every rule of the day about one subject: eligible first, then nearly, to be asked, not."""
    found = [
        explain(rule, row, pack, day, place=place)
        for rule in pack.on(day)
        if rule.subject == subject
    ]
    order = {ELIGIBLE: 0, NEEDS: 2, NOT: 3}
    return sorted(found, key=lambda each: 1 if each.nearly else order[each.outcome])


def _used(parameter: Parameter, day: date, place: Naming) -> UsedValue:
    dated = parameter.at(day)
    return UsedValue(parameter.label, measured(dated.value, parameter.type, place), dated)


def _defaults(values: Mapping[str, UsedValue]) -> list[UsedValue]:
    return [each for each in values.values() if each.origin == "default"]


def _line(
    condition: Condition, held: bool | None, values: Mapping[str, UsedValue], row: Row,
    subject: Subject, day: date, place: Naming,
) -> ConditionLine:  # fmt: skip
    names = condition.when.names("parameter")
    plain = {name: each.value for name, each in values.items()}
    away: Sequence[Change] = ()
    if held is False:  # the day stays open, so that it can be asked when time alone is enough
        away = changes(bind(condition.when, plain), row, subject.facts, day)
    return ConditionLine(
        condition.id, condition.text, condition.clause, held,
        tuple(_seen(subject.facts[name], row, place) for name in _told_by(condition, held, row)),
        {name: values[name] for name in names if name in values},
        tuple(Away(each, _told(each, row, subject, place)) for each in away),
    )  # fmt: skip


def _told_by(condition: Condition, held: bool | None, row: Row) -> list[str]:
    """The facts that a condition rests on; once it is settled, without those nobody has told."""
    names = condition.when.names()
    known = [name for name in names if row.get(name) is not None]
    return names if held is None else known or names


def _soon(change: Change, row: Row, subject: Subject, day: date) -> bool:
    """Whether nothing but time has to pass, and less than a year of it, or no time at all."""
    if change.since is not None:
        return change.since <= add_months(day, 12)
    fact = subject.facts.get(change.fact or "")
    if fact is None or fact.grows != "yearly":
        return True
    value, now = change.value, row.get(fact.name)
    return isinstance(value, int) and isinstance(now, int) and value - now == 1


def _told(change: Change, row: Row, subject: Subject, place: Naming) -> dict[str, str]:
    """A change in words; a place by its name."""
    value = change.value
    if change.fact and subject.facts[change.fact].type.kind == "place" and isinstance(value, int):
        names = subject.facts[change.fact].names
        return {"zh": f"{names['zh']}：{place(value)}", "en": f"{names['en']}: {place(value)}"}
    return told(change, row, subject.facts)


def _seen(fact: Fact, row: Row, place: Naming) -> SeenFact:
    value = row.get(fact.name)
    text = shown(value, fact)
    if fact.type.kind == "place" and isinstance(value, int):
        text = dict.fromkeys(("zh", "en"), place(value))
    return SeenFact(fact.name, fact.names, value, text, fact.source, fact.paper)


def _excluded(rule: Rule, row: Row, pack: RulePack, day: date) -> tuple[Excluded, ...]:
    """The rules that exclude this one or are excluded by it, as they stand for the subject."""
    others = [
        other
        for other in pack.on(day)
        if (other.id in rule.excludes or rule.id in other.excludes)
        and other.subject == rule.subject
    ]
    found: list[tuple[Rule, Judgement]] = [(other, judge(other.at(day), row)) for other in others]
    return tuple(Excluded(o.id, o.title, j.outcome, j.amount) for o, j in found)
