"""Pairs of records weighed by Splink with the shipped model."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from .arrays import Array
from .groups import Counter
from .model import LEVELS, settings
from .records import Records
from .slips import slips

# What two strangers share by chance where the data at hand are too few to tell, and how many
# rows this belief is worth.
_CHANCE = {"name": 3e-5, "birth": 5e-5, "phone": 1e-7, "village": 2e-5}
_BELIEF = 1000
_SLIPS = ("id_number", "birth", "phone")


class Shares:
    """The share of other people who have the same name, birth date, phone or village.

    `one_each` marks one row for each person as far as known, so that somebody recorded ten
    times does not make their own name common. `among` is the number of people from whom these
    were drawn because they resemble one another; 0 if the rows are all there are.
    """

    def __init__(self, people: Records, one_each: Array, *, among: int = 0) -> None:
        self._people = people
        self._total = among or max(int(one_each.sum()), 1)
        self._belief = among or _BELIEF
        self._counters = {c: Counter(getattr(people, c)[one_each]) for c in _CHANCE}

    def of(self, column: str, rows: Array) -> Array:
        """Share (0–1) for the value that each of `rows` has in `column`."""
        others = np.maximum(self._counters[column].of(getattr(self._people, column)[rows]) - 1.0, 0)
        return (others + self._belief * _CHANCE[column]) / (self._total + self._belief)


@cache
def load_splink() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Splink's engine and its pair comparison; importing them takes 0.2 s, so only when needed."""
    import splink  # noqa: F401  (first: its submodules import each other in a circle otherwise)
    from splink.backends.duckdb import DuckDBAPI
    from splink.internals.realtime import compare_records

    logging.getLogger("splink").setLevel(logging.ERROR)
    return DuckDBAPI, compare_records


def score_pairs(
    people: Records,
    left: Array,
    right: Array,
    *,
    shares: Shares,
    prior: float,
    trained: dict[str, Any] | None = None,
) -> pl.DataFrame:
    """`weight` (log2 odds), `score` (0–1) and the level `gamma_<column>` of each pair, in order."""
    new_engine, compare_records = load_splink()
    one, other = (_side(people, rows, shares) for rows in (left, right))
    far = {f"{c}_slips": slips(one[c], other[c]) for c in _SLIPS}
    sides = [side.with_columns(**{c: pl.Series(v) for c, v in far.items()}).to_arrow()
             for side in (one, other)]  # fmt: skip
    api = new_engine()
    scored = compare_records(
        *sides, settings(prior, trained), api, join_condition="l.pair = r.pair"
    )
    wanted = ", ".join(f"gamma_{c}::tinyint as gamma_{c}" for c in LEVELS)
    result: pl.DataFrame = api.duckdb_con.sql(
        f"select pair_l as pair, match_weight as weight, match_probability as score, {wanted}"
        f" from {scored.physical_name}"
    ).pl()
    api.duckdb_con.close()
    return result.sort("pair")


def _side(people: Records, rows: Array, shares: Shares) -> pl.DataFrame:
    """One side of the pairs as the columns that the model's conditions name."""
    data = {
        "pair": np.arange(len(rows)),
        "name": people.names.gather(rows),
        "sound": people.sound[rows],
        "surname": people.surname_sound[rows],
        "given": people.given_sound[rows],
        "bag": people.bag[rows],
        "id_number": people.ids.text.gather(people.id_row[rows]),
        "proof": people.proof[rows],
        "birth": people.birth[rows],
        "sex": people.sex[rows],
        "phone": people.phones.gather(people.phone_row[rows]),
        "village": people.village[rows],
        "town": people.town[rows],
        "county": people.county[rows],
    } | {f"tf_{c}": shares.of(c, rows) for c in _CHANCE}
    known = pl.col("birth") > 0
    return pl.DataFrame(data).with_columns(
        pl.when(known).then(pl.col("birth").cast(pl.String)).alias("birth"),
        pl.when(pl.col("village") != 0).then("village").alias("village"),
    )
