"""Statements of sources become persons, once each."""

from dataclasses import replace
from datetime import date

import pytest

from rongcheng.audit.models import Event
from rongcheng.audit.services import System
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.people.models import EmploymentSpell, Household, Link, Person, Review, SourceRecord
from rongcheng.people.services.statements import preview, record_statements

pytestmark = pytest.mark.django_db
BY = System()


def test_a_new_person_has_every_stated_value_in_place(frame, person_row, source, village):
    outcome = record_statements(frame(person_row()), source=source, by=BY)
    assert (outcome.new, outcome.matched, outcome.unchanged) == (1, 0, 0)
    person = Person.objects.get()
    assert person.name == "段阿花" and person.pinyin.startswith("duan")
    assert person.id_number == "532932198703051223" and person.phone == "19912345678"
    assert person.home_place == village and person.host_place_id == 440300000000
    assert person.household.number == "12"
    assert person.confirmed_on == date(2026, 3, 1) and person.confirmed_by == source.stated_by
    spell = person.spells.get()
    assert spell.transfer_range == "across_province" and spell.wage == 520000
    assert Event.objects.get(act="people.recorded").detail["new"] == 1


def test_numbers_are_sealed_in_the_database(frame, person_row, source, django_db_blocker):
    from django.db import connection

    record_statements(frame(person_row()), source=source, by=BY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number || phone FROM people_person")
        (stored,) = cursor.fetchone()
        cursor.execute("SELECT id_number || phone FROM people_sourcerecord")
        (said,) = cursor.fetchone()
    assert "5329321987" not in stored + said and "19912345678" not in stored + said


def test_the_same_content_twice_changes_nothing(frame, person_row, source):
    record_statements(frame(person_row()), source=source, by=BY)
    again = record_statements(frame(person_row()), source=source, by=BY)
    assert (again.new, again.matched, again.unchanged) == (0, 0, 1)
    assert SourceRecord.objects.count() == 1


def test_newest_source_wins_and_the_older_stays_readable(frame, person_row, source):
    record_statements(frame(person_row()), source=source, by=BY)
    later = replace(source, said_on=date(2026, 9, 1))
    outcome = record_statements(
        frame(person_row(phone="19900000001", employer="另一家厂", start_date=date(2026, 8, 1))),
        source=later,
        by=BY,
    )
    assert (outcome.new, outcome.matched) == (0, 1)
    person = Person.objects.get()
    assert person.phone == "19900000001" and person.confirmed_on == date(2026, 9, 1)
    assert {r.stated()["phone"] for r in person.records.all()} == {"19912345678", "19900000001"}
    first, second = person.spells.order_by("start_date")
    assert first.end_date == second.start_date == date(2026, 8, 1) and second.end_date is None


def test_an_older_or_untrusted_source_does_not_overwrite(frame, person_row, source):
    record_statements(frame(person_row()), source=source, by=BY)
    older = replace(source, said_on=date(2024, 1, 1))
    record_statements(frame(person_row(phone="19900000002")), source=older, by=BY)
    claim = replace(source, said_on=date(2026, 10, 1), trust=1, channel="self", office=None)
    record_statements(frame(person_row(phone="19900000003")), source=claim, by=BY)
    assert Person.objects.get().phone == "19912345678"


def test_one_load_with_the_same_person_twice_makes_one_person(frame, person_row, source):
    rows = frame(person_row(), person_row(wage=600000), person_row(id_number=None))
    outcome = record_statements(rows, source=source, by=BY)
    assert outcome.new == 1 and Person.objects.count() == 1
    assert Person.objects.get().records.count() == 3


def test_a_row_without_id_finds_its_person_and_says_so(frame, person_row, source):
    record_statements(frame(person_row()), source=source, by=BY)
    later = replace(source, said_on=date(2026, 9, 1))
    record_statements(frame(person_row(id_number=None, wage=1)), source=later, by=BY)
    link = Link.objects.get()
    assert Person.objects.count() == 1 and link.automatic and link.reason


def test_different_ids_are_never_one_person(frame, person_row, source):
    twin = person_row(id_number="532932198703051266", phone="19912345678")
    outcome = record_statements(frame(person_row(), twin), source=source, by=BY)
    assert outcome.new == 2 and Person.objects.count() == 2
    assert not Review.objects.exists()


@pytest.mark.parametrize(("phone", "links"), [("19912345678", 1), ("19900000001", 0)])
def test_another_birth_date_is_linked_only_where_the_phone_agrees(
    frame, person_row, source, phone, links
):
    record_statements(frame(person_row()), source=source, by=BY)
    near = person_row(id_number=None, birth_date=date(1988, 3, 5), phone=phone, wage=1)
    outcome = record_statements(frame(near), source=source, by=BY)
    assert Link.objects.count() == links and outcome.to_review == 1 - links


def test_a_row_without_id_never_brings_two_numbers_together(frame, person_row, source):
    record_statements(frame(person_row(phone="19900000001")), source=source, by=BY)
    other = person_row(id_number="532932198703051245", phone="19900000002", wage=1)
    unsure = person_row(id_number=None, wage=2, phone="19900000002")
    record_statements(frame(other, unsure), source=source, by=BY)
    numbers = [
        {r.stated().get("id_number") for r in person.records.all()} - {None}
        for person in Person.objects.all()
    ]
    assert all(len(found) <= 1 for found in numbers) and Person.objects.count() >= 2


def test_an_unsure_pair_waits_for_a_person(frame, person_row, source, village):
    record_statements(frame(person_row()), source=source, by=BY)
    unsure = {"name": "段阿花", "home_place": village.pk, "birth_date": None, "sex": 2}
    outcome = record_statements(frame(unsure), source=source, by=BY)
    assert outcome.to_review == 1 and Review.objects.get().state == "open"
    assert Person.objects.count() == 2


def test_household_members_meet_in_one_household(frame, person_row, source):
    wife = person_row(name="张小路", id_number="532932198811021246", sex=2, relation_to_head="10")
    record_statements(frame(person_row(relation_to_head="01"), wife), source=source, by=BY)
    assert Household.objects.get().members.count() == 2


def test_an_unknown_place_is_refused_with_the_code(frame, person_row, source):
    with pytest.raises(Refusal, match="999999000000"):
        record_statements(frame(person_row(work_place=999999000000)), source=source, by=BY)
    assert not Person.objects.exists()


def test_a_file_of_doubles_blows_the_fuse_and_records_nothing(frame, person_row, source):
    rows = frame(*(person_row(id_number=None, wage=n, remark=str(n)) for n in range(60)))
    with pytest.raises(Conflict, match="60行中有59行"):
        record_statements(rows, source=source, by=BY)
    assert not SourceRecord.objects.exists()
    record_statements(rows, source=source, by=BY, even_if_mostly_duplicates=True)
    assert Person.objects.count() == 1


def test_a_preview_counts_and_leaves_no_trace(frame, person_row, source):
    record_statements(frame(person_row()), source=source, by=BY)
    foreseen = preview(
        frame(person_row(), person_row(wage=1), person_row(id_number="532932199001011214")),
        source=source,
    )
    assert (foreseen.new, foreseen.matched, foreseen.unchanged) == (1, 1, 1)
    assert Person.objects.count() == 1 and EmploymentSpell.objects.count() == 1


def test_copying_and_deriving_agree(frame, person_row, source):
    """New persons are copied straight into place; deriving them again must change nothing."""
    from django.forms.models import model_to_dict

    from rongcheng.people.services.derive import derive

    alone = person_row(name="杨大山", id_number="532932199001011214", household_no=None)
    idle = {"name": "张小路", "phone": "19900000008", "home_place": None}
    done = person_row(
        name="李过客", id_number="532932199001011222", end_date=date(2025, 12, 1), phone=None
    )
    record_statements(frame(person_row(), alone, idle, done), source=source, by=BY)

    def state():
        skip = {"id", "source"}
        spells = EmploymentSpell.objects.order_by("person_id", "start_date")
        return (
            [model_to_dict(p) for p in Person.objects.order_by("id")],
            [{k: v for k, v in model_to_dict(s).items() if k not in skip} for s in spells],
        )

    before = state()
    derive(list(Person.objects.values_list("id", flat=True)))
    assert state() == before
    assert len(before[0]) == 4 and len(before[1]) == 3


def test_the_same_row_twice_in_a_file_is_not_called_loaded_before(frame, person_row, source):
    twice = frame(person_row(), person_row())
    assert preview(twice, source=source).unchanged == 0
    outcome = record_statements(twice, source=source, by=BY)
    assert (outcome.new, outcome.unchanged) == (1, 0)
    assert preview(twice, source=source).unchanged == 1


def test_a_twin_without_an_id_number_is_asked_about_not_linked(frame, person_row, source):
    record_statements(frame(person_row(name="段金凤", phone=None)), source=source, by=BY)
    twin = person_row(name="段银山", id_number=None, phone=None)
    foreseen = preview(frame(twin), source=source)
    assert (foreseen.new, foreseen.matched) == (1, 0)
    same = person_row(name="段金凤", id_number=None, phone=None, remark="again")
    assert preview(frame(same), source=source).matched == 1
