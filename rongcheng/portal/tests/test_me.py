"""What a worker sees of themself, changes, and takes away."""

import json
from datetime import timedelta

import pytest
from django.utils.timezone import now

from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.models import Event
from rongcheng.people.models import Person, WorkerSession
from rongcheng.people.services import reading
from rongcheng.people.tests import factories
from rongcheng.portal.actors import Worker
from rongcheng.portal.models import Consent
from rongcheng.portal.services import registration

from .conftest import FATHER, OTHER_PHONE, Phone

PRIVATE = ["/me", "/me/looks", "/me/sources", "/me/print", "/me/data.json", "/family", "/me/work",
           "/me/phone", "/me/change/education", "/me/consent"]  # fmt: skip


@pytest.fixture
def father(people, phone):
    phone.sign_in(FATHER)
    return phone


@pytest.mark.parametrize("path", PRIVATE)
def test_private_pages_ask_who_one_is_and_come_back(people, phone, path):
    assert phone.client.get(path)["Location"] == "/who"
    phone.prove(FATHER, to=path)
    response = phone.client.get(path)
    assert response.status_code in (200, 302) and "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", [p for p in PRIVATE if p != "/me/work"])
def test_a_worker_sees_only_themself(father, people, path):
    text = father.get(path)
    for stranger in ("木晓兰", "段水冰", "和玉梅"):
        assert stranger not in text
    assert factories.ZHAO["mother"]["phone"] not in text


def test_my_data_names_every_source(father):
    text = father.get("/me")
    assert FATHER["employer"] in text and agencies.office().name in text
    assert FATHER["id_number"] not in text and "199****1234" in text


def test_a_value_from_elsewhere_says_so(father, people):
    assert father.get("/me").count(agencies.office().name) >= 2
    father.post("/me/change/training_wish", to="/me", answer="电工")
    assert "<small>赵石磊" in father.get("/me")


def test_who_looked_and_why(father, people):
    officer = agencies.staff("county_officer", username="officer")
    reading.reveal(pk=people["father"].pk, reason="核对工资发放", by=officer)
    text = father.get("/me/looks")
    assert officer.actor_name in text and "核对工资发放" in text
    reading.reveal(pk=people["mu"].pk, reason="另一件事情", by=officer)
    assert "另一件事情" not in father.get("/me/looks")


def test_a_correction_waits_beside_what_the_office_recorded(father, people):
    father.post("/me/change/education", to="/me", answer="60")
    person = Person.objects.get(pk=people["father"].pk)
    assert person.education == "70" and person.records.filter(channel="self").count() == 1
    text = father.get("/me")
    assert 'class="waits"' in text
    father.post("/me/change/education", status=422, answer="nonsense")
    assert father.client.get("/me/change/name")["Location"] == "/me"
    assert father.client.post("/me/change/id_number", {"answer": "1"})["Location"] == "/me"


def test_saying_the_same_twice_is_no_fault(father, people):
    for _ in range(2):
        father.post("/me/change/education", to="/me", answer="60")
    assert people["father"].records.filter(channel="self").count() == 2


def test_what_no_office_recorded_is_in_force_at_once(father, people):
    father.post("/me/change/training_wish", to="/me", answer="电工")
    assert Person.objects.get(pk=people["father"].pk).training_wish == "电工"


def test_new_work_ends_the_old(father, people):
    agencies.place(factories.KUNMING)
    path = "/me/work"
    answers = {"working": "yes", "work_place": str(factories.KUNMING), "employer": "翠湖建筑队",
               "industry": "E", "start_date": "2026-11"}  # fmt: skip
    for step in ("working", "work_place", "industry", "occupation", "employer", "start_date",
                 "wage", "contract"):  # fmt: skip
        father.get(f"{path}?step={step}")
        data = {"answer": answers[step]} if step in answers else {"skip": "1"}
        assert father.client.post(f"{path}?step={step}", data).status_code == 302
    assert "翠湖建筑队" in father.get(f"{path}?step=send")
    father.post(f"{path}?step=send", to="/me")
    old, new = people["father"].spells.order_by("start_date")
    assert old.end_date == new.start_date and new.employer_name == "翠湖建筑队"
    assert Event.objects.filter(act="portal.updated").exists()


def test_coming_home_ends_the_work(father, people):
    father.get("/me/work?step=working")
    father.post("/me/work?step=working", to="/me/work?step=send", answer="no")
    father.post("/me/work?step=send", to="/me")
    assert people["father"].spells.get().end_date is not None


