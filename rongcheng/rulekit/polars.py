"""Checked expressions as Polars expressions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import date
from functools import lru_cache, reduce
from typing import Any

import polars as pl

from rongcheng.places.codes import span_of, truncations

from .meaning import PLAIN
from .nodes import Node, Type

DTYPES: dict[str, Any] = {
    "bool": pl.Boolean, "int": pl.Int64, "money": pl.Int64, "text": pl.String, "date": pl.Date,
    "place": pl.Int64, "pick": pl.UInt8,
}  # fmt: skip


def dtype(kind: Type) -> Any:
    """The column type of a fact; codes are enumerations."""
    return pl.Enum(kind.codes) if kind.kind == "code" else DTYPES[kind.kind]


@lru_cache(maxsize=4096)
def to_polars(node: Node) -> pl.Expr:
    """The expression over columns named as the facts; parameters must be bound."""
    if node.op == "literal":
        return pl.lit(node.value, dtype=dtype(node.type))
    if node.op == "fact":
        return pl.col(str(node.value))
    if node.op == "in":
        choices = [arg.value for arg in node.args[1:]]
        return to_polars(node.args[0]).is_in(pl.lit(pl.Series(choices)).implode())
    if node.op in ("within", "share", "add_days", "add_months", "starts_with"):
        constants = [arg.value for arg in node.args[1:]]
        return WITH_CONSTANTS[node.op](to_polars(node.args[0]), *constants)
    if (turn := _turning_day(node)) is not None:
        return turn
    return COLUMNS[node.op](*map(to_polars, node.args))


def _turning_day(node: Node) -> pl.Expr | None:
    """``months_between(day, fixed) >= 6`` and its like as ``day <= turning day``.

    Such a comparison turns once as the day goes on. Asking on which side of that day a date lies
    costs a thirtieth of taking every date apart.
    """
    if node.op not in ("<", "<=", ">", ">="):
        return None
    span, limit = node.args
    if not span.op.endswith("_between") or limit.op != "literal":
        return None
    fixed = [arg.op == "literal" for arg in span.args]
    if sum(fixed) != 1:
        return None
    other = span.args[fixed.index(True)].value

    def holds(number: int) -> bool:
        ends = (other, date.fromordinal(number))
        start, end = ends if fixed[0] else reversed(ends)
        return bool(PLAIN[node.op](PLAIN[span.op](start, end), limit.value))

    last = holds(_DAYS[-1])
    turn = bisect_left(_DAYS, True, key=lambda number: holds(number) == last)
    if turn == 0:  # it never turns
        return None
    day, from_then = to_polars(span.args[fixed.index(False)]), date.fromordinal(_DAYS[turn])
    return day >= from_then if last else day < from_then


_DAYS = range(1, date.max.toordinal() + 1)


def _case(*args: pl.Expr) -> pl.Expr:
    *branches, result = args
    for when, then in zip(branches[-2::-2], branches[::-2], strict=True):
        held = pl.when(when).then(then).otherwise(result)
        result = pl.when(when.is_null()).then(None).otherwise(held)
    return result


def _within(place: pl.Expr, outer: int) -> pl.Expr:
    low, high = span_of(outer)
    inside = (place >= low) & (place < high)
    above = truncations(outer)
    if not above:
        return inside
    return pl.when(place.is_in(list(above))).then(None).otherwise(inside)


def _strict(pick: Callable[..., pl.Expr]) -> Callable[..., pl.Expr]:
    """``pick`` of several columns, null as soon as one of them is."""

    def picked(*args: pl.Expr) -> pl.Expr:
        unknown = pl.any_horizontal([arg.is_null() for arg in args])
        return pl.when(unknown).then(None).otherwise(pick(*args))

    return picked


def _month_number(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64)


def _months_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    short = (end.dt.day() < start.dt.day()).cast(pl.Int64)
    return _month_number(end) - _month_number(start) - short


WITH_CONSTANTS: dict[str, Callable[..., pl.Expr]] = {
    "within": _within,
    "share": lambda a, part, whole=100: a * part // whole,
    "add_days": lambda a, n: a.dt.offset_by(f"{n}d"),
    "add_months": lambda a, n: a.dt.offset_by(f"{n}mo"),
    "starts_with": lambda a, b: a.str.starts_with(b),
}
COLUMNS: dict[str, Callable[..., pl.Expr]] = {
    "and": lambda *args: reduce(lambda a, b: a & b, args),
    "or": lambda *args: reduce(lambda a, b: a | b, args),
    "case": _case,
    "not": lambda a: ~a,
    "neg": lambda a: -a,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "greatest": _strict(pl.max_horizontal),
    "least": _strict(pl.min_horizontal),
    "days_between": lambda a, b: (b - a).dt.total_days(),
    "months_between": _months_between,
    "years_between": lambda a, b: _months_between(a, b) // 12,
    "year": lambda a: a.dt.year().cast(pl.Int64),
}
