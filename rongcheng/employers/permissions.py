"""Who may enter employers and record what they are recognised as."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import Actor
from rongcheng.core.errors import NotAllowed
from rongcheng.places.codes import level_of

ENTER = frozenset({"province", "prefecture", "county", "township"})
RECOGNISE = ENTER - {"township"}


def may(by: Actor, levels: frozenset[str]) -> bool:
    """Whether somebody of an office of these levels keeps records; the system itself may all."""
    if not isinstance(by, Staff):
        return True
    if not by.can(Can.EDIT_PEOPLE) or scope_of(by).only_own_office or by.office is None:
        return False
    return level_of(by.office.place_id) in levels


def must_enter(by: Actor, *places: int) -> None:
    """Refuse entering employers of a place to those who keep no records there."""
    _must(by, ENTER, _("Employers are entered by township offices and those above them."), places)


def must_recognise(by: Actor, *places: int) -> None:
    """Refuse recording recognitions to those below the county."""
    _must(by, RECOGNISE, _("Recognitions are recorded by county offices and those above them."),
          places)  # fmt: skip


def _must(by: Actor, levels: frozenset[str], words: str, places: tuple[int, ...]) -> None:
    if not may(by, levels):
        raise NotAllowed(words)
    if isinstance(by, Staff) and not all(scope_of(by).covers(place) for place in places):
        raise NotAllowed(
            _("This employer lies outside your place (%(own)s); ask the office there.")
            % {"own": by.office.place.name if by.office else "—"}
        )
