"""Persons and employment derived anew from the source records: the one rule for every change.

After any change of records (a load, an edit, a merge, an undo) the persons concerned are derived
again, so no channel can leave a value behind that no source states.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from rongcheng.places.ranges import transfer_range_sql

from .stage import PERSON_COLUMNS

_OWN = [name for name in PERSON_COLUMNS if name != "household_no"]


def derive(person_ids: Sequence[int]) -> None:
    """Recompute the values, household and employment of these persons from their records."""
    if not person_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS affected (id bigint) ON COMMIT DROP")
        cursor.execute("TRUNCATE affected")
        cursor.execute("INSERT INTO affected SELECT unnest(%s::bigint[])", [list(person_ids)])
        cursor.execute("ANALYZE affected")
        _derive_values(cursor)
        derive_spells(cursor)


def _derive_values(cursor) -> None:
    """Newest trusted statement wins each field; ID and phone travel with their fingerprints."""
    cursor.execute(
        """
        CREATE TEMP TABLE won ON COMMIT DROP AS
        SELECT person_id, jsonb_object_agg(key, value) AS v FROM (
          SELECT DISTINCT ON (r.person_id, kv.key) r.person_id, kv.key, kv.value
          FROM people_sourcerecord r JOIN affected a ON a.id = r.person_id,
               jsonb_each_text(r."values") kv
          WHERE kv.key = ANY(%s)
          ORDER BY r.person_id, kv.key, r.trust DESC, r.said_on DESC, r.id DESC) said
        GROUP BY person_id""",
        [list(PERSON_COLUMNS)],
    )
    _make_households(cursor)
    columns = {"home_place": "home_place_id"}
    sets = ", ".join(
        f"{columns.get(n, n)} = (v->>'{n}')::{PERSON_COLUMNS[n]}" for n in _OWN if n != "pinyin"
    )
    cursor.execute(
        f"""
        UPDATE people_person p SET {sets}, pinyin = coalesce(v->>'pinyin', ''),
          household_id = h.id, confirmed_on = last.said_on, confirmed_by = last.stated_by
        FROM won
        LEFT JOIN people_household h ON h.place_id = (v->>'home_place')::bigint
                                    AND h.number = v->>'household_no'
        CROSS JOIN LATERAL (
          SELECT said_on, stated_by FROM people_sourcerecord r WHERE r.person_id = won.person_id
          ORDER BY trust DESC, said_on DESC, id DESC LIMIT 1) last
        WHERE p.id = won.person_id"""
    )
    cursor.execute("DROP TABLE won")


def _make_households(cursor) -> None:
    cursor.execute(
        """
        INSERT INTO people_household (place_id, number, address)
        SELECT DISTINCT ON (1, 2) (v->>'home_place')::bigint, v->>'household_no', v->>'address'
        FROM won WHERE v ? 'home_place' AND v ? 'household_no'
        ON CONFLICT (place_id, number) DO NOTHING"""
    )


_NEWEST = "(array_agg({0} ORDER BY at DESC, id DESC) FILTER (WHERE {0} IS NOT NULL))[1]"
_DETAILS = {
    "employer_code": "employer_code", "industry": "industry", "occupation": "occupation",
    "work_place": "work_place_id", "wage": "wage", "contract": "contract", "insurance": "insurance",
}  # fmt: skip


def derive_spells(cursor) -> None:
    """Employment of the persons in the temporary table ``affected``, from their records.

    Records in order of time; consecutive ones about the same job make one spell, whose details
    are the newest stated. A job ends when a source says so or when the next one begins.
    """
    details = ", ".join(f"{_NEWEST.format(name)} AS {name}" for name in _DETAILS)
    cursor.execute(
        """DELETE FROM people_employmentspell s USING affected a WHERE s.person_id = a.id"""
    )
    cursor.execute(
        f"""
        CREATE TEMP TABLE spell ON COMMIT DROP AS
        WITH said AS (
          SELECT r.id, r.person_id, w.*, coalesce(w.start_date, r.said_on) AS at,
                 coalesce(w.employer, '') || '|' ||
                 coalesce((w.work_place / 1000000)::text, '') AS job
          FROM people_sourcerecord r JOIN affected a ON a.id = r.person_id,
               jsonb_to_record(r."values") AS w(employer text, employer_code text, industry text,
                 occupation text, work_place bigint, wage integer, contract text, insurance text,
                 start_date date, end_date date)
          WHERE r."values" ?| array['employer', 'industry', 'occupation', 'work_place', 'wage',
                                    'start_date', 'contract']),
        marked AS (
          SELECT *, (job IS DISTINCT FROM lag(job) OVER person)::int AS change FROM said
          WINDOW person AS (PARTITION BY person_id ORDER BY at, id)),
        numbered AS (
          SELECT *, sum(change) OVER (PARTITION BY person_id ORDER BY at, id) AS n FROM marked)
        SELECT person_id, n, min(id) AS source_id, min(at) AS at, min(start_date) AS start_date,
               (array_agg(end_date ORDER BY at DESC, id DESC))[1] AS said_end,
               {_NEWEST.format("employer")} AS employer, {details}
        FROM numbered GROUP BY person_id, n"""
    )
    _insert_spells(cursor)
    cursor.execute("DROP TABLE spell")


def _insert_spells(cursor) -> None:
    names, columns = ", ".join(_DETAILS), ", ".join(_DETAILS.values())
    range_sql = transfer_range_sql("p.home_place_id", "s.work_place")
    cursor.execute(
        f"""
        INSERT INTO people_employmentspell
          (person_id, source_id, employer_name, {columns}, start_date, end_date, transfer_range)
        SELECT s.person_id, s.source_id, s.employer, {names}, s.start_date,
               greatest(s.end_date, s.start_date), {range_sql}
        FROM (SELECT *, coalesce(said_end, lead(at) OVER (PARTITION BY person_id ORDER BY n))
                        AS end_date FROM spell) s
        JOIN people_person p ON p.id = s.person_id"""
    )
    cursor.execute(
        """
        UPDATE people_person p SET host_place_id = s.work_place_id
        FROM affected a LEFT JOIN people_employmentspell s
          ON s.person_id = a.id AND s.end_date IS NULL
        WHERE p.id = a.id AND p.host_place_id IS DISTINCT FROM s.work_place_id"""
    )
