"""Everybody judged at once: facts in, a column of decisions for each rule out.

A decision is one number: 0 where all conditions are met; bit n is set where condition n is not met,
bit 16 + n where it is not known. ``<rule>:amount`` beside it is the amount of those who meet all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from .facts import Subject
from .frames import ROW_GROUP, complete
from .judge import ELIGIBLE, NEEDS, NOT
from .polars import to_polars
from .rules import Rule
from .sql import to_sql

UNKNOWN_FROM = 16
FAILED = (1 << UNKNOWN_FROM) - 1
"""The bits of conditions that are not met."""


def amount_column(rule: Rule) -> str:
    return f"{rule.id}:amount"


def screen(rules: Sequence[Rule], facts: pl.LazyFrame, subject: Subject) -> pl.LazyFrame:
    """The decisions of rules about one kind of subject.

    Args:
        rules: with their values of the day (``RulePack.for_subject``).
        facts: a row for each subject; columns it lacks are not known.

    Returns:
        The subject's key, then ``<rule>`` (UInt32) and, where it has an amount, ``<rule>:amount``
        (Int64; fen, points or level).
    """
    whole = complete(facts, subject)
    raw = [column for rule in rules for column in _raw(rule)]
    masks = [rule.id for rule in rules]
    amounts = [
        pl.when(pl.col(rule.id) == 0).then(pl.col(amount_column(rule))).alias(amount_column(rule))
        for rule in rules
        if rule.outcome.amount
    ]
    return whole.select(subject.key, *raw).select(subject.key, *masks, *amounts)


def screen_files(rules: Sequence[Rule], source: Path | str, target: Path, subject: Subject) -> None:
    """The same from Parquet to Parquet, a few row groups in memory at a time."""
    decisions = screen(rules, pl.scan_parquet(source), subject)
    decisions.sink_parquet(target, row_group_size=ROW_GROUP, compression="lz4")


def _raw(rule: Rule) -> list[pl.Expr]:
    bits = [_bit(to_polars(c.when), place) for place, c in enumerate(rule.conditions)]
    granted = rule.outcome.granted()
    if granted is None:
        return [pl.sum_horizontal(bits).cast(pl.UInt32).alias(rule.id)]
    amount = to_polars(granted)
    if granted.names():
        unknown = 1 << (UNKNOWN_FROM + len(bits))
        bits.append(pl.when(amount.is_null()).then(_number(unknown)).otherwise(_number(0)))
    return [
        pl.sum_horizontal(bits).cast(pl.UInt32).alias(rule.id),
        amount.alias(amount_column(rule)),
    ]


def _bit(held: pl.Expr, place: int) -> pl.Expr:
    failed = (~held).cast(pl.UInt32) * _number(1 << place)
    return failed.fill_null(_number(1 << (UNKNOWN_FROM + place)))


def _number(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt32)


def outcome(mask: pl.Expr) -> pl.Expr:
    """The outcome in a word (eligible, not, needs) of a column of decisions."""
    return (
        pl.when(mask == 0).then(pl.lit(ELIGIBLE))
        .when((mask & FAILED) > 0).then(pl.lit(NOT))
        .otherwise(pl.lit(NEEDS))
    )  # fmt: skip


def totals(rules: Sequence[Rule], decisions: pl.LazyFrame) -> dict[str, dict[str, int]]:
    """For each rule how many are eligible, not, or need something, and the sum of the amounts."""
    asked: list[pl.Expr] = []
    for rule in rules:
        mask, id = pl.col(rule.id), rule.id
        asked += [
            (mask == 0).sum().alias(f"{id}|{ELIGIBLE}"),
            ((mask & FAILED) > 0).sum().alias(f"{id}|{NOT}"),
            ((mask > 0) & ((mask & FAILED) == 0)).sum().alias(f"{id}|{NEEDS}"),
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


def statement(rules: Sequence[Rule], subject: Subject, table: str, there: set[str], dialect: str
              ) -> str:  # fmt: skip
    """The same as one SQL query over a table of facts that has the columns ``there``."""
    mark = "`" if dialect == "spark" else '"'
    raw, last = [], [subject.key]
    for rule in rules:
        name, amount = f"{mark}{rule.id}{mark}", f"{mark}{amount_column(rule)}{mark}"
        bits = [_sql_bit(to_sql(c.when, dialect), at) for at, c in enumerate(rule.conditions)]
        last.append(name)
        if granted := rule.outcome.granted():
            words = to_sql(granted, dialect)
            unknown = 1 << (UNKNOWN_FROM + len(bits))
            bits.append(f"CASE WHEN {words} IS NULL THEN {unknown} ELSE 0 END")
            raw.append(f"{words} AS {amount}")
            last.append(f"CASE WHEN {name} = 0 THEN {amount} END AS {amount}")
        raw.append(f"CAST({' + '.join(bits)} AS BIGINT) AS {name}")
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


def _sql_bit(held: str, place: int) -> str:
    failed, unknown = 1 << place, 1 << (UNKNOWN_FROM + place)
    return f"CASE {held} WHEN TRUE THEN 0 WHEN FALSE THEN {failed} ELSE {unknown} END"
