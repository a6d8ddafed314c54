"""Everybody judged at once: facts in, a column of decisions for each rule out.

A decision is true (eligible), false (not), or null: something has to be asked. ``<rule>:amount`` is
the amount of those who are eligible.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import polars as pl
from pyarrow.parquet import ParquetFile

from .facts import Subject
from .frames import complete
from .nodes import Node
from .picks import numbered, picked
from .polars import to_polars
from .rules import Rule
from .screened import Writer
from .sql import to_sql

BATCH = 1_000_000


def amount_column(rule: Rule) -> str:
    return f"{rule.id}:amount"


def screen(rules: Sequence[Rule], facts: pl.LazyFrame, subject: Subject) -> pl.LazyFrame:
    """The decisions of rules about one kind of subject.

    Args:
        rules: with their values of the day (``RulePack.for_subject``).
        facts: a row for each subject; columns it lacks are not known.

    Returns:
        The subject's key, then ``<rule>`` (Boolean) and, where it has an amount, ``<rule>:amount``
        (Int64; fen, points or level).
    """
    columns = [column for rule in rules for column in _columns(rule)]
    return complete(facts, subject).select(subject.key, *columns)


def screen_files(rules: Sequence[Rule], source: Path | str, folder: Path, subject: Subject) -> None:
    """The same from a Parquet file of facts to a folder, as ``screened`` describes and reads it.

    A million subjects are in memory at a time, and the next are read meanwhile. Who belongs to the
    place of no rule is eligible for nothing: of them nothing else is asked, and they are left out.
    """
    facts = pl.scan_parquet(source)
    names = dict.fromkeys(name for rule in rules for name in rule.facts())
    known = complete(facts, subject).select(subject.key, *names)
    here = _here(rules)

    def read(start: int) -> pl.DataFrame:
        return known.slice(start, BATCH).filter(here).collect()

    with ThreadPoolExecutor(1) as ahead:
        reading = ahead.submit(read, 0)
        asked = [_Asked.of(rule) for rule in rules]
        count = ParquetFile(source).metadata.num_rows
        writer = Writer(folder, count, {one.id: one.picks for one in asked if one.picks})
        for start in range(0, max(count, 1), BATCH):
            batch = reading.result()
            if start + BATCH < count:
                reading = ahead.submit(read, start + BATCH)
            writer.add(*_decided(asked, batch, subject))


def _here(rules: Sequence[Rule]) -> pl.Expr:
    """Whether a subject belongs to the place of any rule, or may: each rule asks it first."""
    first = {rule.conditions[0].when if rule.conditions else None for rule in rules}
    places = [node for node in first if node and node.op == "within"]
    if len(places) < len(first):  # some rule holds everywhere
        return pl.lit(True)
    return pl.any_horizontal([to_polars(node).fill_null(True) for node in places])


@dataclass(frozen=True)
class _Asked:
    """A rule as a screening asks it.

    Attributes:
        picks: the amounts of which one is granted; without any, it is reckoned.
        amount: the number of the pick, or the amount.
    """

    id: str
    held: pl.Expr
    picks: tuple[int | None, ...]
    amount: Node

    @classmethod
    def of(cls, rule: Rule) -> _Asked:
        granted = rule.outcome.granted()
        picks = picked(granted)
        reckoned = granted if granted and not picks else numbered(granted, picks)
        return cls(rule.id, _held(rule), picks, reckoned)


def _decided(
    asked: Sequence[_Asked], facts: pl.DataFrame, subject: Subject
) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """Decisions of a batch, and the amounts of those who are eligible.

    An amount is worked out once for all rules that ask the same, as those do that pick alike.
    """
    nodes = dict.fromkeys(one.amount for one in asked)
    names = {node: f"amount {number}" for number, node in enumerate(nodes)}
    amounts = [to_polars(node).alias(name) for node, name in names.items()]
    told = {node: f"{name} told" for node, name in names.items() if node.names()}
    decisions = [
        (one.held & pl.col(told[one.amount]) if one.amount in told else one.held).alias(one.id)
        for one in asked
    ]
    decided = (
        facts.lazy()
        .with_columns(amounts)
        .with_columns(_told(pl.col(names[node])).alias(name) for node, name in told.items())
        .select(subject.key, *decisions, *names.values())
        .collect()
    )
    given = {one.id: decided[names[one.amount]].filter(decided[one.id]) for one in asked}
    return decided.drop(names.values()), given


def _columns(rule: Rule) -> list[pl.Expr]:
    granted = rule.outcome.granted()
    if granted is None:
        return [_held(rule).alias(rule.id)]
    amount = to_polars(granted)
    decided = _held(rule) & _told(amount) if granted.names() else _held(rule)
    return [decided.alias(rule.id), pl.when(decided).then(amount).alias(amount_column(rule))]


def _held(rule: Rule) -> pl.Expr:
    """Whether all conditions hold, whatever the amount."""
    return reduce(lambda a, b: a & b, (to_polars(one.when) for one in rule.conditions))


def _told(amount: pl.Expr) -> pl.Expr:
    """True, or open: who meets all but whose amount is open has to be asked."""
    return pl.when(amount.is_not_null()).then(True)


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
