"""A generated population into the database: ledgers, households, persons, records and jobs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import polars as pl
from django.db import connection, transaction

from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict
from rongcheng.people.models import PERSON_FIELDS, WORK_FIELDS, Person
from rongcheng.people.services.bulk import without_indexes
from rongcheng.people.services.copying import copy_frame
from rongcheng.people.services.stage import STATED, column, prepare, sealed
from rongcheng.places.codes import at_level

from .desks import Desks
from .homes import place_names
from .population import Population
from .winners import values_in_force

ACT = "people.fill_demonstration"
_MANY = 40_000  # statements from which it pays to make the indexes anew
_SLICE = 150_000  # persons prepared at a time, to bound memory
_TABLES = [
    "people_ledgerbatch", "people_household", "people_person", "people_sourcerecord",
    "people_employmentspell",
]  # fmt: skip
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Filled:
    """How much was put in."""

    persons: int
    workers: int
    households: int
    spells: int
    statements: int
    ledgers: int


@transaction.atomic
def fill(population: Population, *, by: Actor, progress: Progress | None = None) -> Filled:
    """Put a population into an empty registry.

    Every value in force comes from a statement, so deriving anybody anew changes nothing.

    Raises:
        Conflict: there are persons in the registry already.
    """
    tell = progress or (lambda stage, share: None)
    if Person.objects.exists():
        raise Conflict("The registry has persons already; a demonstration needs an empty one.")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    if population.statements.height >= _MANY:
        with without_indexes(_TABLES, tell):
            filled = _copy_all(population, tell)
    else:
        filled = _copy_all(population, tell)
    _set_sequences()
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(_TABLES)}")
    record(
        ACT, by=by, place=population.place, pack=population.profile.name, seed=population.seed,
        people=filled.persons, today=population.today.isoformat(),
    )  # fmt: skip
    tell("done", 1.0)
    return filled


def _copy_all(population: Population, tell: Progress) -> Filled:
    desks, first = Desks.of_database(), _first_numbers()
    batches = _ledgers(population, desks).with_columns(pl.col("id") + first["people_ledgerbatch"])
    copy_frame("people_ledgerbatch", batches.drop("key"))
    households = population.households.select(
        id=pl.col("household") + first["people_household"],
        place_id="place", number="number", address="address",
    )  # fmt: skip
    copy_frame("people_household", households)
    statements = population.statements.with_columns(
        record=pl.int_range(pl.len(), dtype=pl.Int64) + first["people_sourcerecord"],
        person_id=pl.col("person") + first["people_person"],
    )
    statements = desks.attach(statements, batches.select("key", batch_id="id"))
    persons = population.persons.height
    for start in range(0, persons, _SLICE):
        inside = pl.col("person").is_between(start, start + _SLICE - 1)
        _copy_people(
            statements.filter(inside), population.spells.filter(inside), households, population
        )
        tell("copy", min(1.0, (start + _SLICE) / persons))
    return Filled(
        persons, int(population.persons["worker"].sum()), households.height,
        population.spells.height, statements.height, batches.height,
    )  # fmt: skip


def _copy_people(
    told: pl.DataFrame, spells: pl.DataFrame, households: pl.DataFrame, population: Population
) -> None:
    """Persons of one slice with their records and jobs."""
    prepared = _sealed_once(prepare(told.drop("batch"), said_on=population.today))
    first = prepared.group_by("person").agg(pl.col("said_on").min().alias("first"))
    here = households.select(home_place="place_id", household_no="number", household_id="id")
    working = spells.filter(pl.col("end_date").is_null()).select(
        "person", host_place_id="work_place"
    )
    persons = (
        values_in_force(prepared)
        .join(here, on=("home_place", "household_no"), how="left", maintain_order="left")
        .join(working, on="person", how="left", maintain_order="left")
        .join(first, on="person", maintain_order="left")
    )
    copy_frame(
        "people_person",
        persons.select(
            "pinyin", "household_id", "host_place_id", "confirmed_on", "confirmed_by",
            *_columns(PERSON_FIELDS), id="person_id", created_at=_stamp(pl.col("first")),
        ),
    )  # fmt: skip
    copy_frame(
        "people_sourcerecord",
        prepared.select(
            "channel", "trust", "office_id", "said_on", "batch_id", "sheet", "row", "content",
            *_columns(STATED), "person_id", id="record", stated_by="told_by",
            recorded_at=_stamp(pl.col("said_on")),
        ),
    )  # fmt: skip
    copy_frame("people_employmentspell", _jobs(prepared, spells))


def _sealed_once(rows: pl.DataFrame) -> pl.DataFrame:
    """As ``sealed``, but a person's number is sealed once, however many sources state it."""
    one = rows.select("name", "id_number", "phone").unique(maintain_order=True)
    done = sealed(one).rename({"id_number": "id_sealed", "phone": "phone_sealed"})
    keys = ["name", "id_number", "phone"]
    both = pl.concat([one, done.select("id_sealed", "phone_sealed", "pinyin")], how="horizontal")
    return rows.join(
        both, on=keys, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(id_number="id_sealed", phone="phone_sealed")


def _columns(fields: Iterable[str]) -> list[pl.Expr]:
    """Model fields under the names of their database columns."""
    return [pl.col(name).alias(column(name)) for name in fields]


def _jobs(prepared: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    source = prepared.filter(pl.col("start_date").is_not_null()).select(
        "person", "person_id", "start_date", source_id="record"
    )
    jobs = spells.rename({"employer": "employer_name"}).join(
        source, on=("person", "start_date"), maintain_order="left"
    )
    return jobs.select(*_columns(WORK_FIELDS), "source_id", "transfer_range", "person_id")


def _stamp(day: pl.Expr) -> pl.Expr:
    """A time in office hours of the day after, never later than now."""
    at = day.cast(pl.Datetime) + pl.duration(hours=26)
    now = datetime.now(UTC).replace(tzinfo=None)
    return pl.min_horizontal(at, pl.lit(now)).dt.replace_time_zone("UTC")


def _ledgers(population: Population, desks: Desks) -> pl.DataFrame:
    """A batch for each township and year, with the counts that its load would have shown."""
    first = pl.col("person") != pl.col("person").shift(1).fill_null(-1)
    told = population.statements.with_columns(first=first).drop_nulls("batch")
    counted = told.group_by("batch").agg(
        pl.len(), pl.col("first").sum(), pl.col("confirmed_on").max()
    ).sort("batch")  # fmt: skip
    names, rows = place_names(), []
    for number, (key, count, new, day) in enumerate(counted.iter_rows()):
        place, year = key // 10**4 * 1000, key % 10**4
        title = f"{names.get(at_level(place, 'county'), '')}{names.get(place, '')}"
        at = min(datetime.combine(day + timedelta(days=1), time(10), UTC), datetime.now(UTC))
        office = desks.nearest(place)
        rows.append(
            {
                "id": number, "key": key, "file_name": f"{title}{year}年农村劳动力务工台账.xlsx",
                "file_hash": hashlib.sha256(f"demo {key}".encode()).hexdigest(),
                "stored_as": f"ledgers/demo-{key}", "place_id": place, "office_id": office.pk,
                "uploaded_by_id": office.clerk_id, "uploaded_at": at,
                "loaded_at": at, "state": "loaded", "failure": "",
                "progress": '{"stage": "done", "share": 1}', "mapping": "[]",
                "counts": json.dumps({"rows": count, "clean": count, "bad": 0, "warnings": 0,
                                      "new": new, "matched": count - new, "to_review": 0}),
            }
        )  # fmt: skip
    return pl.DataFrame(
        rows, infer_schema_length=None, schema_overrides={"uploaded_by_id": pl.Int64}
    )


def _first_numbers() -> dict[str, int]:
    """The first free number of each table: numbers of cleared rows are not given out again,
    because the audit trail still speaks of them."""
    with connection.cursor() as cursor:
        found = {}
        for table in _TABLES:
            cursor.execute(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id'))")
            found[table] = cursor.fetchone()[0]
        return found


def _set_sequences() -> None:
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                f"coalesce((SELECT max(id) FROM {table}), 0) + 1, false) "
                f"WHERE EXISTS (SELECT FROM {table})"
            )
