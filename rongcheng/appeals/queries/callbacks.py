"""Call-backs of somebody's reach."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.models import CallBack
from rongcheng.appeals.queries.scope import NotFound, readable, visible_appeals


def callbacks(staff: Staff, *, done: bool = False) -> QuerySet[CallBack]:
    """Calls to be made in the place of ``staff``, those due first; or made, newest first."""
    if not (staff.can(Can.SUPERVISE_APPEALS) or staff.can(Can.DISPATCH_APPEALS)):
        return CallBack.objects.none()
    scope = scope_of(staff)
    mine = visible_appeals(staff).filter(readable(staff))
    mine = mine.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)
    found = CallBack.objects.filter(appeal__in=mine.values("pk"), called_at__isnull=not done)
    found = found.select_related("appeal", "appeal__place", "appeal__holder", "called_by")
    return found.order_by("-called_at") if done else found.order_by("due_at", "pk")


def callback_for(staff: Staff, pk: int) -> CallBack:
    """One call.

    Raises:
        NotFound: there is none among those of the place.
    """
    found = (callbacks(staff) | callbacks(staff, done=True)).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no call-back %(n)s among those of your place.") % {"n": pk})
    return found
