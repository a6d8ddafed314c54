"""Everybody judged at once: facts in, a column of decisions for each rule out.

A decision is true (eligible), false (not), or null: something has to be asked. ``<rule>:amount`` is
the amount of those who are eligible, ``<rule>:<condition>`` each condition where it is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path

import polars as pl

from .facts import Subject
from .frames import ROW_GROUP, complete
from .judge import ELIGIBLE, NEEDS, NOT
from .polars import to_polars
from .rules import Rule
from .sql import to_sql


def amount_column(rule: Rule) -> str:
    return f"{rule.id}:amount"


def screen(
    rules: Sequence[Rule], facts: pl.LazyFrame, subject: Subject, *, reasons: bool = False
) -> pl.LazyFrame:
    """The decisions of rules about one kind of subject.

    Args:
        rules: with their values of the day (``RulePack.for_subject``).
        facts: a row for each subject; columns it lacks are not known.
        reasons: whether each condition gets a column of its own.

    Returns:
        The subject's key, then ``<rule>`` (Boolean) and, where it has an amount, ``<rule>:amount``
        (Int64; fen, points or level).
    """
    columns = [column for rule in rules for column in _columns(rule, reasons)]
    return complete(facts, subject).select(subject.key, *columns)


def screen_files(
    rules: Sequence[Rule], source: Path | str, target: Path, subject: Subject, *,
    reasons: bool = False,
) -> None:  # fmt: skip
    """The same from Parquet to Parquet, a few row groups in memory at a time."""
    decisions = screen(rules, pl.scan_parquet(source), subject, reasons=reasons)
    decisions.sink_parquet(target, row_group_size=ROW_GROUP, compression="lz4")


def _columns(rule: Rule, reasons: bool) -> list[pl.Expr]:
    held = [to_polars(condition.when) for condition in rule.conditions]
    decided = reduce(lambda a, b: a & b, held)
    granted = rule.outcome.granted()
    amounts = []
    if granted:
        amount = to_polars(granted)
        if granted.names():  # whoever meets all but whose amount is open has to be asked
            decided &= pl.when(amount.is_not_null()).then(True)
        amounts = [pl.when(decided).then(amount).alias(amount_column(rule))]
    found = [decided.alias(rule.id), *amounts]
    if reasons:
        pairs = zip(held, rule.conditions, strict=True)
        found += [one.alias(f"{rule.id}:{condition.id}") for one, condition in pairs]
    return found


def outcome(decided: pl.Expr) -> pl.Expr:
    """The outcome in a word (eligible, not, needs) of a column of decisions."""
    return (
        pl.when(decided.is_null()).then(pl.lit(NEEDS))
        .when(decided).then(pl.lit(ELIGIBLE))
        .otherwise(pl.lit(NOT))
    )  # fmt: skip


def totals(rules: Sequence[Rule], decisions: pl.LazyFrame) -> dict[str, dict[str, int]]:
    """For each rule how many are eligible, not, or need something, and the sum of the amounts."""
    asked: list[pl.Expr] = []
    for rule in rules:
        decided, id = pl.col(rule.id), rule.id
        asked += [
            decided.sum().alias(f"{id}|{ELIGIBLE}"),
            (~decided).sum().alias(f"{id}|{NOT}"),
            decided.null_count().alias(f"{id}|{NEEDS}"),
        ]
        if rule.outcome.amount:
            asked.append(pl.col(amount_column(rule)).sum().alias(f"{id}|amount"))
    if not asked:
        return {}
    row: Mapping[str, int] = decisions.select(asked).collect(engine="streaming").row(0, named=True)
    found: dict[str, dict[str, int]] = {rule.id: {} for rule in rules}
    for name, count in row.items():
        id, _, what = name.rpartition("|")
        found[id][what] = int(count)
    return found


def statement(
    rules: Sequence[Rule], subject: Subject, table: str, there: set[str], dialect: str
) -> str:
    """The same as one SQL query over a table of facts that has the columns ``there``."""
    mark = "`" if dialect == "spark" else '"'
    raw, last = [], [subject.key]
    for rule in rules:
        name, amount = f"{mark}{rule.id}{mark}", f"{mark}{amount_column(rule)}{mark}"
        held = [to_sql(condition.when, dialect) for condition in rule.conditions]
        last.append(name)
        if granted := rule.outcome.granted():
            words = to_sql(granted, dialect)
            held.append(f"(CASE WHEN {words} IS NOT NULL THEN TRUE END)")
            raw.append(f"{words} AS {amount}")
            last.append(f"CASE WHEN {name} THEN {amount} END AS {amount}")
        raw.append(f"({' AND '.join(held)}) AS {name}")
    facts = ", ".join(
        name if name in there else f"CAST(NULL AS {SQL_TYPES[fact.type.kind]}) AS {name}"
        for name, fact in subject.facts.items()
        if name != subject.key
    )
    inner = f"SELECT {subject.key}, {facts} FROM {table}"
    middle = ", ".join([subject.key, *raw])
    return f"SELECT {', '.join(last)} FROM (SELECT {middle} FROM ({inner}) facts) raw"


SQL_TYPES = {
    "bool": "BOOLEAN", "int": "BIGINT", "money": "BIGINT", "place": "BIGINT", "date": "DATE",
    "text": "STRING", "code": "STRING",
}  # fmt: skip
