"""Tokens, the rate, and places, which everybody with a token may read."""

from datetime import timedelta

from django.utils.timezone import now

from rongcheng.agencies.models import Token
from rongcheng.agencies.tests import factories as agencies
from rongcheng.exchange import access
from rongcheng.exchange.tests.conftest import Api
from rongcheng.places.models import Place


def test_who_am_i(county, nobody):
    me = county("get", "/me")
    assert me["username"] == "county" and "unmask" in me["capabilities"]
    assert me["place"] == agencies.COUNTY and not me["only_own_office"]
    nobody("get", "/me", status=401)


def test_tokens_that_ended_do_not_work(county):
    county("get", "/me")
    Token.objects.update(expires_at=now() - timedelta(minutes=1))
    county("get", "/me", status=401)
    Token.objects.update(expires_at=None, revoked_at=now())
    county("get", "/me", status=401)
    Token.objects.update(revoked_at=None)
    county.staff.is_active = False
    county.staff.save()
    county("get", "/me", status=401)


def test_messages_are_chinese_unless_english_is_asked_for(county):
    assert "There is no" in county("get", "/places/1", status=404)["message"]
    chinese = county.client.get("/api/v1/places/1", headers={"accept-language": "zh-CN"})
    assert "没有" in chinese.json()["message"]


def test_too_many_calls_wait(county, stranger, monkeypatch):
    monkeypatch.setattr(access.per_staff, "calls", 2)
    county("get", "/me")
    county("get", "/me")
    assert county("get", "/me", status=429)["code"] == "too_many_requests"
    stranger("get", "/me")


def test_guessing_tokens_is_slowed_down(db, monkeypatch):
    monkeypatch.setattr(access.refused_tokens, "calls", 2)
    guess = Api(token="rc_guess")
    guess("get", "/me", status=401)
    guess("get", "/me", status=401)
    guess("get", "/me", status=429)


def test_places(county, nobody):
    place = agencies.place(agencies.VILLAGE)
    Place.objects.filter(pk=place.pk).update(name="石桥样村委会", full_name="某县石桥样村委会")
    place.refresh_from_db()
    found = county("get", f"/places/{place.code}")
    assert found == {
        "code": place.code, "name": place.name, "full_name": place.full_name, "level": "village",
        "parent": agencies.TOWNSHIP,
    }  # fmt: skip
    below = county("get", f"/places/{agencies.COUNTY}/children")["items"]
    assert agencies.TOWNSHIP in [one["code"] for one in below]
    named = county("get", "/places?q=石桥样")["items"]
    assert place.code in [one["code"] for one in named]
    county("get", "/places/999999999999", status=404)
    county("get", "/places?q=", status=422)
    nobody("get", "/places?q=x", status=401)


def test_an_address_without_operation_answers_alike(county):
    assert county("get", "/nothing/here", status=404)["code"] == "not_found"
    assert county("post", "/persons/1/marry", {}, status=404)["code"] == "not_found"
