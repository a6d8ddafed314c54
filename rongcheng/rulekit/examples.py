"""The examples of a rule: read from its YAML, and run as its tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from rongcheng.core.yamlfile import Line, nearest

from .facts import both, value_of
from .judge import ELIGIBLE, NEEDS, NOT, judge
from .nodes import Type, Value
from .rules import Example, NoValue, Rule

KNOWN = {"name", "as_of", "like", "given", "outcome", "amount", "fails", "needs"}


class ExampleReader:
    """Reads the examples of a rule; ``like`` takes over the facts of one above."""

    def __init__(self, rule: Rule, types: Mapping[str, Type]) -> None:
        self.rule, self.types = rule, types
        self.asked = set(rule.facts())
        self.found: dict[str, Example] = {}

    def read(self, line: Line) -> tuple[Example, ...]:
        """The examples in their order; at least one eligible and one near miss.

        Raises:
            PackError: one cannot be read, or too few are there.
        """
        for entry in line.list():
            self._add(entry)
        examples = tuple(self.found.values())
        if not any(example.outcome == ELIGIBLE for example in examples):
            raise line.wrong(f"no example of {self.rule.id} is eligible; give one")
        if not any(e.outcome == NOT and len(e.fails) == 1 for e in examples):
            raise line.wrong(
                f"no example of {self.rule.id} is a near miss: give one with outcome: not that "
                "fails a single condition"
            )
        return examples

    def _add(self, entry: Line) -> None:
        given = entry.items(KNOWN, {"name", "outcome"})
        names = _names(given["name"])
        name = names["en"]
        if name in self.found:
            raise given["name"].wrong(f"there is an example {name!r} already")
        like = self._like(given)
        facts = dict(like.given) if like else {}
        facts |= dict(self._facts(given["given"])) if "given" in given else {}
        if "as_of" in given:
            as_of = given["as_of"].day()
        else:
            as_of = like.as_of if like else self.rule.valid[0]
        if not self.rule.in_force(as_of):
            raise entry.wrong(f"{self.rule.id} is not in force on {as_of}")
        outcome = given["outcome"].one_of({ELIGIBLE, NOT, NEEDS}, "outcome")
        self.found[name] = Example(
            name, names, as_of, facts, outcome, self._amount(given, outcome, entry),
            self._fails(given), given["needs"].texts() if "needs" in given else (),
            str(entry.wrong("")).removesuffix(": "),
        )  # fmt: skip

    def _like(self, given: Mapping[str, Line]) -> Example | None:
        if "like" not in given:
            return None
        name = given["like"].text()
        for example in self.found.values():
            if name in example.names.values():
                return example
        raise given["like"].wrong(f"no example above is named {name!r}")

    def _facts(self, line: Line) -> Iterator[tuple[str, Value]]:
        for key, value in line.pairs():
            name = key.text()
            if name not in self.types:
                raise key.wrong(f"there is no fact {name!r}{nearest(name, list(self.types))}")
            if name not in self.asked:
                raise key.wrong(f"{self.rule.id} does not ask for {name}; leave it out")
            yield name, value_of(value, self.types[name])

    def _amount(self, given: Mapping[str, Line], outcome: str, entry: Line) -> int | None:
        granted = self.rule.outcome.granted()
        if outcome != ELIGIBLE or granted is None:
            return None
        if "amount" not in given:
            raise entry.wrong("an eligible example says its amount")
        return int(str(value_of(given["amount"], granted.type)))

    def _fails(self, given: Mapping[str, Line]) -> tuple[str, ...]:
        if "fails" not in given:
            return ()
        known = {condition.id for condition in self.rule.conditions}
        return tuple(each.one_of(known, "condition") for each in given["fails"].list())


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
