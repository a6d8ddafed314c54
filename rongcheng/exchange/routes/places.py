"""Places: reference data, the same for everybody."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from rongcheng.people.queries.person import NotFound
from rongcheng.places import queries
from rongcheng.places.models import Place

from ..access import caller
from ..schemas import ERRORS, PlaceOut, PlacesOut

router = Router()
CODE = Path(..., description="12-digit place code.", example=532932000000)


@router.get("", response={200: PlacesOut} | ERRORS, summary="Search places")
def search(
    request: HttpRequest,
    q: str = Query(
        ..., min_length=1, max_length=40, example="鹤庆",
        description="Part of the name, pinyin or initials; two names, larger first: “大理 鹤庆”.",
    ),
    within: int = Query(0, ge=0, lt=10**12, description="Only places at or under this code."),
    limit: int = Query(20, ge=1, le=50, description="Most places returned."),
) -> dict:  # fmt: skip
    """Places by name, whole names first, then larger places."""
    caller(request)
    found = queries.search_places(q, within_code=within, limit=limit)
    return {"items": found, "total": len(found)}


@router.get("/{int:code}", response={200: PlaceOut} | ERRORS, summary="Read a place")
def read(request: HttpRequest, code: int = CODE) -> Place:
    """One place by its code."""
    caller(request)
    return _place(code)


@router.get("/{int:code}/children", response={200: PlacesOut} | ERRORS, summary="Places below")
def children(
    request: HttpRequest,
    code: int = Path(..., description="Place code; 0 for the provinces.", example=532900000000),
) -> dict:
    """The places directly under one, by code."""
    caller(request)
    found = list(queries.children(_place(code).code if code else 0))
    return {"items": found, "total": len(found)}


def _place(code: int) -> Place:
    found = Place.objects.filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": code})
    return found
