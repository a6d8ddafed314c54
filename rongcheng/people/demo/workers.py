"""The workers: sex, age, schooling, marriage and industry as the national survey has them."""

from __future__ import annotations

import numpy as np
import polars as pl

from .draw import cut_by_rank, pick, pick_by_cell, rake
from .profiles import Profile
from .survey import figure, share

# The survey names six industries; how the rest divides is our assumption, within its three sectors.
INDUSTRIES = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "K", "L", "N", "O", "P", "Q", "R", "S"]
_REST_SECONDARY = {"B": 0.62, "D": 0.38}
_REST_TERTIARY = {"I": 10, "K": 20, "L": 24, "N": 10, "P": 11, "Q": 12, "R": 7, "S": 6}
_NAMED = ("C", "E", "F", "G", "H", "O")
# How much likelier than the average women, people over 50 and people away from home are there.
_WOMEN = {"E": 0.22, "G": 0.22, "B": 0.2, "D": 0.4, "C": 0.95, "F": 1.5, "H": 1.8, "O": 1.3,
          "P": 2.5, "Q": 2.6, "N": 1.2}  # fmt: skip
_OLDER = {"E": 1.9, "N": 2.2, "A": 2.2, "I": 0.2, "H": 0.7, "C": 0.8, "K": 1.4, "P": 0.8}
_AWAY = {"C": 1.5, "E": 1.2, "F": 0.6, "A": 0.6, "O": 0.8, "S": 0.3, "P": 0.6, "N": 0.7}
_AGE_BANDS = ((18, 40), (41, 50), (51, 68))
# Share of each age band among local and away workers: chosen so that both together give the
# survey's bands and each its own mean age.
_BANDS = {False: (0.31, 0.245, 0.445), True: (0.527, 0.25, 0.223)}
_BAND_SHAPE = {False: ((1.9, 1.0), (1, 1), (1.0, 1.9)), True: ((1.25, 1.35), (1, 1), (1.0, 2.5))}


def draw_workers(rng: np.random.Generator, n: int, profile: Profile) -> pl.DataFrame:
    """``n`` workers: away (from their township), sex, age, education, marital_status, industry."""
    away = rng.random(n) < away_share(profile)
    women = np.where(away, share("female_outgoing"), share("female_local"))
    female = rng.random(n) < women
    age = _ages(rng, away)
    return pl.DataFrame(
        {
            "away": away,
            "sex": (1 + female).astype(np.int8),
            "age": age,
            "education": _education(rng, age, away),
            "marital_status": _marriage(rng, age, female),
            "industry": _industries(rng, female, age, away),
        }
    )


def away_share(profile: Profile) -> float:
    """Share of a region's workers who work outside their home township."""
    return figure(f"outgoing_{profile.region}") / figure(f"workers_{profile.region}")


def industry_shares() -> dict[str, float]:
    """GB/T 4754 section → share of all workers, over the whole country."""
    found = {letter: share(f"industry_{letter}") for letter in _NAMED}
    secondary = share("secondary_sector") - found["C"] - found["E"]
    tertiary = share("tertiary_sector") - sum(found[x] for x in "FGHO")
    found |= {x: secondary * part for x, part in _REST_SECONDARY.items()}
    parts = sum(_REST_TERTIARY.values())
    found |= {x: tertiary * part / parts for x, part in _REST_TERTIARY.items()}
    found["A"] = 1 - sum(found.values())
    return {letter: found[letter] for letter in INDUSTRIES}


def _ages(rng: np.random.Generator, away: np.ndarray) -> np.ndarray:
    age = np.zeros(len(away))
    for where in (False, True):
        rows = np.flatnonzero(away == where)
        band = pick(rng, _BANDS[where], len(rows))
        for number, (low, high) in enumerate(_AGE_BANDS):
            chosen = rows[band == number]
            age[chosen] = low + rng.beta(*_BAND_SHAPE[where][number], len(chosen)) * (
                high + 1 - low
            )
    return np.floor(age).astype(np.int64)


def _education(rng: np.random.Generator, age: np.ndarray, away: np.ndarray) -> np.ndarray:
    """GB/T 4658 codes; the younger and those away have been to school longer."""
    score = -0.075 * age + 0.15 * away + rng.normal(0, 0.9, len(age))
    steps = ("none", "primary", "junior", "senior", "college")
    level = cut_by_rank(score, [share(f"education_{step}") for step in steps])
    detail = rng.random(len(age))
    senior = np.where(detail < 0.62, "60", "40")
    college = np.where(detail < 0.74, "30", np.where(detail < 0.995, "20", "10"))
    return np.select(
        [level == 0, level == 1, level == 2, level == 3], ["90", "80", "70", senior], college
    )


def _marriage(rng: np.random.Generator, age: np.ndarray, female: np.ndarray) -> np.ndarray:
    score = age + 2.0 * female + rng.normal(0, 4.5, len(age))
    single = cut_by_rank(score, [share("unmarried"), 1 - share("unmarried")]) == 0
    chance = share("widowed_or_divorced") / (1 - share("unmarried"))
    once = ~single & (rng.random(len(age)) < chance)
    widowed = once & (rng.random(len(age)) < np.where(age > 55, 0.55, 0.1))
    return np.select([single, widowed, once], ["10", "30", "40"], "20")


def _industries(
    rng: np.random.Generator, female: np.ndarray, age: np.ndarray, away: np.ndarray
) -> np.ndarray:
    """Section letters in the survey's shares, with women, the old and those away where they are."""
    cell = female * 6 + np.digitize(age, (41, 51)) * 2 + away
    counts = np.bincount(cell, minlength=12).astype(float)
    table = np.ones((12, len(INDUSTRIES)))
    for row in range(12):
        for column, letter in enumerate(INDUSTRIES):
            table[row, column] *= _WOMEN.get(letter, 1.0) if row >= 6 else 1.0
            table[row, column] *= _OLDER.get(letter, 1.0) if row % 6 >= 4 else 1.0
            table[row, column] *= _AWAY.get(letter, 1.0) if row % 2 else 1.0
    wanted = np.array(list(industry_shares().values()))
    counts /= counts.sum()
    fitted = rake(table * wanted, counts, wanted)
    return np.array(INDUSTRIES)[pick_by_cell(rng, fitted + 1e-15, cell)]
