"""A person entered, corrected and confirmed through the form."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rongcheng.agencies.roles import Role
from rongcheng.agencies.views.login import BACKEND
from rongcheng.people.models import Person, SourceRecord
from rongcheng.people.tests.factories import full_number

from .conftest import FLOWER, HEQING, JIANCHUAN, page_of, staff

pytestmark = pytest.mark.django_db
NUMBER = FLOWER[1]
HOME = "云南省大理白族自治州鹤庆县"
GIVEN = {
    "id_number": NUMBER, "name": "段阿花", "home_place": HOME, "household_no": "12",
    "phone": "199 1234 5678", "employer": "某电子厂", "work_place": "广东省深圳市", "wage": "5200",
    "insurance": ["pension", "injury"], "start_date": "2025-02-20",
}  # fmt: skip


def enter(client, **changes):
    return client.post(reverse("people:new"), GIVEN | changes)


def number(client, typed):
    return client.post(reverse("people:number"), {"id_number": typed}).content.decode()


def test_what_is_entered_is_registered(as_officer):
    answer = enter(as_officer)
    person = Person.objects.get()
    assert answer["Location"] == reverse("people:person", args=[person.pk])
    assert (person.id_number, person.phone, person.sex) == (NUMBER, "19912345678", 2)
    assert person.birth_date == date(1987, 3, 5) and person.household.number == "12"
    job = person.spells.get()
    assert (job.wage, job.insurance, job.work_place_id) == (520000, "injury,pension", 440300000000)
    assert person.records.get().channel == "desk"


def test_save_and_next_keeps_village_and_household(as_officer):
    answer = enter(as_officer, then="again")
    page = as_officer.get(answer["Location"]).content.decode()
    assert HOME in page and 'value="12"' in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id_number": NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2")}, "校验不通过"),
        ({"phone": "123"}, "不是有效的手机号"),
        ({"birth_date": "1966-01-01"}, "不一致"),
        ({"name": ""}, "必填"),
        ({"home_place": "没有这个地方啊"}, "没有这个地方啊"),
        ({"end_date": "2025-01-01"}, "早于"),
        ({"insurance": ["none", "injury"]}, "不能"),
        ({"id_number": "", "phone": "", "birth_date": ""}, "身份证号"),
    ],
)
def test_each_wrong_field_says_so_and_nothing_is_recorded(as_officer, changes, said):
    answer = enter(as_officer, **changes)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page and 'class="field-error"' in page
    assert "某电子厂" in page  # what was entered is kept
    assert not SourceRecord.objects.exists()


def test_number_tells_birth_sex_and_county(as_officer):
    told = number(as_officer, NUMBER.lower())
    assert "1987年3月5日" in told and "鹤庆县" in told and "data-fill" in told
    assert "校验" in number(as_officer, NUMBER[:16] + "00")
    assert "data-fill" not in number(as_officer, NUMBER[:12])


def test_known_number_leads_to_correction_only_within_reach(as_officer, as_stranger):
    enter(as_officer)
    address = reverse("people:edit", args=[Person.objects.get().pk])
    assert address in number(as_officer, NUMBER)
    elsewhere = number(as_stranger, NUMBER)
    assert address not in elsewhere and "段阿花" not in elsewhere


def test_correction_states_only_what_changed_and_shows_no_numbers(as_officer):
    enter(as_officer)
    person = Person.objects.get()
    address = reverse("people:edit", args=[person.pk])
    page = as_officer.get(address).content.decode()
    assert NUMBER not in page and "19912345678" not in page and "199****5678" in page
    kept = GIVEN | {"id_number": "", "phone": "", "sex": "2", "birth_date": "1987-03-05"}
    assert as_officer.post(address, kept | {"education": "70"}).status_code == 302
    latest = person.records.latest("pk").stated()
    assert latest == {"education": "70"}
    person.refresh_from_db()
    assert (person.education, person.id_number, person.phone) == ("70", NUMBER, "19912345678")
    assert person.spells.count() == 1


def test_new_wage_stays_the_same_job(as_officer):
    enter(as_officer)
    person = Person.objects.get()
    kept = GIVEN | {"id_number": "", "phone": "", "sex": "2", "birth_date": "1987-03-05"}
    as_officer.post(reverse("people:edit", args=[person.pk]), kept | {"wage": "6000"})
    assert person.spells.get().wage == 600000


def test_nothing_changed_records_nothing(as_officer):
    enter(as_officer)
    person = Person.objects.get()
    kept = GIVEN | {"id_number": "", "phone": "", "sex": "2", "birth_date": "1987-03-05"}
    as_officer.post(reverse("people:edit", args=[person.pk]), kept)
    assert person.records.count() == 1


def test_number_of_somebody_else_is_refused(as_officer):
    enter(as_officer)
    other = {
        "id_number": full_number("53293219881102124"),
        "name": "张小路",
        "phone": "19912345679",
    }
    enter(as_officer, **other)
    person = Person.objects.get(name="张小路")
    answer = as_officer.post(
        reverse("people:edit", args=[person.pk]),
        GIVEN | other | {"id_number": NUMBER, "sex": "2", "birth_date": "1987-03-05"},
    )
    assert answer.status_code == 400
    person.refresh_from_db()
    assert person.id_number == other["id_number"]


def test_confirmed_with_one_tap(as_officer):
    enter(as_officer)
    person = Person.objects.get()
    Person.objects.update(confirmed_on=date(2020, 1, 1))
    address = reverse("people:confirm")
    part = as_officer.post(address, {"person": person.pk}, headers={"HX-Request": "true"})
    assert 'role="status"' in part.content.decode()
    person.refresh_from_db()
    assert person.confirmed_on == timezone.localdate()
    assert as_officer.post(address, {"person": person.pk, "next": "/people/"})["Location"] == (
        "/people/"
    )
    assert as_officer.post(address, {"person": 999_999_999}).status_code == 400


def test_whole_household_is_confirmed_with_one_tap(as_officer):
    enter(as_officer)
    enter(as_officer, id_number=full_number("53293219881102124"), name="张小路", phone="")
    people = list(Person.objects.all())
    part = as_officer.post(
        reverse("people:confirm"), {"person": [p.pk for p in people]},
        headers={"HX-Request": "true"},
    ).content.decode()  # fmt: skip
    assert all(f'id="confirm-{p.pk}"' in part for p in people)
    assert {p.records.count() for p in people} == {2}


def test_strangers_and_readers_enter_and_correct_nobody(as_officer, as_stranger, as_leader):
    enter(as_officer)
    person = Person.objects.get()
    edit = reverse("people:edit", args=[person.pk])
    assert as_stranger.get(edit).status_code == 404
    assert as_stranger.post(edit, GIVEN).status_code == 404
    assert as_stranger.post(reverse("people:confirm"), {"person": person.pk}).status_code == 400
    for address in (edit, reverse("people:new")):
        assert as_leader.get(address).status_code == 403
    assert as_leader.post(reverse("people:number"), {"id_number": NUMBER}).status_code == 403
    assert as_leader.post(reverse("people:confirm"), {"person": person.pk}).status_code == 403
    assert person.records.count() == 1


def test_person_of_another_county_is_refused_at_the_form(as_stranger):
    answer = enter(as_stranger)
    assert answer.status_code == 400 and not Person.objects.exists()


def test_station_clerk_far_away_enters_somebody_from_home(db):
    client = Client()
    station = staff("station", Role.STATION_CLERK, JIANCHUAN, "station")
    client.force_login(station, BACKEND)
    assert enter(client).status_code == 302
    assert Person.objects.get().home_place_id == HEQING
    page_of(client, "edit", Person.objects.get().pk)


def test_correction_must_agree_with_the_number_on_record(as_officer):
    enter(as_officer)
    person = Person.objects.get()
    kept = GIVEN | {"id_number": "", "phone": "", "sex": "2", "birth_date": "1990-01-01"}
    answer = as_officer.post(reverse("people:edit", args=[person.pk]), kept)
    assert answer.status_code == 400 and "不一致" in answer.content.decode()
    assert person.records.count() == 1


def test_everything_wrong_is_said_at_once(as_officer):
    page = enter(as_officer, phone="123", work_place="没有这个地方啊", wage="-1").content.decode()
    assert page.count('class="field-error"') == 3
