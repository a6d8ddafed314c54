"""Amounts that are picked from a few written ones, as most are: 500 yuan, or 300 for the others."""

from __future__ import annotations

from dataclasses import replace

from .nodes import Node, Type, literal

PICK = Type("pick")  # fits into a byte: no expression is long enough for 256 results


def picked(granted: Node | None) -> tuple[int | None, ...]:
    """The amounts of which one is granted; none where it is reckoned instead.

    Where a rule counts nothing, the one is None.
    """
    if granted is None:
        return (None,)
    results = _results(granted)
    if any(node.op != "literal" for node in results):
        return ()
    return tuple(dict.fromkeys(int(str(node.value)) for node in results))


def numbered(granted: Node | None, picks: tuple[int | None, ...]) -> Node:
    """The same expression that tells which of the picks is granted, counted from 0."""
    if granted is None or granted.op == "literal":
        return literal(0, PICK)
    args = list(granted.args)
    for place in _places(granted):
        one = args[place]
        number = picks.index(int(str(one.value))) if one.op == "literal" else None
        args[place] = numbered(one, picks) if number is None else literal(number, PICK)
    return replace(granted, type=PICK, args=tuple(args))


def _results(node: Node) -> list[Node]:
    if node.op != "case":
        return [node]
    return [result for place in _places(node) for result in _results(node.args[place])]


def _places(case: Node) -> list[int]:
    """Where the results of a CASE stand among its arguments: after each condition, and last."""
    last = len(case.args) - 1
    return [*range(1, last, 2), last]
