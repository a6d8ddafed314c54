"""What each operator and function means, value by value: the reference that the engines must equal.

Three-valued throughout: an answer is None as long as some fact that it hangs on is not known, and
learning that fact can only turn None into an answer, never one answer into another.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from rongcheng.places.codes import span_of, truncations

from .nodes import Node, Value


def evaluate(node: Node, row: Mapping[str, Value]) -> Value:
    """The value of an expression for one subject; facts missing in ``row`` are not known."""
    if node.op == "literal":
        return node.value
    if node.op == "fact":
        return row.get(str(node.value))
    if node.op == "parameter":
        raise ValueError(f"{node.value} has no value yet; bind the parameters first")
    if node.op == "case":
        return _case(node, row)
    values = [evaluate(arg, row) for arg in node.args]
    if node.op in ("and", "or"):
        return _logic(values, deciding=node.op == "or")
    if any(value is None for value in values):
        return None
    answer: Value = PLAIN[node.op](*values)
    return answer


def _logic(values: list[Value], *, deciding: bool) -> bool | None:
    """One deciding value is enough; otherwise a value that is not known leaves all open."""
    if deciding in values:
        return deciding
    return None if None in values else not deciding


def _case(node: Node, row: Mapping[str, Value]) -> Value:
    """The first branch that holds; none can be taken past a condition that is not known."""
    *branches, otherwise = node.args
    for when, then in zip(branches[::2], branches[1::2], strict=True):
        held = evaluate(when, row)
        if held is None:
            return None
        if held:
            return evaluate(then, row)
    return evaluate(otherwise, row)


def within(place: int, outer: int) -> bool | None:
    """Whether a place lies in another; not known of a code too shallow to tell."""
    low, high = span_of(outer)
    if low <= place < high:
        return True
    return None if place in truncations(outer) else False


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Whole months from one day to another; negative where ``end`` comes first."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def share(amount: int, part: int, whole: int = 100) -> int:
    """A part of an amount, cut down to whole fen."""
    return amount * part // whole


PLAIN: dict[str, Callable[..., Any]] = {
    "not": lambda a: not a,
    "neg": lambda a: -a,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "in": lambda a, *choices: a in choices,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "within": within,
    "starts_with": lambda a, b: a.startswith(b),
    "share": share,
    "greatest": max,
    "least": min,
    "add_days": lambda a, n: a + timedelta(days=n),
    "add_months": add_months,
    "days_between": lambda a, b: (b - a).days,
    "months_between": months_between,
    "years_between": lambda a, b: months_between(a, b) // 12,
    "year": lambda a: a.year,
}
"""Operators over values that are all known."""
