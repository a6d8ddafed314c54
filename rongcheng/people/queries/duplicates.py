"""Pairs that wait for a decision, and links that the comparison made by itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.people.models import EmploymentSpell, Link, Person, Review, SourceRecord
from rongcheng.places.queries import within

from .person import NotFound
from .scope import visible_persons

MEMBERS = 12


def reviews(
    staff: Staff, *, place: int | None = None, batch: int | None = None
) -> QuerySet[Review]:
    """Open pairs of whom ``staff`` may see both, the likeliest first; none without the right.

    A pair that reaches beyond their place is for the office above, which sees both.

    Args:
        place: one of the two comes from this place code or a place under it.
        batch: only pairs that this ledger raised.
    """
    if not staff.can(Can.RESOLVE_DUPLICATES):
        return Review.objects.none()
    seen = visible_persons(staff)
    found = Review.objects.filter(
        Exists(seen.filter(pk=OuterRef("newer"))),
        Exists(seen.filter(pk=OuterRef("older"))),
        state=Review.State.OPEN,
    )
    if place:
        found = found.filter(
            within(place, "newer__home_place_id") | within(place, "older__home_place_id")
        )
    if batch:
        found = found.filter(batch_id=batch)
    return found.select_related(
        "newer__home_place", "older__home_place", "batch"
    ).order_by("-score", "pk")  # fmt: skip


def review(staff: Staff, pk: int) -> Review:
    """A pair within reach, whatever was decided about it; NotFound otherwise."""
    if staff.can(Can.RESOLVE_DUPLICATES):
        places = ("home_place", "host_place", "household")
        wanted = [f"{side}__{place}" for side in ("newer", "older") for place in places]
        found = Review.objects.select_related(*wanted, "batch", "decided_by").filter(pk=pk).first()
        sides = {found.newer_id, found.older_id} if found else set()
        merged = Q(pk__in=sides) & ~Q(merged_into=None)
        gone = set(Person.objects.filter(merged).values_list("pk", flat=True))
        seen = set(visible_persons(staff).filter(pk__in=sides).values_list("pk", flat=True))
        if found and seen and sides <= seen | gone:
            return found
    raise NotFound(
        _("There is no pair %(pk)s among those you may decide. It may reach beyond your place.")
        % {"pk": pk}
    )


def next_after(queue: QuerySet[Review], current: Review) -> Review | None:
    """The pair that follows ``current`` in a queue; the first one where none follows."""
    later = Q(score__lt=current.score) | Q(score=current.score, pk__gt=current.pk)
    others = queue.exclude(pk=current.pk)
    return others.filter(later).first() or others.first()


@dataclass(frozen=True)
class Side:
    """One person of a pair with what helps to decide: work, household, sources."""

    person: Person
    job: EmploymentSpell | None
    members: list[Person]
    records: list[SourceRecord]


def side(person: Person) -> Side:
    """A person as one side of a comparison; three queries."""
    jobs = person.spells.select_related("work_place").filter(end_date=None)
    members = (
        list(
            Person.objects.filter(household=person.household_id, merged_into=None)
            .exclude(pk=person.pk)
            .order_by("relation_to_head", "birth_date")[:MEMBERS]
        )
        if person.household_id
        else []
    )
    records = list(person.records.select_related("office", "batch").order_by("-said_on", "-pk"))
    return Side(person, jobs.first(), members, records)


def links(
    staff: Staff, *, place: int | None = None, batch: int | None = None, undone: bool = False
) -> QuerySet[Link]:
    """Links that the comparison made by itself, the least sure first; none without the right.

    Args:
        place: the person kept comes from this place code or a place under it.
        batch: only links of this ledger's rows.
        undone: those taken back instead of those in force.
    """
    found = _links(staff).filter(automatic=True, undone_at__isnull=not undone)
    if place:
        found = found.filter(within(place, "kept__home_place_id"))
    if batch:
        told = SourceRecord.objects.filter(batch=batch).values("person_id")
        found = found.filter(kept__in=told)
    return found.select_related("kept__home_place").order_by("score", "-pk")


def link(staff: Staff, pk: int) -> Link:
    """One link within reach, made by the comparison or by somebody; NotFound otherwise."""
    found = _links(staff).select_related("kept", "gone").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no link %(pk)s among those you may undo.") % {"pk": pk})
    return found


def _links(staff: Staff) -> QuerySet[Link]:
    if not staff.can(Can.RESOLVE_DUPLICATES):
        return Link.objects.none()
    return Link.objects.filter(Exists(visible_persons(staff).filter(pk=OuterRef("kept"))))


def links_of(staff: Staff, person: Person) -> QuerySet[Link]:
    """What was joined to a person and can be taken back, the latest first."""
    found = _links(staff).filter(kept=person, undone_at=None)
    return found.select_related("gone").order_by("-made_at")


def review_between(one: Person, other: Person) -> Review | None:
    """The pair of these two, however it was decided; None where nobody ever asked."""
    found = Review.objects.filter(newer__in=(one, other), older__in=(one, other))
    return found.select_related("decided_by").first()


def with_records(found: list[Link]) -> list[tuple[Link, list[SourceRecord]]]:
    """Links with the statements that came by them; one query."""
    wanted = {number for each in found for number in each.records}
    told = SourceRecord.objects.select_related("batch", "office", "home_place").in_bulk(wanted)
    return [(each, [told[n] for n in each.records if n in told]) for each in found]
