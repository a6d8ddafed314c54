"""Roll-ups over a snapshot: the same persons counted by several things at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from .snapshot import Snapshot

Counts = dict[object, int]


@dataclass(frozen=True)
class Rollup:
    """Counts of one set of persons: in all, by each dimension, and by month worked in."""

    total: int
    by: dict[str, Counts]
    months: dict[int, int]


def roll_up(
    snapshot: Snapshot,
    where: pl.Expr,
    dimensions: Mapping[str, pl.Expr],
    months: range = range(0),
    working_only: frozenset[str] = frozenset(),
    month_where: pl.Expr | None = None,
) -> Rollup:
    """Count the persons that ``where`` holds for.

    Args:
        snapshot: where to count.
        where: Boolean expression over the columns of ``snapshot.PERSON``; null counts as no.
        dimensions: name to expression; its values become the keys, null among them.
        months: months (12 × year + month − 1) to count working persons in.
        working_only: dimensions counted over working persons alone.
        month_where: whom to count by month, where that differs from ``where``.

    Returns:
        Counts that each sum to the total (or to the working persons), months apart: somebody
        may work in several.
    """
    hit = _hits(snapshot, where)
    chosen = snapshot.persons.filter(hit).lazy()
    asked = [
        (chosen.filter(pl.col("working")) if name in working_only else chosen)
        .group_by(key=expression)
        .len()
        for name, expression in dimensions.items()
    ]
    done = pl.collect_all(asked)
    by = {
        name: dict(zip(frame["key"].to_list(), frame["len"].to_list(), strict=True))
        for name, frame in zip(dimensions, done, strict=True)
    }
    at_work = hit if month_where is None else _hits(snapshot, month_where)
    return Rollup(int(hit.sum()), by, _by_month(snapshot, at_work, months))


def _hits(snapshot: Snapshot, where: pl.Expr) -> pl.Series:
    """Whether the condition holds, for each person."""
    # beside a column, so that a constant condition gives one answer for each person too
    return snapshot.persons.select("id", hit=where.fill_null(False))["hit"]


def _by_month(snapshot: Snapshot, hit: pl.Series, months: range) -> dict[int, int]:
    """Persons at work in each month: those who began by then less those who had stopped."""
    if not len(months):
        return {}
    spans = snapshot.months.filter(hit.gather(snapshot.months["row"]))
    begun = _up_to(spans["first"], months)
    stopped = _up_to(spans["last"] + 1, months)
    return {m: begun[m] - stopped[m] for m in months}


def _up_to(moments: pl.Series, months: range) -> dict[int, int]:
    """For each month, how many moments lie in it or before."""
    counted = moments.clip(lower_bound=months.start - 1).value_counts()
    by_moment = dict(zip(counted[moments.name].to_list(), counted["count"].to_list(), strict=True))
    running = by_moment.get(months.start - 1, 0)
    result = {}
    for month in months:
        running += by_moment.get(month, 0)
        result[month] = running
    return result


def place_key(column: str, size: int) -> pl.Expr:
    """The code in ``column`` cut to a level; ``size`` is the number of codes in one such place."""
    return pl.col(column) // size * size


def within(column: str, span: tuple[int, int]) -> pl.Expr:
    """Whether the code in ``column`` lies in the half-open range ``span``."""
    return (pl.col(column) >= span[0]) & (pl.col(column) < span[1])
