"""Whom a token stands for."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from rongcheng.agencies.roles import CAPABILITIES
from rongcheng.agencies.scope import scope_of

from ..access import caller
from ..schemas import ERRORS, Me

router = Router()


@router.get("", response={200: Me, 401: ERRORS[401], 429: ERRORS[429]}, summary="Who am I")
def me(request: HttpRequest) -> dict:
    """The account behind the token, its place and what it may do."""
    staff = caller(request)
    place = staff.office.place if staff.office else None
    return {
        "username": staff.username, "name": staff.full_name, "role": staff.role,
        "office": staff.office.name if staff.office else "",
        "place": place.code if place else None, "place_name": place.full_name if place else "",
        "only_own_office": scope_of(staff).only_own_office,
        "capabilities": sorted(CAPABILITIES.get(staff.role, ())),
    }  # fmt: skip
