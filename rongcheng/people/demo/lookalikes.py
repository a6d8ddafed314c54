"""A few people told of a second time in a way that leaves doubt, for somebody to decide about."""

from __future__ import annotations

import polars as pl

from rongcheng.agencies.models import Office
from rongcheng.audit.services import Actor
from rongcheng.people.models import SourceRecord
from rongcheng.people.services.statements import Outcome, Source, record_statements

from .population import Population


def lookalike_rows(population: Population, count: int, county: int) -> pl.DataFrame:
    """Rows by the row contract about workers of a county, without ID numbers.

    In turn: name and village alone; name and village with a new phone; the phone of somebody of
    the village whose given name is another, as when a family shares one.

    Args:
        population: who is in the registry.
        count: how many rows.
        county: 12-digit code; where it has too few workers, all of the population serve.
    """
    known = population.persons.filter(
        pl.col("worker") & pl.col("id_number").is_not_null()
        & (pl.col("name").str.len_chars() == 3) & pl.col("phone").is_not_null()
    )  # fmt: skip
    here = known.filter(pl.col("home_place") // 10**6 == county // 10**6)
    known = here if here.height >= count else known
    some = known.gather_every(max(1, known.height // max(1, count))).head(count)
    turn = pl.int_range(pl.len()) % 3
    phone, given = pl.col("phone"), pl.lit("小满")
    return some.select(
        pl.when(turn == 2).then(pl.col("name").str.head(1) + given).otherwise("name").alias("name"),
        "sex", pl.lit(None, pl.Date).alias("birth_date"), "home_place",
        pl.when(turn == 1).then(phone.str.head(3) + phone.str.slice(3).str.reverse())
        .when(turn == 2).then(phone).alias("phone"),
    )  # fmt: skip


def tell_lookalikes(population: Population, count: int, county: int, *, by: Actor) -> Outcome:
    """Record the rows as said at a station (or desk): what is in doubt is queued for review."""
    office = Office.objects.filter(kind=Office.Kind.STATION).first() or Office.objects.first()
    source = Source(
        channel=SourceRecord.Channel.DESK, trust=SourceRecord.Trust.OFFICE, office=office,
        stated_by=office.name if office else "", said_on=population.today,
    )  # fmt: skip
    return record_statements(lookalike_rows(population, count, county), source=source, by=by)
