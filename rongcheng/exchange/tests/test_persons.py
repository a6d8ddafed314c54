"""Persons through the API: success beside refusal."""

import pytest

from rongcheng.audit.models import Event
from rongcheng.exchange.models import Submission
from rongcheng.people.models import Person, SourceRecord
from rongcheng.people.tests import factories

FATHER = factories.ZHAO["father"]


def given(**more):
    row = factories.person("张小路", born=FATHER["birth_date"], serial=7)
    plain = {"name": row["name"], "id_number": row["id_number"], "home_place": row["home_place"]}
    return plain | {"phone": "19900007777"} | more


def test_search_by_name_number_and_filter(people, county):
    (found,) = county("get", "/persons?q=赵石磊")["items"]
    assert found["id"] == people["father"].pk and found["job"]["wage"] == 620_000
    assert found["home_place"] == factories.VILLAGE and found["household_no"] == "0012"
    number = county("get", f"/persons?q={FATHER['id_number']}")
    assert number["total"] == 1 and number["items"][0]["name"] == "赵石磊"
    listed = county("get", f"/persons?place={factories.VILLAGE}&sort=born&limit=2&offset=1")
    assert listed["total"] == 4 and [p["name"] for p in listed["items"]] == ["赵石磊", "和玉梅"]


def test_a_number_can_be_looked_up_without_an_address(people, county, stranger, leader):
    text = {"q": FATHER["id_number"]}
    assert county("post", "/persons/search", text)["items"][0]["name"] == "赵石磊"
    assert stranger("post", "/persons/search", text)["items"] == []
    leader("post", "/persons/search", text, status=403)
    county("post", "/persons/search", {"q": ""}, status=422)


def test_numbers_come_masked(people, county):
    text = str(county("get", "/persons")) + str(county("get", f"/persons/{people['father'].pk}"))
    assert FATHER["id_number"] not in text and FATHER["phone"] not in text
    assert "199****1234" in text


@pytest.mark.parametrize("query", ["sort=wage", "age=12", "limit=0", "place=nowhere", "side=both"])
def test_a_filter_that_is_not_understood_is_refused(people, county, query):
    assert county.client.get(f"/api/v1/persons?{query}").status_code in (400, 422)


def test_persons_of_other_places_are_not_there(people, stranger, leader, nobody):
    assert stranger("get", "/persons?q=赵石磊")["items"] == []
    pk = people["father"].pk
    assert stranger("get", f"/persons/{pk}", status=404)["code"] == "not_found"
    stranger("patch", f"/persons/{pk}", {"phone": "19900000000"}, status=404)
    stranger("post", f"/persons/{pk}/confirm", status=404)
    assert leader("get", "/persons", status=403)["code"] == "forbidden"
    leader("get", f"/persons/{pk}", status=403)
    assert nobody("get", f"/persons/{pk}", status=401)["code"] == "unauthorized"


def test_reading_is_noted(people, county):
    pk = people["father"].pk
    found = county("get", f"/persons/{pk}")
    assert [spell["employer"] for spell in found["spells"]] == [FATHER["employer"]]
    assert Event.objects.filter(act="people.read", subject_id=pk, actor=county.staff.actor).exists()


def test_full_numbers_take_the_right_and_a_reason(people, county, clerk):
    pk = people["father"].pk
    shown = county("get", f"/persons/{pk}?reveal=true&reason=call+about+wages")
    assert (shown["id_number"], shown["phone"]) == (FATHER["id_number"], FATHER["phone"])
    assert Event.objects.get(act="people.reveal").reason == "call about wages"
    county("get", f"/persons/{pk}?reveal=true", status=400)
    clerk("get", f"/persons/{pk}")
    clerk("get", f"/persons/{pk}?reveal=true&reason=call+about+wages", status=403)
    assert Event.objects.filter(act="people.reveal").count() == 1


def test_a_person_is_entered_and_found_again(people, county):
    made = county("post", "/persons", given(), status=201)
    assert made["outcome"] == "new" and made["person"]["phone"] == "199****7777"
    record = SourceRecord.objects.get(person_id=made["id"])
    assert record.channel == "api" and record.office == county.staff.office
    again = county("post", "/persons", given(wage=500_000, employer="石桥砖厂"), status=200)
    assert again["outcome"] == "matched" and again["id"] == made["id"]
    assert again["person"]["job"]["wage"] == 500_000


def test_wrong_values_are_named_field_by_field(people, county):
    wrong = given(id_number="530102199001011235")
    answer = county("post", "/persons", wrong, status=422)
    assert set(answer["fields"]) == {"id_number"} and answer["code"] == "invalid"
    answer = county("post", "/persons", {"name": "某", "shoe_size": 40}, status=422)
    assert "shoe_size" in answer["fields"]
    bad_day = county("post", "/persons", given(start_date="soon"), status=422)
    assert "soon" in bad_day["fields"]["start_date"]
    assert Person.objects.count() == len(people)


def test_entering_takes_the_right_and_the_place(people, county, stranger, leader):
    leader("post", "/persons", given(), status=403)
    stranger("post", "/persons", given(), status=403)
    assert not Person.objects.filter(name="张小路").exists()


def test_one_key_enters_once(people, county):
    key = {"headers": {"idempotency-key": "desk-1"}}
    first = county("post", "/persons", given(), status=201, **key)
    second = county("post", "/persons", given(), status=201, **key)
    assert first["id"] == second["id"] and Submission.objects.count() == 1
    assert SourceRecord.objects.filter(person_id=first["id"]).count() == 1
    county("post", "/persons", given(phone="19900001111"), status=409, **key)
    bad = {"headers": {"idempotency-key": "desk-2"}}
    county("post", "/persons", given(id_number="1"), status=422, **bad)
    assert Submission.objects.count() == 1


def test_a_correction_states_only_what_it_gives(people, county):
    pk = people["father"].pk
    changed = county("patch", f"/persons/{pk}", {"phone": "19900005678"})
    assert changed["phone"] == "199****5678" and changed["name"] == "赵石磊"
    assert SourceRecord.objects.filter(person_id=pk, channel="api").count() == 1
    county("patch", f"/persons/{pk}", {}, status=400)
    county("patch", f"/persons/{pk}", {"id_number": factories.MU["id_number"]}, status=409)


def test_confirming(people, county, leader):
    pk = people["mother"].pk
    assert county("post", f"/persons/{pk}/confirm")["confirmed_by"] == county.staff.actor_name
    leader("post", f"/persons/{pk}/confirm", status=403)


def test_a_household_shows_whom_one_may_see(people, county, stranger, leader):
    pk = people["father"].household_id
    home = county("get", f"/households/{pk}")
    assert [m["name"] for m in home["members"]][0] == "赵石磊" and len(home["members"]) == 4
    assert {m["left_behind"] for m in home["members"]} == {"", "child", "elder"}
    assert Event.objects.filter(act="people.read_household").count() == 1
    stranger("get", f"/households/{pk}", status=404)
    leader("get", f"/households/{pk}", status=403)
    county("get", "/households/999999", status=404)


def test_saying_the_same_twice_is_no_fault(people, county):
    pk = people["father"].pk
    for _ in range(2):
        county("patch", f"/persons/{pk}", {"phone": "19900005678"})
        county("post", f"/persons/{pk}/confirm")
    assert SourceRecord.objects.filter(person_id=pk, phone_index__isnull=False).count() == 3
