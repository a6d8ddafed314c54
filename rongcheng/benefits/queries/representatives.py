"""Who acts for which employer, and whose requests an office has to answer."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.benefits.models import Application, Representative
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person

from .scope import of_place, one_of


def employers_of(person: Person) -> QuerySet[Employer]:
    """The employers that a person acts for today."""
    now = Representative.objects.filter(person=person, until=None).exclude(since=None)
    return Employer.objects.filter(pk__in=now.values("employer")).select_related("place")


def requests_of(person: Person) -> QuerySet[Representative]:
    """Everything that a person asked for, newest first."""
    return Representative.objects.filter(person=person).order_by("-pk").select_related("place")


def applications_of_employers(person: Person) -> QuerySet[Application]:
    """Applications of the employers that a person acts for, newest first."""
    mine = Application.objects.filter(employer__in=employers_of(person).values("pk"))
    return mine.select_related("employer", "place").order_by("-filed_at", "-pk")


def visible_representatives(staff: Staff) -> QuerySet[Representative]:
    """Requests and representatives of employers at the place of ``staff``, who may check there."""
    found = of_place(Representative.objects.all(), staff, Can.CHECK_BENEFITS)
    return found.select_related("person", "employer", "place")


def representative_for(staff: Staff, pk: int) -> Representative:
    """One of them.

    Raises:
        NotFound: there is none among those that ``staff`` may see.
    """
    missing = _("There is no such request among those of your place.")
    return one_of(visible_representatives(staff), missing, pk=pk)
