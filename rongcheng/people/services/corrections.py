"""Statements about a person already known: no search, straight to their records."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongcheng.core.errors import Conflict
from rongcheng.people.models import Person

from .derive import derive
from .lock import alone_in_registry
from .stage import new_numbers, prepare, sealed
from .statements import Source, copy_records


@transaction.atomic
def record_correction(person: Person, row: pl.DataFrame, source: Source) -> None:
    """One more record for this person, from which their values are derived anew.

    Raises:
        Conflict: the ID number given is another person's.
    """
    _append([person.pk], row, source)
    try:
        with transaction.atomic():
            derive([person.pk])
    except IntegrityError as error:
        raise Conflict(
            _("This ID number is already registered for somebody else. Open that person; "
              "if both are the same, merge them.")
        ) from error  # fmt: skip


@transaction.atomic
def record_confirmations(persons: Sequence[Person], source: Source) -> None:
    """A record for each person that states nothing new but the day of asking."""
    if not persons:
        return
    rows = pl.DataFrame({"name": [person.name for person in persons]})
    _append([person.pk for person in persons], rows, source)
    derive([person.pk for person in persons])


def _append(person_ids: list[int], rows: pl.DataFrame, source: Source) -> None:
    alone_in_registry()
    rows = rows.with_columns(pl.Series("row", person_ids))  # the same words about two are two
    staged = sealed(prepare(rows, said_on=source.said_on, salt=pl.col("row")))
    numbers = new_numbers("people_sourcerecord", staged.height)
    copy_records(
        staged.with_columns(
            pl.col("row").alias("person_id"),
            pl.lit(None).alias("row"),
            pl.Series("record_id", numbers, dtype=pl.Int64),
        ),
        source,
    )
