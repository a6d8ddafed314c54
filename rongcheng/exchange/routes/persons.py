"""Persons: found, read, entered, corrected, confirmed."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Path, Query, Router, Status

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.core.errors import Refusal
from rongcheng.people.models import Person, SourceRecord
from rongcheng.people.queries import person as one
from rongcheng.people.queries import persons as many
from rongcheng.people.queries.filters import NAMES, Filters
from rongcheng.people.queries.search import search as find
from rongcheng.people.services import reading
from rongcheng.people.services.reading import Numbers
from rongcheng.people.services.registration import confirm_persons, correct_person
from rongcheng.web.masking import mask_id, mask_phone

from ..access import caller
from ..schemas import (
    ERRORS,
    Error,
    LookUp,
    PersonDetail,
    PersonIn,
    PersonOut,
    PersonPatch,
    PersonQuery,
    PersonsOut,
    Registered,
    SpellOut,
)
from ..services.registering import register_once

router = Router()
API = SourceRecord.Channel.API
PK = Path(..., ge=1, lt=2**63, description="Number of the person.", example=17)
CHANGED = ERRORS | {409: Error}


def shown(person: Person, kind: type[PersonOut], numbers: Numbers | None = None) -> PersonOut:
    """A person as the API gives them: numbers masked unless ``numbers`` were revealed."""
    jobs = getattr(person, "jobs", None)
    spells = [] if jobs is not None else list(one.spells(person))
    present = jobs if jobs is not None else [s for s in spells if s.end_date is None]
    values: dict[str, Any] = {
        name: getattr(person, field.alias or name)
        for name, field in PersonOut.model_fields.items()
        if name not in {"id_number", "phone", "home_place_name", "household_no", "job"}
    }
    values |= {
        "id_number": numbers.id_number if numbers else mask_id(person.id_number),
        "phone": numbers.phone if numbers else mask_phone(person.phone),
        "home_place_name": person.home_place.full_name if person.home_place else "",
        "household_no": person.household.number if person.household else "",
        "job": SpellOut.from_orm(present[0]) if present else None,
    }
    if kind is PersonDetail:
        values["spells"] = [SpellOut.from_orm(spell) for spell in spells]
    return kind(**values)


@router.get("", response={200: PersonsOut} | ERRORS, summary="List or search persons")
def search(request: HttpRequest, query: Query[PersonQuery]) -> dict:
    """Persons whom you may see, masked: best first for a search, else newest entry first."""
    staff = caller(request, Can.SEE_PEOPLE)
    if query.q.strip():
        return _found(staff, query.q, query.limit)
    narrowed = Filters.parse(query.model_dump(include=set(NAMES)))
    chosen = many.in_order(staff, narrowed, query.sort).select_related("household")
    people = chosen[query.offset : query.offset + query.limit]
    return {
        "items": [shown(person, PersonOut) for person in people],
        "total": chosen.count(), "limit": query.limit, "offset": query.offset,
    }  # fmt: skip


@router.post("/search", response={200: PersonsOut} | ERRORS, summary="Look up a person")
def look_up(request: HttpRequest, given: LookUp) -> dict:
    """The same search with the text in the body, so that no ID number stands in an address."""
    return _found(caller(request, Can.SEE_PEOPLE), given.q, given.limit)


def _found(staff: Staff, text: str, limit: int) -> dict:
    found = find(staff, text, limit)
    prefetch_related_objects(found.persons, "household")
    return {
        "items": [shown(person, PersonOut) for person in found.persons],
        "total": None if found.more else len(found.persons), "limit": limit, "offset": 0,
    }  # fmt: skip


@router.get("/{int:pk}", response={200: PersonDetail} | ERRORS, summary="Read a person")
def read(
    request: HttpRequest,
    pk: int = PK,
    reveal: bool = Query(False, description="Show ID number and phone in full."),
    reason: str = Query(
        "", max_length=300, description="Why, if `reveal`; the person can read it.",
        example="call back about unpaid wages",
    ),
) -> PersonOut:  # fmt: skip
    """One person with all employment; that you read it is noted for the person to see."""
    staff = caller(request, Can.SEE_PEOPLE)
    numbers = reading.reveal(pk=pk, reason=reason, by=staff) if reveal else None
    return shown(reading.open_person(pk=pk, by=staff), PersonDetail, numbers)


@router.post("", response={201: Registered, 200: Registered} | CHANGED, summary="Enter a person")
def create(
    request: HttpRequest,
    given: PersonIn,
    key: str = Header(
        "", alias="Idempotency-Key", max_length=80, example="station-7-2026-10-01-0042",
        description="The same key with the same content enters the person once.",
    ),
) -> Status:  # fmt: skip
    """Enter what is known of a person; somebody registered already is found and updated.

    201 for a person entered now, 200 for one found. The fields are checked like a ledger's row.
    """
    staff = caller(request, Can.EDIT_PEOPLE)
    done = register_once(by=staff, values=given.stated(), key=key)
    body = {
        "outcome": done.outcome, "to_review": done.to_review, "id": done.person_id,
        "person": _if_visible(staff, done.person_id),
    }  # fmt: skip
    return Status(201 if done.outcome == "new" else 200, body)


def _if_visible(staff: Staff, pk: int) -> PersonOut | None:
    try:
        return shown(one.person(staff, pk), PersonDetail)
    except one.NotFound:
        return None


@router.patch("/{int:pk}", response={200: PersonDetail} | CHANGED, summary="Correct a person")
def update(request: HttpRequest, given: PersonPatch, pk: int = PK) -> PersonOut:
    """State something newer about a person; fields left out stay as they are."""
    staff = caller(request, Can.EDIT_PEOPLE)
    if not given.stated():
        raise Refusal(_("Nothing was stated; fill at least one field."))
    found = one.person(staff, pk)
    correct_person(person=found, values=given.stated(), by=staff, channel=API)
    return shown(one.person(staff, found.pk), PersonDetail)


@router.post("/{int:pk}/confirm", response={200: PersonDetail} | ERRORS, summary="Confirm a person")
def confirm(request: HttpRequest, pk: int = PK) -> PersonOut:
    """Note that the person was asked again today and nothing has changed."""
    staff = caller(request, Can.EDIT_PEOPLE)
    found = one.person(staff, pk)
    confirm_persons(persons=[found], by=staff)
    return shown(one.person(staff, found.pk), PersonDetail)
