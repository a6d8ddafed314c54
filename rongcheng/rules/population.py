"""The registry's facts as one snapshot for many questions: previews, trials, comparisons.

Facts of everybody are worked out once for a day and a pack and kept beside the snapshots; each
question then reads the columns of one kind of subject, narrowed to the place of who asks.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp

import polars as pl
from django.conf import settings
from django.db import connection

from rongcheng.places.codes import SIZES
from rongcheng.rulekit.facts import Subject
from rongcheng.rulekit.frames import write_facts
from rongcheng.rulekit.rules import RulePack

from .looking import written
from .tables import write_tables

SMALL = 100_000
"""Persons up to which the snapshot is made while somebody waits."""
FRESH, FRESH_LARGE = 60, 24 * 3600
"""Seconds for which a snapshot serves, of a small registry and of a large one."""
KEPT = 6
"""Snapshots that stay: days and packs asked about last."""
Tell = Callable[[str, float], None]


@dataclass(frozen=True)
class Reach:
    """Whose subjects are counted: the half-open range of place codes of who asks."""

    lo: int
    hi: int


@dataclass(frozen=True)
class Population:
    """Facts of one kind of subject.

    Attributes:
        facts: a row for each subject in reach; ``county`` beside the facts.
        made_at: when the registry was read.
    """

    subject: Subject
    facts: pl.LazyFrame
    made_at: datetime


def is_large() -> bool:
    """Whether making a snapshot takes longer than somebody waits (by the planner's estimate)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'people_person'::regclass")
        (rows,) = cursor.fetchone()
    return bool(rows > SMALL)


def ready(pack: RulePack, day: date, subjects: Iterable[str]) -> bool:
    """Whether a fresh snapshot of these kinds of subjects is there."""
    folder = _folder(pack, day)
    return all(_is_fresh(folder / f"{name}.parquet") for name in subjects)


def make(pack: RulePack, day: date, subjects: Iterable[str], tell: Tell | None = None) -> None:
    """Work out the facts of these kinds of subjects anew; readers see the old ones until then."""
    base = _root()
    base.mkdir(parents=True, exist_ok=True)
    wanted = list(subjects)
    work = Path(mkdtemp(dir=base, prefix="making-"))
    try:
        tables = write_tables(work / "tables")
        for at, name in enumerate(wanted, 1):
            if tell:
                tell("facts", at / (len(wanted) + 1))
            write_facts(pack.subjects[name], tables, day, work / f"{name}.parquet")
        target = _folder(pack, day)
        target.mkdir(exist_ok=True)
        for name in wanted:
            os.replace(work / f"{name}.parquet", target / f"{name}.parquet")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _forget_old(base)


def population(pack: RulePack, day: date, subject: str, reach: Reach) -> Population:
    """The facts of one kind of subject in reach; the snapshot must be there (``ready``)."""
    about = pack.subjects[subject]
    path = _folder(pack, day) / f"{subject}.parquet"
    facts = pl.scan_parquet(path)
    there = set(facts.collect_schema().names())
    places = [
        name for name, fact in about.facts.items()
        if fact.type.kind == "place" and fact.source == "registry" and name in there
    ]  # fmt: skip
    inside = [pl.col(name).is_between(reach.lo, reach.hi, closed="left") for name in places]
    size = SIZES["county"]
    # counted where they belong, or, if they come from elsewhere, where in reach they are
    belongs = [pl.when(each).then(pl.col(n)) for each, n in zip(inside, places, strict=True)]
    county = pl.coalesce([*belongs, pl.lit(None, dtype=pl.Int64)]) // size * size
    seen = facts.filter(pl.any_horizontal(inside)).with_columns(county.alias("county"))
    return Population(about, seen, _made(path))


def _root() -> Path:
    return Path(settings.SNAPSHOT_DIR) / "rules" / "population"


def _folder(pack: RulePack, day: date) -> Path:
    return _root() / f"{pack.name}-{day.isoformat()}"


def _is_fresh(path: Path) -> bool:
    if not path.exists():
        return False
    age = (datetime.now(UTC) - _made(path)).total_seconds()
    if path.stat().st_mtime < written():  # the fact dictionary may have changed
        return False
    return age < (FRESH_LARGE if is_large() else FRESH)


def _made(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _forget_old(base: Path) -> None:
    folders = [each for each in base.iterdir() if not each.name.startswith("making-")]
    folders.sort(key=lambda each: each.stat().st_mtime, reverse=True)
    for old in folders[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
