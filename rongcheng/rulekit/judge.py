"""A rule applied to one subject: each condition true, false or not known, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .meaning import evaluate
from .nodes import Node, Value
from .rules import Rule

ELIGIBLE, NOT, NEEDS = "eligible", "not", "needs"


@dataclass(frozen=True)
class Judgement:
    """What a rule says of one subject.

    Attributes:
        outcome: ``eligible``, ``not``, or ``needs`` where some fact is not known that could decide.
        conditions: id to true, false or None (not known).
        amount: fen (points, level); None where nothing is counted or it is not eligible.
        needs: the facts to ask for, only where the outcome is ``needs``.
    """

    outcome: str
    conditions: Mapping[str, bool | None]
    amount: int | None
    needs: tuple[str, ...]


def judge(rule: Rule, row: Mapping[str, Value]) -> Judgement:
    """The judgement of a rule with its values (``Rule.at``) on the facts of one subject."""
    held = {c.id: _answer(c.when, row) for c in rule.conditions}
    if False in held.values():
        return Judgement(NOT, held, None, ())
    open_nodes = [c.when for c in rule.conditions if held[c.id] is None]
    granted = rule.outcome.granted()
    amount = evaluate(granted, row) if granted else None
    if granted and amount is None:
        open_nodes.append(granted)
    if open_nodes:
        return Judgement(NEEDS, held, None, missing(open_nodes, row))
    return Judgement(ELIGIBLE, held, None if amount is None else int(str(amount)), ())


def missing(nodes: list[Node], row: Mapping[str, Value]) -> tuple[str, ...]:
    """The facts among those asked for that are not known."""
    names = dict.fromkeys(name for node in nodes for name in node.names())
    return tuple(name for name in names if row.get(name) is None)


def _answer(node: Node, row: Mapping[str, Value]) -> bool | None:
    value = evaluate(node, row)
    return None if value is None else bool(value)
