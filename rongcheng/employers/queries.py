"""Employers as a member of staff may see them, and what they are recognised as on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.core.codes.unified import unified
from rongcheng.core.errors import Refusal
from rongcheng.places.queries import within

from .models import Employer, Recognition


class NotFound(Refusal):
    """There is no such employer, or not at this person's place: both answer alike."""

    status = 404


def visible_employers(staff: Staff) -> QuerySet[Employer]:
    """Employers registered at or under the place of ``staff``, who may see persons there."""
    scope = scope_of(staff)
    if not staff.can(Can.SEE_PEOPLE) or scope.only_own_office:
        return Employer.objects.none()
    found = Employer.objects.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)
    return found.select_related("place")


def found(
    staff: Staff, *, text: str = "", kind: str = "", place: int | None = None,
    recognised: str = "", day: date | None = None,
) -> QuerySet[Employer]:  # fmt: skip
    """Employers by name or code, by place and name.

    Args:
        text: part of the name, or of the unified social credit code from its beginning.
        kind: one of ``Employer.Kind``.
        place: only employers at or under this place code.
        recognised: only those recognised as this (``Recognition.Kind``) on ``day``.
    """
    rows = visible_employers(staff)
    if text:
        rows = rows.filter(Q(name__icontains=text.strip()) | Q(code__startswith=unified(text)))
    if kind:
        rows = rows.filter(kind=kind)
    if place:
        rows = rows.filter(within(place, "place_id"))
    if recognised:
        held = recognitions_on(day or date.today()).filter(kind=recognised)
        rows = rows.filter(pk__in=held.values("employer"))
    return rows.order_by("place_id", "name", "pk")


def employer_for(staff: Staff, code: str) -> Employer:
    """The employer of a code.

    Raises:
        NotFound: there is none among those that ``staff`` may see.
    """
    row = visible_employers(staff).filter(code=unified(code)).first()
    if row is None:
        raise NotFound(
            _("There is no employer %(code)s among those you may see; perhaps of another place.")
            % {"code": code[:18]}
        )
    return row


def recognitions_on(day: date) -> QuerySet[Recognition]:
    """What holds on a day."""
    open_or_later = Q(until=None) | Q(until__gte=day)
    return Recognition.objects.filter(open_or_later, since__lte=day)
