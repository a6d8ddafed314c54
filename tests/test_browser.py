"""Every page in a real browser, on a desk and on a phone: nothing breaks, nobody is shut out.

Each page must load without a script error, fit its window, and pass axe without serious findings.
"""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.urls import reverse

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Role
from rongcheng.audit.services import System
from rongcheng.people.models import Person, Review
from rongcheng.people.services.ledgers import check_ledger, upload_ledger
from rongcheng.people.services.statements import Source, record_statements
from rongcheng.places.models import Place
from rongcheng.web.testing import (  # noqa: F401 (the browser is a fixture)
    SIZES,
    browser,
    open_page,
    settle,
    wrong_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COUNTY = 532932000000


@pytest.fixture
def county():
    """A county office with a household, a ledger with a mistake, and a pair to decide."""
    village = Place.objects.filter(code__gt=COUNTY, level="village").first()
    office = Office.objects.create(name="鹤庆县就业服务中心", kind="employment", place_id=COUNTY)
    clerk = Staff.objects.create_user(
        "county", password="x", full_name="段小溪", role=Role.COUNTY_OFFICER, office=office
    )
    source = Source("ledger", 2, office.name, date(2026, 3, 1), office=office)
    rows = pl.DataFrame(
        {
            "name": ["段阿花", "张小路"], "sex": [2, 1], "home_place": [village.pk] * 2,
            "id_number": ["532932198703051229", None], "birth_date": [date(1987, 3, 5), None],
            "household_no": ["12", "12"], "relation_to_head": ["01", "10"],
            "phone": ["19912345678", "19912345679"], "employer": ["某电子厂", None],
            "industry": ["C39", None], "work_place": [440300000000, None], "wage": [520000, None],
        }
    )  # fmt: skip
    record_statements(rows, source=source, by=System())
    older, newer = Person.objects.order_by("pk")
    third = Person.objects.create(name="段阿华", home_place_id=village.pk)
    review = Review.objects.create(older=older, newer=newer, score=0.7, reason="name")
    ledger = "姓名,身份证号\n杨大山,532932198811021240\n".encode()
    batch = upload_ledger(name="台账.csv", content=ledger, place=COUNTY, by=clerk)
    check_ledger(batch=batch, by=clerk)
    return {
        "clerk": clerk, "person": older, "third": third, "village": village, "pair": review,
        "batch": batch,
    }  # fmt: skip


def staff_pages(world) -> list[str]:
    person = world["person"]
    return [
        reverse("console:inbox"),
        reverse("people:search"),
        reverse("people:overview"),
        reverse("people:person", args=[person.pk]),
        reverse("people:choose_same", args=[person.pk]),
        reverse("people:merge", args=[person.pk, world["third"].pk]),
        reverse("people:split", args=[person.pk]),
        reverse("people:edit", args=[person.pk]),
        reverse("people:new"),
        reverse("people:household", args=[person.household_id]),
        reverse("people:villages"),
        reverse("people:village", args=[world["village"].pk]),
        reverse("people:ledgers"),
        reverse("people:ledger", args=[world["batch"].pk]),
        reverse("people:duplicates"),
        reverse("people:duplicate", args=[world["pair"].pk]),
        reverse("people:linked"),
        reverse("agencies:offices"),
        reverse("agencies:accounts"),
        reverse("agencies:account"),
    ]


def test_staff_pages(browser, live_server, county):  # noqa: F811
    with open_page(browser, staff=county["clerk"], base_url=live_server.url) as page:
        for path in staff_pages(county):
            answer = page.goto(live_server.url + path)
            assert answer.status == 200, path
            settle(page)
            assert wrong_in(page, SIZES) == [], path


def test_public_pages(browser, live_server):  # noqa: F811
    with open_page(browser, base_url=live_server.url) as page:
        for path in ("/", "/login", "/components"):
            answer = page.goto(live_server.url + path)
            assert answer.status == 200, path
            settle(page)
            assert wrong_in(page, SIZES) == [], path
