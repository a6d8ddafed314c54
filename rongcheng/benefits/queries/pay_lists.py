"""Lists of payments that a member of staff may see."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.benefits.models.pay_list import PayRun

from .scope import of_place, one_of

R = TypeVar("R", bound=PayRun)


def runs_for(kind: type[R], staff: Staff) -> QuerySet[R]:
    """Lists of one kind at the place of ``staff``, the newest period first; ``count``: lines."""
    found = of_place(kind._default_manager.all(), staff, Can.SEE_BENEFITS)
    rows: QuerySet[Any] = found.select_related("place").annotate(count=Count("lines"))
    return rows.order_by(f"-{kind.PERIOD}", "place", "-pk")


def to_approve(kind: type[R], staff: Staff) -> QuerySet[R]:
    """Lists that wait for an approval which ``staff`` could give."""
    if not staff.can(Can.APPROVE_BENEFITS):
        return kind._default_manager.none()
    return runs_for(kind, staff).filter(approved_at=None).exclude(prepared_by=staff.actor)


def run_for(kind: type[R], staff: Staff, pk: int) -> R:
    """One list.

    Raises:
        NotFound: there is none of this number among those of the place.
    """
    missing = _("There is no list %(n)s among those of your place.")
    return one_of(runs_for(kind, staff), missing, pk=pk)
