"""Households."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Path, Router

from rongcheng.agencies.roles import Can
from rongcheng.people.queries.households import household
from rongcheng.people.services import reading

from ..access import caller
from ..schemas import ERRORS, HouseholdOut

router = Router()


@router.get("/{int:pk}", response={200: HouseholdOut} | ERRORS, summary="Read a household")
def read(
    request: HttpRequest,
    pk: int = Path(..., ge=1, lt=2**63, description="Number of the household.", example=4),
) -> dict:
    """A household with the members whom you may see; the read is noted for each of them."""
    staff = caller(request, Can.SEE_PEOPLE)
    view = household(staff, pk)
    home = view.household
    reading.open_household(household=home, people=[m.person for m in view.members], by=staff)
    return {
        "id": home.pk, "number": home.number, "place": home.place_id,
        "place_name": home.place.full_name, "address": home.address, "hidden": view.hidden,
        "members": [
            {
                "id": m.person.pk, "name": m.person.name, "age": m.age, "away": m.away,
                "relation_to_head": m.person.relation_to_head, "left_behind": m.left_behind,
            }
            for m in view.members
        ],
    }  # fmt: skip
