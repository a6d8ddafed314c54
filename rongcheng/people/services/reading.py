"""Reading that leaves a trace: opening a person, showing full numbers, exporting a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.audit.models import Event
from rongcheng.audit.services import record, touch
from rongcheng.core.errors import NotAllowed, Refusal
from rongcheng.people.models import Household, Person
from rongcheng.people.queries.person import person as find_person

SHORTEST_REASON = 4


@transaction.atomic
def open_person(*, pk: int, by: Staff) -> Person:
    """The person's record for reading; NotFound where ``by`` may not see it. Leaves a trace."""
    found = find_person(by, pk)
    record("people.read", by=by, subject=found, place=found.home_place_id)
    return found


@transaction.atomic
def open_household(*, household: Household, people: Iterable[Person], by: Staff) -> Event:
    """Note that a household's page was read, for each of its members to see."""
    event = record("people.read_household", by=by, subject=household, place=household.place_id)
    touch(event, "person", [one.pk for one in people])
    return event


@dataclass(frozen=True)
class Numbers:
    """A person's full numbers."""

    id_number: str
    phone: str


@transaction.atomic
def reveal(*, pk: int, reason: str, by: Staff) -> Numbers:
    """The full ID number and phone of a person, against a reason that the person can read.

    Raises:
        NotAllowed: the role does not include full numbers.
        NotFound: the person is not within reach.
        Refusal: the reason is missing or too short to mean anything.
    """
    check_may_unmask(by, reason)
    found = find_person(by, pk)
    record(
        "people.reveal", by=by, subject=found, place=found.home_place_id,
        reason=reason.strip()[:300], fields=["id_number", "phone"],
    )  # fmt: skip
    return Numbers(found.id_number or "", found.phone or "")


def check_may_unmask(by: Staff, reason: str) -> None:
    """Refuse unless the role includes full numbers and a reason is given."""
    if not by.can(Can.UNMASK):
        raise NotAllowed(_("Your role does not include full ID numbers and phones."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refusal(
            _("Say in a few words why you need the full numbers; “%(reason)s” is too short. "
              "The person can read the reason.")
            % {"reason": reason.strip()}
        )  # fmt: skip
