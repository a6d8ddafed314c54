"""Villages with their freshness, the walking list, and households."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.people.queries import codes
from rongcheng.people.queries import households as homes
from rongcheng.people.queries import villages as read
from rongcheng.people.queries.filters import Filters
from rongcheng.people.queries.naming import full_place_name, place_name
from rongcheng.people.services import reading
from rongcheng.places.codes import VILLAGE, level_of

from .pages import page, trail

MOST_PRINTED = 3000


@require_GET
@page(Can.SEE_PEOPLE)
def villages(request: HttpRequest) -> HttpResponse:
    """The places below the person's own or a chosen one, stalest first, down to the villages."""
    office = request.user.office
    filters = Filters.parse({"place": request.GET.get("place", "")})
    place = filters.place or (office.place_id if office else None)
    if place is None:
        return render(request, "people/villages.html", {"rows": [], "place": None})
    if level_of(place) == VILLAGE:
        return village(request, place)
    level, rows = read.places_below(request.user, place)
    return render(
        request,
        "people/villages.html",
        {
            "place": place, "name": full_place_name(place), "rows": rows,
            "trail": trail(place, office.place_id if office else None),
            "are_villages": level == VILLAGE,
        },
    )  # fmt: skip


@require_GET
@page(Can.SEE_PEOPLE)
def village(request: HttpRequest, code: int) -> HttpResponse:
    """A village's counts and its walking list; with ``print`` as sheets for the round."""
    found = read.village(request.user, code)
    if found.persons > MOST_PRINTED:
        listed, too_many = [], True
    else:
        only_stale = request.GET.get("stale") == "1"
        listed, too_many = read.walking_list(request.user, code, only_stale=only_stale), False
    office = request.user.office
    context = {
        "village": found, "name": full_place_name(code), "homes": listed,
        "own_name": place_name(code), "too_many": too_many,
        "trail": trail(code, office.place_id if office else None),
        "only_stale": request.GET.get("stale") == "1", "range": codes.RANGE,
        "people": sum(map(len, listed)),
        "may_export": request.user.can(Can.EXPORT),
        "may_edit": request.user.can(Can.EDIT_PEOPLE),
        "covered": scope_of(request.user).covers(code),
    }  # fmt: skip
    if "print" in request.GET:
        address = request.build_absolute_uri(reverse("people:village", args=[code]))
        context["qr"] = segno.make(address, error="m").svg_inline(scale=2, border=0)
        return render(request, "people/walking_list.html", context)
    return render(request, "people/village.html", context)


@require_GET
@page(Can.SEE_PEOPLE)
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """A household: who is at home, who is away, who is left behind. Opening it is logged."""
    found = homes.household(request.user, pk)
    reading.open_household(
        household=found.household, people=[m.person for m in found.members], by=request.user
    )
    return render(
        request, "people/household.html",
        {"view": found, "relations": codes.RELATION, "ranges": codes.RANGE,
         "place_name": full_place_name(found.household.place_id)},
    )  # fmt: skip
