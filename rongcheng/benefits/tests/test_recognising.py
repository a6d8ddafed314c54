"""Workshops recognised by an application, for a time, and proven by who acts for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from rongcheng.benefits.events import Stage
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Recognised
from rongcheng.benefits.queries.workshops import asked_for
from rongcheng.benefits.services import applying, recognising, reviewing, workshops
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.services.workshops import Declared, Review
from rongcheng.core.errors import NotAllowed, Refusal
from rongcheng.employers.models import Employer, Recognition
from rongcheng.people.models import EmploymentSpell, Person

from . import factories

pytestmark = pytest.mark.django_db
CODE = "91532932MA6K0000XX"


@dataclass(frozen=True)
class Speaker:
    """Somebody who acts for a workshop, as at the workers' door."""

    person: Person
    employer_ids: frozenset[int]

    @property
    def actor(self) -> str:
        return f"worker:{self.person.pk}"

    @property
    def actor_name(self) -> str:
        return self.person.name


@pytest.fixture
def staff():
    return factories.desk()


@pytest.fixture
def workshop(staff):
    return Employer.objects.create(
        code=CODE, name="某竹编车间", kind="workshop", place_id=factories.VILLAGE
    )


def workers(count: int) -> list[Person]:
    found = [factories.worker(f"和{n}", start=date(2026, 1, 1)) for n in range(count)]
    Person.objects.filter(pk__in=[p.pk for p in found]).update(poverty_status="alleviated")
    EmploymentSpell.objects.filter(person__in=found).update(employer_code=CODE)
    return found


def speaker(workshop) -> Speaker:
    return Speaker(factories.worker("和代表"), frozenset({workshop.pk}))


def asked(workshop, **said):
    request = Request("dali", "DL-R1", "employer", CODE, employer=workshop,
                      said={"wages_owed": False} | said)  # fmt: skip
    return applying.apply(by=speaker(workshop), request=request)


def granted(staff, workshop):
    application = asked(workshop)
    assert list(asked_for(staff.county)) == [application]
    client = Client()
    client.force_login(staff.county)
    assert workshop.name in client.get("/benefits/workshops/").content.decode()
    for checker in (staff.village, staff.township, staff.county):
        reviewing.check(by=checker, application=application)
    reviewing.approve(by=staff.approver, application=application)
    return application


def test_from_village_to_county_to_a_recognition_with_level_and_end(staff, workshop):
    workers(5)
    application = granted(staff, workshop)
    assert application.path == ["village", "township", "county"]
    assert application.stage == Stage.GRANTED and not asked_for(staff.county)
    found = Recognition.objects.get(employer=workshop)
    today = timezone.localdate()
    assert (found.kind, found.level, found.since) == ("workshop", "county", today)
    assert found.until and 1094 <= (found.until - today).days <= 1096
    assert application.number in found.document
    assert application.decisions.get(event__code="approved").outcome == "eligible"
    client = Client()
    client.force_login(staff.county)
    page = client.get(f"/benefits/applications/{application.number}/").content.decode()
    assert f"/benefits/workshops/{found.pk}/" in page  # not that it is recognised already
    assert "有条件不符合" not in page and "申请后有变化" not in page


def test_four_workers_are_not_enough_and_nobody_is_recognised_twice(staff, workshop):
    workers(4)
    with pytest.raises(Refusal):
        asked(workshop)
    workers(1)
    granted(staff, workshop)
    with pytest.raises(Refusal):
        asked(workshop)
    assert Recognition.objects.count() == 1


def test_what_is_over_or_withdrawn_can_be_applied_for_again(staff, workshop):
    people = workers(5)
    application = granted(staff, workshop)
    found = Recognised.objects.get().recognition
    assert recognising.expire(day=found.until) == 0
    lines = [Declared(people[0].name, "", 6)]
    proof = workshops.file_proof(
        by=staff.township, recognition=found, year=timezone.localdate().year, lines=lines
    )
    review = Review(False, "名册与社保不符", timezone.localdate())
    workshops.review(by=staff.county, proof=proof, review=review)
    application.refresh_from_db()
    assert application.stage == Stage.ENDED
    found.until = timezone.localdate() - timedelta(days=1)
    found.since = found.until
    found.save()
    assert asked(workshop).stage == Stage.REVIEW


def test_a_recognition_that_runs_out_ends_what_was_granted(staff, workshop):
    workers(5)
    application = granted(staff, workshop)
    found = Recognised.objects.get().recognition
    assert recognising.expire(day=found.until + timedelta(days=1)) == 1
    application.refresh_from_db()
    assert application.stage == Stage.ENDED


def test_who_acts_for_a_workshop_lays_its_own_list_before_the_office(staff, workshop):
    people = workers(5)
    granted(staff, workshop)
    found = Recognised.objects.get().recognition
    year = timezone.localdate().year
    lines = [Declared(people[0].name, "", 6)]
    stranger = Speaker(factories.worker("和外人"), frozenset())
    with pytest.raises(NotAllowed):
        workshops.file_proof(by=stranger, recognition=found, year=year, lines=lines)
    proof = workshops.file_proof(by=speaker(workshop), recognition=found, year=year, lines=lines)
    assert workshops.review(
        by=staff.county, proof=proof, review=Review(True, "属实")
    ).state == "passed"  # fmt: skip


def test_steps_of_a_recognition_stand_in_the_pack():
    assert handling_at(factories.VILLAGE).recognitions["DL-R1"].months == 36
    assert "DL-R1" not in handling_at(341021000000).recognitions
