"""A pack over time: the wordings of its rules, each in its own days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from .notices import Notice
from .rulefiles import effective_day, load_rules, paths_of
from .rules import Parameter, Rule, RulePack


def load_over_time(root: Path, name: str, today: date) -> RulePack:
    """A pack as its files have it, those with a day of their own (``effective``) from it on.

    Raises:
        PackErrors: something in the packs is wrong.
    """
    first = load_rules(root, name, day=date.min)
    days = days_of(root, first.chain)
    steps = [(day, load_rules(root, name, day=day)) for day in days]
    return over_time([(date.min, first), *steps], today) if steps else first


def days_of(root: Path, chain: Sequence[str]) -> list[date]:
    """The days on which files of packs take effect."""
    texts = (path.read_text("utf-8", "replace") for pack in chain for path in paths_of(root, pack))
    return sorted({day for text in texts if (day := effective_day(text))})


def same(one: Rule | None, other: Rule | None) -> bool:
    """Whether two wordings say the same, wherever and in whatever order of lines they stand."""
    return (one and _plain(one)) == (other and _plain(other))


def _plain(rule: Rule) -> Rule:
    def once(parameter: Parameter) -> Parameter:
        return replace(parameter, values=tuple(dict.fromkeys(parameter.values)))

    return replace(
        rule, version="", examples=tuple(replace(each, where="") for each in rule.examples),
        parameters={name: once(parameter) for name, parameter in rule.parameters.items()},
    )  # fmt: skip


def over_time(steps: Sequence[tuple[date, RulePack]], today: date) -> RulePack:
    """One pack out of its states: each holds from its day until the day before the next.

    A rule that a state changes is split there: the old wording ends on the day before, the new one
    begins on the day. What no state changes stays whole.

    Args:
        steps: the states in the order of their days; the first holds before the second as well.
        today: whose wordings stand in ``rules``.
    """
    packs = [pack for _, pack in steps]
    now = [pack for start, pack in steps if start <= today]
    present = now[-1] if now else packs[0]
    dated: dict[str, tuple[Rule, ...]] = {}
    rules = dict(present.rules)
    for id in dict.fromkeys(id for pack in packs for id in pack.rules):
        wordings = _wordings(id, steps)
        if wordings != (present.rules.get(id),):
            dated[id] = wordings
            held = [rule for rule in wordings if rule.in_force(today)]
            rules[id] = (held or [rule for rule in wordings if rule.valid[0] > today]
                         or list(wordings)[-1:])[0]  # fmt: skip
    return replace(present, rules=rules, dated=dated, notices=_notices(packs))


def _notices(packs: Sequence[RulePack]) -> dict[str, Notice]:
    """Every notice with the clauses of all states: a wording to come cites its own."""
    found: dict[str, Notice] = {}
    for pack in packs:
        for name, notice in pack.notices.items():
            before = found[name].clauses if name in found else {}
            found[name] = replace(notice, clauses={**before, **notice.clauses})
    return found


def _wordings(id: str, steps: Sequence[tuple[date, RulePack]]) -> tuple[Rule, ...]:
    found: list[tuple[Rule, date, date | None]] = []
    ends = [start - timedelta(days=1) for start, _ in steps[1:]] + [None]
    for (start, pack), end in zip(steps, ends, strict=True):
        rule = pack.rules.get(id)
        if rule is None:
            continue
        if found and found[-1][0].version == rule.version:
            found[-1] = (*found[-1][:2], end)
        else:
            found.append((rule, start, end))
    cut = (_cut(*each, first=each[1] == steps[0][0]) for each in found)
    return tuple(rule for rule in cut if rule)


def _cut(rule: Rule, start: date, end: date | None, *, first: bool) -> Rule | None:
    """The rule in the days of its state only; None where it is not in force on any of them."""
    begins = rule.valid[0] if first else max(rule.valid[0], start)
    lasts = [day for day in (rule.valid[1], end) if day]
    ends = min(lasts) if lasts else None
    return None if ends and ends < begins else replace(rule, valid=(begins, ends))
