"""The demonstration's accounts: every role once, neighbours apart, the same for the same seed."""

import pytest

from rongcheng.agencies.demo import demo_accounts
from rongcheng.agencies.models import Office, Staff, Token
from rongcheng.agencies.packs import load_pack
from rongcheng.agencies.queries import authenticate_token
from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories
from rongcheng.audit.services import verify
from rongcheng.core.errors import Refusal
from rongcheng.places.tests import factories as country

HEQING = 532932_000_000
SEATS = {
    "admin", "province", "city", "county", "county2", "township", "village", "village2", "station",
    "inspector", "leader", "auditor", "dispatcher", "dispatcher2", "supervisor", "supervisor_city",
    "handler", "handler2", "education", "police",
    "approver", "chief_approver", "chief_approver2", "finance_officer",
}  # fmt: skip


@pytest.fixture
def places(db):
    for code in (HEQING, HEQING - 10**6, 532932101201, 532932102201, 532932103001):
        factories.place(code)


def make(seed=1):
    return demo_accounts(load_pack("dali"), by=factories.TEST, seed=seed)


def test_every_role_has_an_account_that_can_log_in(client, places):
    accounts = make()
    assert {account["role"] for account in accounts} == set(Role.values)
    assert {account["username"] for account in accounts} == SEATS
    assert len({account["name"] for account in accounts}) == len(accounts) == len(SEATS)
    for account in accounts:
        given = {key: account[key] for key in ("username", "password")}
        assert client.post("/login", given)["Location"] == "/console/"
        assert client.get("/console/").status_code == 200
        client.post("/logout")
        assert authenticate_token(account["token"]).username == account["username"]
    assert verify().intact


def test_neighbours_lie_at_other_places_and_the_station_far_away(places):
    by_name = {account["username"]: account for account in make()}
    assert by_name["county"]["place_code"] == HEQING
    assert by_name["county2"]["place_code"] == HEQING - 10**6
    assert by_name["village"]["place_code"] // 1000 != by_name["village2"]["place_code"] // 1000
    assert by_name["station"]["office"] == "鹤庆县驻东莞农民工服务站"
    assert by_name["county"]["role_zh"] == "县级经办人员"
    assert by_name["dispatcher2"]["place_code"] == by_name["county2"]["place_code"]
    assert by_name["police"]["office"].endswith("公安局")


def test_making_them_again_changes_nothing(places):
    first = make()
    counts = [model.objects.count() for model in (Office, Staff, Token)]
    assert make() == first
    assert [model.objects.count() for model in (Office, Staff, Token)] == counts


def test_tokens_of_a_demonstration_before_it_no_longer_open(places):
    first = make()
    second = demo_accounts(load_pack("dali"), by=factories.TEST, seed=2, anew=True)
    assert all(authenticate_token(account["token"]) is None for account in first)
    assert authenticate_token(second[0]["token"]).username == second[0]["username"]
    again = demo_accounts(load_pack("dali"), by=factories.TEST, seed=1, anew=True)
    assert authenticate_token(again[0]["token"]).username == again[0]["username"]


def test_another_seed_does_not_take_over_accounts_in_use(places):
    make(seed=1)
    with pytest.raises(Refusal, match="empty database"):
        make(seed=2)


def test_without_places_it_says_what_to_do(db):
    country.remove_all()
    with pytest.raises(Refusal, match="load the places"):
        make()
