"""The privacy notice: its version, and who answers for the data."""

from __future__ import annotations

from rongcheng.agencies.models import Office
from rongcheng.places.codes import truncations

VERSION = "2026-11"


def office_for(place: int | None) -> Office | None:
    """The office that answers for a place: the nearest one at it or above, villages first.

    Stations and other departments are left out; they do not keep the registry.
    """
    if not place:
        return None
    codes = [place, *reversed(truncations(place))]
    kinds = [Office.Kind.VILLAGE, Office.Kind.EMPLOYMENT, Office.Kind.HRSS]
    found = Office.objects.filter(place_id__in=codes, kind__in=kinds, valid_to=None)
    return min(
        found.select_related("place"),
        key=lambda office: (codes.index(office.place_id), kinds.index(office.kind)),
        default=None,
    )
