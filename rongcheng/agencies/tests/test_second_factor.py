"""The second factor: set-up, log-in with it, backup codes, and where it is compulsory."""

import re

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from rongcheng.agencies import services
from rongcheng.agencies.tests import factories
from rongcheng.audit.models import Event
from rongcheng.core.errors import NotAllowed, Refusal


def code_of(staff, confirmed=True, later=0):
    device = TOTPDevice.objects.get(user=staff, confirmed=confirmed)
    device.last_t = -1
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1, throttling_failure_count=0)
    return f"{totp(device.bin_key, drift=later):06d}"


def log_in(client, staff):
    return client.post("/login", {"username": staff.username, "password": factories.PASSWORD})


@pytest.fixture
def with_factor(county):
    services.begin_second_factor(by=county)
    county.codes = services.confirm_second_factor(by=county, code=code_of(county, confirmed=False))
    return county


def test_set_up_on_the_page(client, county):
    log_in(client, county)
    page = client.get("/account/second-factor").content.decode()
    assert "<svg" in page and re.search(r"<code[^>]*>([A-Z2-7]{4} ){7}[A-Z2-7]{4}</code>", page)
    wrong = client.post("/account/second-factor", {"code": "000000"})
    assert wrong.status_code == 200 and wrong.context["form"].errors
    done = client.post("/account/second-factor", {"code": code_of(county, confirmed=False)})
    assert len(done.context["codes"]) == 8
    assert Event.objects.filter(act="agencies.enable_second_factor").count() == 1
    assert client.get("/console/").status_code == 200


def test_login_asks_for_the_code(client, with_factor):
    assert log_in(client, with_factor)["Location"] == "/login/code"
    assert client.get("/console/").status_code == 302, "the password alone opens nothing"
    assert client.post("/login/code", {"code": "000000"}).status_code == 200
    assert client.get("/console/").status_code == 302
    answer = client.post("/login/code", {"code": code_of(with_factor)})
    assert answer["Location"] == "/console/"
    assert client.get("/console/").status_code == 200


def test_code_works_once(client, with_factor):
    log_in(client, with_factor)
    code = code_of(with_factor)
    assert client.post("/login/code", {"code": code}).status_code == 302
    client.post("/logout")
    log_in(client, with_factor)
    assert client.post("/login/code", {"code": code}).status_code == 200


def test_guessing_codes_is_slowed_down(client, with_factor):
    log_in(client, with_factor)
    right = code_of(with_factor)
    for _ in range(3):
        page = client.post("/login/code", {"code": "000000"})
    assert re.search(r"\d", str(page.context["form"].errors["code"]))
    assert client.post("/login/code", {"code": right}).status_code == 200, (
        "even the right one waits"
    )


def test_backup_code_works_once_and_instead_of_the_phone(client, with_factor):
    log_in(client, with_factor)
    assert client.post("/login/code", {"code": with_factor.codes[0]}).status_code == 302
    client.post("/logout")
    log_in(client, with_factor)
    assert client.post("/login/code", {"code": with_factor.codes[0]}).status_code == 200


def test_fresh_backup_codes_replace_the_old(client, with_factor):
    fresh = services.new_backup_codes(by=with_factor)
    assert not set(fresh) & set(with_factor.codes)
    log_in(client, with_factor)
    assert client.post("/login/code", {"code": with_factor.codes[0]}).status_code == 200


def test_backup_codes_need_a_second_factor(county):
    with pytest.raises(Refusal):
        services.new_backup_codes(by=county)


def test_code_page_needs_the_password_first_and_runs_out(client, with_factor, monkeypatch):
    assert client.get("/login/code")["Location"] == "/login"
    log_in(client, with_factor)
    monkeypatch.setattr("rongcheng.agencies.views.login.PENDING_SECONDS", -1)
    answer = client.post("/login/code", {"code": code_of(with_factor)})
    assert answer["Location"] == "/login"


def test_compulsory_second_factor_is_set_up_before_anything_else(client, db):
    staff = factories.staff("county_officer", username="strict", second_factor_required=True)
    log_in(client, staff)
    assert client.get("/console/")["Location"] == "/account/second-factor"
    assert client.post("/account/tokens", {"name": "x", "days": 30})["Location"].endswith("factor")
    client.get("/account/second-factor")
    client.post("/account/second-factor", {"code": code_of(staff, confirmed=False)})
    assert client.get("/console/").status_code == 200
    with pytest.raises(NotAllowed):
        services.remove_second_factor(by=staff, staff=staff)


def test_removing_takes_the_password(client, with_factor):
    log_in(client, with_factor)
    client.post("/login/code", {"code": code_of(with_factor)})
    client.post("/account/second-factor/remove", {"password": "wrong"})
    assert TOTPDevice.objects.filter(user=with_factor, confirmed=True).exists()
    client.post("/account/second-factor/remove", {"password": factories.PASSWORD})
    assert not TOTPDevice.objects.filter(user=with_factor).exists()


def test_manager_removes_it_when_the_phone_is_lost_but_nobody_else(with_factor, admin):
    stranger = factories.staff("county_officer", factories.OTHER_COUNTY)
    with pytest.raises(NotAllowed):
        services.remove_second_factor(by=stranger, staff=with_factor)
    services.remove_second_factor(by=admin, staff=with_factor)
    assert not TOTPDevice.objects.filter(user=with_factor).exists()
