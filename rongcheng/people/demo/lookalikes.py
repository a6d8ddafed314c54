"""A few people told of a second time in a way that leaves doubt, for somebody to decide about."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from rongcheng.agencies.models import Office
from rongcheng.audit.services import Actor
from rongcheng.people.models import SourceRecord
from rongcheng.people.services.statements import Outcome, Source, record_statements

from .population import Population

# A character and another that sounds the same, as a clerk on the phone may hear it.
_HEARD = {"秀": "绣", "英": "瑛", "华": "桦", "明": "铭", "军": "君", "丽": "莉", "芳": "方", "伟": "玮",
          "红": "虹", "玉": "钰", "梅": "玫", "云": "芸", "平": "萍", "志": "智", "建": "健"}  # fmt: skip
_COLUMNS = ("name", "sex", "birth_date", "home_place", "phone", "address")


def lookalike_rows(population: Population, count: int) -> pl.DataFrame:
    """Rows by the row contract about workers of the population, without ID numbers.

    A third each: the name heard wrongly; the birthday some days off; neither, but no phone.
    """
    known = population.persons.filter(pl.col("worker") & pl.col("id_number").is_not_null())
    heard = known.filter(pl.col("name").str.slice(1).str.contains_any(list(_HEARD)))
    heard = heard.filter(pl.col("name").str.len_chars() == 3)
    third = max(1, count // 3)
    days = timedelta(days=9)
    parts = [
        heard.head(third).with_columns(
            pl.concat_str(
                pl.col("name").str.slice(0, 1),
                pl.col("name").str.slice(1).str.replace_many(list(_HEARD), list(_HEARD.values())),
            ).alias("name"),
            phone=None,
        ),
        known.slice(5, third).with_columns(pl.col("birth_date") + days, phone=None),
        known.slice(5 + third * 9, third).with_columns(
            pl.col("birth_date").dt.offset_by("1y"), phone=None
        ),
    ]
    rows = pl.concat([p.select(_COLUMNS).cast({"phone": pl.String}) for p in parts])
    return rows.unique("name", keep="first", maintain_order=True)


def tell_lookalikes(population: Population, count: int, *, by: Actor) -> Outcome:
    """Record the rows as said at a station (or desk): what is in doubt is queued for review."""
    office = Office.objects.filter(kind=Office.Kind.STATION).first() or Office.objects.first()
    source = Source(
        channel=SourceRecord.Channel.DESK, trust=SourceRecord.Trust.OFFICE, office=office,
        stated_by=office.name if office else "", said_on=population.today,
    )  # fmt: skip
    return record_statements(lookalike_rows(population, count), source=source, by=by)
