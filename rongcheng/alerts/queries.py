"""Reads of the stream of warnings."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.alerts.models import Alert
from rongcheng.core.errors import Refusal


class NotFound(Refusal):
    """There is no such warning, or not for this member of staff."""

    status = 404


def visible_alerts(staff: Staff) -> QuerySet[Alert]:
    """Warnings of the places that ``staff`` answers for; none without the right to see them."""
    if not staff.can(Can.SEE_ALERTS):
        return Alert.objects.none()
    scope = scope_of(staff)
    rows = Alert.objects.filter(place__gte=scope.lo, place__lt=scope.hi)
    return rows.select_related("place", "taken_by")


def alert_for(staff: Staff, pk: int) -> Alert:
    """One warning.

    Raises:
        NotFound: there is none among those that ``staff`` may see.
    """
    found = visible_alerts(staff).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no warning %(n)s among those of your place.") % {"n": pk})
    return found
