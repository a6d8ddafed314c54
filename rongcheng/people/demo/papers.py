"""ID numbers and phones of people who do not exist: valid in form, each given out once."""

from __future__ import annotations

import numpy as np
import polars as pl

from .draw import number_within
from .profiles import Profile

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_CHECKS = np.array(list("10X98765432"))
_ZONES = range(71, 80)  # development zones that statistics count as counties; no ID area codes
# An odd step through the 10^8 numbers behind 199 reaches each of them once.
_PHONE_STEP, _PHONES = 61_803_399, 10**8


def id_numbers(
    rng: np.random.Generator,
    county: np.ndarray,
    birth: np.ndarray,
    sex: np.ndarray,
    profile: Profile,
) -> pl.Series:
    """ID numbers (GB 11643) for home counties (6 digits), births (yyyymmdd) and sexes.

    Some of the older people bear an area code that was abolished since.
    """
    area = _areas(rng, county, birth, profile)
    group = (area * 10**8 + birth) * 2 + sex % 2
    turn = number_within(group)
    if len(turn) and turn.max() >= 490:
        raise ValueError("More than 490 people of one county, day and sex: choose a larger place.")
    start = ((group * 2654435761) >> 7) % 490
    order = 2 * ((start + turn) % 490) + 10 + (sex == 1)
    body = (area * 10**8 + birth) * 1000 + order
    digits = (body[:, None] // 10 ** np.arange(16, -1, -1)) % 10
    check = _CHECKS[digits @ _WEIGHTS % 11]
    return pl.Series("id_number", body).cast(pl.String) + pl.Series(check)


def _areas(
    rng: np.random.Generator, county: np.ndarray, birth: np.ndarray, profile: Profile
) -> np.ndarray:
    area = county.copy()
    zone = np.isin(area % 100, _ZONES)
    if zone.any():
        plain = np.unique(area[~zone])
        plain = plain if len(plain) else np.array([profile.focus])
        area[zone] = plain[rng.integers(0, len(plain), int(zone.sum()))]
    old = np.array(profile.old_codes)
    old = old[np.isin(old // 10**4, np.unique(area // 10**4))]
    late = (birth < 19800101) & (rng.random(len(area)) < 0.04)
    if len(old) and late.any():
        area[late] = old[rng.integers(0, len(old), int(late.sum()))]
    return area


def phones(rng: np.random.Generator, n: int) -> pl.Series:
    """``n`` different mobile numbers, all of them 199 and eight digits, marked so as invented."""
    if n > _PHONES:
        raise ValueError("There are only 100 million phone numbers to give out.")
    start = int(rng.integers(0, _PHONES))
    number = (start + np.arange(n, dtype=np.int64) * _PHONE_STEP) % _PHONES
    return pl.Series("phone", 19_900_000_000 + number).cast(pl.String)
