"""A checked expression back in words: as the language writes it, or with the facts' own names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from .facts import Fact
from .nodes import Node, Type, Value
from .showing import day as day_words
from .showing import shown, yuan

LOOSEST = 0
BINDS = {"or": 1, "and": 2, "not": 3, "+": 5, "-": 5, "*": 6}
COMPARES = frozenset({"=", "<>", "<", "<=", ">", ">="})
Naming = Callable[[int], str]


def to_text(node: Node) -> str:
    """The expression as the language writes it."""
    return _Writer().write(node)


def in_words(
    node: Node, facts: Mapping[str, Fact], values: Mapping[str, str], place: Naming = str
) -> str:
    """The same in Chinese, facts and codes by their names.

    Args:
        values: what stands for a parameter, in words; others keep their names.
    """
    return _Speaker(facts, values, place).write(node)


class _Writer:
    joins: Mapping[str, str] = {"and": " AND ", "or": " OR ", "not": "NOT "}
    signs: Mapping[str, str] = {}

    def write(self, node: Node, outer: int = LOOSEST) -> str:
        binds = 4 if node.op in COMPARES else BINDS.get(node.op, 9)
        text = self._write(node, binds)
        return f"({text})" if binds < outer else text

    def _write(self, node: Node, binds: int) -> str:
        leaves = {"fact": self.fact, "parameter": self.parameter}
        if node.op in leaves:
            return leaves[node.op](str(node.value))
        if node.op == "literal":
            return self.literal(node.value, node.type)
        if node.op in ("and", "or"):
            return self.joins[node.op].join(self.write(arg, binds) for arg in node.args)
        if node.op in COMPARES:
            return self.compare(node)
        return self.reckoned(node, binds) if node.op in BINDS else self.other(node)

    def reckoned(self, node: Node, binds: int) -> str:
        if node.op == "not":
            return self.joins["not"] + self.write(node.args[0], 4)
        left, right = node.args
        return f"{self.write(left, binds)} {node.op} {self.write(right, binds + 1)}"

    def other(self, node: Node) -> str:
        if node.op == "neg":
            return f"-{self.write(node.args[0], 9)}"
        if node.op == "in":
            return f"{self.write(node.args[0], 5)} IN ({', '.join(self.choices(node))})"
        if node.op == "case":
            *pairs, last = [self.write(arg) for arg in node.args]
            whens = zip(pairs[::2], pairs[1::2], strict=True)
            branches = " ".join(f"WHEN {when} THEN {then}" for when, then in whens)
            return f"CASE {branches} ELSE {last} END"
        return f"{node.op}({', '.join(self.write(arg) for arg in node.args)})"

    def choices(self, node: Node) -> list[str]:
        return [self.write(arg) for arg in node.args[1:]]

    def compare(self, node: Node) -> str:
        left, right = (self.write(arg, 5) for arg in node.args)
        return f"{left} {self.signs.get(node.op, node.op)} {right}"

    def fact(self, name: str) -> str:
        return name

    def parameter(self, name: str) -> str:
        return name

    def literal(self, value: Value, kind: Type) -> str:
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, date):
            return f"DATE '{value}'"
        if isinstance(value, int):
            return f"yuan({yuan(value).replace(',', '')})" if kind.kind == "money" else str(value)
        return "'" + str(value).replace("'", "''") + "'"


class _Speaker(_Writer):
    joins: Mapping[str, str] = {"and": " 且 ", "or": " 或 ", "not": "非 "}
    signs: Mapping[str, str] = {"=": "是", "<>": "不是", "<=": "≤", ">=": "≥"}
    calls: Mapping[str, str] = {
        "share": "按比例", "greatest": "取大", "least": "取小", "add_days": "加天数",
        "add_months": "加月数", "days_between": "相隔天数", "months_between": "相隔月数",
        "years_between": "相隔年数", "year": "年份", "starts_with": "开头是",
    }  # fmt: skip

    def __init__(self, facts: Mapping[str, Fact], values: Mapping[str, str], place: Naming) -> None:
        self.facts, self.values, self.place = facts, values, place

    def _write(self, node: Node, binds: int) -> str:
        """A fact that is asked as yes or no is told as such, not by its name alone."""
        asked = node.args[0] if node.op == "not" else node
        if asked.op == "fact" and asked.type.kind == "bool":
            return f"{self.fact(str(asked.value))}为{'否' if node.op == 'not' else '是'}"
        return super()._write(node, binds)

    def parameter(self, name: str) -> str:
        return self.values.get(name, name)

    def fact(self, name: str) -> str:
        return f"“{self.facts[name].names['zh']}”" if name in self.facts else name

    def literal(self, value: Value, kind: Type) -> str:
        if kind.kind == "place" and isinstance(value, int):
            return self.place(value)
        if isinstance(value, date):
            return day_words(value)["zh"]
        if kind.kind == "bool":
            return "是" if value else "否"
        return f"{yuan(value)}元" if kind.kind == "money" and isinstance(value, int) else str(value)

    def _coded(self, node: Node, other: Node) -> str:
        """A literal beside a fact with codes, by the code's name."""
        if node.op == "fact":
            return self.fact(str(node.value))
        fact = self.facts.get(str(other.value)) if other.op == "fact" else None
        value = node.value if node.op == "literal" else None
        if fact is None or value is None:
            return self.write(node, 5)
        if fact.type.kind == "place" and isinstance(value, int):
            return self.place(value)
        if fact.type.kind != "code" or str(value) in fact.code_names:
            return shown(value, fact)["zh"]
        return self.write(node, 5)

    def compare(self, node: Node) -> str:
        left, right = node.args
        sign = self.signs.get(node.op, node.op)
        return f"{self._coded(left, right)} {sign} {self._coded(right, left)}"

    def choices(self, node: Node) -> list[str]:
        return [self._coded(arg, node.args[0]) for arg in node.args[1:]]

    def other(self, node: Node) -> str:
        args = [self.write(arg) for arg in node.args]
        if node.op == "in":
            return f"{args[0]} 是 {'、'.join(self.choices(node))} 之一"
        if node.op == "within":
            return f"{args[0]} 在 {args[1]}"
        if node.op == "case":
            *pairs, last = args
            whens = zip(pairs[::2], pairs[1::2], strict=True)
            return "；".join(f"{when} 时为 {then}" for when, then in whens) + f"；其他为 {last}"
        if node.op == "neg":
            return f"-{args[0]}"
        return f"{self.calls.get(node.op, node.op)}（{'，'.join(args)}）"
