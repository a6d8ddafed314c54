"""Who may change what in the registry; reading is narrowed in queries."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import Actor
from rongcheng.core.errors import NotAllowed
from rongcheng.people.models import LedgerBatch
from rongcheng.places.models import Place


def must(by: Actor, capability: Can) -> None:
    """Refuse an act that the actor's role does not hold; the system itself may do all."""
    if isinstance(by, Staff) and not by.can(capability):
        raise NotAllowed(
            _("Your role (%(role)s) does not allow this: %(act)s.")
            % {"role": by.get_role_display(), "act": Can(capability).label}
        )


def must_cover(by: Actor, *places: int | None) -> None:
    """Refuse an act on a place outside the actor's own; one of several places is enough."""
    if not isinstance(by, Staff):
        return
    scope = scope_of(by)
    if scope.only_own_office or any(scope.covers(place) for place in places):
        return
    names = "、".join(
        Place.objects.filter(code__in=[p for p in places if p]).values_list("name", flat=True)
    )
    raise NotAllowed(
        _("%(place)s is outside your place (%(own)s); ask the office there.")
        % {"place": names or "—", "own": by.office.place.name if by.office else "—"}
    )


def must_handle(by: Actor, batch: LedgerBatch) -> None:
    """Refuse acts on a ledger of another place or, for a station, of another office."""
    must(by, Can.LOAD_LEDGERS)
    must_cover(by, batch.place_id)
