"""Persons and employment derived anew from the source records: the one rule for every change.

After any change of records (a load, an edit, a merge, an undo) the persons concerned are derived
again, so no channel can leave a value behind that no source states.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.backends.utils import CursorWrapper

from rongcheng.people.models import PERSON_FIELDS, WORK_FIELDS, Person
from rongcheng.people.names import pinyin_of
from rongcheng.places.ranges import transfer_range_sql

from .stage import column

_BY_TRUST = "ORDER BY r.trust DESC, r.said_on DESC, r.id DESC"


def _newest(name: str, order: str) -> str:
    """The first value that is known, in an order of records."""
    return f"(array_agg({name} {order}) FILTER (WHERE {name} IS NOT NULL))[1]"


def derive(person_ids: Sequence[int]) -> None:
    """Recompute values, household and employment of these persons from their records."""
    if not person_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS affected")
        cursor.execute("CREATE TEMP TABLE affected (id bigint PRIMARY KEY) ON COMMIT DROP")
        cursor.execute("INSERT INTO affected SELECT unnest(%s::bigint[])", [list(person_ids)])
        cursor.execute("ANALYZE affected")
        _derive_values(cursor)
        _derive_spells(cursor)
    _renew_pinyin()


def _derive_values(cursor: CursorWrapper) -> None:
    """Newest trusted statement wins each field; ID and phone travel with their fingerprints."""
    names = [*PERSON_FIELDS, "household_no"]
    won = ", ".join(
        f"{_newest('r.' + column(name), _BY_TRUST)} AS {column(name)}" for name in names
    )
    cursor.execute("DROP TABLE IF EXISTS won")
    cursor.execute(
        f"""
        CREATE TEMP TABLE won ON COMMIT DROP AS
        SELECT r.person_id, {won},
          (array_agg(r.said_on {_BY_TRUST}))[1] AS confirmed_on,
          (array_agg(r.stated_by {_BY_TRUST}))[1] AS confirmed_by
        FROM people_sourcerecord r JOIN affected a ON a.id = r.person_id
        GROUP BY r.person_id"""
    )
    cursor.execute(
        """
        INSERT INTO people_household (place_id, number, address)
        SELECT DISTINCT ON (home_place_id, household_no) home_place_id, household_no, address
        FROM won WHERE home_place_id IS NOT NULL AND household_no IS NOT NULL
        ON CONFLICT (place_id, number) DO NOTHING"""
    )
    columns = [*(column(name) for name in PERSON_FIELDS), "confirmed_on", "confirmed_by"]
    sets = ", ".join(f"{name} = won.{name}" for name in columns)
    cursor.execute(
        f"""
        UPDATE people_person p SET {sets}, household_id = h.id
        FROM won LEFT JOIN people_household h
          ON h.place_id = won.home_place_id AND h.number = won.household_no
        WHERE p.id = won.person_id AND
          ROW({", ".join("p." + c for c in columns)}, p.household_id) IS DISTINCT FROM
          ROW({", ".join("won." + c for c in columns)}, h.id)"""
    )


def _renew_pinyin() -> None:
    """Pinyin of names that changed; few do, so this goes person by person."""
    changed = Person.objects.raw(
        "SELECT p.id, p.name, p.pinyin FROM people_person p JOIN affected a ON a.id = p.id"
    )
    stale = []
    for person in changed:
        wanted = pinyin_of(person.name)
        if person.pinyin != wanted:
            person.pinyin = wanted
            stale.append(person)
    Person.objects.bulk_update(stale, ["pinyin"], batch_size=1000)


_BY_TIME = "ORDER BY at DESC, id DESC"


def _derive_spells(cursor: CursorWrapper) -> None:
    """Employment of the persons in the temporary table ``affected``, from their records.

    Records in order of time; consecutive ones about the same job make one spell, whose details
    are the newest stated. A job ends when a source says so or when the next one begins.
    """
    details = [column(n) for n in WORK_FIELDS if n not in {"start_date", "end_date"}]
    cursor.execute("DELETE FROM people_employmentspell s USING affected a WHERE s.person_id = a.id")
    cursor.execute("DROP TABLE IF EXISTS spell")
    cursor.execute(
        f"""
        CREATE TEMP TABLE spell ON COMMIT DROP AS
        WITH said AS (
          SELECT r.*, coalesce(start_date, said_on) AS at,
                 coalesce(employer_name, '') || '|' ||
                 coalesce((work_place_id / 1000000)::text, '') AS job
          FROM people_sourcerecord r JOIN affected a ON a.id = r.person_id
          WHERE coalesce(employer_name, industry, occupation, work_place_id::text, wage::text,
                         start_date::text) IS NOT NULL),
        marked AS (
          SELECT *, (job IS DISTINCT FROM lag(job) OVER person)::int AS change FROM said
          WINDOW person AS (PARTITION BY person_id ORDER BY at, id)),
        numbered AS (
          SELECT *, sum(change) OVER (PARTITION BY person_id ORDER BY at, id) AS n FROM marked)
        SELECT person_id, n, min(id) AS source_id, min(at) AS at, min(start_date) AS start_date,
               (array_agg(end_date {_BY_TIME}))[1] AS said_end,
               {", ".join(f"{_newest(name, _BY_TIME)} AS {name}" for name in details)}
        FROM numbered GROUP BY person_id, n"""
    )
    _insert_spells(cursor, ", ".join(details))


def _insert_spells(cursor: CursorWrapper, details: str) -> None:
    cursor.execute(
        f"""
        INSERT INTO people_employmentspell
          (person_id, source_id, {details}, start_date, end_date, transfer_range)
        SELECT s.person_id, s.source_id, {", ".join("s." + d for d in details.split(", "))},
          s.start_date, CASE WHEN s.ends IS NOT NULL THEN greatest(s.ends, s.start_date) END,
          {transfer_range_sql("p.home_place_id", "s.work_place_id")}
        FROM (SELECT *, coalesce(said_end, lead(at) OVER (PARTITION BY person_id ORDER BY n))
                        AS ends FROM spell) s
        JOIN people_person p ON p.id = s.person_id"""
    )
    cursor.execute(
        """
        UPDATE people_person p SET host_place_id = s.work_place_id
        FROM affected a LEFT JOIN people_employmentspell s
          ON s.person_id = a.id AND s.end_date IS NULL
        WHERE p.id = a.id AND p.host_place_id IS DISTINCT FROM s.work_place_id"""
    )
