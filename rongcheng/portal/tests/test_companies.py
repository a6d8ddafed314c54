"""Acting for a company: asked for, confirmed by the county, what it gets, applying."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.models import Event
from rongcheng.benefits.models import Application, Representative
from rongcheng.benefits.services import representing
from rongcheng.employers.models import Employer
from rongcheng.employers.tests import factories as employers
from rongcheng.rules.models import Answer
from rongcheng.transfers import services as transfers
from rongcheng.transfers.tests import factories as lists

from .conftest import FATHER, MOTHER, Phone

DAY = "2023-12-31"


@pytest.fixture
def father(people, phone) -> Phone:
    phone.sign_in(FATHER)
    return phone


def officer(place: int = agencies.COUNTY, role: str = Role.COUNTY_OFFICER) -> Client:
    client = Client()
    staff = agencies.staff(role, place)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def acting_for(person, employer: Employer, county: int) -> None:
    from rongcheng.portal.actors import Worker

    asked = representing.ask(by=Worker(person), person=person, code=employer.code)
    representing.confirm(by=agencies.staff(Role.COUNTY_OFFICER, county), request=asked)


def test_asked_for_with_a_code_that_is_known(father):
    employer = employers.employer()
    wrong = employer.code[:-1] + ("0" if employer.code[-1] != "0" else "1")
    father.post("/company/new", status=400, code=wrong)
    father.post("/company/new", to="/company", code=employer.code)
    assert "等县级经办机构确认" in father.get("/company")
    father.post("/company/new", status=409, code=employer.code)
    assert father.client.get(f"/company/{employer.code}").status_code == 404
    asked = Representative.objects.get()
    here = officer()
    assert employer.name in here.get("/benefits/representatives/").content.decode()
    here.post(f"/benefits/representatives/{asked.pk}/answer", {"act": "confirm"})
    assert Representative.objects.get().state == "active"
    assert employer.name in father.get(f"/company/{employer.code}")
    acts = set(Event.objects.values_list("act", flat=True))
    assert {"benefits.represent_asked", "benefits.represent_confirmed"} <= acts
    father.post(f"/company/end/{asked.pk}", to="/company")
    assert father.client.get(f"/company/{employer.code}").status_code == 404


def test_a_new_company_is_entered_when_the_county_confirms(father):
    code = employers.code()
    assert "营业执照上的名称" in father.post("/company/new", status=200, code=code)
    given = {"code": code, "name": "鹤庆新劳务公司", "kind": "hr_agency"}
    father.post("/company/new", status=400, place="没有这个县", **given)
    father.post("/company/new", to="/company", place="大理白族自治州鹤庆县", **given)
    assert not Employer.objects.filter(code=code).exists()
    asked = Representative.objects.get()
    officer().post(f"/benefits/representatives/{asked.pk}/answer", {"act": "confirm"})
    assert Employer.objects.get(code=code).kind == "hr_agency"


def test_only_the_county_of_the_company_answers(father):
    father.post("/company/new", to="/company", code=employers.employer().code)
    asked = Representative.objects.get()
    where = f"/benefits/representatives/{asked.pk}/answer"
    assert officer(agencies.OTHER_COUNTY).post(where, {"act": "confirm"}).status_code == 404
    officer(agencies.TOWNSHIP, Role.TOWNSHIP_CLERK).post(where, {"act": "confirm"})
    assert officer(role=Role.LABOUR_INSPECTOR).post(where, {"act": "confirm"}).status_code == 403
    asked.refresh_from_db()
    assert asked.state == "waiting"
    officer().post(where, {"act": "refuse", "reason": ""})
    asked.refresh_from_db()
    assert asked.state == "waiting"
    officer().post(where, {"act": "refuse", "reason": "没有单位委托书"})
    assert "没有单位委托书" in father.get("/company")


def test_a_company_states_facts_and_applies(father, people):
    employer = employers.employer(kind="micro_small")
    acting_for(people["father"], employer, agencies.COUNTY)
    text = father.get(f"/company/{employer.code}")
    assert "失业保险稳岗返还" in text
    query = f"?company={employer.code}"
    father.get(f"/can-get/DL-10{query}")
    father.get(f"/can-get/DL-10/ask{query}", status=302)
    for fact, answer in (("insured_headcount", "20"), ("layoff_permille", "50"),
                         ("unemployment_contribution", "5000")):  # fmt: skip
        father.post(f"/can-get/DL-10/ask/{fact}", answer=answer)
    assert set(Answer.objects.values_list("key", flat=True)) == {employer.code}
    assert "¥3,000" in father.get(f"/can-get/DL-10{query}")
    response = father.client.get(f"/can-get/DL-10/apply{query}")
    while "/paper" in response["Location"]:
        response = father.client.post(response["Location"], {"skip": "1"})
    assert response["Location"] == "/can-get/DL-10/account"
    assert employer.name in father.get("/can-get/DL-10/account")
    father.post("/can-get/DL-10/account", to="/can-get/DL-10/check", bank="建行",
                number="6222000012345678")  # fmt: skip
    father.post("/can-get/DL-10/check")
    application = Application.objects.get()
    assert (application.employer, application.person, application.amount) == (
        employer, None, 300_000,
    )  # fmt: skip
    assert application.payee == employer.name
    father.get(f"/claims/{application.number}")
    father.post(f"/claims/{application.number}/withdraw")
    other = Phone()
    other.sign_in(MOTHER)
    assert other.client.get(f"/claims/{application.number}").status_code == 404
    assert other.client.get(f"/company/{employer.code}").status_code == 404
    assert other.client.get(f"/can-get/DL-10{query}").status_code == 404


def test_the_people_brought_to_work_with_each_amount_and_the_sum(
    father, people, settings, tmp_path, django_assert_max_num_queries
):
    settings.UPLOAD_DIR = tmp_path
    organiser = employers.employer("固阳劳务公司", kind="hr_agency", place=lists.COUNTY)
    acting_for(people["father"], organiser, lists.COUNTY)
    start, late = date(2023, 7, 5), date(2023, 8, 5)
    brought = [(lists.worker(start, None, far), start) for far in lists.WORK]
    brought.append((lists.worker(late, None, next(iter(lists.WORK))), late))
    rows = [(person.name, person.id_number, since, None) for person, since in brought]
    roster = transfers.hand_in(by=agencies.TEST, organiser=organiser, place=lists.COUNTY,
                               name="名单.xlsx", content=lists.workbook(rows))  # fmt: skip
    transfers.load(by=agencies.TEST, roster=roster)
    where = f"/company/{organiser.code}"
    father.get(where)
    with django_assert_max_num_queries(60):
        text = father.get(f"{where}?day={DAY}")
    assert "¥1,600" in text and "¥300" in text and "¥500" in text and "¥800" in text
    text = father.get(f"{where}/people/BT-1?day={DAY}")
    assert text.count('type="checkbox"') == 3
    assert brought[0][0].name not in text  # masked
    keys = [f"{organiser.code}/{person.pk}" for person, _since in brought]
    response = father.client.post(f"{where}/people/BT-1?day={DAY}", {"key": keys})
    while "/paper" in response["Location"]:
        response = father.client.post(response["Location"], {"skip": "1"})
    father.post("/can-get/BT-1/account", to="/can-get/BT-1/check", bank="建行",
                number="6222000012345678")  # fmt: skip
    assert "¥1,600" in father.get("/can-get/BT-1/check")
    father.post("/can-get/BT-1/check", to=where)
    amounts = sorted(Application.objects.values_list("amount", flat=True))
    assert amounts == [30_000, 50_000, 80_000]  # the one of five months is not among them
    assert "checkbox" not in father.get(f"{where}/people/BT-1?day={DAY}")
    number = Application.objects.first().number
    father.get(f"/claims/{number}")
