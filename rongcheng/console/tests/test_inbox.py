"""The home page of staff: greeting, tiles, and that one failing source spoils nothing."""

from datetime import datetime

import pytest
from django.utils.translation import override

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories
from rongcheng.agencies.tests.factories import (
    CITY,
    COUNTY,
    OTHER_COUNTY,
    PROVINCE,
    TOWNSHIP,
    VILLAGE,
)
from rongcheng.agencies.views.login import BACKEND
from rongcheng.console import inbox
from rongcheng.console.views import greeting
from rongcheng.people.models import LedgerBatch, Person, Review

PLACES = {
    Role.PROVINCE_OFFICER: PROVINCE,
    Role.CITY_OFFICER: CITY,
    Role.TOWNSHIP_CLERK: TOWNSHIP,
    Role.VILLAGE_CLERK: VILLAGE,
}


def ledger(place, state="checked", **more):
    return LedgerBatch.objects.create(
        file_name=f"{state} {place}.xlsx", file_hash="0" * 64, stored_as="x",
        place=factories.place(place), state=state, **more,
    )  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_home_page(client, db, role):
    staff = factories.staff(role, PLACES.get(role, COUNTY))
    client.force_login(staff, BACKEND)
    page = client.get("/console/")
    assert page.status_code == 200
    assert staff.full_name in page.content.decode()


def test_administrator_without_an_office_has_one_too(client, db):
    client.force_login(factories.staff("system_admin", None), BACKEND)
    assert client.get("/console/").status_code == 200


def test_tiles_count_the_own_place_only(client, db):
    staff = factories.staff("county_officer", COUNTY)
    ledger(COUNTY), ledger(VILLAGE), ledger(OTHER_COUNTY), ledger(COUNTY, "loaded")
    ledger(VILLAGE, "failed")
    for place in (VILLAGE, OTHER_COUNTY):
        pair = [Person.objects.create(name="x", home_place_id=place) for _ in range(2)]
        Review.objects.create(newer=pair[0], older=pair[1], score=0.5, reason="x")
    client.force_login(staff, BACKEND)
    page = client.get("/console/")
    counts = {tile.url.split("?")[0] + tile.tone: tile.count for tile in page.context["todo"]}
    assert counts["/people/ledgers/plain"] == 2
    assert counts["/people/ledgers/bad"] == 1
    assert counts["/people/duplicates/warn"] == 1
    assert len(page.context["recent"]) == 4


def test_leader_sees_no_work_of_others(client, db):
    staff = factories.staff("leader", COUNTY)
    ledger(COUNTY)
    client.force_login(staff, BACKEND)
    page = client.get("/console/")
    assert page.context["todo"] == [] and page.context["recent"] == []


def test_source_that_fails_is_left_out(db, monkeypatch, caplog):
    monkeypatch.setattr(inbox, "_SOURCES", [])

    @inbox.register(order=2)
    def good(staff):
        return inbox.Waiting("good", 1, "/")

    @inbox.register(order=1)
    def broken(staff):
        raise RuntimeError("no figures")

    @inbox.register(order=3)
    def not_mine(staff):
        return None

    found = inbox.waiting_for(factories.staff("leader", COUNTY))
    assert [tile.label for tile in found] == ["good"]
    assert "broken" in caplog.text


@pytest.mark.parametrize(
    ("hour", "said"), [(6, "上午好"), (11, "上午好"), (13, "下午好"), (19, "晚上好"), (3, "晚上好")]
)
def test_greeting_fits_the_hour(hour, said):
    with override("zh-hans"):
        assert greeting(datetime(2026, 5, 1, hour)) == said
