"""Everybody judged at once: facts in, a column of decisions for each rule out.

A decision is true (eligible), false (not), or null: something has to be asked. ``<rule>:amount`` is
the amount of those who are eligible, ``<rule>:<condition>`` each condition where it is wanted.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import reduce
from pathlib import Path

import polars as pl

from .facts import Subject
from .frames import complete
from .judge import ELIGIBLE, NEEDS, NOT
from .polars import to_polars
from .rules import Rule
from .sql import to_sql

DECISIONS, AWARDS = "decisions", "awards"
BATCH = 1_000_000


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
    rules: Sequence[Rule], source: Path | str, folder: Path, subject: Subject, *,
    reasons: bool = False,
) -> None:  # fmt: skip
    """The same from a Parquet file of facts to a folder, a million subjects in memory at a time.

    ``decisions/`` holds the columns of ``screen`` without the amounts; ``awards/`` a row for each
    subject and rule it is eligible for: most are eligible for little, so this is short. Both are
    Arrow files, as they are in memory: packing takes longer than deciding. ``kept`` reads them.
    """
    for name in (DECISIONS, AWARDS):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    facts = pl.scan_parquet(source)
    count = facts.select(pl.len()).collect().item()
    names = dict.fromkeys(name for rule in rules for name in rule.facts())
    asked = complete(facts, subject).select(subject.key, *names)
    for start in range(0, max(count, 1), BATCH):
        batch = asked.slice(start, BATCH).collect()
        wide, given = _decided(rules, batch, subject, reasons)
        wide.write_ipc(folder / DECISIONS / f"{start // BATCH:05}.arrow")
        given.write_ipc(folder / AWARDS / f"{start // BATCH:05}.arrow")


def kept(folder: Path, name: str) -> pl.LazyFrame:
    """The ``DECISIONS`` or ``AWARDS`` that a screening by either engine has left in a folder."""
    if any((folder / name).glob("*.arrow")):
        return pl.scan_ipc(folder / name / "*.arrow")
    return pl.scan_parquet(folder / name / "*.parquet")


def _decided(
    rules: Sequence[Rule], facts: pl.DataFrame, subject: Subject, reasons: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Decisions and awards of a batch; amounts are worked out only for those who meet the rest."""
    held = [column for rule in rules for column in _held(rule, reasons)]
    wide = facts.lazy().select(subject.key, *held).collect(engine="streaming")
    given = awards(rules, facts.hstack(wide.drop(subject.key)), subject)
    open_amounts = given.filter(pl.col("amount").is_null())["rule"].unique().to_list()
    asked = [rule for rule in rules if rule.id in open_amounts and rule.outcome.granted()]
    if asked:  # who meets all but whose amount is open has to be asked
        again = [_decision(rule).alias(rule.id) for rule in asked]
        wide = wide.with_columns(facts.select(again))
        given = given.filter(
            pl.col("amount").is_not_null() | ~pl.col("rule").is_in([rule.id for rule in asked])
        )
    return wide, given


def awards(rules: Sequence[Rule], wide: pl.DataFrame, subject: Subject) -> pl.DataFrame:
    """Who is eligible for what: the subject's key, ``rule``, ``amount`` (null: nothing counted).

    Args:
        wide: the facts, and the decision on each rule in a column of its name.
    """
    ids = pl.Enum([rule.id for rule in rules])
    parts = [
        wide.lazy()
        .filter(pl.col(rule.id))
        .select(subject.key, pl.lit(rule.id, dtype=ids).alias("rule"), _amount(rule))
        for rule in rules
    ]
    return pl.concat(parts).collect()


def _amount(rule: Rule) -> pl.Expr:
    granted = rule.outcome.granted()
    amount = to_polars(granted) if granted else pl.lit(None)
    return amount.cast(pl.Int64).alias("amount")


def _columns(rule: Rule, reasons: bool) -> list[pl.Expr]:
    _, *reasoned = _held(rule, reasons)
    decided = _decision(rule)
    amounts = []
    if granted := rule.outcome.granted():
        amounts = [pl.when(decided).then(to_polars(granted)).alias(amount_column(rule))]
    return [decided.alias(rule.id), *amounts, *reasoned]


def _held(rule: Rule, reasons: bool) -> list[pl.Expr]:
    """Whether all conditions hold, whatever the amount; then each of them where it is wanted."""
    held = [to_polars(condition.when) for condition in rule.conditions]
    found = [reduce(lambda a, b: a & b, held).alias(rule.id)]
    if reasons:
        pairs = zip(held, rule.conditions, strict=True)
        found += [one.alias(f"{rule.id}:{condition.id}") for one, condition in pairs]
    return found


def _decision(rule: Rule) -> pl.Expr:
    """Whether all conditions hold; open where they do and the amount cannot be told yet."""
    held = reduce(lambda a, b: a & b, (to_polars(one.when) for one in rule.conditions))
    granted = rule.outcome.granted()
    if granted and granted.names():
        held &= pl.when(to_polars(granted).is_not_null()).then(True)
    return held


def outcome(decided: pl.Expr) -> pl.Expr:
    """The outcome in a word (eligible, not, needs) of a column of decisions."""
    return (
        pl.when(decided.is_null()).then(pl.lit(NEEDS))
        .when(decided).then(pl.lit(ELIGIBLE))
        .otherwise(pl.lit(NOT))
    )  # fmt: skip


def totals(rules: Sequence[Rule], folder: Path) -> dict[str, dict[str, int]]:
    """For each rule how many are eligible, not, or need something, and the sum of the amounts.

    Args:
        folder: what ``screen_files`` of this engine or of Spark has left.
    """
    counts = [
        column
        for rule in rules
        for column in (
            pl.col(rule.id).sum().alias(f"{rule.id}|{ELIGIBLE}"),
            (~pl.col(rule.id)).sum().alias(f"{rule.id}|{NOT}"),
            pl.col(rule.id).null_count().alias(f"{rule.id}|{NEEDS}"),
        )
    ]
    decisions = kept(folder, DECISIONS).select(counts)
    given = kept(folder, AWARDS).group_by("rule").agg(pl.col("amount").sum())
    row = decisions.collect(engine="streaming").row(0, named=True)
    sums = dict(given.collect(engine="streaming").rows())
    found: dict[str, dict[str, int]] = {rule.id: {} for rule in rules}
    for name, count in row.items():
        id, _, what = name.rpartition("|")
        found[id][what] = int(count or 0)
    for rule in rules:
        if rule.outcome.amount:
            found[rule.id]["amount"] = int(sums.get(rule.id) or 0)
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
