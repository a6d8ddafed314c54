"""The yearly list of a recognised workshop: due, handed in for it, what the office found."""

from __future__ import annotations

import re
from datetime import date

import pytest

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.models import Event
from rongcheng.benefits.models import Proof
from rongcheng.benefits.queries import workshops as read
from rongcheng.benefits.services import workshops
from rongcheng.benefits.services.workshops import Review
from rongcheng.employers import services as recognitions
from rongcheng.employers.models import Recognition
from rongcheng.employers.tests import factories as employers
from rongcheng.people.models import EmploymentSpell

from .conftest import FATHER, MOTHER, Phone
from .test_companies import acting_for, officer

THIS = date.today().year
LAST = THIS - 1


@pytest.fixture
def workshop(people):
    made = employers.employer("鹤庆刺绣车间", kind="workshop")
    acting_for(people["father"], made, agencies.COUNTY)
    return recognitions.recognise(
        by=agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY), employer=made, kind="workshop",
        level="county", document="鹤人社〔2024〕3号", since=date(LAST, 1, 1),
    )  # fmt: skip


@pytest.fixture
def father(people, phone) -> Phone:
    phone.sign_in(FATHER)
    return phone


def listed(recognition: Recognition) -> str:
    return f"/company/{recognition.employer.code}/proofs"


def text(row: dict, months: int) -> str:
    return f"{row['name']} {row['id_number']} {months}"


def test_a_list_is_looked_over_handed_in_and_answered(father, people, workshop):
    EmploymentSpell.objects.filter(person=people["father"]).update(
        employer_code=workshop.employer.code, start_date=date(LAST, 3, 1), end_date=None
    )
    where = f"{listed(workshop)}/{workshop.pk}/{LAST}"
    assert listed(workshop) in father.get(f"/company/{workshop.employer.code}")
    assert f"{LAST}年名册" in father.get(listed(workshop))
    assert "脱贫人口" in father.get(where)
    given = f"{text(FATHER, 10)}\n{text(MOTHER, 12)}"
    shown = father.post(where, status=200, people=given)
    assert "确定上报这份2人的名册" in shown and FATHER["name"] in shown
    assert not Proof.objects.exists()
    assert FATHER["id_number"] in father.post(where, status=200, people=given, mend="1")
    father.post(where, to=where, people=given, go="1")
    proof = Proof.objects.get()
    assert (proof.declared, proof.filed_by) == (2, f"worker:{people['father'].pk}")
    months = re.findall(r"amount figures\">(?:<strong[^>]*>)?(\d+)<", father.get(where))
    assert months == ["10", "10", "12", "0"]  # declared, recorded with the company
    workshops.review(by=agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY), proof=proof,
                     review=Review(False, "第二人不在车间"))  # fmt: skip
    assert "第二人不在车间" in father.get(where)
    assert "第二人不在车间" in father.get(listed(workshop))


def test_who_is_poor_is_not_told_before_the_office_answers(father, people, workshop):
    where = f"{listed(workshop)}/{workshop.pk}/{LAST}"
    father.post(where, to=where, people=text(MOTHER, 12), go="1")
    assert "计入人数" not in father.get(where)
    workshops.review(by=agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY),
                     proof=Proof.objects.get(), review=Review(True, "属实"))  # fmt: skip
    assert "计入人数" in father.get(where)


def test_lines_that_cannot_be_read_are_told_and_kept(father, workshop):
    where = f"{listed(workshop)}/{workshop.pk}/{LAST}"
    assert "请至少写一个人" in father.post(where, status=422, people=" ", go="1")
    shown = father.post(where, status=422, people=f"{text(FATHER, 13)}\n和四", go="1")
    assert "第1行" in shown and "第2行" in shown and FATHER["id_number"] in shown
    assert not Proof.objects.exists()


def test_a_list_nobody_looked_at_is_taken_back_and_another_handed_in(father, workshop):
    where = f"{listed(workshop)}/{workshop.pk}/{LAST}"
    father.post(where, to=where, people=text(FATHER, 10), go="1")
    assert f"{where}/back" in father.get(where)
    father.post(f"{where}/back", to=where)
    assert not Proof.objects.exists()
    assert "benefits.proof_taken_back" in set(Event.objects.values_list("act", flat=True))
    father.post(where, to=where, people=text(MOTHER, 9), go="1")
    workshops.review(by=agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY),
                     proof=Proof.objects.get(), review=Review(True, "属实"))  # fmt: skip
    assert f"{where}/back" not in father.get(where)
    father.post(f"{where}/back", to=where)
    assert Proof.objects.get().state == "passed"


def test_only_who_acts_for_it_sees_the_lists(father, workshop):
    where = f"{listed(workshop)}/{workshop.pk}/{LAST}"
    other = Phone()
    other.sign_in(MOTHER)
    assert other.client.get(listed(workshop)).status_code == 404
    assert other.client.post(where, {"people": text(MOTHER, 9), "go": "1"}).status_code == 404
    assert other.client.post(f"{where}/back").status_code == 404
    assert father.client.get(f"{listed(workshop)}/{workshop.pk}/{LAST - 1}").status_code == 404
    assert father.client.get(f"{listed(workshop)}/{workshop.pk + 1}/{LAST}").status_code == 404
    assert not Proof.objects.exists()


def test_by_when_the_list_of_a_year_is_due(workshop):
    workshop.since, year = date(2024, 5, 1), 2024
    standing = {
        day: {one.year: one.standing for one in read.years_of(workshop, day)}
        for day in (date(2024, 12, 31), date(2025, 3, 31), date(2025, 4, 1))
    }
    assert read.years_of(workshop, date(2025, 4, 1))[-1].due == date(year + 1, 3, 31)
    assert list(standing.values()) == [
        {2024: "running"}, {2025: "running", 2024: "due"}, {2025: "running", 2024: "late"},
    ]  # fmt: skip
    assert [one.year for one in read.late(workshop, date(2026, 4, 1))] == [2025, 2024]
    workshop.until = date(2025, 6, 30)
    ended = [(one.year, one.standing) for one in read.years_of(workshop, date(2026, 1, 1))]
    assert ended == [(2025, "none"), (2024, "late")]


def test_the_county_sees_whose_list_is_missing_since_when(workshop):
    due = date(LAST, 3, 31)
    Recognition.objects.filter(pk=workshop.pk).update(since=date(LAST - 1, 1, 1))
    shown = officer().get("/benefits/workshops/").content.decode()
    assert f"{LAST - 1}年名册" in shown and f"{due.year}年{due.month}月{due.day}日" in shown
