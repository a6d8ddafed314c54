"""The functions of the language: what each takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .nodes import BOOL, DATE, INT, MONEY, PLACE, TEXT, Node, Type
from .types import Wrong, constant, expect, same_type

FARTHEST = 1200


@dataclass(frozen=True)
class Function:
    """A function by its name; ``takes`` tells its arguments in words."""

    name: str
    takes: str
    fits: Callable[[Function, tuple[Node, ...]], Type]
    counts: range

    def check(self, args: tuple[Node, ...]) -> Node:
        """The call as a node.

        Raises:
            Wrong: too few or many arguments, or of the wrong kind.
        """
        if len(args) not in self.counts:
            raise Wrong(f"{self.name} is written {self.name}({self.takes})")
        return Node(self.name, self.fits(self, args), args)


def _within(f: Function, args: tuple[Node, ...]) -> Type:
    expect(f.name, args[0], PLACE)
    constant(f.name, args[1])
    code = args[1]
    if code.type.kind != "place" and not (code.type == INT and len(str(code.value)) == 12):
        raise Wrong("within: a 12-digit place code is expected, such as 150200000000")
    return BOOL


def _starts_with(f: Function, args: tuple[Node, ...]) -> Type:
    for arg in args:
        expect(f.name, arg, TEXT)
    constant(f.name, args[1])
    return BOOL


def _share(f: Function, args: tuple[Node, ...]) -> Type:
    expect(f.name, args[0], MONEY)
    for arg in args[1:]:
        expect(f.name, arg, INT)
        constant(f.name, arg)
        if arg.op == "literal" and not 0 < int(str(arg.value)) <= 10_000:
            raise Wrong("share: parts are whole numbers from 1 to 10000")
    return MONEY


def _ordered(f: Function, args: tuple[Node, ...]) -> Type:
    if args[0].type.kind not in ("int", "money", "date"):
        raise Wrong(f"{f.name}: {args[0].type} has no order")
    return same_type(args)


def _add(f: Function, args: tuple[Node, ...]) -> Type:
    expect(f.name, args[0], DATE)
    expect(f.name, args[1], INT)
    constant(f.name, args[1])
    unit = f.name.removeprefix("add_")
    if args[1].type.unit not in ("", unit):
        raise Wrong(f"{f.name}: a number of {unit} is expected here, not {args[1].type}")
    if args[1].op == "literal" and abs(int(str(args[1].value))) > FARTHEST:
        raise Wrong(f"{f.name}: at most {FARTHEST} {unit}")
    return DATE


def _between(f: Function, args: tuple[Node, ...]) -> Type:
    for arg in args:
        expect(f.name, arg, DATE)
    return Type("int", f.name.removesuffix("_between"))


def _year(f: Function, args: tuple[Node, ...]) -> Type:
    expect(f.name, args[0], DATE)
    return INT


_TWO = range(2, 3)
_ALL = (
    Function("within", "place, 12-digit code", _within, _TWO),
    Function("starts_with", "text, 'beginning'", _starts_with, _TWO),
    Function("share", "money, percent) or share(money, part, whole", _share, range(2, 4)),
    Function("greatest", "value, value, …", _ordered, range(2, 9)),
    Function("least", "value, value, …", _ordered, range(2, 9)),
    Function("add_days", "date, days", _add, _TWO),
    Function("add_months", "date, months", _add, _TWO),
    Function("days_between", "from, to", _between, _TWO),
    Function("months_between", "from, to", _between, _TWO),
    Function("years_between", "from, to", _between, _TWO),
    Function("year", "date", _year, range(1, 2)),
)
FUNCTIONS = {function.name: function for function in _ALL}
