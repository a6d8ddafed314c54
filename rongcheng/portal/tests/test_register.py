"""Registering oneself on the phone."""

from datetime import timedelta

from django.utils import timezone

from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.models import Event
from rongcheng.people.models import Person, SourceRecord
from rongcheng.people.tests import factories
from rongcheng.portal.models import Consent

from .conftest import FATHER, OTHER_PHONE

HOME = str(factories.VILLAGE)
WORKS = {
    "home_place": HOME, "working": "yes", "work_place": str(factories.DONGGUAN), "industry": "C",
    "occupation": "缝纫工", "employer": "明珠鞋业", "start_date": "2025-03", "wage": "5200",
    "contract": "written", "education": "70", "training_wish": "电工",
}  # fmt: skip


def test_a_worker_registers_and_sees_what_was_recorded(people, phone, someone):
    phone.begin()
    phone.prove(someone, to="/ask/home_place")
    assert len(phone.answer_all(**WORKS)) == 12
    shown = phone.get("/review")
    assert "缝纫工" in shown and "¥5,200" in shown and someone["id_number"] not in shown
    phone.post("/review", to="/done")
    person = Person.objects.get(name="张小路")
    assert person.home_place_id == factories.VILLAGE and person.education == "70"
    assert person.birth_date == someone["birth_date"] and person.sex == someone["sex"]
    spell = person.spells.get()
    assert (spell.employer_name, spell.wage, spell.industry) == ("明珠鞋业", 520_000, "C")
    record = person.records.get()
    assert record.channel == "self" and record.trust == SourceRecord.Trust.UNVERIFIED
    assert Consent.objects.get().person == person and Consent.objects.get().version == "2026-11"
    assert Event.objects.filter(act="portal.registered", subject_id=person.pk).exists()
    done = phone.get("/done")
    assert str(person.pk) in done and agencies.office().name in done
    assert "明珠鞋业" in phone.get("/me")


def test_whoever_does_not_work_is_not_asked_about_it(people, phone, someone):
    phone.begin()
    phone.prove(someone)
    asked = phone.answer_all(home_place=HOME, working="no")
    assert asked == ["home_place", "education", "working", "training_wish", "job_wish"]
    phone.post("/review", to="/done")
    assert not Person.objects.get(name="张小路").spells.exists()


def test_nothing_is_asked_before_the_notice_is_agreed_to(people, phone, someone):
    phone.post("/register", status=422)
    phone.post("/register", status=422, agree="1999-01")
    assert "checked" not in phone.get("/register")
    phone.claim(someone["name"], someone["id_number"], someone["phone"])
    phone.post("/code", status=403, code=phone.code())
    for path in ("/ask/home_place", "/review"):
        assert phone.client.get(path)["Location"] == "/register"
    assert not Consent.objects.exists()


def test_nothing_is_recorded_before_the_phone_is_proved(people, phone, someone):
    phone.begin()
    phone.claim(someone["name"], someone["id_number"], someone["phone"])
    assert phone.client.get("/ask/home_place")["Location"] == "/register"
    assert phone.client.post("/review")["Location"] == "/register"
    assert Person.objects.count() == len(people)


def test_a_wrong_id_number_is_told_at_once(people, phone, someone):
    wrong = someone["id_number"][:-1] + ("1" if someone["id_number"][-1] != "1" else "2")
    text = phone.post("/who", status=422, name="张小路", id_number=wrong)
    assert "field-error" in text and wrong in text
    text = phone.post("/who", status=422, name="", id_number="")
    assert text.count('class="field-error"') == 2


def test_a_child_is_not_registered_here(db, phone):
    child = factories.person("赵小鹏", born=timezone.localdate() - timedelta(days=13 * 365))
    text = phone.post("/who", status=422, name=child["name"], id_number=child["id_number"])
    assert "14" in text.split("field-error")[1]


def test_an_answer_that_cannot_be_is_refused_with_the_reason(people, phone, someone):
    phone.begin()
    phone.prove(someone)
    text = phone.post("/ask/wage", status=422, answer="很多")
    assert 'value="很多"' in text and "notice" in text
    phone.post("/ask/education", status=422, answer="99")
    phone.post("/ask/home_place", status=422, skip="1")
    phone.post("/ask/home_place", status=422, answer="999999999999")
    assert phone.client.get("/review")["Location"] == "/ask/home_place"


def test_the_place_is_found_level_by_level_or_by_name(people, phone, someone):
    phone.begin()
    phone.prove(someone)
    county, province = agencies.COUNTY, agencies.PROVINCE
    assert f"at={county}" in phone.get("/ask/home_place")  # what the ID number suggests
    assert f"at={agencies.CITY}" in phone.get(f"/ask/home_place?at={province}")
    village = phone.get(f"/ask/home_place?at={factories.VILLAGE}")
    assert f'name="answer" value="{factories.VILLAGE}"' in village
    assert "nowhere" in phone.get("/ask/home_place?q=nowhere")


def test_somebody_registered_before_comes_to_their_record(people, phone):
    phone.begin()
    phone.prove(FATHER, to="/me")
    assert FATHER["employer"] in phone.get("/me")
    assert Consent.objects.get().person == people["father"]
    assert SourceRecord.objects.filter(person=people["father"]).count() == 1


def test_knowing_an_id_number_opens_nothing(people, phone):
    """Name and ID number of somebody registered, with another phone."""
    phone.begin()
    phone.claim(FATHER["name"], FATHER["id_number"], OTHER_PHONE)
    assert FATHER["employer"] not in phone.get("/code")
    phone.post("/code", to="/ask/home_place", code=phone.code())
    phone.answer_all(home_place=HOME, working="no")
    phone.post("/review", to="/done")
    done = phone.get("/done")
    assert FATHER["employer"] not in done and str(people["father"].pk) not in done.split("main")[1]
    assert "worker" not in phone.client.cookies and phone.client.get("/me").status_code == 302
    people["father"].refresh_from_db()
    assert people["father"].phone == FATHER["phone"]
    phone.client.cookies.clear()
    from rongcheng.people.models import OneTimeCode

    OneTimeCode.objects.all().delete()
    phone.get("/me", status=302)
    phone.claim(FATHER["name"], FATHER["id_number"], OTHER_PHONE)
    text = phone.post("/code", status=403, code=phone.code())
    assert FATHER["employer"] not in text


def test_another_name_for_a_registered_number_is_refused(people, phone):
    phone.begin()
    phone.prove({**FATHER, "name": "王小二"}, to="/ask/home_place")
    phone.answer_all(home_place=HOME, working="no")
    text = phone.post("/review", status=409)
    assert FATHER["name"] not in text and people["father"].records.count() == 1


def test_the_order_of_screens_cannot_be_jumped(db, phone):
    assert phone.client.get("/phone")["Location"] == "/who"
    assert phone.client.get("/code")["Location"] == "/phone"
    assert phone.client.get("/done")["Location"] == "/"
    assert phone.client.post("/review")["Location"] == "/register"
