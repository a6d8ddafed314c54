"""Checked expressions as SQL of DuckDB and of Spark, one table of wordings for both."""

from __future__ import annotations

from collections.abc import Callable

from rongcheng.places.codes import span_of, truncations

from .nodes import Node

WORDS: dict[str, dict[str, str]] = {
    "duckdb": {
        "div": "//",
        "add_months": "CAST({0} + INTERVAL ({1}) MONTH AS DATE)",
        "add_days": "({0} + CAST({1} AS INTEGER))",
        "days_between": "date_diff('day', {0}, {1})",
        "starts_with": "starts_with({0}, {1})",
    },
    "spark": {
        "div": "div",
        "add_months": "add_months({0}, {1})",
        "add_days": "date_add({0}, {1})",
        "days_between": "CAST(datediff({1}, {0}) AS BIGINT)",
        "starts_with": "startswith({0}, {1})",
    },
}
_MONTHS = (
    "((year({1}) - year({0})) * 12 + month({1}) - month({0})"
    " - CASE WHEN day({1}) < day({0}) THEN 1 ELSE 0 END)"
)
_FLOOR = "(({0} - (({0} % {1}) + {1}) % {1}) {div} {1})"
SAME: dict[str, str] = {
    "not": "(NOT {0})",
    "neg": "(- {0})",
    "months_between": f"CAST({_MONTHS} AS BIGINT)",
    "year": "CAST(year({0}) AS BIGINT)",
}


def to_sql(node: Node, dialect: str) -> str:
    """The expression in SQL; ``dialect`` is duckdb or spark. Parameters must be bound."""
    if node.op == "literal":
        return _plain(node, dialect)
    if node.op == "fact":
        return str(node.value)
    words = WORDS[dialect]
    if node.op in ("share", "within", "add_days", "add_months"):
        constants = [int(str(arg.value)) for arg in node.args[1:]]
        return _WITH_CONSTANTS[node.op](words, to_sql(node.args[0], dialect), *constants)
    args = [to_sql(arg, dialect) for arg in node.args]
    if node.op in _MANY:
        return _MANY[node.op](args)
    if node.op == "years_between":
        months = SAME["months_between"].format(*args)
        return _FLOOR.format(months, 12, div=words["div"])
    template = SAME.get(node.op) or words.get(node.op) or f"({{0}} {node.op} {{1}})"
    return template.format(*args)


def _plain(node: Node, dialect: str) -> str:
    value = node.value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return f"CAST({value} AS BIGINT)"
    if node.type.kind == "date":
        return f"DATE '{value}'"
    text = str(value)
    if dialect == "spark":  # two quotes would end one text and begin another
        text = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + text.replace("'", "''" if dialect == "duckdb" else "'") + "'"


def _case(args: list[str]) -> str:
    *branches, otherwise = args
    words = "".join(
        f" WHEN {when} IS NULL THEN NULL WHEN {when} THEN {then}"
        for when, then in zip(branches[::2], branches[1::2], strict=True)
    )
    return f"(CASE{words} ELSE {otherwise} END)"


def _pick(name: str) -> Callable[[list[str]], str]:
    def picked(args: list[str]) -> str:
        unknown = " OR ".join(f"{arg} IS NULL" for arg in args)
        return f"(CASE WHEN {unknown} THEN NULL ELSE {name}({', '.join(args)}) END)"

    return picked


def _within(words: dict[str, str], place: str, outer: int) -> str:
    low, high = span_of(outer)
    inside = f"({place} >= {low} AND {place} < {high})"
    above = ", ".join(map(str, truncations(outer)))
    return f"(CASE WHEN {place} IN ({above}) THEN NULL ELSE {inside} END)" if above else inside


def _share(words: dict[str, str], amount: str, part: int, whole: int = 100) -> str:
    return _FLOOR.format(f"({amount} * {part})", whole, div=words["div"])


_WITH_CONSTANTS: dict[str, Callable[..., str]] = {
    "within": _within,
    "share": _share,
    "add_days": lambda words, day, n: words["add_days"].format(day, n),
    "add_months": lambda words, day, n: words["add_months"].format(day, n),
}
_MANY: dict[str, Callable[[list[str]], str]] = {
    "and": lambda args: f"({' AND '.join(args)})",
    "or": lambda args: f"({' OR '.join(args)})",
    "case": _case,
    "in": lambda args: f"({args[0]} IN ({', '.join(args[1:])}))",
    "greatest": _pick("greatest"),
    "least": _pick("least"),
}
