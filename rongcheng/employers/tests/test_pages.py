"""The pages of employers, as those see them who keep them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.employers import services
from rongcheng.employers.models import Employer, Recognition

from . import factories

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def county(client):
    staff = agencies.staff(Role.COUNTY_OFFICER)
    client.force_login(staff, backend=BACKEND)
    return staff


def test_entered_found_and_recognised_through_the_pages(client, county):
    code = factories.code()
    given = {"code": code, "name": "草海扎染车间", "kind": "workshop", "place": agencies.COUNTY,
             "contact": "和师傅", "phone": "13800001234"}  # fmt: skip
    answer = client.post(reverse("employers:new"), given)
    assert answer["Location"] == reverse("employers:employer", args=[code])
    given = {"kind": "workshop", "level": "county", "document": "鹤人社〔2023〕7号",
             "since": "2023-01-01"}  # fmt: skip
    client.post(reverse("employers:recognise", args=[code]), given)
    page = client.get(reverse("employers:employer", args=[code])).content.decode()
    assert "鹤人社〔2023〕7号" in page and "138****1234" in page
    listed = client.get(reverse("employers:employers"), {"q": "扎染", "recognised": "workshop"})
    assert "草海扎染车间" in listed.content.decode()
    held = Recognition.objects.get()
    client.post(reverse("employers:end", args=[code, held.pk]),
                {"until": "2023-06-30", "reason": "停产"})  # fmt: skip
    held.refresh_from_db()
    assert held.until == date(2023, 6, 30)


def test_a_wrong_code_is_told_on_the_form(client, county):
    given = {"code": "91532932MA00000010", "name": "x", "kind": "park", "place": agencies.COUNTY}
    answer = client.post(reverse("employers:new"), given)
    assert answer.status_code == 200 and "91532932MA00000010" in answer.content.decode()
    assert not Employer.objects.exists()


def test_changed_through_the_page(client, county):
    firm = factories.employer()
    page = client.get(reverse("employers:change", args=[firm.code]))
    assert page.status_code == 200
    given = {"name": "新名核桃厂", "kind": "workshop", "place": agencies.COUNTY}
    client.post(reverse("employers:change", args=[firm.code]), given)
    firm.refresh_from_db()
    assert (firm.name, firm.kind) == ("新名核桃厂", "workshop")


def test_a_village_clerk_looks_but_enters_nothing(client):
    firm = factories.employer(place=agencies.VILLAGE)
    clerk = agencies.staff(Role.VILLAGE_CLERK, agencies.VILLAGE)
    client.force_login(clerk, backend=BACKEND)
    shown = client.get(reverse("employers:employer", args=[firm.code]))
    assert shown.status_code == 200
    assert reverse("employers:recognise", args=[firm.code]) not in shown.content.decode()
    assert client.get(reverse("employers:new")).status_code == 403
    held = services.recognise(by=agencies.TEST, employer=firm, kind="brand", level="county",
                              document="x", since=date(2023, 1, 1))  # fmt: skip
    assert client.get(reverse("employers:end", args=[firm.code, held.pk])).status_code == 403
