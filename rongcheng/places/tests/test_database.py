"""Places in the database, and the two public doors to them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from rongcheng.audit.models import Event
from rongcheng.audit.services import System
from rongcheng.places import queries
from rongcheng.places.gazetteer import Gazetteer
from rongcheng.places.models import Place
from rongcheng.places.services import load_places
from rongcheng.places.tests import factories

HEQING = 532932_000_000

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """All places, loaded anew for this module and as before after it."""
    with django_db_blocker.unblock():
        mark = transaction.atomic()
        mark.__enter__()
        factories.remove_all()
        result = load_places(by=System())
        connection.check_constraints()  # now, or at the end of each test
        yield result
        transaction.set_rollback(True)
        mark.__exit__(None, None, None)


def test_load_fills_the_table(loaded):
    assert loaded.changed == 0
    assert Place.objects.count() == len(Gazetteer.load())
    assert Place.objects.get(code=532932_105_000).full_name.endswith("鹤庆县草海镇")
    assert Place.objects.get(code=532932_105_000).parent_id == HEQING
    assert Event.objects.filter(act="places.load").exists()


def test_load_twice_changes_nothing_and_repairs_what_differs(loaded):
    assert load_places(by=System()).added == 0
    Place.objects.filter(code=HEQING).update(name="旧名")
    again = load_places(by=System())
    assert (again.added, again.changed) == (0, 1)
    assert Place.objects.get(code=HEQING).name == "鹤庆县"


def test_queries_follow_the_codes(loaded):
    assert list(queries.ancestors(HEQING).values_list("name", flat=True)) == [
        "云南省",
        "大理白族自治州",
    ]
    assert queries.children(532900_000_000).count() == 12
    assert queries.children().count() == 35
    inside = queries.descendants(HEQING).values_list("code", flat=True)
    assert inside and all(HEQING < c < HEQING + 10**6 for c in inside)


def test_search_by_name_pinyin_initials_and_outer_name(loaded):
    assert queries.search_places("heqing")[0].code == HEQING
    assert queries.search_places("鹤庆县")[0].code == HEQING
    found = queries.search_places("长沙 岳麓")
    assert found[0].code == 430104_000_000
    assert all("长沙" in place.full_name for place in found)
    assert queries.search_places("caohai", within_code=HEQING)[0].code == 532932_105_000
    assert queries.search_places("") == []


def test_the_database_refuses_codes_that_are_not_12_digits(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(code=5329, name="短", full_name="短", level="county")


def test_search_door_needs_no_login(client, loaded):
    answer = client.get(reverse("places:search"), {"q": "heqing", "limit": "3"})
    assert answer.status_code == 200
    assert answer.json()["places"][0] == {
        "code": HEQING, "name": "鹤庆县", "full_name": "云南省大理白族自治州鹤庆县",
        "level": "county",
    }  # fmt: skip
    assert "max-age" in answer["Cache-Control"]
    assert client.get(reverse("places:search"), {"q": "x", "limit": "many"}).status_code == 400
    assert client.post(reverse("places:search")).status_code == 405


def test_outline_door_is_cached_and_honest(client):
    url = reverse("places:outline", args=[532900_000_000])
    answer = client.get(url)
    assert answer.status_code == 200
    assert len(answer.json()["features"]) == 12
    assert client.get(url, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.get(url, {"by": "street"}).status_code == 400
    assert client.get(reverse("places:outline", args=[900000_000_000])).status_code == 404
