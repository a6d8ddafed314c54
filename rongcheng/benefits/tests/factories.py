"""People with work, offices of each step and applications in every stage, for tests and demo."""

from __future__ import annotations

from dataclasses import dataclass

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.benefits.accounts import Account
from rongcheng.benefits.models import Application
from rongcheng.benefits.services import applying, reviewing
from rongcheng.benefits.services.applying import Request
from rongcheng.people.models import Person
from rongcheng.rules.tests.factories import COUNTY, DAY, PLATFORM, TOWNSHIP, VILLAGE, worker

__all__ = ["COUNTY", "DAY", "PLATFORM", "TOWNSHIP", "VILLAGE", "worker"]


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
