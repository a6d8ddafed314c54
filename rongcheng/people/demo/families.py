"""Families around the workers: couples, their children, their parents, those who stay at home."""

from __future__ import annotations

import numpy as np
import polars as pl

from .draw import pick

HEAD, SPOUSE, SON, DAUGHTER, PARENT = "01", "10", "20", "30", "50"
# Lines of descent within a household, which decide who shares a surname.
HUSBANDS, WIVES, OTHER = 0, 1, 2
_BOTH_WORK = 0.8  # of the married women who work, so many have a husband who works too
_REGISTERED_WHOLE = 0.74  # households whose members at home were registered with the workers
_WITH_PARENTS = 0.5
_CHILDREN = (0.14, 0.44, 0.36, 0.06)
_AT_HOME_WITH_PARENTS = 0.75

Columns = dict[str, np.ndarray]


def build_families(rng: np.random.Generator, workers: pl.DataFrame) -> pl.DataFrame:
    """Everybody, ordered by household, the head first.

    Columns: household (0, 1, …), relation (GB/T 4761), sex, age, line (see above), worker (row of
    ``workers``, or -1 for a member who does not work), whose (worker row of a spouse whose work
    place this one shares, or -1), marital_status (null for workers: theirs is in ``workers``).
    """
    age, sex = workers["age"].to_numpy(), workers["sex"].to_numpy()
    husband, wife, alone = _couples(rng, workers)
    core = _cores(rng, husband, wife, age)
    children_at_work, with_whom = _grown_children(rng, alone, core, age)
    own = np.setdiff1d(alone, children_at_work, assume_unique=True)
    core = _add_single(core, own, age, sex)
    parts = [
        _spouses(core, age),
        _grown(children_at_work, with_whom, sex, age),
        _children(rng, core),
        _parents(rng, core),
    ]
    return _ordered(rng, pl.concat(parts), len(core["man"]))


