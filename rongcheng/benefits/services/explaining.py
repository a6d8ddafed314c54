"""Reading what somebody can get, with a trace."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from rongcheng.agencies.models import Staff
from rongcheng.audit.services import Actor, record
from rongcheng.benefits import getting
from rongcheng.benefits.getting import Benefit
from rongcheng.people.models import Person
from rongcheng.people.queries.person import person as find_person


@transaction.atomic
def explained(*, by: Actor, person: Person, day: date, rule: str = "") -> list[Benefit]:
    """What a person can get, which they can see was looked at."""
    record(
        "benefits.explained", by=by, subject=person, place=person.home_place_id,
        as_of=day.isoformat(), rule=rule,
    )  # fmt: skip
    return getting.of_person(person, day)


def explain_for(*, by: Staff, pk: int, day: str, today: date, rule: str = "") -> (
    tuple[Person, date, list[Benefit]]
):  # fmt: skip
    """A person that ``by`` may see, the day asked about, and what they can get.

    Args:
        day: as the page's address has it; see ``getting.day_asked``.

    Raises:
        NotFound: the person is not within reach.
    """
    person = find_person(by, pk)
    asked = getting.day_asked(day, (person.home_place_id, person.host_place_id), today)
    return person, asked, explained(by=by, person=person, day=asked, rule=rule)
