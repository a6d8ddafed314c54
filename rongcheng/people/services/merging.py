"""Decisions about who is one person, each of which can be taken back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict
from rongcheng.people.models import Link, Person, Review, SourceRecord
from rongcheng.people.permissions import must, must_cover

from .derive import derive
from .lock import alone_in_registry
from .stage import new_numbers


def _may(by: Actor, *persons: Person) -> None:
    must(by, Can.RESOLVE_DUPLICATES)
    must_cover(by, *(place for p in persons for place in (p.home_place_id, p.host_place_id)))


@transaction.atomic
def decide_review(*, review: Review, same: bool, by: Staff) -> Review:
    """Settle a queued pair: one person (they are merged) or two (never asked again).

    Raises:
        Conflict: somebody decided it already, or the two have different ID numbers.
    """
    review = Review.objects.select_for_update().get(pk=review.pk)
    _may(by, review.newer, review.older)
    if review.state != Review.State.OPEN:
        raise Conflict(_("This pair was decided already: %(state)s.")
                       % {"state": review.get_state_display()})  # fmt: skip
    if same:
        merge_persons(keep=review.older, gone=review.newer, by=by, reason=review.reason)
    review.state = Review.State.SAME if same else Review.State.DIFFERENT
    review.decided_by, review.decided_at = by, timezone.now()
    review.save(update_fields=["state", "decided_by", "decided_at"])
    record("people.review_decided", by=by, subject=review.older, same=same, other=review.newer_id)
    return review


@transaction.atomic
def merge_persons(*, keep: Person, gone: Person, by: Actor, reason: str) -> Link:
    """Make two persons one: all that was said of ``gone`` is now said of ``keep``.

    Raises:
        Conflict: they are the same row, one was merged before, or their ID numbers differ.
    """
    _may(by, keep, gone)
    alone_in_registry()
    keep, gone = (Person.objects.get(pk=p.pk) for p in (keep, gone))
    if keep.pk == gone.pk or keep.merged_into_id or gone.merged_into_id:
        raise Conflict(_("One of the two was merged already; open the list again."))
    if keep.id_index and gone.id_index and keep.id_index != gone.id_index:
        raise Conflict(
            _("Both have an ID number and the numbers differ, so they are two persons. "
              "If one number is wrong, correct it first.")
        )  # fmt: skip
    moved = list(gone.records.values_list("pk", flat=True))
    SourceRecord.objects.filter(pk__in=moved).update(person=keep)
    link = Link.objects.create(
        kept=keep, gone=gone, records=moved, automatic=not isinstance(by, Staff), reason=reason
    )
    gone.spells.all().delete()
    Person.objects.filter(pk=gone.pk).update(
        merged_into=keep, id_number=None, id_index=None, phone=None, phone_index=None,
        household=None, host_place=None,
    )  # fmt: skip
    Review.objects.filter(state=Review.State.OPEN, newer=gone).update(state=Review.State.WITHDRAWN)
    Review.objects.filter(state=Review.State.OPEN, older=gone).update(state=Review.State.WITHDRAWN)
    derive([keep.pk])
    record("people.merged", by=by, subject=keep, place=keep.home_place_id, gone=gone.pk)
    return link


@transaction.atomic
def undo_link(*, link: Link, by: Actor) -> Person:
    """Take a link back: the records that came by it go to the person they came from.

    Returns:
        The person who is on their own again.
    """
    _may(by, link.kept)
    alone_in_registry()
    link = Link.objects.select_for_update().get(pk=link.pk)
    if link.undone_at:
        raise Conflict(_("This link was taken back already."))
    if link.gone is None:
        person = _split(link.kept, link.records)
    else:
        person = link.gone
        Person.objects.filter(pk=person.pk).update(merged_into=None)
        SourceRecord.objects.filter(pk__in=link.records).update(person=person)
        derive([link.kept_id, person.pk])
    link.undone_at = timezone.now()
    link.save(update_fields=["undone_at"])
    _remember_different(person, link.kept, link.reason, by)
    record("people.link_undone", by=by, subject=link.kept, other=person.pk)
    return person


@transaction.atomic
def split_records(*, person: Person, records: Iterable[int], by: Actor) -> Person:
    """Statements that are about somebody else get a person of their own.

    Raises:
        Conflict: none or all of the person's statements were chosen.
    """
    _may(by, person)
    alone_in_registry()
    fresh = _split(person, list(records))
    _remember_different(fresh, person, "separated", by)
    record("people.split", by=by, subject=person, place=person.home_place_id, other=fresh.pk)
    return fresh


def _split(person: Person, records: list[int]) -> Person:
    chosen = person.records.filter(pk__in=records)
    if not 0 < chosen.count() < person.records.count():
        raise Conflict(_("Choose some, but not all, of the statements about this person."))
    (number,) = new_numbers("people_person", 1)
    said = chosen.values_list("name", flat=True).first()
    fresh = Person.objects.create(pk=number, name=said or person.name)
    chosen.update(person=fresh)
    derive([person.pk])  # first, so that it gives up an ID number that was never its own
    derive([fresh.pk])
    fresh.refresh_from_db()
    return fresh


def _remember_different(newer: Person, older: Person, reason: str, by: Actor) -> None:
    """So that the comparison does not bring the two together again."""
    Review.objects.update_or_create(
        newer=newer,
        older=older,
        defaults={
            "score": 0, "reason": reason[:200], "state": Review.State.DIFFERENT,
            "decided_by": by if isinstance(by, Staff) else None, "decided_at": timezone.now(),
        },
    )  # fmt: skip
