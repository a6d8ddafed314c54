"""The registry as columns: taken from the database, kept in memory and beside the other processes.

A snapshot is current as long as no act that changes the registry has been recorded since; every
such act writes an event of this part, so asking the audit trail is enough, and cheap.
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import connection
from django.utils import timezone

from rongcheng.analytics.snapshot import (
    PERSON,
    SPELL,
    Snapshot,
    read,
    save,
    saved_marker,
    take,
)

READING_ACTS = (
    "people.read", "people.read_household", "people.reveal", "people.export", "people.exported",
    "ledger.uploaded", "ledger.checked", "ledger.columns_chosen",
)  # fmt: skip
"""Acts of this part that leave persons as they are; every other one calls for a new count."""
OTHER_PARTS = ("agencies.%", "audit.%", "places.%", "portal.%")
MOST_OFFICES = 50
QUICK = 1.0
"""Seconds: a snapshot that took longer is renewed behind the page, which shows the older one."""

_PERSONS = """
SELECT p.id, p.pinyin || ' ' || p.name AS alphabet, p.home_place_id AS home,
       p.host_place_id AS host, p.sex, p.birth_date AS born,
       p.education, p.poverty_status AS poverty, p.confirmed_on AS confirmed,
       (s.id IS NOT NULL)::int AS working, left(s.industry, 1) AS industry,
       s.transfer_range AS range
FROM people_person p
LEFT JOIN people_employmentspell s ON s.person_id = p.id AND s.end_date IS NULL
WHERE p.merged_into_id IS NULL"""
_SPELLS = """
SELECT s.person_id AS person, coalesce(s.start_date, r.said_on) AS first, s.end_date AS last
FROM people_employmentspell s JOIN people_sourcerecord r ON r.id = s.source_id
JOIN people_person p ON p.id = s.person_id WHERE p.merged_into_id IS NULL"""
_OF_OFFICE = """
SELECT DISTINCT r.person_id FROM people_sourcerecord r
WHERE (r.office_id = %s AND r.batch_id IS NULL)
   OR r.batch_id IN (SELECT id FROM people_ledgerbatch WHERE office_id = %s)"""


@dataclass
class _Held:
    """What this process has in memory."""

    snapshot: Snapshot | None = None
    seconds: float = 0.0
    marker: str = ""
    seen: int = 0
    busy: bool = False
    offices: dict[int, tuple[str, pl.Series]] = field(default_factory=dict)


_held = _Held()
_lock = threading.Lock()


def current(*, fresh: bool = False) -> Snapshot:
    """The newest snapshot at hand.

    Where the registry has changed: a small registry is counted anew at once; a large one in the
    background while the older snapshot serves, whose ``as_of`` says how old it is. ``fresh``
    waits for the new one.
    """
    marker = change_marker()
    held = _held.snapshot
    if held and held.marker == marker:
        return held
    if (found := _from_disk(marker)) is not None:
        return found
    if held is None or fresh or _held.seconds < QUICK:
        return renew(marker)
    renew_behind()
    return held


def at_hand(*, least: int) -> tuple[Snapshot, bool] | None:
    """The newest snapshot without waiting for one, and whether the registry has changed since.

    Then a newer one is being taken. None where no snapshot of ``least`` persons is held.
    """
    held = _held.snapshot
    if held is None or held.persons.height < least:
        return None
    marker = change_marker()
    if held.marker == marker:
        return held, False
    if (found := _from_disk(marker)) is not None:
        return found, False
    renew_behind()
    return held, True


def recorded_by(office_id: int, shot: Snapshot) -> pl.Series:
    """Numbers of the persons whom an office recorded, itself or by a ledger; kept by snapshot."""
    marker, known = _held.offices.get(office_id, ("", None))
    if known is None or marker != shot.marker:
        with connection.cursor() as cursor:
            cursor.execute(_OF_OFFICE, [office_id, office_id])
            known = pl.Series([number for (number,) in cursor.fetchall()], dtype=pl.Int64)
        if len(_held.offices) >= MOST_OFFICES:
            _held.offices.clear()
        _held.offices[office_id] = shot.marker, known
    return known


def is_behind(snapshot: Snapshot) -> bool:
    """Whether the registry has changed since the snapshot was taken."""
    return snapshot.marker != change_marker()


def change_marker() -> str:
    """A text that differs whenever the registry has changed; looks only at new audit events."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT max(position), max(position) FILTER (WHERE changing),
                   max(id) FILTER (WHERE changing AND position IS NULL)
            FROM (SELECT id, position, act <> ALL(%s) AND NOT act LIKE ANY(%s) AS changing
                  FROM audit_event WHERE position > %s OR position IS NULL) e""",
            [list(READING_ACTS), list(OTHER_PARTS), _held.seen],
        )
        last, changed, in_this_transaction = cursor.fetchone()
        cursor.execute("SELECT current_database()")
        base = cursor.fetchone()[0]
    known = _held.marker if _held.marker.startswith(f"{base}:") else f"{base}:0"
    if changed:
        known = f"{base}:{changed}"
    if in_this_transaction:
        return f"{known}+{in_this_transaction}"
    _held.marker, _held.seen = known, max(_held.seen, last or 0)
    return known


def forget() -> None:
    """Drop what this process holds; the next question takes a new snapshot."""
    _held.snapshot, _held.marker, _held.seen = None, "", 0
    _held.offices.clear()


def renew(marker: str | None = None) -> Snapshot:
    """A snapshot taken now, kept in memory and on disk."""
    with _lock:
        marker = marker or change_marker()
        began = time.perf_counter()
        snapshot = build(marker)
        _held.seconds = time.perf_counter() - began
        _held.snapshot = snapshot
        if "+" not in marker:  # an uncommitted state is nobody else's business
            save(snapshot, _folder())
        return snapshot


def build(marker: str = "") -> Snapshot:
    """A snapshot of everybody, straight from the database."""
    as_of = timezone.now()
    persons = _copy(_PERSONS, PERSON | {"alphabet": pl.String, "working": pl.Int8})
    persons = persons.with_columns(
        pl.col("alphabet").rank("dense").cast(pl.UInt32), pl.col("working") == 1
    )
    return take(persons, _copy(_SPELLS, SPELL), as_of, marker)


def _copy(query: str, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    buffer = io.BytesIO()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy,
    ):
        for block in copy:
            buffer.write(block)
    if not buffer.tell():
        return pl.DataFrame(schema=schema)
    buffer.seek(0)
    return pl.read_csv(buffer, has_header=False, new_columns=list(schema), schema=schema)


def _folder() -> Path:
    return Path(settings.SNAPSHOT_DIR) / "people"


def _from_disk(marker: str) -> Snapshot | None:
    """What another process has taken already, if it is of this state."""
    if "+" in marker or saved_marker(_folder()) != marker:
        return None
    found = read(_folder())
    if found is None or found.marker != marker:
        return None
    _held.snapshot = found
    return found


def renew_behind() -> None:
    """Let a new snapshot be taken by a thread, unless one is."""
    if _held.busy:
        return
    _held.busy = True
    threading.Thread(target=_renew_quietly, daemon=True).start()


def _renew_quietly() -> None:
    try:
        current(fresh=True)
    finally:
        _held.busy = False
        connection.close()
