"""My household: who belongs to it, and how one is recorded in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from rongcheng.people.models import Person
from rongcheng.people.queries.codes import RELATION
from rongcheng.web.masking import mask_name

from ..notice import office_for
from .pages import screen, signed_in, worker_of


@require_safe
@signed_in
def family(request: HttpRequest) -> HttpResponse:
    """The household's number, place and members; of the others only a masked name and relation."""
    worker = worker_of(request)
    members = []
    if worker.household_id:
        people = Person.objects.filter(household=worker.household, merged_into=None)
        members = [_member(one, worker) for one in people.order_by("relation_to_head", "pk")]
    office = office_for(worker.home_place_id)
    return screen(request, "family", {"members": members, "office": office})


def _member(person: Person, worker: Person) -> dict:
    is_self = person.pk == worker.pk
    return {
        "name": person.name if is_self else mask_name(person.name),
        "relation": RELATION.get(person.relation_to_head or "", ""),
        "is_self": is_self,
    }
