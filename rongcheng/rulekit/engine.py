"""Everybody judged at once: facts in, a column of decisions for each rule out.

A decision is true (eligible), false (not), or null: something has to be asked. ``<rule>:amount`` is
the amount of those who are eligible.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from pathlib import Path

import polars as pl

from .facts import Subject
from .frames import complete
from .judge import ELIGIBLE, NEEDS, NOT
from .polars import to_polars
from .rules import Rule
from .sql import to_sql

DECISIONS, AWARDS, COUNT = "decisions", "awards", "count"
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
    """The same from a Parquet file of facts to a folder, a million subjects in memory at a time.

    ``decisions/`` holds the columns of ``screen`` without the amounts; ``awards/`` the amounts of
    those who are eligible, rule after rule: whose they are stands in the decisions. Both are Arrow
    files, as they are in memory: packing takes longer than deciding, and so does repeating keys.
    ``decisions`` and ``awards`` read them, and ``count`` tells how many subjects there were.

    Who belongs to the place of no rule is eligible for nothing: of them nothing else is asked, and
    they are left out of the decisions.
    """
    for name in (DECISIONS, AWARDS):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    facts = pl.scan_parquet(source)
    count = facts.select(pl.len()).collect().item()
    names = dict.fromkeys(name for rule in rules for name in rule.facts())
    asked = complete(facts, subject).select(subject.key, *names)
    here = _here(rules)
    (folder / COUNT).write_text(str(count))
    with ThreadPoolExecutor(2) as pool:
        for start in range(0, max(count, 1), BATCH):
            batch = asked.slice(start, BATCH).filter(here).collect()
            wide, amounts = _decided(rules, batch, subject)
            files = {f"{DECISIONS}/{start // BATCH:05}.arrow": wide}
            middle = len(amounts) // 2
            for part, some in enumerate((amounts[:middle], amounts[middle:])):  # one to a processor
                if some:
                    both = pl.concat(some, rechunk=False)
                    files[f"{AWARDS}/{start // BATCH:05}.{part}.arrow"] = both
            list(pool.map(lambda file: file[1].write_ipc(folder / file[0]), files.items()))


def _here(rules: Sequence[Rule]) -> pl.Expr:
    """Whether a subject belongs to the place of any rule, or may: each rule asks it first."""
    first = {rule.conditions[0].when if rule.conditions else None for rule in rules}
    places = [node for node in first if node and node.op == "within"]
    if len(places) < len(first):  # some rule holds everywhere
        return pl.lit(True)
    return pl.any_horizontal([to_polars(node).fill_null(True) for node in places])


def decisions(folder: Path) -> pl.LazyFrame:
    """The decisions that a screening by either engine has left in a folder.

    Whoever is missing is not eligible for anything, being of no place that a rule is about.
    """
    if any((folder / DECISIONS).glob("*.arrow")):
        return pl.scan_ipc(folder / DECISIONS / "*.arrow")
    return pl.scan_parquet(folder / DECISIONS / "*.parquet")


def awards(folder: Path) -> pl.LazyFrame:
    """Who is eligible for what after a screening by either engine.

    Returns:
        The subject's key, ``rule``, ``amount`` (fen, points or level; null: nothing counted).
    """
    batches = sorted((folder / DECISIONS).glob("*.arrow"))
    if not batches:
        return pl.scan_parquet(folder / AWARDS / "*.parquet")
    return pl.concat([_awards_of(folder, path) for path in batches])


def _awards_of(folder: Path, batch: Path) -> pl.LazyFrame:
    wide = pl.scan_ipc(batch)
    key, *rules = wide.collect_schema().names()
    ids = pl.Enum(rules)
    whose = pl.concat(
        wide.filter(pl.col(id)).select(key, pl.lit(id, dtype=ids).alias("rule")) for id in rules
    )
    amounts = pl.scan_ipc(sorted((folder / AWARDS).glob(f"{batch.stem}.*.arrow")))
    return pl.concat([whose, amounts], how="horizontal")


def _decided(
    rules: Sequence[Rule], facts: pl.DataFrame, subject: Subject
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Decisions and amounts of a batch; amounts are worked out only for those who meet the rest."""
    held = [_held(rule).alias(rule.id) for rule in rules]
    wide = facts.lazy().select(subject.key, *held).collect()
    both = facts.hstack(wide.drop(subject.key))
    amounts = _amounts(rules, both, subject)
    still_open = [
        _if_told(pl.col(rule.id), rule).alias(rule.id)
        for rule, told in zip(rules, amounts, strict=True)
        if told.height < (wide[rule.id].sum() or 0)
    ]
    if still_open:  # who meets all but whose amount is open has to be asked
        wide = wide.with_columns(both.lazy().select(still_open).collect())
    return wide, amounts


def _amounts(rules: Sequence[Rule], wide: pl.DataFrame, subject: Subject) -> list[pl.DataFrame]:
    """For each rule a column ``amount``: of those who meet its conditions, in the frame's order.

    Left out is whose amount cannot be told yet; where nothing is counted it is null for all.
    """
    asked = []
    for rule in rules:
        granted = rule.outcome.granted()
        names = granted.names() if granted else []
        met = wide.lazy().filter(pl.col(rule.id)).select(*(names or [subject.key]))
        amounts = met.with_columns(_amount(rule)).select("amount")
        asked.append(amounts.drop_nulls() if granted else amounts)
    return pl.collect_all(asked)


def _amount(rule: Rule) -> pl.Expr:
    granted = rule.outcome.granted()
    amount = to_polars(granted) if granted else pl.lit(None)
    return amount.cast(pl.Int64).alias("amount")


def _columns(rule: Rule) -> list[pl.Expr]:
    decided = _if_told(_held(rule), rule)
    columns = [decided.alias(rule.id)]
    if granted := rule.outcome.granted():
        amount = pl.when(decided).then(to_polars(granted))
        columns.append(amount.alias(amount_column(rule)))
    return columns


def _held(rule: Rule) -> pl.Expr:
    """Whether all conditions hold, whatever the amount."""
    return reduce(lambda a, b: a & b, (to_polars(one.when) for one in rule.conditions))


def _if_told(held: pl.Expr, rule: Rule) -> pl.Expr:
    """The decision: open where all conditions hold and the amount cannot be told yet."""
    granted = rule.outcome.granted()
    if granted and granted.names():
        return held & pl.when(to_polars(granted).is_not_null()).then(True)
    return held


def totals(rules: Sequence[Rule], folder: Path) -> dict[str, dict[str, int]]:
    """For each rule how many are eligible, not, or need something, and the sum of the amounts.

    Args:
        folder: what ``screen_files`` of this engine or of Spark has left.
    """
    eligible = [pl.col(rule.id).sum() for rule in rules]
    open_ = [pl.col(rule.id).null_count().alias(f"{rule.id}|") for rule in rules]
    row = decisions(folder).select(*eligible, *open_).collect(engine="streaming").row(0, named=True)
    given = awards(folder).group_by("rule").agg(pl.col("amount").sum())
    sums = dict(given.collect(engine="streaming").rows())
    everybody = int((folder / COUNT).read_text())
    found: dict[str, dict[str, int]] = {}
    for rule in rules:
        yes, needs = int(row[rule.id] or 0), int(row[f"{rule.id}|"] or 0)
        found[rule.id] = {ELIGIBLE: yes, NOT: everybody - yes - needs, NEEDS: needs}
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
