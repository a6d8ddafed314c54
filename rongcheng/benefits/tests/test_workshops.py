"""The yearly proof: declared beside registered, counted not claimed; review, what follows."""

from __future__ import annotations

from datetime import date

import pytest

from rongcheng.agencies.roles import Role
from rongcheng.benefits.models import Application
from rongcheng.benefits.queries import workshops as read
from rongcheng.benefits.services import applying, workshops
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.services.workshops import Declared, Review
from rongcheng.core.crypto import blind
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.employers import services as employers
from rongcheng.employers.models import Employer
from rongcheng.people.fingerprints import ID_PURPOSE
from rongcheng.people.ledger.identity import check_character
from rongcheng.people.models import EmploymentSpell

from . import factories

pytestmark = pytest.mark.django_db
CODE = "91532932MA6K00001X"
IDS = [f"53293219850101{n}" + check_character(f"53293219850101{n}") for n in (211, 213, 215)]


@pytest.fixture
def staff():
    return factories.desk()


@pytest.fixture
def recognition(staff):
    place = factories.agencies.place(factories.TOWNSHIP)
    employer = Employer.objects.create(code=CODE, name="某刺绣车间", kind="workshop", place=place)
    return employers.recognise(
        by=staff.county, employer=employer, kind="workshop", level="county",
        document="鹤人社〔2025〕3号", since=date(2025, 1, 1),
    )  # fmt: skip


def employed(name: str, number: str, start: date, end: date | None, *, poverty="alleviated"):
    person = factories.worker(name, start=start, poverty=poverty)
    person.id_index = blind(number, ID_PURPOSE)
    person.id_number = number
    person.save()
    EmploymentSpell.objects.filter(person=person).update(
        employer_code=CODE, start_date=start, end_date=end
    )
    return person


def test_what_the_registry_does_not_bear_out_is_not_counted(staff, recognition):
    employed("和一", IDS[0], date(2025, 3, 31), date(2025, 8, 1))  # March to August: six months
    employed("和二", IDS[1], date(2025, 4, 1), date(2025, 8, 31))  # five months
    employed("和三", IDS[2], date(2025, 1, 1), None, poverty="none")
    sheet = workshops.read_list(f"姓名 证号 月数\n和一，{IDS[0]}，6\n和二 {IDS[1]} 12\n和四\t9\n")
    assert not sheet.problems
    proof = workshops.file_proof(
        by=staff.township, recognition=recognition, year=2025, lines=sheet.lines
    )
    assert (proof.declared, proof.counted) == (3, 1)
    shown = {one.line.name: one.verdict for one in read.beside(proof)}
    assert shown == {"和一": "same", "和二": "fewer", "和四": "unknown"}
    assert [(p.name, months) for p, months in read.not_declared(proof)] == [("和三", 12)]
    with pytest.raises(Conflict):
        workshops.file_proof(by=staff.township, recognition=recognition, year=2025,
                             lines=sheet.lines)  # fmt: skip


def test_a_person_named_twice_counts_once_and_only_the_poor_count(staff, recognition):
    employed("和一", IDS[0], date(2025, 1, 1), None)
    employed("和三", IDS[2], date(2025, 1, 1), None, poverty="none")
    lines = [Declared("和一", IDS[0], 12), Declared("和一", IDS[0], 12),
             Declared("和三", IDS[2], 12)]  # fmt: skip
    proof = workshops.file_proof(by=staff.county, recognition=recognition, year=2025, lines=lines)
    assert (proof.lines.count(), proof.counted) == (2, 1)


def test_bad_rows_are_told_by_their_number():
    sheet = workshops.read_list("和一 532932198501012112 6\n\n和二 13\n张三 5")
    assert len(sheet.problems) == 2
    assert ["1" in sheet.problems[0][:5], "3" in sheet.problems[1][:5]] == [True, True]
    assert [line.name for line in sheet.lines] == ["张三"]


def test_who_entered_a_proof_does_not_review_it(staff, recognition):
    lines = [Declared("和一", "", 6)]
    proof = workshops.file_proof(by=staff.county, recognition=recognition, year=2025, lines=lines)
    with pytest.raises(NotAllowed):
        workshops.review(by=staff.county, proof=proof, review=Review(True, "属实"))
    with pytest.raises(NotAllowed):
        workshops.review(by=staff.village, proof=proof, review=Review(True, "属实"))
    other = factories.agencies.staff(Role.COUNTY_OFFICER, factories.COUNTY)
    with pytest.raises(Refusal):
        workshops.review(by=other, proof=proof, review=Review(True, " "))
    done = workshops.review(by=other, proof=proof, review=Review(True, "属实"))
    assert done.state == "passed"
    with pytest.raises(Conflict):
        workshops.review(by=other, proof=proof, review=Review(True, "属实"))


def test_a_recognition_that_is_withdrawn_stops_the_award(staff, recognition):
    for at, number in enumerate(IDS):
        employed(f"和{at}", number, date(2025, 1, 1), None)
    request = Request("dali", "DL-6", "employer", CODE, employer=recognition.employer,
                      day=date(2026, 8, 31), consent="单位盖章申报")  # fmt: skip
    award = applying.apply(by=staff.county, request=request)
    assert (award.stage, award.amount) == ("review", 300_000)
    proof = workshops.file_proof(
        by=staff.township, recognition=recognition, year=2026, lines=[Declared("和一", "", 6)]
    )
    review = Review(False, "实地无人生产", withdraw=date(2026, 6, 30))
    workshops.review(by=staff.county, proof=proof, review=review)
    recognition.refresh_from_db()
    award.refresh_from_db()
    assert (recognition.until, award.stage) == (date(2026, 6, 30), "refused")
    assert not read.holds(recognition, date(2026, 7, 1))
    with pytest.raises(Refusal):
        applying.apply(by=staff.county, request=request)
    assert Application.objects.count() == 1
