"""Two persons made one and taken apart from a person's page."""

from datetime import date

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse

from rongcheng.agencies.views.login import BACKEND
from rongcheng.audit.models import Event
from rongcheng.audit.services import System
from rongcheng.people.models import Link, Person, Review
from rongcheng.people.services.statements import Source, record_statements

from .conftest import HEQING, JIANCHUAN, full_number, page_of, staff

pytestmark = pytest.mark.django_db
FIRST = {"name": "段阿花", "id_number": full_number("53293219870305122"), "phone": "19912345678"}
SECOND = {"name": "段啊花", "remark": "会刺绣"}


def registered(told: dict, place: int = HEQING) -> Person:
    """A person told of by one row, as a ledger or a desk would."""
    row = {"home_place": place, "sex": 2, "birth_date": date(1987, 3, 5)} | told
    if "phone" not in told:
        del row["birth_date"]
    source = Source("ledger", 2, "某村", date(2026, 3, len(told)))
    known = set(Person.objects.values_list("pk", flat=True))
    record_statements(pl.DataFrame({k: [v] for k, v in row.items()}), source=source, by=System())
    return Person.objects.exclude(pk__in=known).get()


@pytest.fixture
def pair():
    found = registered(FIRST), registered(SECOND)
    Review.objects.all().delete()
    return found


def merge(client, one, other, reason="问过村支书"):
    return client.post(reverse("people:merge", args=[one.pk, other.pk]), {"reason": reason})


def test_the_other_record_is_found_by_any_search(pair, as_officer):
    one, other = pair
    compare = reverse("people:merge", args=[one.pk, other.pk])
    assert compare in page_of(as_officer, "choose_same", one.pk)  # it sounds the same
    assert compare in page_of(as_officer, "choose_same", one.pk, q="段啊花")
    assert compare not in page_of(as_officer, "choose_same", one.pk, q="张大山")
    Person.objects.filter(pk=other.pk).update(name="张小路", pinyin="zhang xiao lu")
    assert "没有其他同名或同音人员" in page_of(as_officer, "choose_same", one.pk)


def test_both_are_shown_side_by_side_and_the_look_is_logged(pair, as_officer):
    one, other = pair
    page = page_of(as_officer, "merge", other.pk, one.pk)
    assert 'class="differs"' in page and "会刺绣" not in page and "依据是什么" in page
    assert FIRST["id_number"] not in page and FIRST["phone"] not in page
    read = Event.objects.filter(act="people.read")
    assert {event.subject_id for event in read} == {one.pk, other.pk}


def test_two_records_become_one_person_and_two_again(pair, as_officer):
    one, other = pair
    answer = merge(as_officer, other, one)  # whichever page it began at, the first is kept
    assert answer["Location"] == reverse("people:person", args=[one.pk])
    one.refresh_from_db()
    assert one.remark == "会刺绣" and Link.objects.get().reason == "问过村支书"

    page = page_of(as_officer, "person", one.pk)
    link = Link.objects.get()
    assert f"?link={link.pk}" in page and "问过村支书" in page
    preview = page_of(as_officer, "split", one.pk, link=link.pk)
    assert "会刺绣" in preview and "拆成两个人" in preview
    assert Link.objects.get().undone_at is None

    answer = as_officer.post(reverse("people:split", args=[one.pk]), {"link": link.pk})
    assert answer["Location"] == reverse("people:person", args=[other.pk])
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.remark is None and other.merged_into is None and other.remark == "会刺绣"
    assert reverse("people:split", args=[other.pk]) not in page_of(as_officer, "person", other.pk)


def test_a_merger_needs_to_say_how_one_knows(pair, as_officer):
    assert merge(as_officer, *pair, reason=" 是 ").status_code == 400
    assert Person.objects.filter(merged_into=None).count() == 2


def test_two_different_id_numbers_are_two_persons(as_officer):
    one, other = (
        registered(FIRST),
        registered(FIRST | {"id_number": full_number("53293219881102124")}),
    )
    page = page_of(as_officer, "merge", one.pk, other.pk)
    assert "不能合并" in page and '<form method="post">' not in page
    assert merge(as_officer, one, other).status_code == 409
    assert Person.objects.filter(merged_into=None).count() == 2


def test_a_pair_that_waits_is_decided_in_its_queue(pair, as_officer):
    one, other = pair
    review = Review.objects.create(newer=other, older=one, score=0.7, reason="")
    answer = as_officer.get(reverse("people:merge", args=[one.pk, other.pk]))
    assert answer["Location"] == reverse("people:duplicate", args=[review.pk])


def test_statements_about_somebody_else_get_a_person_of_their_own(pair, as_officer):
    one, other = pair
    merge(as_officer, one, other)
    address = reverse("people:split", args=[one.pk])
    told = one.records.get(remark="会刺绣")
    assert f'value="{told.pk}"' in page_of(as_officer, "split", one.pk)
    preview = page_of(as_officer, "split", one.pk, record=told.pk)
    assert "会刺绣" in preview and Person.objects.filter(merged_into=None).count() == 1
    as_officer.post(address, {"record": [told.pk]})
    fresh = Person.objects.filter(merged_into=None).exclude(pk=one.pk).get()
    assert fresh.remark == "会刺绣" and fresh.name == "段啊花"


def test_all_or_no_statements_are_no_split(pair, as_officer):
    one, _ = pair
    address = reverse("people:split", args=[one.pk])
    record = one.records.get().pk
    assert "不能全选" in page_of(as_officer, "split", one.pk, record=record)
    assert as_officer.post(address, {"record": [record]}).status_code == 409
    assert as_officer.post(address).status_code == 409


def test_other_places_and_roles_neither_merge_nor_split(pair, as_officer, as_stranger):
    one, other = pair
    far = registered(SECOND | {"name": "段远客"}, JIANCHUAN)
    assert merge(as_officer, one, far).status_code == 404
    assert merge(as_stranger, one, other).status_code == 404
    clerk = Client()
    clerk.force_login(staff("village", "village_clerk"), BACKEND)
    assert merge(clerk, one, other).status_code == 403
    assert reverse("people:choose_same", args=[one.pk]) in page_of(as_officer, "person", one.pk)
    assert reverse("people:choose_same", args=[one.pk]) not in page_of(clerk, "person", one.pk)
    merge(as_officer, one, other)
    link = Link.objects.get()
    address = reverse("people:split", args=[one.pk])
    for client, status in ((as_stranger, 404), (clerk, 403)):
        assert client.post(address, {"link": link.pk}).status_code == status
    link.refresh_from_db()
    assert link.undone_at is None
