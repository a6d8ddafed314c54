"""Two sets of rules over the same subjects: who gains, who loses, what it costs, what overlaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import polars as pl

from rongcheng.rulekit.engine import screen
from rongcheng.rulekit.facts import Subject
from rongcheng.rulekit.rules import Rule

BATCH = 500_000
GAINS, LOSES, MORE, LESS, ASKED = "gains", "loses", "more", "less", "asked"
"""What a change does to one subject and rule: it becomes eligible, stops being so, gets more or
less money, or is no longer (or newly) one of whom something must be asked."""
COUNTS = ("people", "cost", "asked")


@dataclass(frozen=True)
class Compared:
    """What differs between two sets of rules about one kind of subject.

    Attributes:
        subjects: how many were looked at.
        counties: a row for each county and rule: ``county, rule``, and before and after each
            ``people, cost (fen), asked``.
        overlaps: before and after, by id and id, how many are eligible for both rules; a rule
            beside itself: how many are eligible for it.
        changes: a row for each subject and rule that differs: ``key, county, rule, what, before,
            after`` (amounts in fen).
    """

    ids: tuple[str, ...]
    subjects: int
    counties: pl.DataFrame
    overlaps: tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]
    changes: pl.DataFrame


def compare(
    before: Sequence[Rule], after: Sequence[Rule], facts: pl.LazyFrame, subject: Subject, *,
    tell: Callable[[float], None] | None = None,
) -> Compared:  # fmt: skip
    """Both sets over all subjects, some hundred thousand in memory at a time.

    Args:
        before, after: rules about this kind of subject, with their values of the day.
        facts: a row for each subject, with the column ``county``.
        tell: called with the share that is done.
    """
    ids = tuple(dict.fromkeys(rule.id for rule in (*before, *after)))
    differing = _differing(before, after)
    total = facts.select(pl.len()).collect().item()
    counties, changes = [], []
    shared = [np.zeros((len(ids), len(ids)), dtype=np.int64) for _side in range(2)]
    for start in range(0, max(total, 1), BATCH):
        batch = facts.slice(start, BATCH).collect()
        sides = [_decided(rules, batch, subject, ids) for rules in (before, after)]
        both = pl.concat(
            [batch.select(subject.key, "county"), *_told_apart(sides)], how="horizontal"
        )
        counties.append(_by_county(both, ids))
        changes += [_changed(both, id, subject.key) for id in differing]
        for at, side in enumerate(sides):
            held = side.select(pl.col(ids).fill_null(value=False).cast(pl.Float32)).to_numpy()
            shared[at] += (held.T @ held).astype(np.int64)
        if tell:
            tell(min(1.0, (start + BATCH) / max(total, 1)))
    summed = pl.concat(counties).group_by("county", "rule").agg(pl.all().sum()).sort("county")
    overlaps = tuple(
        {a: {b: int(m[i, j]) for j, b in enumerate(ids)} for i, a in enumerate(ids)} for m in shared
    )
    found = pl.concat(changes) if changes else _no_changes(subject)
    return Compared(ids, total, summed, (overlaps[0], overlaps[1]), found)


def _differing(before: Sequence[Rule], after: Sequence[Rule]) -> list[str]:
    """Ids of the rules that only one side has, or that are not the same on both."""
    old, new = ({rule.id: rule for rule in side} for side in (before, after))
    return [
        id for id in dict.fromkeys([*old, *new])
        if id not in old or id not in new
        or (old[id].conditions, old[id].outcome) != (new[id].conditions, new[id].outcome)
    ]  # fmt: skip


def _decided(
    rules: Sequence[Rule], batch: pl.DataFrame, subject: Subject, ids: Sequence[str]
) -> pl.DataFrame:
    """A column of decisions and one of amounts for each id; a rule that is not there gives no."""
    by_id = {rule.id: rule for rule in rules}
    narrow = batch.lazy().drop("county")
    wide = (screen(rules, narrow, subject) if rules else narrow.select(subject.key)).collect()
    columns = []
    for id in ids:
        rule = by_id.get(id)
        money = rule is not None and rule.outcome.granted() is not None
        amount = pl.col(f"{id}:amount") if money else pl.lit(0)
        columns.append(pl.col(id) if rule else pl.lit(value=False).alias(id))
        columns.append(amount.cast(pl.Int64).alias(f"{id}:amount"))
    return wide.with_columns(columns).select(
        name for id in ids for name in (id, f"{id}:amount")
    )  # fmt: skip


def _told_apart(sides: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
    """Both sides with their columns told apart: ``0:…`` before, ``1:…`` after."""
    return [
        side.rename({name: f"{at}:{name}" for name in side.columns})
        for at, side in enumerate(sides)
    ]


def _by_county(both: pl.DataFrame, ids: Sequence[str]) -> pl.DataFrame:
    parts = []
    for id in ids:
        counted = [
            expr
            for side in (0, 1)
            for expr in (
                pl.col(f"{side}:{id}").sum().cast(pl.Int64).alias(f"people:{side}"),
                pl.col(f"{side}:{id}:amount").filter(pl.col(f"{side}:{id}")).sum()
                .alias(f"cost:{side}"),
                pl.col(f"{side}:{id}").null_count().cast(pl.Int64).alias(f"asked:{side}"),
            )
        ]  # fmt: skip
        rows = both.lazy().group_by("county").agg(counted)
        parts.append(rows.with_columns(pl.lit(id).alias("rule")))
    return pl.concat(parts).collect()


def _changed(both: pl.DataFrame, id: str, key: str) -> pl.DataFrame:
    """The subjects for whom a rule comes out otherwise."""
    old, new = pl.col(f"0:{id}"), pl.col(f"1:{id}")
    before, after = (
        pl.when(pl.col(f"{side}:{id}").fill_null(value=False)).then(
            pl.col(f"{side}:{id}:amount")).otherwise(0)
        for side in (0, 1)
    )  # fmt: skip
    had, has = old.fill_null(value=False), new.fill_null(value=False)
    steps = [
        (has & ~had, GAINS), (had & ~has, LOSES), (after > before, MORE), (after < before, LESS),
        (old.is_null() != new.is_null(), ASKED),
    ]  # fmt: skip
    none = pl.lit(None, dtype=pl.String)
    what = reduce(
        lambda otherwise, step: pl.when(step[0]).then(pl.lit(step[1])).otherwise(otherwise),
        reversed(steps), none,
    )  # fmt: skip
    return both.lazy().select(
        pl.col(key).cast(pl.String).alias("key"), "county", pl.lit(id).alias("rule"),
        what.alias("what"), before.alias("before"), after.alias("after"),
    ).filter(pl.col("what").is_not_null()).collect()  # fmt: skip


def _no_changes(subject: Subject) -> pl.DataFrame:
    return pl.DataFrame(
        schema={"key": pl.String, "county": pl.Int64, "rule": pl.String, "what": pl.String,
                "before": pl.Int64, "after": pl.Int64}
    )  # fmt: skip
