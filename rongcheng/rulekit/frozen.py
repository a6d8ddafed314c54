"""A rule with the values of a day as plain JSON, so that a decision can be worked out years later.

What is written holds the checked expressions themselves, with their types: neither a later pack
nor a later fact dictionary changes what they mean.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from .facts import Fact
from .nodes import Node, Type, Value
from .rules import Condition, Outcome, Rule


def freeze(rule: Rule) -> dict[str, Any]:
    """The rule as JSON can hold it.

    Args:
        rule: with its values of the day (``Rule.at``).
    """
    outcome = rule.outcome
    return {
        "id": rule.id, "title": dict(rule.title), "subject": rule.subject, "pack": rule.pack,
        "notice": rule.notice, "clause": rule.clause, "origin": rule.origin,
        "version": rule.version, "place": rule.place,
        "valid": [day.isoformat() if day else None for day in rule.valid],
        "conditions": [
            {"id": c.id, "text": dict(c.text), "clause": c.clause, "when": _node(c.when)}
            for c in rule.conditions
        ],
        "outcome": {
            "kind": outcome.kind, "frequency": outcome.frequency, "text": dict(outcome.text),
            "amount": _node(outcome.amount) if outcome.amount else None,
            "cap": _node(outcome.cap) if outcome.cap else None,
        },
    }  # fmt: skip


def thaw(frozen: Mapping[str, Any]) -> Rule:
    """The rule that was frozen, ready to be judged; its examples and parameters are not kept."""
    start, end = (date.fromisoformat(day) if day else None for day in frozen["valid"])
    given = frozen["outcome"]
    amount, cap = (_thawed(given[name]) if given[name] else None for name in ("amount", "cap"))
    conditions = tuple(
        Condition(c["id"], c["text"], _thawed(c["when"]), c["clause"]) for c in frozen["conditions"]
    )
    assert start is not None
    return Rule(
        id=frozen["id"], title=frozen["title"], subject=frozen["subject"], pack=frozen["pack"],
        place=frozen["place"], valid=(start, end), notice=frozen["notice"],
        clause=frozen["clause"], origin=frozen["origin"], conditions=conditions,
        outcome=Outcome(given["kind"], amount, cap, given["frequency"], given["text"]),
        version=frozen["version"],
    )  # fmt: skip


def plain(value: Value) -> bool | int | str | None:
    """A fact's value as JSON has it: a day as 2023-08-31."""
    return value.isoformat() if isinstance(value, date) else value


def valued(value: bool | int | str | None, fact: Fact) -> Value:
    """A fact's value back from JSON."""
    return _value(value, fact.type.kind)


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256 over JSON in one fixed spelling."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _node(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {"op": node.op, "kind": node.type.kind}
    if node.type.unit:
        found["unit"] = node.type.unit
    if node.type.codes:
        found["codes"] = list(node.type.codes)
    if node.value is not None:
        found["value"] = plain(node.value)
        found["of"] = "date" if isinstance(node.value, date) else ""
    if node.args:
        found["args"] = [_node(arg) for arg in node.args]
    return found


def _thawed(frozen: Mapping[str, Any]) -> Node:
    kind = Type(frozen["kind"], frozen.get("unit", ""), tuple(frozen.get("codes", ())))
    value = _value(frozen.get("value"), frozen.get("of", ""))
    args = tuple(_thawed(arg) for arg in frozen.get("args", ()))
    return Node(frozen["op"], kind, args, value)


def _value(value: bool | int | str | None, kind: str) -> Value:
    if kind == "date" and value is not None:
        return date.fromisoformat(str(value))
    return value
