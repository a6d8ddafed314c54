"""Reads of the stream of warnings."""

from __future__ import annotations

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.alerts.models import Alert
from rongcheng.alerts.wordings import kept_from
from rongcheng.core.errors import Refusal


class NotFound(Refusal):
    """There is no such warning, or not for this member of staff."""

    status = 404


def visible_alerts(staff: Staff) -> QuerySet[Alert]:
    """Warnings of the places that ``staff`` answers for; none without the right to see them.

    Those that a part keeps from them, such as of a complaint about their office, are left out.
    """
    if not staff.can(Can.SEE_ALERTS):
        return Alert.objects.none()
    scope = scope_of(staff)
    rows = Alert.objects.filter(place__gte=scope.lo, place__lt=scope.hi)
    return rows.exclude(kept_from(staff)).select_related("place", "taken_by")


def stream(
    staff: Staff, *, state: str = "", level: int | None = None, rule: str = "", about: str = ""
) -> QuerySet[Alert]:
    """The stream as a page shows it: the most serious first, then those due first.

    Args:
        state: ``open``, ``taken``, ``closed`` or ``all``; empty: all that are not closed.
        level: this level and above.
        about: part of what it is about.
    """
    found = visible_alerts(staff)
    if state in Alert.State.values:
        found = found.filter(state=state)
    elif state != "all":
        found = found.exclude(state=Alert.State.CLOSED)
    if level:
        found = found.filter(level__gte=level)
    if rule:
        found = found.filter(rule=rule)
    if about:
        found = found.filter(about__icontains=about)
    return found.order_by("-level", F("due_at").asc(nulls_last=True), "-raised_at")


def levels(staff: Staff) -> dict[int, int]:
    """Level to the number of warnings of the reach that are not closed."""
    found = visible_alerts(staff).exclude(state=Alert.State.CLOSED)
    return dict(found.values_list("level").annotate(n=Count("pk")).order_by())


def alert_for(staff: Staff, pk: int) -> Alert:
    """One warning.

    Raises:
        NotFound: there is none among those that ``staff`` may see.
    """
    found = visible_alerts(staff).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no warning %(n)s among those of your place.") % {"n": pk})
    return found
