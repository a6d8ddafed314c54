"""The registry as the tables that facts are worked out from: everybody's, or one subject's.

For the system itself; what staff may see of it is narrowed where they ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from django.db import connection

from rongcheng.places.codes import span_of
from rongcheng.rulekit.facts import Subject
from rongcheng.rulekit.frames import ROW_GROUP, TABLES, query
from rongcheng.rulekit.nodes import Value

_PERSON = """
SELECT p.id, p.home_place_id, p.sex, p.birth_date, p.education, p.poverty_status, p.disability,
       p.household_id
FROM people_person p WHERE p.merged_into_id IS NULL"""
_SPELL = """
SELECT s.id, s.person_id, coalesce(s.employer_code, s.employer_name), s.work_place_id, s.wage,
       s.contract, s.insurance, s.industry, s.transfer_range, s.start_date, r.said_on, s.end_date
FROM people_employmentspell s JOIN people_sourcerecord r ON r.id = s.source_id
JOIN people_person p ON p.id = s.person_id WHERE p.merged_into_id IS NULL"""
_ORGANISED = """
SELECT p.id, u.code,
       CASE WHEN u.kind IN ('hr_agency', 'labour_broker') THEN u.kind
            WHEN u.kind IN ('enterprise', 'micro_small', 'individual_business', 'cooperative')
              THEN 'other_market_entity' ELSE 'other' END,
       o.start_date, o.end_date
FROM transfers_organisedtransfer o JOIN transfers_roster l ON l.id = o.roster_id
JOIN employers_employer u ON u.id = l.organiser_id
JOIN people_person q ON q.id = o.person_id
JOIN people_person p ON p.id = coalesce(q.merged_into_id, q.id)
WHERE l.state = 'loaded' AND o.problem = ''"""
"""Rows of the loaded lists; those of a person found to be somebody else are theirs."""

_POST = "SELECT p.id, NULL::date, NULL::date FROM people_person p WHERE false"
"""Nobody, until the part that knows posts says who holds them (`contribute`)."""

_EMPLOYER = "SELECT u.code, u.place_id, u.kind FROM employers_employer u WHERE true"
_RECOGNITION = """
SELECT u.code, r.kind, r.level, r.since, r.until
FROM employers_recognition r JOIN employers_employer u ON u.id = r.employer_id WHERE true"""
_APPEAL = """
SELECT a.place_id - a.place_id % 1000000, CASE WHEN a.restricted THEN '' ELSE a.site END,
       CAST(a.filed_at AT TIME ZONE 'Asia/Shanghai' AS date),
       CAST(a.ended_at AT TIME ZONE 'Asia/Shanghai' AS date), a.arrears, a.people, a.amount
FROM appeals_appeal a WHERE a.merged_into_id IS NULL"""
_STATED = "SELECT a.subject, a.key, a.fact, a.value #>> '{}', a.since, a.id FROM rules_answer a"

QUERIES = {
    "person": _PERSON, "spell": _SPELL, "post": _POST, "organised": _ORGANISED,
    "employer": _EMPLOYER, "recognition": _RECOGNITION, "appeal": _APPEAL, "stated": _STATED,
}  # fmt: skip


def contribute(table: str, asked: str) -> None:
    """A higher part's query of a table that it keeps the rows of.

    Args:
        table: one of ``frames.TABLES``; the query has its columns, in their order.
        asked: ends in a condition, to which others are joined by AND; persons are ``p`` in it.
    """
    assert table in TABLES, table
    QUERIES[table] = asked


_NEAR = {
    "person": """ AND p.id IN (SELECT q.id FROM people_person q, people_person me
WHERE me.id = %(key)s AND (q.id = me.id OR q.household_id = me.household_id))""",
    "household": " AND p.household_id = %(key)s",
    "employer": """ AND p.id IN (SELECT e.person_id FROM people_employmentspell e
WHERE coalesce(e.employer_code, e.employer_name) = %(key)s)""",
    "placement": " AND p.id = %(person)s",
    "place_month": " AND p.home_place_id >= %(low)s AND p.home_place_id < %(high)s",
}
"""Whom the facts about one subject are worked out from; placements are known by their person."""

COUNTED = frozenset({"int", "money", "place"})
"""Kinds that are whole numbers here; sums come out of PostgreSQL as decimals."""


def write_tables(folder: Path) -> dict[str, Path]:
    """Everybody's tables as Parquet files of the folder, by name, in bounded memory."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    with TemporaryDirectory(dir=folder) as drafts:
        for name, asked in QUERIES.items():
            draft, found[name] = Path(drafts) / name, folder / f"{name}.parquet"
            with draft.open("wb") as file:
                _copy(asked, file.write)
            flags = [column for column, kind in TABLES[name].items() if kind == pl.Boolean]
            schema = _schema(name) | dict.fromkeys(flags, pl.String)  # COPY writes t and f
            frame = pl.scan_csv(draft, has_header=False, schema=schema)
            frame = frame.with_columns(pl.col(flags) == "t")
            frame.sink_parquet(found[name], row_group_size=ROW_GROUP)
    return found


def facts_near(subject: Subject, key: int | str, day: date) -> dict[str, Value] | None:
    """What the registry knows of one subject on a day, asked of the database itself.

    The text is that of everybody's facts, worded for PostgreSQL over the few rows it needs.

    Returns:
        Every fact of the dictionary, None where nobody knows it; None without such a subject.
    """
    low, high = span_of(int(str(key)[:12])) if subject.name == "place_month" else (0, 0)
    values = {"key": key, "person": str(key).rpartition("/")[2], "low": low, "high": high}
    with connection.cursor() as cursor:
        cursor.execute(_near(subject.name, subject.key, query(subject, day, "postgres")), values)
        row = cursor.fetchone()
        names = [column[0] for column in cursor.description]
    if row is None:
        return None
    found: dict[str, Value] = dict.fromkeys(subject.facts)
    for name, value in zip(names, row, strict=True):
        kind = subject.facts[name].type.kind if name in subject.facts else ""
        found[name] = int(value) if value is not None and kind in COUNTED else value
    return found


@lru_cache(maxsize=128)
def _near(subject: str, key: str, facts: str) -> str:
    """The query of one subject's facts: the tables it needs cut to what is near, then the facts."""
    tables = [
        f"{name}({', '.join(TABLES[name])}) AS ({text.replace('%', '%%')}{_cut(subject, name)})"
        for name, text in QUERIES.items()
        if re.search(rf"\b{name}\b", facts)
    ]
    return (
        f"WITH {', '.join(tables)} "
        f"SELECT * FROM ({facts.replace('%', '%%')}) facts WHERE facts.{key} = %(key)s"
    )


def _cut(subject: str, table: str) -> str:
    if table in ("person", "spell", "post", "organised"):
        return _NEAR[subject]
    return " AND u.code = %(key)s" if table in ("employer", "recognition") else ""


def _schema(name: str) -> dict[str, pl.DataType | type[pl.DataType]]:
    return dict(TABLES[name])


def _copy(asked: str, write: Callable[[bytes], object]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({asked}) TO STDOUT (FORMAT csv)") as copy,
    ):
        for block in copy:
            write(bytes(block))
