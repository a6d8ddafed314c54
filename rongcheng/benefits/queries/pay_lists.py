"""Lists of payments that a member of staff may see."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits.models.pay_list import PayRun

from .scope import NotFound

R = TypeVar("R", bound=PayRun)


def runs_for(kind: type[R], staff: Staff) -> QuerySet[R]:
    """Lists of one kind at the place of ``staff``, the newest period first; ``count``: lines."""
    scope = scope_of(staff)
    if not staff.can(Can.SEE_BENEFITS) or scope.only_own_office:
        return kind._default_manager.none()
    found = kind._default_manager.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)
    rows: QuerySet[Any] = found.select_related("place").annotate(count=Count("lines"))
    return rows.order_by(f"-{kind.PERIOD}", "place", "-pk")


def run_for(kind: type[R], staff: Staff, pk: int) -> R:
    """One list.

    Raises:
        NotFound: there is none of this number among those of the place.
    """
    found = runs_for(kind, staff).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no list %(n)s among those of your place.") % {"n": pk})
    return found
