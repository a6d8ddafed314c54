"""People with work, offices of each step and applications in every stage, for tests and demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.services import System
from rongcheng.benefits.accounts import Account
from rongcheng.benefits.models import Application
from rongcheng.benefits.services import applying, reviewing
from rongcheng.benefits.services.applying import Request
from rongcheng.people.models import EmploymentSpell, Person, SourceRecord

COUNTY, TOWNSHIP, VILLAGE = agencies.COUNTY, agencies.TOWNSHIP, agencies.VILLAGE
PLATFORM = System("test")
DAY = date(2026, 8, 31)
_numbers = count(1)


@dataclass(frozen=True)
class TestWorker:
    """A worker who acts for themselves, as at the workers' door."""

    __test__ = False
    person: Person

    @property
    def actor(self) -> str:
        return f"worker:{self.person.pk}"

    @property
    def actor_name(self) -> str:
        return self.person.name


@dataclass(frozen=True)
class Desk:
    """One person at each step of a county."""

    village: Staff
    township: Staff
    county: Staff
    approver: Staff
    chief: Staff
    finance: Staff


def desk() -> Desk:
    """Staff of the village, township and county that check, approve and pay."""
    return Desk(
        agencies.staff(Role.VILLAGE_CLERK, VILLAGE), agencies.staff(Role.TOWNSHIP_CLERK, TOWNSHIP),
        agencies.staff(Role.COUNTY_OFFICER, COUNTY), agencies.staff(Role.APPROVER, COUNTY),
        agencies.staff(Role.CHIEF_APPROVER, COUNTY), agencies.staff(Role.FINANCE_OFFICER, COUNTY),
    )  # fmt: skip


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


def account(person: Person, number: str = "6222000012345678") -> Account:
    return Account(person.name, "鹤庆农村商业银行", number)


def applied(person: Person | None = None, **more: object) -> Application:
    """A travel allowance (DL-8) applied for by the worker on the phone."""
    person = person or worker()
    given = {
        "pack": "dali", "rule": "DL-8", "subject": "person", "key": person.pk, "person": person,
        "account": account(person), "day": DAY,
    } | more  # fmt: skip
    return applying.apply(by=TestWorker(person), request=Request(**given))


def to_approval(application: Application, staff: Desk) -> Application:
    """Checked by village, township and county."""
    for by in (staff.village, staff.township, staff.county):
        reviewing.check(by=by, application=application)
    return application
