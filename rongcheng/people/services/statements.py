"""The one way into the registry: statements about persons, matched and recorded in one act."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import polars as pl
from django.db import connection, transaction

from rongcheng.agencies.models import Office
from rongcheng.audit.services import Actor, record
from rongcheng.people import matching
from rongcheng.people.models import PERSON_FIELDS, WORK_FIELDS, LedgerBatch
from rongcheng.people.queries.failures import MostlyDuplicates
from rongcheng.places.ranges import transfer_range_expr

from . import identify
from .bulk import fast_filling
from .copying import copy_frame
from .derive import derive
from .households import KEYS, household_numbers
from .lock import alone_in_registry
from .stage import STATED, column, copy_to_stage, new_numbers, prepare, sealed

SECRET = ("id_number", "phone")
FILLED = ("people_person", "people_sourcerecord", "people_employmentspell")


@dataclass
class Outcome:
    """What came of a set of statements; ``persons`` maps ``seq`` to ``person_id``."""

    new: int = 0
    matched: int = 0
    unchanged: int = 0
    to_review: int = 0
    persons: pl.DataFrame = field(default_factory=pl.DataFrame)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers, as a ledger keeps them and commands print them."""
        return {
            "new": self.new, "matched": self.matched,
            "unchanged": self.unchanged, "to_review": self.to_review,
        }  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where statements come from: channel, trust, office, who says so, about which day."""

    channel: str
    trust: int
    stated_by: str
    said_on: date
    office: Office | None = None
    batch: LedgerBatch | None = None


def _silent(stage: str, share: float) -> None:
    """Progress that nobody watches."""


@transaction.atomic
def record_statements(
    rows: pl.DataFrame,
    *,
    source: Source,
    by: Actor,
    even_if_mostly_duplicates: bool = False,
    progress: Callable[[str, float], None] = _silent,
) -> Outcome:
    """Record what a source says about persons; each person is found or entered, once.

    Args:
        rows: by the row contract, already checked; names are required.
        source: where it comes from.
        by: who enters it; the caller has checked that they may.
        even_if_mostly_duplicates: load although the safety fuse would stop it.
        progress: told the stage and the share done.

    Returns:
        Counts of persons new and matched, of distinct rows known already, of pairs for review.

    Raises:
        Conflict: more than half of the rows look like doubles of each other or of registered
            persons without proof by ID number; nothing is recorded.
        Refusal: a place code that does not exist.
    """
    progress("prepare", 0.0)
    staged = prepare(rows, said_on=source.said_on)
    alone_in_registry()
    progress("match", 0.2)
    with ThreadPoolExecutor(1) as aside:
        ready = aside.submit(_secrets, staged)  # Python seals while the database compares
        copy_to_stage(staged)
        fresh = _without_known(staged, source)
        found = identify.identify(fresh)
        _check_fuse(found, fresh.height, even_if_mostly_duplicates)
        progress("write", 0.4)
        outcome = _write(staged, ready, found, source)
    outcome.unchanged = staged.height - fresh.height
    identify.remember_links(found, outcome.persons)
    outcome.to_review = identify.queue_reviews(found, outcome.persons, source.batch)
    record(
        "people.recorded",
        by=by,
        subject=source.batch,
        place=source.batch.place_id if source.batch else None,
        channel=source.channel,
        new=outcome.new,
        matched=outcome.matched,
        unchanged=outcome.unchanged,
    )
    progress("done", 1.0)
    return outcome


@transaction.atomic
def preview(rows: pl.DataFrame, *, source: Source) -> Outcome:
    """What ``record_statements`` would do with these rows; changes nothing."""
    staged = prepare(rows, said_on=source.said_on)
    copy_to_stage(staged)
    distinct = staged.height
    staged = _without_known(staged, source)
    found = identify.identify(staged)
    nobody = found.rows["person_id"].is_null()
    return Outcome(
        new=found.rows.filter(nobody)["leader"].n_unique(),
        matched=found.rows["person_id"].drop_nulls().n_unique(),
        unchanged=distinct - staged.height,
        to_review=found.reviews["seq"].n_unique() if found.reviews.height else 0,
    )


def _without_known(staged: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Rows whose very content this office recorded before are left out: nothing new in them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM stage s USING people_sourcerecord r
            WHERE r.content = s.content AND r.office_id IS NOT DISTINCT FROM %s
            RETURNING s.seq""",
            [source.office.pk if source.office else None],
        )
        known = [seq for (seq,) in cursor.fetchall()]
    return staged.filter(~pl.col("seq").is_in(known)) if known else staged


