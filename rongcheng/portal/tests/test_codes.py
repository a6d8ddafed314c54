"""One-time codes: wrong, old, used, asked for too often."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from rongcheng.people.models import OneTimeCode, WorkerSession
from rongcheng.portal.services import codes

from .conftest import FATHER, Phone


@pytest.fixture
def waiting(people, phone):
    """A phone on which the code is asked for."""
    phone.get("/me", status=302)
    phone.claim(FATHER["name"], FATHER["id_number"], FATHER["phone"])
    return phone


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_right_code_signs_in_once(waiting):
    code = waiting.code()
    waiting.post("/code", to="/me", code=code)
    assert waiting.client.cookies["worker"]["httponly"]
    assert OneTimeCode.objects.get().used_at
    assert waiting.client.get("/code")["Location"] == "/phone"


def test_a_wrong_code_tells_how_many_tries_are_left(waiting):
    code = waiting.code()
    assert "4" in waiting.post("/code", status=400, code=wrong(code))
    assert waiting.client.get("/me").status_code == 302
    for _ in range(4):
        waiting.post("/code", status=400, code=wrong(code))
    waiting.post("/code", status=400, code=code)
    assert not WorkerSession.objects.exists()


def test_a_code_is_good_for_five_minutes(waiting):
    code = waiting.code()
    OneTimeCode.objects.update(expires_at=now() - timedelta(seconds=1))
    waiting.post("/code", status=400, code=code)
    assert not WorkerSession.objects.exists()


def test_a_newer_code_replaces_the_older(waiting):
    first = waiting.code()
    OneTimeCode.objects.update(sent_at=now() - timedelta(minutes=2))
    waiting.post("/code", to="/code", again="1")
    second = waiting.code()
    if first != second:
        waiting.post("/code", status=400, code=first)
    waiting.post("/code", to="/me", code=second)


def test_a_second_code_takes_a_minute(waiting):
    waiting.post("/code", status=429, again="1")
    assert OneTimeCode.objects.count() == 1


def test_one_phone_gets_few_codes_an_hour(waiting):
    for _ in range(codes.PER_PHONE_AN_HOUR - 1):
        OneTimeCode.objects.update(sent_at=now() - timedelta(minutes=2))
        waiting.post("/code", to="/code", again="1")
    OneTimeCode.objects.update(sent_at=now() - timedelta(minutes=2))
    waiting.post("/code", status=429, again="1")
    OneTimeCode.objects.update(sent_at=now() - timedelta(hours=2))
    waiting.post("/code", to="/code", again="1")


def test_one_address_gets_few_codes_an_hour(people, monkeypatch):
    monkeypatch.setattr(codes, "PER_ADDRESS_AN_HOUR", 2)
    for at in (1, 2):
        Phone().claim(FATHER["name"], FATHER["id_number"], f"1990000000{at}")
    third = Phone()
    third.post("/who", name=FATHER["name"], id_number=FATHER["id_number"])
    third.post("/phone", status=429, phone="19900000003")


def test_only_a_hash_of_the_code_is_kept(waiting):
    code, stored = waiting.code(), OneTimeCode.objects.get()
    assert code not in stored.digest and len(stored.digest) == 64


def test_what_was_entered_lies_sealed_in_the_session(waiting):
    from django.contrib.sessions.models import Session

    kept = str([session.get_decoded() for session in Session.objects.all()])
    assert FATHER["id_number"] not in kept and FATHER["phone"] not in kept


def test_outside_demonstrations_no_code_is_shown(people, phone, settings):
    settings.DEMO = settings.TESTING = False
    phone.post("/who", name=FATHER["name"], id_number=FATHER["id_number"])
    phone.post("/phone", status=400, phone=FATHER["phone"])
    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize("number", ["123", "", "0872-4121234"])
def test_a_number_that_gets_no_message_is_refused(people, phone, number):
    phone.post("/who", name=FATHER["name"], id_number=FATHER["id_number"])
    response = phone.client.post("/phone", {"phone": number})
    assert response.status_code in (400, 422) and not OneTimeCode.objects.exists()