def _couples(
    rng: np.random.Generator, workers: pl.DataFrame
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Husband and wife of each married couple as worker rows (-1: does not work); the unmarried."""
    row = np.arange(workers.height)
    married = workers["marital_status"].to_numpy() == "20"
    man, away = workers["sex"].to_numpy() == 1, workers["away"].to_numpy()
    age = workers["age"].to_numpy()
    husbands, wives = [], []
    for where in (False, True):
        men = rng.permutation(row[married & man & (away == where)])
        women = rng.permutation(row[married & ~man & (away == where)])
        both = min(int(len(women) * _BOTH_WORK), len(men))
        pairs = [
            group[:both][np.argsort(age[group[:both]], kind="stable")] for group in (men, women)
        ]
        husbands += [pairs[0], men[both:], np.full(len(women) - both, -1)]
        wives += [pairs[1], np.full(len(men) - both, -1), women[both:]]
    return np.concatenate(husbands), np.concatenate(wives), row[~married]


def _cores(
    rng: np.random.Generator, man: np.ndarray, woman: np.ndarray, age: np.ndarray
) -> Columns:
    """One entry per couple: its workers, and both ages; a spouse at home is near in age."""
    apart = np.round(rng.normal(2, 2.2, len(man))).astype(np.int64).clip(-4, 10)
    man_age = np.where(man >= 0, age[man], (age[woman] + apart).clip(20, 78))
    woman_age = np.where(woman >= 0, age[woman], (age[man] - apart).clip(20, 76))
    has = np.ones(len(man), dtype=bool)
    return {"man": man, "woman": woman, "man_age": man_age, "woman_age": woman_age,
            "has_man": has, "has_woman": has.copy()}  # fmt: skip


def _grown_children(
    rng: np.random.Generator, alone: np.ndarray, core: Columns, age: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Unmarried workers who belong to their parents' household, and which one it is."""
    homes = rng.permutation(np.flatnonzero((core["woman_age"] >= 40) & (core["woman_age"] <= 66)))
    young = rng.permutation(alone[age[alone] < 38])
    count = min(int(len(young) * _AT_HOME_WITH_PARENTS), len(homes))
    young, homes = young[:count], homes[:count]
    young = young[np.argsort(age[young], kind="stable")]
    homes = homes[np.argsort(core["woman_age"][homes], kind="stable")]
    gap = core["woman_age"][homes] - age[young]
    fits = (gap >= 19) & (gap <= 41) & (core["man_age"][homes] - age[young] >= 19)
    return young[fits], homes[fits]


def _add_single(core: Columns, own: np.ndarray, age: np.ndarray, sex: np.ndarray) -> Columns:
    """Households of the unmarried, widowed and divorced, behind those of the couples."""
    man = sex[own] == 1
    single = {
        "man": np.where(man, own, -1), "woman": np.where(man, -1, own),
        "man_age": age[own], "woman_age": age[own], "has_man": man, "has_woman": ~man,
    }  # fmt: skip
    return {name: np.concatenate([core[name], single[name]]) for name in core}


def _members(  # noqa: PLR0913 - one argument for each column
    household: np.ndarray, relation: object, sex: object, age: np.ndarray, line: object, rank: int,
    *, worker: object = -1, whose: object = -1, marital: object = None,
) -> pl.DataFrame:  # fmt: skip
    """Rows of the same kind; scalars stand for all of them."""
    n = len(household)

    def column(value: object, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
        whole = value if isinstance(value, np.ndarray) else np.full(n, value)
        return pl.Series(whole if value is not None else [None] * n, dtype=kind, strict=False)

    return pl.DataFrame(
        {
            "household": column(household, pl.Int64),
            "relation": column(relation, pl.String),
            "sex": column(sex, pl.Int8),
            "age": column(age, pl.Int64),
            "line": column(line, pl.Int8),
            "rank": column(rank, pl.Int8),
            "worker": column(worker, pl.Int64),
            "whose": column(whose, pl.Int64),
            "marital_status": column(marital, pl.String),
        }
    )


def _spouses(core: Columns, age: np.ndarray) -> pl.DataFrame:
    """Heads and their spouses; where there is no man, the woman is the head."""
    men, women = np.flatnonzero(core["has_man"]), np.flatnonzero(core["has_woman"])
    led = core["has_man"][women]
    together = np.where(core["man"][women] >= 0, core["man"][women], -1)
    return pl.concat(
        [
            _members(men, HEAD, 1, core["man_age"][men], HUSBANDS, 0,
                     worker=core["man"][men], marital="20"),
            _members(women, np.where(led, SPOUSE, HEAD), 2, core["woman_age"][women], WIVES, 1,
                     worker=core["woman"][women],
                     whose=np.where(led & (core["woman"][women] >= 0), together, -1), marital="20"),
        ]
    )  # fmt: skip


def _grown(
    rows: np.ndarray, household: np.ndarray, sex: np.ndarray, age: np.ndarray
) -> pl.DataFrame:
    relation = np.where(sex[rows] == 1, SON, DAUGHTER)
    return _members(household, relation, sex[rows], age[rows], HUSBANDS, 2, worker=rows)


def _children(rng: np.random.Generator, core: Columns) -> pl.DataFrame:
    """Children under 18, with the spacing of two or three years that is usual."""
    couple = core["has_man"] & core["has_woman"]
    homes = np.flatnonzero(couple & (core["woman_age"] < 56))
    count = pick(rng, _CHILDREN, len(homes))
    first = core["woman_age"][homes] - 21 - rng.gamma(2.2, 1.7, len(homes)).astype(np.int64)
    parts = []
    for number in range(3):
        age = first - number * rng.integers(2, 6, len(homes))
        there = (count > number) & (age >= 0) & (age < 18)
        sex = np.where(rng.random(int(there.sum())) < 0.525, 1, 2)
        relation = np.where(sex == 1, SON, DAUGHTER)
        parts.append(_members(homes[there], relation, sex, age[there], HUSBANDS, 3, marital="10"))
    return pl.concat(parts)


def _parents(rng: np.random.Generator, core: Columns) -> pl.DataFrame:
    """Parents of the head who live in the household and no longer work."""
    line = np.where(core["has_man"], HUSBANDS, WIVES)
    head_age = np.where(core["has_man"], core["man_age"], core["woman_age"])
    homes = np.flatnonzero((rng.random(len(head_age)) < _WITH_PARENTS) & (head_age < 62))
    parts, alive = [], []
    for sex in (1, 2):
        age = head_age[homes] + rng.integers(21, 31, len(homes)) + (2 if sex == 1 else 0)
        chance = 1 / (1 + np.exp((age - (76 if sex == 1 else 81)) / 6))
        lives = (rng.random(len(homes)) < chance) & (age >= 55) & (age <= 97)
        alive.append(lives)
        parts.append((sex, age, lives))
    both = alive[0] & alive[1]
    frames = []
    for sex, age, lives in parts:
        marital = np.where(both[lives], "20", "30")
        kin = line[homes][lives] if sex == 1 else OTHER
        frames.append(_members(homes[lives], PARENT, sex, age[lives], kin, 4, marital=marital))
    return pl.concat(frames)


def _ordered(rng: np.random.Generator, members: pl.DataFrame, households: int) -> pl.DataFrame:
    """Households in random order and numbered anew; those registered in part keep workers only."""
    whole = rng.random(households) < _REGISTERED_WHOLE
    position = rng.permutation(households)
    kept = members.filter(
        (pl.col("worker") >= 0) | pl.Series(whole[members["household"].to_numpy()])
    )
    kept = kept.with_columns(pl.Series("household", position[kept["household"].to_numpy()]))
    kept = kept.sort("household", "rank", "age", descending=[False, False, True])
    return kept.with_columns((pl.col("household").rle_id()).cast(pl.Int64)).drop("rank")
