"""Which values go together: comparing, adding, multiplying, with their units."""

from __future__ import annotations

from collections.abc import Sequence

from .nodes import INT, MONEY, Node, Type


class Wrong(ValueError):
    """An expression is not of the language; each message of ``all`` is for whoever wrote it."""

    def __init__(self, *told: str) -> None:
        self.all = tuple(dict.fromkeys(told))
        super().__init__("; ".join(self.all))


def comparable(left: Node, right: Node) -> bool:
    """Whether two values can stand on both sides of a comparison; a bare number fits any unit."""
    a, b = left.type, right.type
    if {a.kind, b.kind} == {"code", "text"}:
        code, text = (left, right) if a.kind == "code" else (right, left)
        return text.op == "literal" and text.value in code.type.codes
    if {a.kind, b.kind} == {"place", "int"}:
        number = right if a.kind == "place" else left
        return number.op == "literal" and len(str(number.value)) == 12
    if a.kind != b.kind:
        return False
    if a.kind == "int":
        return a.unit == b.unit or "" in (a.unit, b.unit)
    return a.codes == b.codes


def no_comparison(left: Node, right: Node) -> str:
    """Why two values do not compare, and what to write."""
    for code, other in ((left, right), (right, left)):
        if code.type.kind == "code" and other.op == "literal":
            return f"{code.value} is one of {', '.join(code.type.codes)}, not {other.value!r}"
    bare = INT in (left.type, right.type)
    if bare and "money" in (left.type.kind, right.type.kind):
        return "money is written as yuan(300)"
    if "date" in (left.type.kind, right.type.kind):
        return "a day is written as DATE '2026-10-01'"
    if "place" in (left.type.kind, right.type.kind):
        return "a place is a 12-digit code, asked for by within(place, code)"
    return f"{left.type} and {right.type} cannot be compared"


def same_type(nodes: Sequence[Node]) -> Type:
    """The one type of several values, for CASE, sums, greatest and least.

    Raises:
        Wrong: they do not go together.
    """
    first = nodes[0]
    for other in nodes[1:]:
        kinds = {first.type.kind, other.type.kind}
        if kinds == {"int", "money"}:
            raise Wrong(f"{first.type} and {other.type} do not go together; write yuan(300)")
        if kinds == {"code", "text"} or not comparable(first, other):
            raise Wrong(f"{first.type} and {other.type} do not go together here")
    with_unit = [node.type for node in nodes if node.type.unit]
    return with_unit[0] if with_unit else first.type


def product(left: Node, right: Node) -> Node:
    """A product: of money and a number, or of a number and a bare one.

    Raises:
        Wrong: of two sums of money, two units, or anything that is not a number.
    """
    kinds = [left.type.kind, right.type.kind]
    if sorted(kinds) == ["int", "money"]:
        return Node("*", MONEY, (left, right))
    if kinds == ["int", "int"] and "" in (left.type.unit, right.type.unit):
        return Node("*", Type("int", left.type.unit or right.type.unit), (left, right))
    raise Wrong(f"{left.type} times {right.type} means nothing; multiply by a bare number")


def expect(name: str, node: Node, kind: Type) -> None:
    """Refuse an argument of another kind.

    Raises:
        Wrong: it is of another kind.
    """
    if node.type.kind != kind.kind:
        raise Wrong(f"{name}: {kind} is expected here, not {node.type}")


def constant(name: str, node: Node) -> None:
    """Refuse an argument that differs between subjects.

    Raises:
        Wrong: it is neither written out nor a parameter.
    """
    if node.op not in ("literal", "parameter"):
        raise Wrong(f"{name}: a plain value or a parameter is expected here, the same for all")
