"""A checked expression: a tree of typed nodes that every engine reads the same way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

Value = bool | int | str | date | None
"""What a fact can be; None: not known yet. Money is in fen, a place is a 12-digit code."""

KINDS = ("bool", "int", "money", "text", "code", "date", "place")
UNITS = frozenset({
    "years", "months", "days", "hours", "persons", "points", "percent", "permille", "households",
    "courses", "level", "times",
})  # fmt: skip
"""What a whole number can count; numbers of different units are neither compared nor added."""


@dataclass(frozen=True)
class Type:
    """A kind of value; ``unit`` for whole numbers (empty: a bare number), ``codes`` for codes."""

    kind: str
    unit: str = ""
    codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.kind == "int":
            return f"a number of {self.unit}" if self.unit else "a number"
        article = {"bool": "yes or no", "money": "money", "text": "a text", "date": "a date"}
        return article.get(self.kind, f"a {self.kind}")


BOOL, INT, MONEY, TEXT, DATE, PLACE = map(Type, ("bool", "int", "money", "text", "date", "place"))


@dataclass(frozen=True)
class Node:
    """One step of an expression.

    Attributes:
        op: ``literal``, ``fact``, ``parameter``, or the name of an operator or function.
        value: what a literal is; the name of a fact or parameter.
    """

    op: str
    type: Type
    args: tuple[Node, ...] = ()
    value: Value = None

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for arg in self.args:
            yield from arg.walk()

    def names(self, op: str = "fact") -> list[str]:
        """The facts (or parameters) that the expression asks for, each once, in order."""
        return list(dict.fromkeys(str(n.value) for n in self.walk() if n.op == op))


def literal(value: Value, kind: Type) -> Node:
    return Node("literal", kind, value=value)


def bind(node: Node, values: Mapping[str, Value]) -> Node:
    """The expression with its parameters replaced by their values; others stay open."""
    if node.op == "parameter" and node.value in values:
        return literal(values[str(node.value)], node.type)
    if not node.args:
        return node
    return replace(node, args=tuple(bind(arg, values) for arg in node.args))