def test_a_new_phone_is_proved_before_it_is_recorded(father, people):
    father.post("/me/phone", to="/code", phone=OTHER_PHONE)
    code = father.code()
    father.post("/code", status=400, code=f"{(int(code) + 1) % 10**6:06d}")
    assert people["father"].records.count() == 1
    father.post("/code", to="/me", code=code)
    told = people["father"].records.get(channel="self")
    assert told.phone == OTHER_PHONE
    assert Person.objects.get(pk=people["father"].pk).phone == FATHER["phone"]


def test_a_copy_to_take_away(father, people):
    data = json.loads(father.get("/me/data.json"))
    assert data["values"]["id_number"] == FATHER["id_number"]
    assert data["employment"][0]["employer"] == FATHER["employer"] and data["statements"]
    assert FATHER["id_number"] in father.get("/me/print")
    assert Event.objects.filter(act="portal.downloaded", actor__startswith="worker:").count() == 2


def test_the_family_shows_relations_only(father):
    text = father.get("/family")
    assert "赵石磊" in text and text.count("<strong>") == 4 and "和*梅" in text


def test_consent_is_withdrawn_as_easily_as_given(people, phone):
    phone.begin()
    phone.prove(FATHER)
    assert Consent.objects.get().withdrawn_at is None
    phone.get("/me/consent")
    phone.post("/me/consent", to="/me")
    assert Consent.objects.get().withdrawn_at
    assert Event.objects.filter(act="portal.consent_withdrawn").count() == 1


def test_what_only_consent_kept_is_removed_and_can_be_told_again(people, phone):
    phone.begin()
    phone.prove(FATHER)
    person = Person.objects.get(pk=people["father"].pk)
    before = person.education
    wish = {"job_wish": "在家附近做电工", "training_wish": "学电工"}
    registration.update(answers=wish, by=Worker(person))
    person.refresh_from_db()
    assert person.job_wish == wish["job_wish"]
    registration.withdraw_consents(by=Worker(person))
    person.refresh_from_db()
    assert (person.job_wish, person.training_wish) == (None, None)
    assert (person.name, person.education) == (FATHER["name"], before)  # offices said so
    own = person.records.filter(channel="self")
    assert own and not any(one.job_wish or one.employer_name for one in own)
    assert Event.objects.filter(act="people.own_words_removed").count() == 1
    registration.consent(version="2026-11", by=Worker(person))
    registration.update(answers=wish, by=Worker(person))
    person.refresh_from_db()
    assert person.job_wish == wish["job_wish"]


def test_a_session_ends(father, people):
    father.get("/me")
    father.post("/me/sign-out", to="/")
    assert father.client.get("/me").status_code == 302 and not WorkerSession.objects.exists()


def test_a_session_runs_out_after_half_an_hour(father):
    left = WorkerSession.objects.get().expires_at - now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    WorkerSession.objects.update(expires_at=now() - timedelta(seconds=1))
    assert father.client.get("/me").status_code == 302


def test_a_made_up_cookie_opens_nothing(people):
    phone = Phone()
    phone.client.cookies["worker"] = "x" * 43
    assert phone.client.get("/me").status_code == 302


def test_a_phone_without_office_does_not_open_an_office_record(people, phone):
    """Grandmother is recorded without a phone: nobody's phone opens her record."""
    row = factories.ZHAO["grandmother"]
    phone.get("/me", status=302)
    phone.claim(row["name"], row["id_number"], OTHER_PHONE)
    phone.post("/code", status=403, code=phone.code())


def test_a_provider_that_vouches_for_the_id_opens_it(people, phone, settings):
    settings.IDENTITY_PROVIDER = "rongcheng.portal.tests.test_me.Vouching"
    row = factories.ZHAO["grandmother"]
    phone.get("/me", status=302)
    phone.prove(row, phone=OTHER_PHONE, to="/me")


class Vouching:
    """A provider that compares all three, as an operator does."""

    def start(self, name, id_number, phone):
        from rongcheng.portal.identity import Demonstration

        return Demonstration().start(name, id_number, phone)

    def confirm(self, challenge, code):
        from dataclasses import replace

        from rongcheng.portal.identity import Demonstration

        return replace(Demonstration().confirm(challenge, code), proves_id=True)
