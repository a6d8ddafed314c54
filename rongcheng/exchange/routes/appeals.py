"""Appeals: filed, found, read; their log, and what the platform makes of words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Path, Query, Router, Status

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.forms import AppealFilter
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.queries import lists
from rongcheng.appeals.queries.case import events_of
from rongcheng.appeals.queries.scope import may_read
from rongcheng.appeals.services import opening
from rongcheng.appeals.services.reading import propose
from rongcheng.appeals.words import category_name, said
from rongcheng.core.errors import NotAllowed
from rongcheng.people.services.statement_checks import InvalidValues
from rongcheng.places.models import Place

from ..access import caller
from ..appeal_schemas import (
    AppealDetail,
    AppealIn,
    AppealQuery,
    AppealSearch,
    AppealsOut,
    CodesOut,
    EventsOut,
    ReadIn,
    ReadOut,
)
from ..appeals import PUBLIC, event_shown, insider, shown, with_all
from ..codes import codes_of
from ..schemas import ERRORS, Error
from ..services.acting import possible_now
from ..services.filing import file_once
from .appeal_files import files_of

router = Router()
ANY = (Can.SEE_APPEALS, Can.HANDLE_APPEALS, Can.TAKE_APPEALS)
NUMBER = Path(
    ..., max_length=30, description="Number of the appeal.", example="532932-20261008-0007482"
)
CHANGED = ERRORS | {409: Error}


@router.post("", response={201: AppealDetail} | CHANGED, summary="File an appeal")
def create(
    request: HttpRequest,
    given: AppealIn,
    key: str = Header(
        "", alias="Idempotency-Key", max_length=80, example="mini-2026-10-08-000042",
        description="The same key with the same content gives the same appeal.",
    ),
) -> Status:  # fmt: skip
    """File what a worker told; it is read, numbered, and sent on its way. Files come afterwards.

    Send a key of your own for each telling and repeat the call with it until you have the number:
    the appeal is then filed exactly once.
    """
    staff = caller(request, Can.TAKE_APPEALS)
    values = given.model_dump(exclude_unset=True)
    made = file_once(by=staff, values=values, key=key)
    return Status(201, detail(staff, made))


def detail(staff: Staff, appeal: Appeal, phone: str = "") -> dict[str, Any]:
    """An appeal with its files and what ``staff`` may do with it."""
    whole = with_all(Appeal.objects.filter(pk=appeal.pk)).get()
    return shown(staff, whole, phone) | {
        "can": possible_now(staff, whole), "files": files_of(staff, whole),
    }  # fmt: skip


@router.get("", response={200: AppealsOut} | ERRORS, summary="List appeals")
def listed(request: HttpRequest, query: Query[AppealQuery]) -> dict:
    """Appeals that you may see, narrowed as on the staff's list, the latest first."""
    return _page(caller(request, *ANY), query)


@router.post("/search", response={200: AppealsOut} | ERRORS, summary="Search appeals")
def search(request: HttpRequest, given: AppealSearch) -> dict:
    """The same list with the filters in the body, so that no phone stands in an address."""
    return _page(caller(request, *ANY), given)


def _page(staff: Staff, query: AppealQuery) -> dict[str, Any]:
    values = query.model_dump(exclude={"sort", "limit", "offset"})
    values["show"] = "" if query.show == "waiting" else query.show or "all"
    form = AppealFilter({k: v for k, v in values.items() if v not in (None, False)}, by=staff)
    if not form.is_valid():
        raise InvalidValues({k: " ".join(map(str, v)) for k, v in form.errors.items()})
    found = with_all(lists.in_order(staff, form.cleaned_data, query.sort))
    return {
        "items": [shown(staff, one) for one in found[query.offset : query.offset + query.limit]],
        "total": found.count(), "limit": query.limit, "offset": query.offset,
    }  # fmt: skip


@router.get("/codes", response={200: CodesOut} | ERRORS, summary="Codes")
def codes(
    request: HttpRequest,
    place: int = Query(0, ge=0, lt=10**12, description="Whose rules; 0 for the whole country."),
) -> dict:
    """Categories, stages, outcomes, reasons and everything that can happen, with their names."""
    caller(request, *ANY)
    return codes_of(place)


@router.post("/read", response={200: ReadOut} | ERRORS, summary="Read words without filing")
def read_words(request: HttpRequest, given: ReadIn) -> dict:
    """What the platform would propose: category, urgency, place, amounts. Nothing is kept."""
    caller(request, Can.TAKE_APPEALS, Can.DISPATCH_APPEALS, Can.HANDLE_APPEALS)
    found = propose(given.text, home=given.home_place).as_json()
    place = given.home_place or 0
    where = Place.objects.filter(code=found["place"]).first() if found["place"] else None
    top = [
        {"category": one["label"], "confidence": one["confidence"],
         "name": category_name(one["label"], place)}
        for one in found["top"]
    ]  # fmt: skip
    for_others = [each for each in rules_for(place).elsewhere if each.id in found["elsewhere"]]
    return found | {
        "top": top, "place": {"code": where.code, "name": where.full_name} if where else None,
        "elsewhere": [said(each.message) for each in for_others],
    }  # fmt: skip


@router.get("/{number}", response={200: AppealDetail} | ERRORS, summary="Read an appeal")
def read(
    request: HttpRequest,
    number: str = NUMBER,
    reveal: bool = Query(False, description="Show the phone in full."),
    reason: str = Query(
        "", max_length=300, description="Why, if `reveal`; it is logged.",
        example="call back about unpaid wages",
    ),
) -> dict:  # fmt: skip
    """One appeal, where it stands and what you may do with it; that you read it is logged."""
    staff = caller(request, *ANY)
    appeal = opening.open_appeal(by=staff, number=number)
    phone = opening.reveal_phone(by=staff, appeal=appeal, reason=reason) if reveal else ""
    return detail(staff, appeal, phone)


@router.get("/{number}/events", response={200: EventsOut} | ERRORS, summary="Log of an appeal")
def events(
    request: HttpRequest,
    number: str = NUMBER,
    all: bool = Query(
        False, description="Internal ones too: for the offices, not for who only took it down."
    ),
) -> dict:
    """What happened, oldest first: by default only what the worker may read."""
    staff = caller(request, *ANY)
    appeal = opening.open_appeal(by=staff, number=number)
    inside = insider(staff, appeal)
    if all and not inside:
        raise NotAllowed(_("The whole log is for the offices that work on the appeal."))
    full = may_read(staff, appeal)
    return {
        "items": [
            event_shown(event, full=full, inside=inside and all) for event in events_of(appeal)
            if all or event.code in PUBLIC
        ]
    }  # fmt: skip
