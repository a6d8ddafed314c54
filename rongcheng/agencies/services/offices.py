"""Offices: made, changed, and succeeded by another when governments are reorganised."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.places.codes import contains

from ..models import Office, Staff
from ..permissions import check_fits, check_manages_place


@transaction.atomic
def create_office(
    *,
    by: Actor,
    name: str,
    kind: str,
    place: int,
    parent: Office | None = None,
    valid_from: date | None = None,
) -> Office:
    """A new office that answers for ``place`` (12-digit code).

    Raises:
        NotAllowed: ``by`` does not manage that place.
        Conflict: the place has an office of that name already.
        Refusal: the parent answers for another part of the country.
    """
    check_manages_place(by, place)
    _check_name(name, place)
    _check_parent(parent, place)
    office = Office.objects.create(
        name=name.strip(), kind=kind, place_id=place, parent=parent, valid_from=valid_from
    )
    record(
        "agencies.create_office", by=by, subject=office, place=place, name=office.name, kind=kind
    )
    return office


@transaction.atomic
def change_office(
    *,
    by: Actor,
    office: Office,
    name: str,
    kind: str,
    parent: Office | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Office:
    """The office with new values; its place stays, because everything it did belongs there.

    Raises:
        NotAllowed: ``by`` does not manage the office's place.
        Conflict: another office of the place has that name.
        Refusal: the parent does not fit, or the last day is before the first.
    """
    check_manages_place(by, office.place_id)
    _check_name(name, office.place_id, besides=office)
    _check_parent(parent, office.place_id, child=office)
    if valid_from and valid_to and valid_to < valid_from:
        raise Refusal(_("The last day, %(day)s, is before the first.") % {"day": valid_to})
    wanted = {
        "name": name.strip(), "kind": kind, "parent_id": parent.pk if parent else None,
        "valid_from": valid_from, "valid_to": valid_to,
    }  # fmt: skip
    changed = {key: value for key, value in wanted.items() if getattr(office, key) != value}
    if not changed:
        return office
    before = {key: getattr(office, key) for key in changed}
    for key, value in changed.items():
        setattr(office, key, value)
    office.save()
    detail = {key: [_text(before[key]), _text(value)] for key, value in changed.items()}
    record(
        "agencies.change_office", by=by, subject=office, place=office.place_id,
        name=office.name, changes=detail,
    )  # fmt: skip
    return office


@transaction.atomic
def succeed_office(
    *, by: Actor, offices: Iterable[Office], successor: Office, on: date
) -> list[Staff]:
    """``successor`` takes over the duties and the active staff of ``offices`` from the day ``on``.

    Returns the staff who moved. The old offices stay readable with their last day and successor.

    Raises:
        NotAllowed: one of the offices lies outside of what ``by`` manages.
        Refusal: an office would succeed itself, has a successor, or a person's role does not fit.
    """
    check_manages_place(by, successor.place_id)
    moved: list[Staff] = []
    for office in offices:
        check_manages_place(by, office.place_id)
        if office.pk == successor.pk or office.successor_id:
            raise Refusal(
                _("%(office)s cannot be succeeded: it is the successor itself, or it has one.")
                % {"office": office.name}
            )
        people = list(office.staff.filter(is_active=True))
        for person in people:
            check_fits(person.role, successor)
        Staff.objects.filter(pk__in=[p.pk for p in people]).update(office=successor)
        office.successor, office.valid_to = successor, on - timedelta(days=1)
        office.save()
        record(
            "agencies.succeed_office", by=by, subject=office, place=office.place_id,
            name=office.name, successor=successor.pk, successor_name=successor.name,
            on=on.isoformat(), staff=[p.pk for p in people],
        )  # fmt: skip
        moved += people
    return moved


def _check_name(name: str, place: int, besides: Office | None = None) -> None:
    if not name.strip():
        raise Refusal(_("An office needs a name."))
    taken = Office.objects.filter(place_id=place, name=name.strip())
    if besides:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise Conflict(_("There is an office named %(name)s here already.") % {"name": name})


def _check_parent(parent: Office | None, place: int, child: Office | None = None) -> None:
    if parent is None:
        return
    if not contains(parent.place_id, place):
        raise Refusal(_("%(parent)s does not stand above this place.") % {"parent": parent.name})
    above: Office | None = parent
    while above is not None:
        if child and above.pk == child.pk:
            raise Refusal(
                _("An office cannot stand above itself: %(name)s.") % {"name": above.name}
            )
        above = above.parent


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