def _check_fuse(found: identify.Found, rows: int, override: bool) -> None:
    doubtful = found.doubles_in_file + found.links.height
    if matching.mostly_duplicates(rows, doubtful) and not override:
        raise MostlyDuplicates(doubtful, rows)


def _secrets(staged: pl.DataFrame) -> pl.DataFrame:
    """What takes its time to work out: sealed numbers and pinyin, by ``seq``."""
    return sealed(staged.select("seq", *SECRET, "name")).drop("name")


def _write(
    staged: pl.DataFrame, ready: Future[pl.DataFrame], found: identify.Found, source: Source
) -> Outcome:
    """Copy persons, records and employment; derive whoever has more than one record."""
    if found.rows.is_empty():
        return Outcome(persons=_NOBODY)
    rows = _numbered(staged.drop(SECRET).join(found.rows, on="seq", maintain_order="left"))
    leading = pl.col("fresh") & (pl.col("seq") == pl.col("leader"))
    homes = household_numbers(rows.filter(leading))
    rows = rows.join(ready.result(), on="seq", maintain_order="left")
    first = rows.filter(leading).join(homes, on=KEYS, how="left", maintain_order="left")
    several = pl.col("seq").len().over("person_id") > 1
    with fast_filling(FILLED, rows=first.height):
        _copy_persons(first, source)
        copy_records(rows, source)
        _copy_spells(rows.filter(pl.col("fresh") & ~several))
    persons = rows.select("seq", "person_id", "record_id", "fresh")
    derive(rows.filter(~pl.col("fresh") | several)["person_id"].unique().to_list())
    return Outcome(
        new=first.height, matched=rows["person_id"].n_unique() - first.height, persons=persons
    )


_NOBODY = pl.DataFrame(
    schema={"seq": pl.UInt32, "person_id": pl.Int64, "record_id": pl.Int64, "fresh": pl.Boolean}
)


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with ``record_id``, ``fresh`` and a ``person_id`` for everybody who had none."""
    leaders = rows.filter(pl.col("person_id").is_null()).select("leader").unique().sort("leader")
    leaders = leaders.with_columns(
        pl.Series("new_id", new_numbers("people_person", leaders.height), dtype=pl.Int64)
    )
    return rows.join(leaders, on="leader", how="left", maintain_order="left").with_columns(
        pl.Series("record_id", new_numbers("people_sourcerecord", rows.height), dtype=pl.Int64),
        pl.col("person_id").is_null().alias("fresh"),
        pl.coalesce("person_id", "new_id").alias("person_id"),
    )


def _copy_persons(first: pl.DataFrame, source: Source) -> None:
    open_job = pl.when(pl.col("end_date").is_null()).then(pl.col("work_place"))
    copy_frame(
        "people_person",
        first.select(
            pl.col("person_id").alias("id"),
            *(pl.col(name).alias(column(name)) for name in PERSON_FIELDS),
            "pinyin",
            "household_id",
            open_job.alias("host_place_id"),
            pl.col("said_on").alias("confirmed_on"),
            pl.lit(source.stated_by).alias("confirmed_by"),
            pl.lit(datetime.now(UTC)).alias("created_at"),
        ),
    )


def copy_records(rows: pl.DataFrame, source: Source) -> None:
    """Copy sealed statements with ``person_id`` and ``record_id`` into the records."""
    copy_frame(
        "people_sourcerecord",
        rows.select(
            pl.col("record_id").alias("id"),
            "person_id",
            pl.lit(source.channel).alias("channel"),
            pl.lit(source.trust).alias("trust"),
            pl.lit(source.office.pk if source.office else None).alias("office_id"),
            pl.lit(source.stated_by).alias("stated_by"),
            "said_on",
            pl.lit(datetime.now(UTC)).alias("recorded_at"),
            pl.lit(source.batch.pk if source.batch else None).alias("batch_id"),
            "sheet",
            "row",
            "content",
            *(pl.col(name).alias(column(name)) for name in STATED),
        ),
    )


SAYS_WORK = ("employer_name", "industry", "occupation", "work_place", "wage", "start_date")
"""A record that states one of these tells of a job."""


def _copy_spells(rows: pl.DataFrame) -> None:
    """Employment of new persons with one record; the same as ``derive`` would make of it."""
    rows = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in SAYS_WORK))
    numbers = new_numbers("people_employmentspell", rows.height)
    copy_frame(
        "people_employmentspell",
        rows.select(
            pl.Series("id", numbers, dtype=pl.Int64),
            "person_id",
            pl.col("record_id").alias("source_id"),
            *(pl.col(name).alias(column(name)) for name in WORK_FIELDS),
            transfer_range_expr("home_place", "work_place").alias("transfer_range"),
        ),
    )
