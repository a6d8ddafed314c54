"""The examples of a rule: read from its YAML, and run as its tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from rongcheng.core.yamlfile import Line, Mistakes, PackErrors, nearest

from .facts import both, value_of
from .judge import ELIGIBLE, NEEDS, NOT, judge
from .nodes import Type, Value
from .rules import Example, NoValue, Rule

KNOWN = {"name", "as_of", "like", "given", "outcome", "amount", "fails", "needs"}


class ExampleReader:
    """Reads the examples of a rule; ``like`` takes over the facts of one above.

    Args:
        types: the types of facts by name; None: not known, so that facts are not looked at.
        whole: whether the rule is; where it is not, what only follows from that is not told.
    """

    def __init__(self, rule: Rule, types: Mapping[str, Type] | None, *, whole: bool = True) -> None:
        self.rule, self.types, self.whole = rule, types, whole
        self.asked = set(rule.facts())
        self.found: dict[str, Example] = {}
        self.hidden: set[str] = set()
        """Names of examples that could not be read, so that nobody is told they are not there."""

    def read(self, line: Line) -> tuple[Example, ...]:
        """The examples in their order; at least one eligible and one near miss.

        Raises:
            PackErrors: some cannot be read, or too few are there.
        """
        wrong = Mistakes()
        wrong.each(line.list(), self._add)
        examples = tuple(self.found.values())
        if not wrong and not any(example.outcome == ELIGIBLE for example in examples):
            wrong.add(line.wrong(f"no example of {self.rule.id} is eligible; give one"))
        if not wrong and not any(e.outcome == NOT and len(e.fails) == 1 for e in examples):
            wrong.add(line.wrong(
                f"no example of {self.rule.id} is a near miss: give one with outcome: not that "
                "fails a single condition"
            ))  # fmt: skip
        wrong.end()
        return examples

    def _add(self, entry: Line) -> None:
        wrong = Mistakes()
        given = entry.items(KNOWN, {"name", "outcome"}, wrong)
        names = wrong.of(given, "name", _names, {"zh": "", "en": ""})
        name = names["en"]
        if name and name in self.found:
            wrong.add(given["name"].wrong(f"there is an example {name!r} already"))
        like = wrong.of(given, "like", self._like, None)
        facts = dict(like.given) if like else {}
        facts |= wrong.of(given, "given", lambda line: dict(self._facts(line, wrong)), {})
        other = like.as_of if like else self.rule.valid[0]
        as_of = wrong.of(given, "as_of", Line.day, other)
        if self.whole and not self.rule.in_force(as_of):
            wrong.add(entry.wrong(f"{self.rule.id} is not in force on {as_of}"))
        outcomes = {ELIGIBLE, NOT, NEEDS}
        outcome = wrong.of(given, "outcome", lambda line: line.one_of(outcomes, "outcome"), "")
        example = Example(
            name, names, as_of, facts, outcome,
            wrong.of({"entry": entry}, "entry", lambda e: self._amount(given, outcome, e), None),
            wrong.of(given, "fails", lambda line: self._fails(line, wrong), ()),
            wrong.of(given, "needs", Line.texts, ()), str(entry.wrong("")).removesuffix(": "),
        )  # fmt: skip
        if wrong:
            self.hidden |= set(names.values())
            wrong.end()
        self.found[name] = example

    def _like(self, line: Line) -> Example:
        name = line.text()
        for example in self.found.values():
            if name in example.names.values():
                return example
        if name in self.hidden:
            raise PackErrors([])
        raise line.wrong(f"no example above is named {name!r}")

    def _facts(self, line: Line, wrong: Mistakes) -> Iterator[tuple[str, Value]]:
        for key, value in line.pairs(wrong) if self.types is not None else ():
            with wrong.gathered():
                yield key.text(), self._fact(key, value, self.types or {})

    def _fact(self, key: Line, value: Line, types: Mapping[str, Type]) -> Value:
        name = key.text()
        if name not in types:
            raise key.wrong(f"there is no fact {name!r}{nearest(name, list(types))}")
        if self.whole and name not in self.asked:
            raise key.wrong(f"{self.rule.id} does not ask for {name}; leave it out")
        return value_of(value, types[name])

    def _amount(self, given: Mapping[str, Line], outcome: str, entry: Line) -> int | None:
        granted = self.rule.outcome.granted()
        if outcome != ELIGIBLE or granted is None:
            return None
        if "amount" not in given:
            raise entry.wrong("an eligible example says its amount")
        return int(str(value_of(given["amount"], granted.type)))

    def _fails(self, line: Line, wrong: Mistakes) -> tuple[str, ...]:
        known = {condition.id for condition in self.rule.conditions}
        if "" in known:  # of some condition the id could not be read
            return ()
        return tuple(wrong.each(line.list(), lambda each: each.one_of(known, "condition")))


def _names(line: Line) -> dict[str, str]:
    """``{zh: …, en: …}``, or one text for every reader."""
    if isinstance(line.node, yaml.MappingNode):
        return both(line)
    return {"zh": line.text(), "en": line.text()}


def check_examples(rule: Rule) -> Iterator[str]:
    """Each example that the rule answers otherwise than it says, in words."""
    for example in rule.examples:
        try:
            found = judge(rule.at(example.as_of), example.given)
        except NoValue as error:
            if example.as_of == rule.valid[0]:
                continue  # that no value is given for the first day is told of the rule
            yield f"{example.where}: {rule.id}, {example.names['zh']!r}: {error}"
            continue
        fails = tuple(id for id, held in found.conditions.items() if held is False)
        pairs = [
            ("outcome", example.outcome, found.outcome),
            ("amount", example.amount, found.amount),
            ("fails", set(example.fails), set(fails)),
            ("needs", set(example.needs), set(found.needs)),
        ]
        for what, expected, got in pairs:
            if expected != got:
                yield (
                    f"{example.where}: {rule.id}, {example.names['zh']!r}: {what} should be "
                    f"{_shown(expected)}, the rule says {_shown(got)}"
                )
                break


def _shown(value: object) -> str:
    if isinstance(value, set):
        return ", ".join(sorted(value)) or "none"
    return "none" if value is None else str(value)
