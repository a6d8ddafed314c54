"""Where households live and where people work: places drawn from the country's own list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from rongcheng.places import codes
from rongcheng.places.codes import at_level, span_of

from .draw import pick
from .profiles import Profile

_FOCUS = 4.0  # the focus county gets so many times its share, up to a third of everybody
_PEOPLES = {"白族": "14", "彝族": "07", "回族": "03", "蒙古": "02", "苗族": "06", "土家族": "15",
            "侗族": "12", "瑶族": "13", "畲族": "22", "傈僳族": "20", "达斡尔": "31"}  # fmt: skip


@cache
def all_places() -> pl.DataFrame:
    """code, name of every place of the country, sorted by code; lists and zones left out."""
    path = Path(codes.__file__).parent / "data" / "places.parquet"
    return pl.read_parquet(path, columns=["code", "name"]).sort("code")


@cache
def place_names() -> dict[int, str]:
    """Code → name."""
    return dict(all_places().iter_rows())


def places_under(prefix: int, level: str) -> pl.DataFrame:
    """Places of one level under a prefix of 2, 4, 6 digits or a 12-digit code."""
    code = prefix if prefix >= 10**11 else prefix * 10 ** (12 - len(str(prefix)))
    low, high = span_of(code)
    size = {"county": 10**6, "township": 10**3, "village": 1}[level]
    shallower = {"county": 10**8, "township": 10**6, "village": 10**3}[level]
    return all_places().filter(
        (pl.col("code") >= low) & (pl.col("code") < high)
        & (pl.col("code") % size == 0) & (pl.col("code") % shallower != 0)
    )  # fmt: skip


@dataclass(frozen=True)
class Villages:
    """The places that households can live in, and how many of them live in each."""

    code: np.ndarray
    weight: np.ndarray
    ethnic_hint: np.ndarray  # GB 3304 code that a county's or township's name speaks of, or ""


def villages_of(rng: np.random.Generator, place: int, profile: Profile) -> Villages:
    """Villages under a place, or its townships where the list has no villages."""
    found = places_under(place, "village")
    found = found if found.height else places_under(place, "township")
    if not found.height:
        raise ValueError(f"Place {place} has no villages or townships to put people in.")
    code = found["code"].to_numpy()
    weight = rng.lognormal(0, 0.6, len(code))
    # Residents' committees of towns (001-199) have fewer rural migrant workers.
    weight *= np.where((code % 1000 > 0) & (code % 1000 < 200), 0.35, 1.0)
    focus = code // 10**6 == profile.focus
    if focus.any() and not focus.all():
        share = weight[focus].sum() / weight.sum()
        wanted = max(share, min(share * _FOCUS, 1 / 3))
        weight[focus] *= wanted / share * (1 - share) / (1 - wanted)
    return Villages(code, weight / weight.sum(), _ethnic_hints(code))


def _ethnic_hints(code: np.ndarray) -> np.ndarray:
    """The people named in the name of each village's township, else of its county."""
    names = place_names()
    hints = []
    for one in code.tolist():
        text = names.get(at_level(one, "township"), "") + names.get(at_level(one, "county"), "")
        hints.append(next((nation for word, nation in _PEOPLES.items() if word in text), ""))
    return np.array(hints)


def home_ethnicity(rng: np.random.Generator, profile: Profile, hint: np.ndarray) -> np.ndarray:
    """The people a household belongs to; likelier the one its township is named for."""
    found = np.array(list(profile.ethnicity))[
        pick(rng, list(profile.ethnicity.values()), len(hint))
    ]
    follow = (hint != "") & (rng.random(len(hint)) < 0.45)
    return np.where(follow, hint, found)


LOCAL, COUNTY, PREFECTURE, PROVINCE, COUNTRY = range(5)  # how far away somebody works


def draw_work_places(
    rng: np.random.Generator, home: np.ndarray, reach: np.ndarray, profile: Profile
) -> np.ndarray:
    """A township to work in for each home village, as far away as ``reach`` says.

    Local work is in the home township; nobody's farther work place lies nearer than it should.
    """
    work = home // 1000 * 1000
    for far, size in ((COUNTY, 10**6), (PREFECTURE, 10**8)):
        rows = np.flatnonzero(reach == far)
        for area in np.unique(home[rows] // size):
            inside = rows[home[rows] // size == area]
            code, weight = _weighted({int(area): 1.0})
            near = 10**3 if far == COUNTY else 10**6
            work[inside] = _elsewhere(rng, code, weight, home[inside], near)
    for far, targets, near in (
        (PROVINCE, profile.away_in_province, 10**8), (COUNTRY, profile.away, 10**10),
    ):  # fmt: skip
        rows = np.flatnonzero(reach == far)
        work[rows] = _elsewhere(rng, *_weighted(targets), home[rows], near)
    return work


def _elsewhere(
    rng: np.random.Generator, code: np.ndarray, weight: np.ndarray, home: np.ndarray, near: int
) -> np.ndarray:
    """Draws that do not share the home's area of size ``near``, where there is another."""
    work = code[pick(rng, weight, len(home))]
    for _ in range(12):
        again = np.flatnonzero(work // near == home // near)
        if not len(again):
            break
        work[again] = code[pick(rng, weight, len(again))]
    return work


@cache
def _pulls(prefix: int) -> tuple[np.ndarray, np.ndarray]:
    """Townships under a prefix and how strongly each draws workers: streets most."""
    code = places_under(prefix, "township")["code"].to_numpy()
    if not len(code):
        raise ValueError(f"the demonstration sends people to {prefix}, which has no townships")
    kind = code // 1000 % 1000
    pull = np.where(kind < 100, 3.0, np.where(kind < 200, 1.5, 0.4))
    return code, pull / pull.sum()


def _weighted(targets: dict[int, float]) -> tuple[np.ndarray, np.ndarray]:
    parts = [(_pulls(prefix), weight) for prefix, weight in targets.items()]
    return (
        np.concatenate([code for (code, _), _ in parts]),
        np.concatenate([pull * weight for (_, pull), weight in parts]),
    )


def as_stated(rng: np.random.Generator, township: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Work places as deep as people state them: near ones to the township, others to the county.

    Cities without counties (Dongguan) are stated as a whole or with their town.
    """
    to_county = (reach >= PREFECTURE) & (rng.random(len(township)) < 0.7)
    return np.where(to_county, township // 10**6 * 10**6, township)
