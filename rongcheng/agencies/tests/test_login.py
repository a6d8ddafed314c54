"""Log-in through the page: right and wrong passwords, the lock, where it leads."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from rongcheng.agencies.models import Staff, StaffSession
from rongcheng.agencies.tests.factories import PASSWORD
from rongcheng.audit.models import Event


def log_in(client, username="county", password=PASSWORD, **more):
    return client.post("/login", {"username": username, "password": password} | more)


def test_right_password_leads_to_the_console(client, county):
    assert log_in(client, " County ")["Location"] == "/console/"
    assert client.get("/console/").status_code == 200
    assert Event.objects.filter(act="agencies.login", actor=county.actor).count() == 1


def test_wrong_password_is_told_and_not_logged_in(client, county):
    answer = log_in(client, password="wrong")
    assert answer.status_code == 200 and 'role="alert"' in answer.content.decode()
    assert client.get("/console/")["Location"].startswith("/login?next=")


def test_closed_account_cannot_log_in(client, county):
    Staff.objects.filter(pk=county.pk).update(is_active=False)
    assert log_in(client).status_code == 200
    assert not StaffSession.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [("/account", "/account"), ("https://elsewhere.example/", "/console/"), ("//x", "/console/")],
)
def test_login_leads_back_to_our_pages_only(client, county, wanted, leads_to):
    assert log_in(client, next=wanted)["Location"] == leads_to


def test_five_wrong_passwords_lock_and_tell_until_when(client, county):
    for _ in range(4):
        assert log_in(client, password="wrong").status_code == 200
    locked = log_in(client, password="wrong")
    assert locked.status_code == 429 and 800 < int(locked["Retry-After"]) <= 900
    assert "15" in locked.content.decode()
    assert log_in(client).status_code == 429, "the right password must not help either"
    assert Event.objects.filter(act="agencies.login_locked").count() == 1


def test_lock_ends_after_a_quarter_of_an_hour_from_the_last_failure(client, county):
    from axes.models import AccessAttempt

    for _ in range(5):
        log_in(client, password="wrong")
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=14))
    locked = log_in(client)
    assert locked.status_code == 429 and int(locked["Retry-After"]) <= 60
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=16))
    assert log_in(client).status_code == 302


def test_lock_is_of_one_account_only(client, county, admin):
    for _ in range(5):
        log_in(client, password="wrong")
    assert log_in(client, "admin").status_code == 302


def test_success_forgets_earlier_failures(client, county):
    for _ in range(4):
        log_in(client, password="wrong")
    assert log_in(client).status_code == 302
    client.post("/logout")
    assert log_in(client, password="wrong").status_code == 200


def test_logout_takes_a_post_and_ends_the_session(client, county):
    log_in(client)
    assert client.get("/logout").status_code == 405
    assert client.post("/logout")["Location"] == "/login"
    assert not StaffSession.objects.exists()
    assert client.get("/console/").status_code == 302
    assert Event.objects.filter(act="agencies.logout").count() == 1
