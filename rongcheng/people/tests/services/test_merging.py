"""Duplicates decided by a person, and decisions taken back."""

from dataclasses import replace
from datetime import date

import pytest

from rongcheng.audit.services import System
from rongcheng.core.errors import Conflict, NotAllowed
from rongcheng.people.models import Link, Person, Review
from rongcheng.people.services.merging import (
    decide_review,
    merge_persons,
    split_records,
    undo_link,
)
from rongcheng.people.services.statements import record_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(frame, person_row, source, village):
    record_statements(frame(person_row()), source=source, by=System())
    unsure = {"name": "段阿花", "home_place": village.pk, "sex": 2, "remark": "会刺绣"}
    record_statements(frame(unsure), source=source, by=System())
    return Review.objects.get()


def test_one_person_after_the_decision(review, clerk):
    decide_review(review=review, same=True, by=clerk)
    kept = Person.objects.get(merged_into=None)
    assert kept.remark == "会刺绣" and kept.records.count() == 2
    assert Review.objects.get().state == "same"
    with pytest.raises(Conflict):
        decide_review(review=review, same=False, by=clerk)


def test_two_persons_are_not_asked_again(review, clerk, frame, source, village):
    decide_review(review=review, same=False, by=clerk)
    assert Person.objects.filter(merged_into=None).count() == 2
    assert not Review.objects.filter(state="open").exists()


def test_a_merge_can_be_taken_back(review, clerk):
    decide_review(review=review, same=True, by=clerk)
    undo_link(link=Link.objects.get(), by=clerk)
    older, newer = Person.objects.order_by("pk")
    assert older.remark is None and newer.remark == "会刺绣" and newer.merged_into is None
    assert older.phone == "19912345678" and older.spells.count() == 1


def test_other_offices_may_not_decide(review, elsewhere):
    with pytest.raises(NotAllowed):
        decide_review(review=review, same=True, by=elsewhere)
    assert Review.objects.get().state == "open"


def test_different_ids_cannot_be_merged(frame, person_row, source, clerk):
    other = person_row(name="杨大山", id_number="532932199001011214")
    record_statements(frame(person_row(), other), source=source, by=System())
    keep, gone = Person.objects.all()
    with pytest.raises(Conflict):
        merge_persons(keep=keep, gone=gone, by=clerk, reason="")


def test_an_automatic_link_can_be_taken_back(frame, person_row, source, clerk):
    record_statements(frame(person_row()), source=source, by=System())
    later = replace(source, said_on=date(2026, 9, 1))
    record_statements(frame(person_row(id_number=None, wage=1)), source=later, by=System())
    fresh = undo_link(link=Link.objects.get(automatic=True), by=clerk)
    assert Person.objects.count() == 2 and fresh.records.count() == 1
    assert fresh.id_number is None and fresh.name == "段阿花"


def test_splitting_needs_some_but_not_all(frame, person_row, source, clerk):
    record_statements(frame(person_row()), source=source, by=System())
    person = Person.objects.get()
    with pytest.raises(Conflict):
        split_records(person=person, records=[r.pk for r in person.records.all()], by=clerk)
