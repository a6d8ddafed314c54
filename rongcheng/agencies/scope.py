"""What part of the country a member of staff may see, as ranges of place codes.

``span_of(code)`` turns a place into the half-open range of its own and its descendants' codes;
every query of every part narrows by these ranges, in one place per part.
"""

from __future__ import annotations

from dataclasses import dataclass

from rongcheng.places.codes import span_of

from .models import Staff


@dataclass(frozen=True)
class Scope:
    """The reach of one person: place ranges, their office, and their capabilities."""

    staff: Staff
    lo: int
    hi: int
    office_id: int | None
    only_own_office: bool

    def covers(self, code: int | None) -> bool:
        """Whether a place code lies in the person's place."""
        return code is not None and self.lo <= code < self.hi


def scope_of(staff: Staff) -> Scope:
    """The scope of ``staff``; a person without an office sees nothing.

    A station clerk works far from home: they see the people whom their own station recorded.
    """
    if staff.office is None:
        return Scope(staff, 0, 0, None, only_own_office=True)
    lo, hi = span_of(staff.office.place_id)
    station = staff.office.kind == "station"
    return Scope(staff, lo, hi, staff.office_id, only_own_office=station)
