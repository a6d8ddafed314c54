"""Which persons somebody may see: the one place that decides it, for lists, pages and figures."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import Scope, scope_of
from rongcheng.people.models import Household, LedgerBatch, Person, SourceRecord


def visible_persons(staff: Staff) -> QuerySet[Person]:
    """Persons whom ``staff`` may open, none without the right to see people.

    Whoever comes from their place or works in it; for a station, whom it recorded itself.
    Records merged into another person are left out.
    """
    return _persons(staff) if staff.can(Can.SEE_PEOPLE) else Person.objects.none()


def counted_persons(staff: Staff) -> QuerySet[Person]:
    """The same rows for those who see figures, whether or not they may open persons."""
    return _persons(staff) if staff.can(Can.SEE_FIGURES) else Person.objects.none()


def visible_households(staff: Staff) -> QuerySet[Household]:
    """Households with at least one member whom ``staff`` may see."""
    members = visible_persons(staff).filter(household=OuterRef("pk"))
    return Household.objects.filter(Exists(members))


def _persons(staff: Staff) -> QuerySet[Person]:
    return Person.objects.filter(in_reach(scope_of(staff)), merged_into=None)


def in_reach(scope: Scope) -> Q:
    """The row condition on persons for a scope."""
    if scope.only_own_office:
        if scope.office_id is None:  # asking for "no office" would find every ownerless record
            return Q(pk=None)
        # two conditions, each with an index of its own: desk entries, and rows of its ledgers
        records = SourceRecord.objects.filter(person=OuterRef("pk"))
        desk = records.filter(office_id=scope.office_id, batch=None)
        batches = LedgerBatch.objects.filter(office_id=scope.office_id).values("pk")
        return Q(Exists(desk)) | Q(Exists(records.filter(batch__in=batches)))
    return Q(home_place_id__gte=scope.lo, home_place_id__lt=scope.hi) | Q(
        host_place_id__gte=scope.lo, host_place_id__lt=scope.hi
    )
