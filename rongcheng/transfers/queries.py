"""Lists of organised transfer as a member of staff may see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.core.errors import Refusal
from rongcheng.employers.models import Employer
from rongcheng.people.models import EmploymentSpell

from .models import OrganisedTransfer, Roster


class NotFound(Refusal):
    """There is no such list, or not at this person's place: both answer alike."""

    status = 404


def visible_rosters(staff: Staff) -> QuerySet[Roster]:
    """Lists about people of the place of ``staff``, who may load ledgers there."""
    scope = scope_of(staff)
    if not staff.can(Can.LOAD_LEDGERS) or scope.only_own_office:
        return Roster.objects.none()
    found = Roster.objects.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)
    return found.select_related("organiser", "place")


def listed(staff: Staff) -> QuerySet[Roster]:
    """The same, newest first, each with ``good`` and ``bad`` rows counted."""
    good = Count("rows", filter=Q(rows__problem=""))
    return visible_rosters(staff).annotate(
        good=good, bad=Count("rows") - good
    ).order_by("-entered_at", "-pk")  # fmt: skip


def roster_for(staff: Staff, number: int) -> Roster:
    """A list by its number.

    Raises:
        NotFound: there is none among those that ``staff`` may see.
    """
    found = visible_rosters(staff).filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such list among those you may see."))
    return found


def organisers(staff: Staff) -> QuerySet[Employer]:
    """Employers that a list can come from: those on record anywhere at the person's place."""
    scope = scope_of(staff)
    found = Employer.objects.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)
    return found.order_by("name")


def claimed_twice(rows: Iterable[OrganisedTransfer]) -> dict[int, list[OrganisedTransfer]]:
    """Rows of other organisers' loaded lists about the same people at overlapping times.

    Returns:
        Key of a row to the rows that claim the same person; those that nobody else claims are
        left out.
    """
    asked = [row for row in rows if row.person_id and row.start_date]
    others = (
        OrganisedTransfer.objects.filter(
            person__in={row.person_id for row in asked}, problem="",
            roster__state=Roster.State.LOADED,
        )
        .select_related("roster__organiser")
        .order_by("start_date")
    )  # fmt: skip
    by_person: dict[int | None, list[OrganisedTransfer]] = {}
    for other in others:
        by_person.setdefault(other.person_id, []).append(other)
    own = {roster.pk: roster.organiser_id for roster in
           Roster.objects.filter(pk__in={row.roster_id for row in asked})}  # fmt: skip
    found = {
        row.pk: [
            other for other in by_person.get(row.person_id, [])
            if other.roster.organiser_id != own[row.roster_id] and overlap(row, other)
        ]
        for row in asked
    }  # fmt: skip
    return {key: several for key, several in found.items() if several}


def overlap(one: OrganisedTransfer, other: OrganisedTransfer) -> bool:
    """Whether two rows tell of the same days."""
    first, second = ((row.start_date or date.min, row.end_date or date.max) for row in (one, other))
    return first[0] <= second[1] and second[0] <= first[1]


def work_within(row: OrganisedTransfer) -> QuerySet[EmploymentSpell]:
    """The spells of work that the registry knows within the days of a row, earliest first."""
    begun = Q(start_date=None) | Q(start_date__lte=row.end_date or date.max)
    ended = Q(end_date=None) | Q(end_date__gte=row.start_date or date.min)
    found = EmploymentSpell.objects.filter(begun, ended, person=row.person_id)
    return found.select_related("work_place").order_by(F("start_date").asc(nulls_first=True))
