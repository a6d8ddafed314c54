"""The one way into the registry: statements about persons, matched and recorded in one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import polars as pl
from django.db import connection, transaction

from rongcheng.agencies.models import Office
from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict
from rongcheng.people.models import LedgerBatch, SourceRecord

from . import identify
from .derive import derive, derive_spells
from .stage import STATEMENT_COLUMNS, copy_to_stage, prepare

REGISTRY_LOCK = 7301
"""Advisory lock: whoever matches against the registry is alone until the commit, so that two
channels at once cannot each enter the same new person."""

FUSE_ROWS, FUSE_SHARE = 50, 0.5


@dataclass
class Outcome:
    """What came of a set of statements; ``persons`` maps ``seq`` to ``person_id``."""

    new: int = 0
    matched: int = 0
    unchanged: int = 0
    to_review: int = 0
    persons: pl.DataFrame = field(default_factory=pl.DataFrame)


@dataclass(frozen=True)
class Source:
    """Where statements come from: channel, trust, office, who says so, about which day."""

    channel: str
    trust: int
    stated_by: str
    said_on: date
    office: Office | None = None
    batch: LedgerBatch | None = None


@transaction.atomic
def record_statements(
    rows: pl.DataFrame,
    *,
    source: Source,
    by: Actor,
    even_if_mostly_duplicates: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> Outcome:
    """Record what a source says about persons; each person is found or entered, once.

    Args:
        rows: by the row contract (``stage.ROW_COLUMNS``), already checked; names are required.
        source: where it comes from.
        by: who enters it; the caller has checked that they may.
        even_if_mostly_duplicates: load although the safety fuse would stop it.
        progress: told the stage and the share done.

    Returns:
        Counts of persons new and matched, of rows already known, of pairs queued for review.

    Raises:
        Conflict: more than half of the rows look like doubles of each other or of registered
            persons without proof by ID number; nothing is recorded.
    """
    tell = progress or (lambda stage, share: None)
    tell("prepare", 0.0)
    staged = prepare(rows, said_on=source.said_on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTRY_LOCK])
    tell("copy", 0.2)
    copy_to_stage(staged)
    unchanged = _drop_known(source)
    tell("match", 0.35)
    found = identify.identify(staged, dropped=unchanged)
    _check_fuse(found, staged.height - len(unchanged), even_if_mostly_duplicates)
    tell("write", 0.5)
    outcome = _write(found, source)
    outcome.unchanged = rows.height - (staged.height - len(unchanged))
    identify.remember_links(found, source.batch)
    outcome.to_review = identify.queue_reviews(found, source.batch)
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
    tell("done", 1.0)
    return outcome


def _drop_known(source: Source) -> set[int]:
    """Rows whose very content this office recorded before are left out: nothing new in them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM stage s USING people_sourcerecord r
            WHERE r.content = s.content AND r.office_id IS NOT DISTINCT FROM %s
            RETURNING s.seq""",
            [source.office.pk if source.office else None],
        )
        return {seq for (seq,) in cursor.fetchall()}


def _check_fuse(found: identify.Found, rows: int, override: bool) -> None:
    doubtful = found.doubles_in_file + found.links.height
    if rows >= FUSE_ROWS and doubtful > rows * FUSE_SHARE and not override:
        raise Conflict(
            f"{doubtful} of {rows} rows look like persons listed twice. Most likely the wrong "
            "file or the wrong column was taken; check it, or load it explicitly all the same."
        )


def _write(found: identify.Found, source: Source) -> Outcome:
    """Insert persons, households and records; derive whoever has more than one record."""
    with connection.cursor() as cursor:
        _assign(cursor, found)
        _insert_persons(cursor, source)
        _insert_records(cursor, source)
        cursor.execute("SELECT seq, person_id, fresh FROM assigned ORDER BY seq")
        assigned = pl.DataFrame(
            cursor.fetchall(), schema=["seq", "person_id", "fresh"], orient="row"
        )
    rows_each = assigned.group_by("person_id").agg(pl.len(), pl.col("fresh").first())
    again = rows_each.filter(~pl.col("fresh") | (pl.col("len") > 1))["person_id"].to_list()
    once = rows_each.filter(pl.col("fresh") & (pl.col("len") == 1))["person_id"].to_list()
    _spells_of(once)
    derive(again)
    fresh = rows_each["fresh"].sum() if rows_each.height else 0
    return Outcome(new=fresh, matched=rows_each.height - fresh, persons=assigned)


def _spells_of(person_ids: list[int]) -> None:
    if not person_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS affected (id bigint) ON COMMIT DROP")
        cursor.execute("TRUNCATE affected")
        cursor.execute("INSERT INTO affected SELECT unnest(%s::bigint[])", [person_ids])
        cursor.execute("ANALYZE affected")
        derive_spells(cursor)


def _assign(cursor, found: identify.Found) -> None:
    """Give every row its person: the one found, or a new number for each group of rows."""
    cursor.execute("DROP TABLE IF EXISTS assigned")
    cursor.execute(
        """
        CREATE TEMP TABLE assigned (seq integer, leader integer, person_id bigint,
          fresh boolean, record_id bigint) ON COMMIT DROP"""
    )
    from .stage import copy_frame

    copy_frame("assigned", found.rows.select("seq", "leader", "person_id"))
    cursor.execute(
        """
        WITH fresh AS (
          SELECT leader, nextval(pg_get_serial_sequence('people_person', 'id')) AS id
          FROM (SELECT DISTINCT leader FROM assigned WHERE person_id IS NULL) l)
        UPDATE assigned a SET fresh = f.id IS NOT NULL, person_id = coalesce(a.person_id, f.id),
          record_id = nextval(pg_get_serial_sequence('people_sourcerecord', 'id'))
        FROM assigned b LEFT JOIN fresh f ON f.leader = b.leader AND b.person_id IS NULL
        WHERE a.seq = b.seq"""
    )
    cursor.execute("ANALYZE assigned")


def _insert_persons(cursor, source: Source) -> None:
    cursor.execute(
        """
        INSERT INTO people_household (place_id, number, address)
        SELECT DISTINCT ON (home_place, household_no) home_place, household_no, address
        FROM stage WHERE home_place IS NOT NULL AND household_no IS NOT NULL
        ON CONFLICT (place_id, number) DO NOTHING"""
    )
    same = [c for c in STATEMENT_COLUMNS if c in _PERSON_AS_STAGED]
    cursor.execute(
        f"""
        INSERT INTO people_person (id, {", ".join(same)}, home_place_id, household_id,
          confirmed_on, confirmed_by, created_at)
        SELECT a.person_id, {", ".join("s." + c for c in same)}, s.home_place, h.id,
          s.said_on, %s, now()
        FROM assigned a JOIN stage s ON s.seq = a.seq
        LEFT JOIN people_household h
          ON h.place_id = s.home_place AND h.number = s.household_no
        WHERE a.fresh AND a.seq = a.leader""",
        [source.stated_by],
    )


_PERSON_AS_STAGED = {
    "name", "pinyin", "id_number", "id_index", "sex", "birth_date", "ethnicity", "education",
    "marital_status", "phone", "phone_index", "address", "relation_to_head", "poverty_status",
    "disability", "training_wish", "job_wish", "remark",
}  # fmt: skip


def _insert_records(cursor, source: Source) -> None:
    pairs = ", ".join(f"'{name}', s.\"{name}\"" for name in STATEMENT_COLUMNS)
    cursor.execute(
        f"""
        INSERT INTO people_sourcerecord (id, person_id, channel, trust, office_id, stated_by,
          said_on, recorded_at, batch_id, sheet, row, content, "values")
        SELECT a.record_id, a.person_id, %s, %s, %s, %s, s.said_on, now(), %s, s.sheet, s.row,
          s.content, jsonb_strip_nulls(jsonb_build_object({pairs}))
        FROM assigned a JOIN stage s ON s.seq = a.seq""",
        [
            source.channel, source.trust, source.office.pk if source.office else None,
            source.stated_by, source.batch.pk if source.batch else None,
        ],
    )  # fmt: skip


__all__ = ["Outcome", "Source", "SourceRecord", "record_statements"]
