"""Conditions and outcomes: SQL expressions read by sqlglot and checked word by word.

Whatever is not in the short list of operators and functions is refused in words; nothing is
dropped. See docs/rules.md for the language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

import sqlglot
from sqlglot import exp, parser
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from rongcheng.core.yamlfile import nearest

from .functions import FUNCTIONS
from .nodes import BOOL, DATE, INT, MONEY, TEXT, Node, Type, literal
from .signs import foreign
from .types import Wrong, comparable, no_comparison, product, same_type

LONGEST, DEEPEST = 2000, 40


class _Rules(Dialect):
    """A dialect without functions of its own: each call keeps its name and arguments as written."""

    class Parser(parser.Parser):
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {}
        NO_PAREN_FUNCTIONS: ClassVar[dict[str, Any]] = {}


COMPARISONS = {exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
SUMS = {exp.Add: "+", exp.Sub: "-"}
PARTS: dict[type[exp.Expr], set[str]] = {
    **{kind: {"this", "expression"} for kind in (*COMPARISONS, *SUMS, exp.Mul, exp.And, exp.Or)},
    exp.Not: {"this"}, exp.Neg: {"this"}, exp.Paren: {"this"},
    exp.Between: {"this", "low", "high"}, exp.In: {"this", "expressions"},
    exp.Case: {"ifs", "default"}, exp.If: {"this", "true"},
    exp.Column: {"this"}, exp.Identifier: {"this"}, exp.Literal: {"this", "is_string"},
    exp.Boolean: {"this"}, exp.Anonymous: {"this", "expressions"}, exp.Cast: {"this", "to"},
}  # fmt: skip
"""What is understood, and which of its parts; any other part of a node is refused."""

INSTEAD: dict[type[exp.Expr], str] = {
    exp.Is: "a fact that is not known stays unknown by itself; it cannot be asked for",
    exp.Null: "nothing compares with NULL; what is not known is unknown by itself",
    exp.Div: "write share(money, percent) or share(money, part, whole)",
    exp.IntDiv: "write share(money, percent) or share(money, part, whole)",
    exp.Mod: "there are no remainders",
    exp.Like: "write starts_with(text, 'beginning')",
    exp.Interval: "write add_days(date, n) or add_months(date, n)",
    exp.Alias: "the words after the expression mean nothing; is an AND or OR missing?",
    exp.Select: "a condition is an expression, not a query",
    exp.Subquery: "a condition is an expression, not a query",
    exp.DPipe: "texts are not put together",
}


def parse(text: str, facts: Mapping[str, Type], parameters: Mapping[str, Type]) -> Node:
    """The checked expression that a text stands for.

    Args:
        facts: the facts that may be asked for, by name.
        parameters: the rule's own values, by name; ``as_of`` is always there.

    Raises:
        Wrong: the text is not of the language; the message tells what and what to write instead.
    """
    if len(text) > LONGEST:
        raise Wrong(f"the expression has {len(text)} characters; at most {LONGEST} are read")
    if "--" in text or "/*" in text:
        raise Wrong("comments do not belong in an expression; write them after # in the YAML")
    signs, written = foreign(text)
    if signs:
        raise Wrong(*_with_signs(text, signs, written, facts, parameters))
    try:
        trees = sqlglot.parse(text, read=_Rules)
    except SqlglotError as error:
        found = re.search(r"Col: (\d+)", str(error))
        where = f" near character {found[1]}" if found else ""
        raise Wrong(f"{text!r} cannot be read: something is missing or left over{where}") from error
    except RecursionError as error:
        raise Wrong("the expression is nested too deeply; split it into conditions") from error
    if len(trees) != 1 or trees[0] is None:
        raise Wrong("exactly one expression is expected, without ';'")
    return _Reader(facts, {**parameters, "as_of": DATE}).read(trees[0])


def _with_signs(
    text: str, signs: Mapping[str, str], written: str, facts: Mapping[str, Type],
    parameters: Mapping[str, Type],
) -> list[str]:  # fmt: skip
    """What is wrong with a text besides its signs of a Chinese keyboard, after these.

    Where it cannot be read even with other signs, they alone are told: the rest may follow from
    them.
    """
    told = [f"{text!r}: {sign} is not understood; write {right}" for sign, right in signs.items()]
    try:
        parse(written, facts, parameters)
    except Wrong as error:
        if not isinstance(error.__cause__, SqlglotError):
            told += error.all
    return told


class _Reader:
    def __init__(self, facts: Mapping[str, Type], parameters: Mapping[str, Type]) -> None:
        self.facts, self.parameters, self.depth = facts, parameters, 0

    def read(self, tree: exp.Expr) -> Node:
        known = PARTS.get(type(tree))
        if known is None:
            raise Wrong(_not_here(tree))
        given = {k for k, v in tree.args.items() if v not in (None, False, [], "")}
        if more := given - known:
            raise Wrong(f"{tree.sql()!r}: {', '.join(sorted(more))} is not understood here")
        if self.depth == DEEPEST:
            raise Wrong("the expression is nested too deeply; split it into conditions")
        self.depth += 1
        try:
            return self._reader(tree)(tree)
        finally:
            self.depth -= 1

    def _all(self, trees: Sequence[exp.Expr]) -> list[Node]:
        """Several expressions, the mistakes of all of them together."""
        found: list[Node] = []
        wrong: list[str] = []
        for tree in trees:
            try:
                found.append(self.read(tree))
            except Wrong as error:
                wrong += error.all
        if wrong:
            raise Wrong(*wrong)
        return found

    def _reader(self, tree: exp.Expr) -> Callable[[Any], Node]:
        if type(tree) in COMPARISONS:
            return self._comparison
        if type(tree) in SUMS:
            return self._sum
        readers: dict[type[exp.Expr], Callable[[Any], Node]] = {
            exp.And: self._logic, exp.Or: self._logic, exp.Not: self._logic,
            exp.Paren: lambda t: self.read(t.this), exp.Neg: self._negative,
            exp.Mul: lambda t: product(*self._all((t.this, t.expression))),
            exp.Between: self._between, exp.In: self._in, exp.Case: self._case,
            exp.Column: self._name, exp.Literal: self._literal, exp.Cast: self._cast,
            exp.Boolean: lambda t: literal(bool(t.this), BOOL), exp.Anonymous: self._call,
        }  # fmt: skip
        return readers.get(type(tree), self._nothing)

    def _nothing(self, tree: exp.Expr) -> Node:
        raise Wrong(_not_here(tree))

    def _logic(self, tree: exp.Expr) -> Node:
        op = type(tree).__name__.lower()
        children = [tree.this] if op == "not" else [tree.this, tree.expression]
        args = tuple(self._all(children))
        for child, arg in zip(children, args, strict=True):
            if arg.type.kind != "bool":
                raise Wrong(f"{op.upper()} joins yes-or-no, but {child.sql()} is {arg.type}")
        return Node(op, BOOL, args)

    def _comparison(self, tree: exp.Binary) -> Node:
        op = COMPARISONS[type(tree)]
        for side in (tree.this, tree.expression):
            if isinstance(side, exp.Null):
                raise Wrong(f"{tree.sql()!r}: {INSTEAD[exp.Null]}")
        left, right = self._all((tree.this, tree.expression))
        pair = self._pair(left, right, tree)
        if op not in ("=", "<>") and pair[0].type.kind in ("bool", "text", "code", "place"):
            raise Wrong(f"{tree.sql()!r}: {pair[0].type} has no order; write =, <> or IN")
        return Node(op, BOOL, pair)

    def _pair(self, left: Node, right: Node, tree: exp.Expr) -> tuple[Node, Node]:
        if not comparable(left, right):
            raise Wrong(f"{tree.sql()!r}: {no_comparison(left, right)}")
        return left, right

    def _between(self, tree: exp.Between) -> Node:
        value, low, high = self._all([tree.args[part] for part in ("this", "low", "high")])
        for op, edge in ((">=", low), ("<=", high)):
            self._pair(value, edge, tree)
            if value.type.kind not in ("int", "money", "date"):
                raise Wrong(f"{tree.sql()!r}: {value.type} has no order, so nothing lies {op} it")
        return Node("and", BOOL, (Node(">=", BOOL, (value, low)), Node("<=", BOOL, (value, high))))

    def _in(self, tree: exp.In) -> Node:
        value = self.read(tree.this)
        choices = tuple(self.read(each) for each in tree.expressions)
        for choice in choices:
            if choice.op != "literal":
                raise Wrong(f"{tree.sql()!r}: IN takes plain values, no facts or parameters")
            self._pair(value, choice, tree)
        return Node("in", BOOL, (value, *choices))

    def _sum(self, tree: exp.Binary) -> Node:
        left, right = self._all((tree.this, tree.expression))
        kinds = {left.type.kind, right.type.kind}
        if "date" in kinds:
            raise Wrong(
                f"{tree.sql()!r}: write days_between(from, to) or add_days(date, n) with dates"
            )
        if not kinds <= {"int", "money"} or not comparable(left, right):
            raise Wrong(f"{tree.sql()!r}: {left.type} and {right.type} are not added")
        return Node(SUMS[type(tree)], same_type((left, right)), (left, right))

    def _negative(self, tree: exp.Neg) -> Node:
        arg = self.read(tree.this)
        if arg.type.kind not in ("int", "money"):
            raise Wrong(f"{tree.sql()!r}: there is no minus of {arg.type}")
        if arg.op == "literal" and isinstance(arg.value, int):
            return literal(-arg.value, arg.type)
        return Node("neg", arg.type, (arg,))

    def _case(self, tree: exp.Case) -> Node:
        if tree.args.get("default") is None:
            raise Wrong("CASE needs an ELSE: say what holds otherwise")
        ifs = tree.args["ifs"]
        for branch in ifs:
            if more := {k for k, v in branch.args.items() if v} - PARTS[exp.If]:
                raise Wrong(f"{branch.sql()!r}: {', '.join(sorted(more))} is not understood here")
        parts = [part for branch in ifs for part in (branch.this, branch.args["true"])]
        args = self._all([*parts, tree.args["default"]])
        for branch, when in zip(ifs, args[:-1:2], strict=True):
            if when.type.kind != "bool":
                raise Wrong(f"WHEN {branch.this.sql()}: is {when.type}, not yes or no")
        return Node("case", same_type((*args[1:-1:2], args[-1])), tuple(args))

    def _name(self, tree: exp.Column) -> Node:
        name = tree.name
        if tree.this.args.get("quoted"):
            raise Wrong(f'"{name}" is a name; a text stands in single quotes: {name!r}')
        if name in self.facts:
            return Node("fact", self.facts[name], value=name)
        if name in self.parameters:
            return Node("parameter", self.parameters[name], value=name)
        raise Wrong(f"there is no fact {name!r}{nearest(name, [*self.facts, *self.parameters])}")

    def _literal(self, tree: exp.Literal) -> Node:
        if tree.is_string:
            return literal(str(tree.this), TEXT)
        if not re.fullmatch(r"\d{1,12}", tree.this):
            raise Wrong(f"{tree.this} is not a whole number of at most 12 digits; money is yuan(…)")
        return literal(int(tree.this), INT)

    def _cast(self, tree: exp.Cast) -> Node:
        if tree.to.sql() != "DATE" or not tree.this.is_string:
            raise Wrong(f"{tree.sql()!r}: only dates are written so: DATE '2026-10-01'")
        return literal(_day(tree.this.this), DATE)

    def _call(self, tree: exp.Anonymous) -> Node:
        name = str(tree.this).lower()
        if name == "yuan":
            return _yuan(tree)
        if name not in FUNCTIONS:
            near = nearest(name, [*FUNCTIONS, "yuan"])
            raise Wrong(f"there is no function {name!r}{near}; there are {', '.join(FUNCTIONS)}")
        return FUNCTIONS[name].check(tuple(self._all(tree.expressions)))


def fen(text: str) -> int | None:
    """Fen of an amount of yuan with at most two decimals, None for anything else."""
    found = re.fullmatch(r"(\d{1,12})(?:\.(\d{1,2}))?", text)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def _yuan(tree: exp.Anonymous) -> Node:
    args = tree.expressions
    number = args[0].this if len(args) == 1 and isinstance(args[0], exp.Literal) else ""
    amount = None if len(args) != 1 or args[0].is_string else fen(str(number))
    if amount is None:
        raise Wrong(f"{tree.sql()!r}: yuan takes one plain number such as 300 or 0.50")
    return literal(amount, MONEY)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Wrong(f"{text!r} is not a day; write it as DATE '2026-10-01'") from error


def _not_here(tree: exp.Expr) -> str:
    what = type(tree).__name__.upper()
    instead = INSTEAD.get(type(tree), f"{what} is not part of the language (docs/rules.md)")
    return f"{tree.sql()!r}: {instead}"
