"""Pairs of records weighed by Splink with the shipped model."""

import logging

import numpy as np
import polars as pl

from .model import LEVELS, settings
from .records import Records

# What two strangers share by chance where the data at hand are too few to tell, and how many
# rows this belief is worth.
_CHANCE = {"name": 3e-5, "birth": 5e-5, "phone": 1e-7, "village": 2e-5}
_BELIEF = 1000


def frequencies(people: Records, one_each: np.ndarray, *, among: int = 0) -> dict[str, np.ndarray]:
    """Per row and column: the share of other people with the same value.

    `one_each` marks one row for each person as far as known, so that somebody recorded ten
    times does not make their own name common. `among` is the number of people from whom these
    were drawn because they resemble one another; 0 if the rows are all there are.
    """
    columns = {"name": people.name, "birth": people.birth, "phone": people.phone,
               "village": people.village}  # fmt: skip
    total, belief = (among, among) if among else (max(int(one_each.sum()), 1), _BELIEF)
    return {
        column: _frequency(codes, one_each, total, belief, _CHANCE[column])
        for column, codes in columns.items()
    }


def _frequency(
    codes: np.ndarray, one_each: np.ndarray, total: int, belief: int, chance: float
) -> np.ndarray:
    frame = pl.DataFrame({"code": codes, "one": one_each})
    count = frame.select(pl.col("one").sum().over("code")).to_series().to_numpy()
    return (np.maximum(count - 1.0, 0.0) + belief * chance) / (total + belief)


def score_pairs(
    people: Records,
    left: np.ndarray,
    right: np.ndarray,
    *,
    shares: dict[str, np.ndarray],
    prior: float,
    trained: dict | None = None,
) -> pl.DataFrame:
    """`weight` (log2 odds), `score` (0–1) and the level `gamma_<column>` of each pair, in order."""
    # Splink takes 0.2 s to import: only who has pairs to weigh pays for it.
    import splink  # noqa: F401  (first, its submodules import each other in a circle otherwise)
    from splink.backends.duckdb import DuckDBAPI
    from splink.internals.realtime import compare_records

    logging.getLogger("splink").setLevel(logging.ERROR)
    sides = [_side(people, rows, shares).to_arrow() for rows in (left, right)]
    api = DuckDBAPI()
    scored = compare_records(
        *sides, settings(prior, trained), api, join_condition="l.pair = r.pair"
    )
    wanted = ", ".join(f"gamma_{c}::tinyint as gamma_{c}" for c in LEVELS)
    result = api.duckdb_con.sql(
        f"select pair_l as pair, match_weight as weight, match_probability as score, {wanted}"
        f" from {scored.physical_name}"
    ).pl()
    api.duckdb_con.close()
    return result.sort("pair")


def _side(people: Records, rows: np.ndarray, shares: dict[str, np.ndarray]) -> pl.DataFrame:
    """One side of the pairs as the columns that the model's conditions name."""
    data = {
        "pair": np.arange(len(rows)),
        "name": people.names.gather(rows),
        "sound": people.sound[rows],
        "surname": people.surname_sound[rows],
        "given": people.given_sound[rows],
        "id_number": people.ids.text.gather(people.id_row[rows]),
        "proof": people.proof[rows],
        "birth": people.birth[rows],
        "sex": people.sex[rows],
        "phone": people.phones.gather(rows),
        "village": people.village[rows],
        "town": people.town[rows],
        "county": people.county[rows],
    } | {f"tf_{c}": share[rows] for c, share in shares.items()}
    known = pl.col("birth") > 0
    return pl.DataFrame(data).with_columns(
        pl.when(known).then(pl.col("birth").cast(pl.String)).alias("birth"),
        pl.when(pl.col("village") != 0).then("village").alias("village"),
    )
