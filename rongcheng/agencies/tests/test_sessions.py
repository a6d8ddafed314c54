"""Sessions: a limited number, each can be ended, idle ones run out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from rongcheng.agencies.models import StaffSession
from rongcheng.agencies.queries import open_sessions
from rongcheng.agencies.services import end_session
from rongcheng.agencies.tests import factories
from rongcheng.core.errors import NotAllowed


def logged_in(staff):
    client = Client()
    answer = client.post("/login", {"username": staff.username, "password": factories.PASSWORD})
    assert answer.status_code == 302
    return client


def alive(client):
    return client.get("/account").status_code == 200


def test_one_session_too_many_ends_the_oldest(county, settings):
    settings.SESSIONS_PER_STAFF = 2
    first, second, third = (logged_in(county) for _ in range(3))
    assert (alive(first), alive(second), alive(third)) == (False, True, True)
    assert StaffSession.objects.count() == 2


def test_person_is_told_why_the_session_is_gone(county):
    client = logged_in(county)
    StaffSession.objects.all().delete()
    answer = client.get("/account", follow=True)
    assert answer.redirect_chain[0][0] == "/login?next=/account"
    assert list(answer.context["messages"])


def test_other_persons_do_not_count(county, admin, settings):
    settings.SESSIONS_PER_STAFF = 1
    one, other = logged_in(county), logged_in(admin)
    assert alive(one) and alive(other)


@pytest.mark.parametrize("again", ["county", "admin"])
def test_log_in_over_an_open_session(county, admin, again):
    client = logged_in(county)
    staff = {"county": county, "admin": admin}[again]
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    assert alive(client)
    assert StaffSession.objects.get(session_key=client.session.session_key).staff == staff


def test_ending_a_session_on_the_page(county):
    here, there = logged_in(county), logged_in(county)
    row = StaffSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/sessions/{row.pk}/end").status_code == 302
    assert alive(here) and not alive(there)


def test_somebody_elses_session_cannot_be_ended(county, admin):
    logged_in(admin)
    here = logged_in(county)
    row = StaffSession.objects.get(staff=admin)
    assert here.post(f"/account/sessions/{row.pk}/end").status_code == 404
    with pytest.raises(NotAllowed):
        end_session(by=county, session=row)
    assert StaffSession.objects.filter(pk=row.pk).exists()


def test_idle_session_runs_out(county, settings):
    client = logged_in(county)
    settings.SESSION_COOKIE_AGE = 0
    client.get("/console/")
    assert client.get("/account").status_code == 302


def test_use_is_noted_to_the_minute_and_idle_rows_are_not_listed(county):
    client = logged_in(county)
    StaffSession.objects.update(seen_at=now() - timedelta(minutes=5))
    assert alive(client)
    assert StaffSession.objects.get().seen_at > now() - timedelta(minutes=1)
    StaffSession.objects.update(seen_at=now() - timedelta(minutes=31))
    assert not open_sessions(county).exists()


def test_login_by_test_client_has_a_row_too(client, county):
    client.force_login(county, "django.contrib.auth.backends.ModelBackend")
    assert alive(client)
