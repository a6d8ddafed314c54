"""One person entered, corrected or confirmed: at a desk, by the worker, by another system."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Can
from rongcheng.audit.services import Actor, record
from rongcheng.people.models import Person, SourceRecord
from rongcheng.people.permissions import must, must_cover

from .statement_checks import clean_values
from .statements import Outcome, Source, record_statements

Channel, Trust = SourceRecord.Channel, SourceRecord.Trust

_TYPES = {
    "sex": pl.Int8, "birth_date": pl.Date, "home_place": pl.Int64, "work_place": pl.Int64,
    "wage": pl.Int64, "start_date": pl.Date, "end_date": pl.Date, "confirmed_on": pl.Date,
}  # fmt: skip


def _frame(values: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(
        {name: [value] for name, value in values.items()},
        schema={name: _TYPES.get(name, pl.String) for name in values},
    )


def _source(channel: str, by: Actor, *, trust: int, on: date | None) -> Source:
    office: Office | None = by.office if isinstance(by, Staff) else None
    return Source(
        channel=channel,
        trust=trust,
        stated_by=by.actor_name[:120],
        said_on=on or timezone.localdate(),
        office=office,
    )


def register_person(
    *, values: dict[str, Any], by: Actor, channel: str = Channel.DESK, on: date | None = None
) -> tuple[Person, Outcome]:
    """Enter what is known of one person; somebody already registered is found and updated.

    Args:
        values: by the row contract, Python values; texts as people write them are accepted where
            ``clean_values`` understands them.
        by: the clerk, or the worker (channel ``self``).
        on: the day the statement is about; today if not given.

    Raises:
        Refusal: values that cannot be; the message names each with its reason.
        NotAllowed: the role, or a place outside the clerk's own.
    """
    cleaned = clean_values(values)
    if isinstance(by, Staff):
        must(by, Can.EDIT_PEOPLE)
        must_cover(by, cleaned.get("home_place"), cleaned.get("work_place"))
    trust = Trust.OFFICE if isinstance(by, Staff) else Trust.UNVERIFIED
    source = _source(channel, by, trust=trust, on=on)
    outcome = record_statements(_frame(cleaned), source=source, by=by)
    return _person_of(outcome, cleaned, source), outcome


def _person_of(outcome: Outcome, values: dict[str, Any], source: Source) -> Person:
    if outcome.persons.height:
        return Person.objects.get(pk=outcome.persons["person_id"][0])
    from .stage import prepare  # the very same statement was recorded before

    content = prepare(_frame(values), said_on=source.said_on)["content"][0]
    known = SourceRecord.objects.select_related("person").get(content=content, office=source.office)
    return known.person


@transaction.atomic
def correct_person(
    *, person: Person, values: dict[str, Any], by: Actor, channel: str = Channel.DESK
) -> Person:
    """Record a newer statement about a known person; only changed fields need be given.

    Raises:
        Refusal: values that cannot be.
        Conflict: the ID number belongs to somebody else already registered.
        NotAllowed: the role, or a person outside the clerk's own place.
    """
    from .corrections import record_correction

    cleaned = clean_values(values, partial=True)
    if isinstance(by, Staff):
        must(by, Can.EDIT_PEOPLE)
        must_cover(by, person.home_place_id, person.host_place_id)
    trust = Trust.OFFICE if isinstance(by, Staff) else Trust.UNVERIFIED
    record_correction(person, _frame(cleaned), _source(channel, by, trust=trust, on=None))
    record(
        "people.corrected", by=by, subject=person, place=person.home_place_id,
        fields=sorted(cleaned),
    )  # fmt: skip
    return Person.objects.get(pk=person.pk)


@transaction.atomic
def confirm_persons(*, persons: Iterable[Person], by: Actor) -> int:
    """Note that these persons' data was asked again today and is unchanged.

    Returns:
        How many were confirmed.
    """
    from .corrections import record_confirmations

    chosen = list(persons)
    if isinstance(by, Staff):
        must(by, Can.EDIT_PEOPLE)
        for person in chosen:
            must_cover(by, person.home_place_id, person.host_place_id)
    source = _source(Channel.DESK, by, trust=Trust.OFFICE, on=None)
    record_confirmations(chosen, source)
    for person in chosen:
        record("people.confirmed", by=by, subject=person, place=person.home_place_id)
    return len(chosen)
