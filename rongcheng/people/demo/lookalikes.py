"""A few people told of a second time in a way that leaves doubt, for somebody to decide about."""

from __future__ import annotations

import polars as pl

from rongcheng.agencies.models import Office
from rongcheng.audit.services import Actor
from rongcheng.people.models import SourceRecord
from rongcheng.people.services.statements import Outcome, Source, record_statements

from .population import Population

_COLUMNS = ("name", "sex", "birth_date", "home_place", "phone")


def lookalike_rows(population: Population, count: int) -> pl.DataFrame:
    """Rows by the row contract about workers of the population, without ID numbers.

    A third each: name and village alone; the neighbouring village and a year too much; the phone
    and the birthday, but another given name and village.
    """
    known = population.persons.filter(pl.col("worker") & pl.col("id_number").is_not_null())
    elsewhere = pl.col("home_place").shift(1).over(pl.col("home_place") // 10**6)
    known = known.with_columns(other=elsewhere).filter(
        (pl.col("name").str.len_chars() == 3)
        & pl.col("phone").is_not_null()
        & (pl.col("other") != pl.col("home_place"))
    )
    some = known.gather_every(max(1, known.height // (count * 3)))
    third = max(1, count // 3)
    moved = pl.col("other").alias("home_place")
    parts = [
        some.head(third).with_columns(birth_date=None, phone=None),
        some.slice(third, third).with_columns(
            pl.col("birth_date").dt.offset_by("1y"), moved, phone=None
        ),
        some.slice(2 * third, third).with_columns(moved, name=pl.col("name").str.head(1) + "小满"),
    ]
    kinds = {"birth_date": pl.Date, "phone": pl.String}
    return pl.concat([part.select(_COLUMNS).cast(kinds) for part in parts])


def tell_lookalikes(population: Population, count: int, *, by: Actor) -> Outcome:
    """Record the rows as said at a station (or desk): what is in doubt is queued for review."""
    office = Office.objects.filter(kind=Office.Kind.STATION).first() or Office.objects.first()
    source = Source(
        channel=SourceRecord.Channel.DESK, trust=SourceRecord.Trust.OFFICE, office=office,
        stated_by=office.name if office else "", said_on=population.today,
    )  # fmt: skip
    return record_statements(lookalike_rows(population, count), source=source, by=by)
