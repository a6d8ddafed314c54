"""Which applications somebody may see: the one place that decides it."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits.models import Application
from rongcheng.core.errors import Refusal
from rongcheng.people.models import Person

M = TypeVar("M", bound=Model)


class NotFound(Refusal):
    """There is no such application, or not for this person: both answer alike."""

    status = 404


def of_place(rows: QuerySet[M], staff: Staff, *rights: Can, at: str = "place") -> QuerySet[M]:
    """Those at the place of ``staff``, who has one of ``rights``; ``at`` leads to their place."""
    scope = scope_of(staff)
    if scope.only_own_office or not any(staff.can(right) for right in rights):
        return rows.none()
    return rows.filter(**{f"{at}_id__gte": scope.lo, f"{at}_id__lt": scope.hi})


def one_of(rows: QuerySet[M], missing: str, **number: object) -> M:
    """The row with this number, such as ``pk=7``.

    Raises:
        NotFound: there is none; ``missing`` says so, with the number for ``%(n)s``.
    """
    found = rows.filter(**number).first()
    if found is None:
        raise NotFound(missing % {"n": next(iter(number.values()))})
    return found


def visible_applications(staff: Staff) -> QuerySet[Application]:
    """Applications that ``staff`` may open: those of their place, and those their office took."""
    mine = Q(pk=None)
    scope = scope_of(staff)
    if staff.can(Can.SEE_BENEFITS) and not scope.only_own_office:
        mine |= Q(place_id__gte=scope.lo, place_id__lt=scope.hi)
    if staff.can(Can.APPLY_FOR_OTHERS) and staff.office_id:
        mine |= Q(filed_office=staff.office_id)
    return Application.objects.filter(mine).select_related("person", "employer", "place")


def counted_applications(staff: Staff) -> QuerySet[Application]:
    """Those of the place, for who sees figures or applications."""
    return of_place(Application.objects.all(), staff, Can.SEE_FIGURES, Can.SEE_BENEFITS)


def application_for(staff: Staff, number: str) -> Application:
    """The application of this number.

    Raises:
        NotFound: there is none among those that ``staff`` may open.
    """
    missing = _("There is no application %(n)s among those you may see; perhaps of another place.")
    return one_of(visible_applications(staff), missing, number=number)


def applications_of(person: Person) -> QuerySet[Application]:
    """A person's own applications, newest first, those of records merged into theirs included."""
    theirs = Q(person=person) | Q(person__merged_into=person)
    mine = Application.objects.filter(theirs, employer=None)
    return mine.select_related("person", "place").order_by("-filed_at", "-pk")
