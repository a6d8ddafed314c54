"""Which applications somebody may see: the one place that decides it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits.models import Application
from rongcheng.core.errors import Refusal
from rongcheng.people.models import Person


class NotFound(Refusal):
    """There is no such application, or not for this person: both answer alike."""

    status = 404


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
    scope = scope_of(staff)
    if not (staff.can(Can.SEE_FIGURES) or staff.can(Can.SEE_BENEFITS)) or scope.only_own_office:
        return Application.objects.none()
    return Application.objects.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)


def application_for(staff: Staff, number: str) -> Application:
    """The application of this number.

    Raises:
        NotFound: there is none among those that ``staff`` may open.
    """
    found = visible_applications(staff).filter(number=number).first()
    if found is None:
        raise NotFound(
            _("There is no application %(n)s among those you may see; perhaps of another place.")
            % {"n": number}
        )
    return found


def applications_of(person: Person) -> QuerySet[Application]:
    """A person's own applications, newest first, those of records merged into theirs included."""
    theirs = Q(person=person) | Q(person__merged_into=person)
    mine = Application.objects.filter(theirs, employer=None)
    return mine.select_related("person", "place").order_by("-filed_at", "-pk")
