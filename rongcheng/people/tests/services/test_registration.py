"""One person entered, corrected, confirmed at a desk."""

import pytest

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Role
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.people.models import Person
from rongcheng.people.services.registration import (
    confirm_persons,
    correct_person,
    register_person,
)
from rongcheng.people.services.statement_checks import InvalidValues

pytestmark = pytest.mark.django_db


@pytest.fixture
def values(person_row):
    return person_row() | {"id_number": "53293219870305122X", "wage": "5200元"}


def valid(values):
    from rongcheng.people.ledger.identity import check_character

    return values | {"id_number": "53293219870305122" + check_character("53293219870305122")}


def test_a_person_is_entered_once(values, clerk):
    person, outcome = register_person(values=valid(values), by=clerk)
    assert outcome.new == 1 and person.spells.get().wage == 520000
    again, outcome = register_person(values=valid(values), by=clerk)
    assert outcome.unchanged == 1 and again == person


def test_each_wrong_field_is_named(values, clerk):
    with pytest.raises(InvalidValues) as refusal:
        register_person(values=values | {"phone": "123", "wage": "很多"}, by=clerk)
    assert set(refusal.value.problems) >= {"id_number"}
    assert not Person.objects.exists()


def test_a_field_that_does_not_exist_is_refused(clerk):
    with pytest.raises(Refusal, match="shoe_size"):
        register_person(values={"name": "段阿花", "shoe_size": "38"}, by=clerk)


def test_people_of_other_places_are_refused(values, elsewhere, office):
    with pytest.raises(NotAllowed):
        register_person(values=valid(values), by=elsewhere)
    reader = Staff.objects.create_user("leader", role=Role.LEADER, office=office, full_name="某")
    with pytest.raises(NotAllowed):
        register_person(values=valid(values), by=reader)


def test_a_correction_changes_only_what_it_states(values, clerk, elsewhere):
    person, _ = register_person(values=valid(values), by=clerk)
    corrected = correct_person(person=person, values={"phone": "19900000001"}, by=clerk)
    assert corrected.phone == "19900000001" and corrected.name == "段阿花"
    assert corrected.spells.count() == 1
    with pytest.raises(NotAllowed):
        correct_person(person=person, values={"phone": "19900000002"}, by=elsewhere)


def test_somebody_elses_id_number_is_refused(values, clerk):
    person, _ = register_person(values=valid(values), by=clerk)
    other, _ = register_person(
        values={"name": "杨大山", "phone": "19900000003", "home_place": person.home_place_id},
        by=clerk,
    )
    with pytest.raises(Conflict):
        correct_person(person=other, values={"id_number": valid(values)["id_number"]}, by=clerk)
    other.refresh_from_db()
    assert other.id_number is None and other.records.count() == 1


def test_confirming_moves_only_the_date(values, clerk):
    person, _ = register_person(values=valid(values), by=clerk)
    before = person.confirmed_by
    assert confirm_persons(persons=[person], by=clerk) == 1
    person.refresh_from_db()
    assert person.phone == "19912345678" and person.spells.count() == 1
    assert person.confirmed_by == clerk.actor_name and before
