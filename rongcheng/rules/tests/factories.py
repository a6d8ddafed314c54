"""People with work, for tests of rules and of what is built on them."""

from __future__ import annotations

from datetime import date
from itertools import count

from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.services import System
from rongcheng.people.models import EmploymentSpell, Person, SourceRecord

COUNTY, TOWNSHIP, VILLAGE = agencies.COUNTY, agencies.TOWNSHIP, agencies.VILLAGE
PLATFORM = System("test")
DAY = date(2026, 8, 31)
_numbers = count(1)


def worker(
    name: str = "和丽江", *, start: date = date(2026, 3, 1), poverty: str = "alleviated",
    village: int = VILLAGE, range_: str = "across_province",
) -> Person:  # fmt: skip
    """Somebody away at work since ``start``; DL-8 grants 1,000 yuan from month three."""
    agencies.place(village)
    agencies.place(440300000000)
    person = Person.objects.create(
        name=name, birth_date=date(1985, 1, 1), sex=1, poverty_status=poverty,
        home_place_id=village,
    )  # fmt: skip
    source = SourceRecord.objects.create(
        person=person, channel="desk", trust=2, stated_by="x", said_on=start,
        content=f"00000000-0000-0000-0000-{next(_numbers):012}",
    )  # fmt: skip
    EmploymentSpell.objects.create(
        person=person, source=source, start_date=start, work_place_id=440300000000,
        transfer_range=range_,
    )  # fmt: skip
    return person
