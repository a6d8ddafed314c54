"""The audit trail's page: who may read it, what of it, and that rows read as sentences."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from rongcheng.agencies import services
from rongcheng.agencies.tests import factories
from rongcheng.agencies.tests.factories import (
    CITY,
    COUNTY,
    OTHER_COUNTY,
    OTHER_PROVINCE,
    PROVINCE,
    VILLAGE,
)
from rongcheng.agencies.views.login import BACKEND
from rongcheng.audit.services import System, record


@pytest.fixture
def auditor(client, db):
    staff = factories.staff("auditor", CITY, username="auditor")
    client.force_login(staff, BACKEND)
    return staff


def rows(client, **query):
    return client.get("/audit/", query).context["rows"]


@pytest.mark.parametrize("role", ["county_officer", "system_admin", "leader"])
def test_only_auditors_read_the_trail(client, db, role):
    client.force_login(factories.staff(role, COUNTY), BACKEND)
    assert client.get("/audit/").status_code == 403


def test_without_login_it_leads_to_the_login(client):
    assert client.get("/audit/")["Location"] == "/login?next=/audit/"


def test_auditor_sees_the_own_place_only(client, auditor):
    for place in (CITY, VILLAGE, OTHER_PROVINCE, PROVINCE, None):
        record("test.seen", by=System("x"), place=place)
    assert {row.event.place for row in rows(client, act="") if row.event.act == "test.seen"} == {
        CITY,
        VILLAGE,
    }
    assert not rows(client, place=str(factories.place(OTHER_PROVINCE).code))


def test_acts_without_a_place_are_read_in_the_province(client, db):
    client.force_login(factories.staff("auditor", PROVINCE), BACKEND)
    record("test.command", by=System("rongcheng places load"))
    assert "test.command" in {row.event.act for row in rows(client)}


def test_act_that_names_no_place_belongs_to_the_actors(client, auditor):
    clerk = factories.staff("county_officer", OTHER_COUNTY)
    assert record("test.seen", by=clerk).place == OTHER_COUNTY


def test_filters_by_actor_act_place_and_day(client, auditor):
    county = factories.staff("county_officer", COUNTY, full_name="荀若谷")
    services.create_office(by=county, name="甲所", kind="employment", place=COUNTY)
    found = rows(client, actor="荀若谷", act="agencies.create_office", place=str(COUNTY))
    assert [row.event.detail["name"] for row in found] == ["甲所"]
    today, tomorrow = localdate(now()), localdate(now()) + timedelta(days=1)
    assert rows(client, since=today, until=today)
    assert not rows(client, since=tomorrow)
    assert not rows(client, until=today - timedelta(days=1))


def test_rows_speak_chinese(client, auditor):
    county = factories.staff("county_officer", COUNTY)
    clerk = factories.staff("village_clerk", VILLAGE)
    services.change_staff(
        by=county, staff=clerk, full_name="温书远", role="leader", office=clerk.office
    )
    text = client.get("/audit/", {"act": "agencies.change_staff"}).content.decode()
    assert "修改账号" in text and "村级经办人员 → 领导（只读）" in text
    assert "agencies.change_staff</th>" not in text


def test_query_count_does_not_grow_with_rows(client, auditor, django_assert_max_num_queries):
    for number in range(30):
        record("test.many", by=auditor, place=VILLAGE, number=number)
    with django_assert_max_num_queries(12):
        client.get("/audit/")
