"""The offices of a government as its pack lists them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.audit.services import Actor
from rongcheng.core.errors import Refusal
from rongcheng.places.models import Place

from ..models import Office
from ..packs import Pack
from .offices import create_office


@transaction.atomic
def create_offices_of(*, by: Actor, pack: Pack, place: int) -> dict[str, Office]:
    """Every department that the pack lists for a government of the place's level, by kind.

    Departments that are there already are kept; stations that the place keeps come as
    ``station``.

    Raises:
        NotAllowed: ``by`` does not manage that place.
        Refusal: the place is not known, or the pack lists nothing for its level.
    """
    where = Place.objects.filter(code=place).first()
    if where is None:
        raise Refusal(
            _("There is no place with the code %(code)s; load the places first.") % {"code": place}
        )
    departments = pack.departments.get(where.level)
    if not departments:
        raise Refusal(
            _("The pack %(pack)s lists no departments for a %(level)s.")
            % {"pack": pack.key, "level": where.get_level_display()}
        )
    made: dict[str, Office] = {}
    for each in departments:
        parent = made.get(each.parent) if each.parent else None
        name = each.name.replace("{place}", where.name)
        made[each.kind] = _ensure(by, name, each.kind, place, parent)
    for station in pack.stations:
        if station.place == place:
            above = made.get(Office.Kind.EMPLOYMENT)
            made["station"] = _ensure(by, station.name, Office.Kind.STATION, place, above)
    return made


def _ensure(by: Actor, name: str, kind: str, place: int, parent: Office | None) -> Office:
    found = Office.objects.filter(place_id=place, name=name).first()
    return found or create_office(by=by, name=name, kind=kind, place=place, parent=parent)
