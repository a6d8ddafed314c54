"""The registry as the tables that facts are worked out from: everybody's, or one subject's.

For the system itself; what staff may see of it is narrowed where they ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from django.db import connection

from rongcheng.rulekit.frames import ROW_GROUP, TABLES

_PERSON = """
SELECT p.id, p.home_place_id, p.sex, p.birth_date, p.education, p.poverty_status, p.disability,
       p.household_id
FROM people_person p WHERE p.merged_into_id IS NULL"""
_SPELL = """
SELECT s.id, s.person_id, coalesce(s.employer_code, s.employer_name), s.work_place_id, s.wage,
       s.contract, s.insurance, s.industry, s.transfer_range, s.start_date, r.said_on, s.end_date
FROM people_employmentspell s JOIN people_sourcerecord r ON r.id = s.source_id
JOIN people_person p ON p.id = s.person_id WHERE p.merged_into_id IS NULL"""
_ORGANISED = "SELECT 0::bigint, ''::text, ''::text WHERE false"
"""Nobody records yet who brought about a spell; the lists of organisers will fill this table."""

_STATED = "SELECT a.subject, a.key, a.fact, a.value #>> '{}', a.since, a.id FROM benefits_answer a"

QUERIES = {"person": _PERSON, "spell": _SPELL, "organised": _ORGANISED, "stated": _STATED}
_NEAR = {
    "person": """ AND p.id IN (SELECT q.id FROM people_person q, people_person me
WHERE me.id = %s AND (q.id = me.id OR q.household_id = me.household_id))""",
    "household": " AND p.household_id = %s",
    "employer": """ AND p.id IN (SELECT e.person_id FROM people_employmentspell e
WHERE coalesce(e.employer_code, e.employer_name) = %s)""",
    "placement": " AND p.id = %s",
}
"""Whom the facts about one subject are worked out from; placements are known by their person."""


def write_tables(folder: Path) -> dict[str, Path]:
    """Everybody's tables as Parquet files of the folder, by name, in bounded memory."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    with TemporaryDirectory(dir=folder) as drafts:
        for name, query in QUERIES.items():
            draft, found[name] = Path(drafts) / name, folder / f"{name}.parquet"
            with draft.open("wb") as file:
                _copy(query, [], file.write)
            frame = pl.scan_csv(draft, has_header=False, schema=_schema(name))
            frame.sink_parquet(found[name], row_group_size=ROW_GROUP)
    return found


def tables_near(subject: str, key: int | str) -> Mapping[str, pl.DataFrame]:
    """The tables cut to what one subject's facts are worked out from."""
    found = {}
    value = str(key).rpartition("/")[2] if subject == "placement" else key
    for name, query in QUERIES.items():
        if name == "stated":  # asked for by themselves (queries/answers.py)
            continue
        blocks: list[bytes] = []
        near = _NEAR[subject] if name != "organised" else ""
        _copy(query + near, [value] if near else [], blocks.append)
        text = b"".join(blocks)
        schema = _schema(name)
        found[name] = (
            pl.read_csv(text, has_header=False, schema=schema)
            if text
            else pl.DataFrame(schema=schema)
        )
    return found


def _schema(name: str) -> dict[str, pl.DataType | type[pl.DataType]]:
    return dict(TABLES[name])


def _copy(query: str, values: list[int | str], write: Callable[[bytes], object]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", values) as copy,
    ):
        for block in copy:
            write(bytes(block))
