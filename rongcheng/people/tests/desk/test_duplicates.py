"""Pairs side by side, decided and taken back, through their pages."""

import pytest
from django.test import Client
from django.urls import reverse

from rongcheng.agencies.views.login import BACKEND
from rongcheng.audit.models import Event
from rongcheng.people.models import Link, Person, Review
from rongcheng.people.queries.duplicates import side
from rongcheng.people.views.pair_wordings import hidden_alike, pair_lines
from rongcheng.web.masking import mask_id, mask_phone

from .conftest import FLOWER, page_of, staff

pytestmark = pytest.mark.django_db
UNSURE = ("姓名", "性别", "户籍所在地", "备注")


@pytest.fixture
def review(upload, as_officer):
    """段阿花 from one ledger, and somebody of that name from another one."""
    load(as_officer, upload(FLOWER))
    person = Person.objects.get()
    load(as_officer, upload(content=nameless("段阿花")))
    newer = Person.objects.exclude(pk=person.pk).get()
    Review.objects.all().delete()
    return Review.objects.create(newer=newer, older=person, score=0.8, reason="name village -phone")


def load(client, batch):
    client.post(reverse("people:load_ledger", args=[batch.pk]))


def nameless(*names):
    from .conftest import workbook

    rows = [(name, "女", "1966-01-01", "") for name in names]
    return workbook(*rows, header=("姓名", "性别", "出生日期", "备注"))


def decide(client, review, answer, **query):
    address = reverse("people:decide_duplicate", args=[review.pk])
    return client.post(address, {"answer": answer}, query_params=query)


def test_queue_shows_the_likeliest_first_and_is_narrowed(review, as_officer):
    page = page_of(as_officer, "duplicates")
    assert "段阿花" in page and "80%" in page and "姓名相同，同村；电话不同" in page
    assert "80%" not in page_of(as_officer, "duplicates", batch="999999")


def test_every_field_of_a_pair_has_a_name(review):
    job = {"employer_name": "某厂", "occupation": "焊工", "industry": "C", "wage": 500000}
    review.older.spells.update(**job, start_date="2025-01-01")
    Person.objects.filter(pk=review.older.pk).update(
        address="一组", education="70", ethnicity="01", marital_status="20", relation_to_head="01"
    )
    left, right = (side(Person.objects.get(pk=p.pk)) for p in (review.older, review.newer))
    shown = {line.label: line.left for line in pair_lines(left, right)}
    assert {"某厂", "焊工", "¥5,000", "一组", "汉族", "已婚"} <= set(shown.values())
    assert "姓名" in shown and "务工单位" in shown


def test_pair_lights_differences_and_hides_numbers_that_agree(review, as_officer):
    page = page_of(as_officer, "duplicate", review.pk)
    assert 'class="differs"' in page and "<mark>" in page
    assert FLOWER[1] not in page and "19912345678" not in page
    assert {e.subject_id for e in Event.objects.filter(act="people.read")} == {
        review.newer_id, review.older_id,
    }  # fmt: skip


def test_only_differing_digits_of_two_numbers_are_shown():
    one, other = "532932198703051223", "532932198703051253"
    assert hidden_alike(one, other, 6, 4, mask_id) == ("532932********1223", "532932********1253")
    swapped = "532932198730051223"
    left, right = hidden_alike(one, swapped, 6, 4, mask_id)
    assert (left, right) == ("532932****03**1223", "532932****30**1223")
    phones = ("19915891041", "19970184978")
    assert hidden_alike(*phones, 3, 4, mask_phone) == ("199****1041", "199****4978")
    alike = ("19915891041", "19970181041")
    assert hidden_alike(*alike, 3, 4, mask_phone) == ("199****1041", "199****1041（号码不同）")
    assert hidden_alike(one, "", 6, 4, mask_id) == ("532932********1223", "")


def test_same_person_merges_and_goes_on(review, as_officer):
    answer = decide(as_officer, review, "same")
    assert answer.status_code == 302 and answer["Location"] == reverse("people:duplicates")
    assert Person.objects.filter(merged_into=None).count() == 1
    page_of(as_officer, "duplicate", review.pk)  # the decision can still be read


def test_two_persons_stay_two_and_the_next_pair_follows(review, as_officer):
    third = Person.objects.create(name="段阿华", home_place_id=532932000000)
    following = Review.objects.create(newer=third, older=review.older, score=0.6, reason="")
    answer = decide(as_officer, review, "different")
    assert answer["Location"] == reverse("people:duplicate", args=[following.pk])
    assert Person.objects.filter(merged_into=None).count() == 3
    assert Review.objects.get(pk=review.pk).state == "different"


def test_an_answer_that_is_none_is_refused(review, as_officer):
    assert decide(as_officer, review, "perhaps").status_code == 400
    assert Review.objects.get().state == "open"


def test_other_places_and_roles_see_no_pair(review, as_stranger, as_leader):
    assert "80%" not in page_of(as_stranger, "duplicates")
    address = reverse("people:duplicate", args=[review.pk])
    assert as_stranger.get(address).status_code == 404
    assert decide(as_stranger, review, "same").status_code == 404
    clerk = Client()
    clerk.force_login(staff("village", "village_clerk"), BACKEND)
    assert clerk.get(address).status_code == 403
    assert decide(clerk, review, "same").status_code == 403
    assert as_leader.get(reverse("people:linked")).status_code == 403
    assert Review.objects.get().state == "open"


def test_queue_costs_the_same_however_long(review, as_officer, django_assert_num_queries):
    with django_assert_num_queries(9):
        page_of(as_officer, "duplicates")
    for n in range(5):
        other = Person.objects.create(name=f"段{n}", home_place_id=532932000000)
        Review.objects.create(newer=other, older=review.older, score=0.6, reason="")
    with django_assert_num_queries(9):
        page_of(as_officer, "duplicates")


@pytest.fixture
def link(review):
    record = review.newer.records.get()
    review.newer.records.update(person=review.older)
    return Link.objects.create(
        kept=review.older, records=[record.pk], automatic=True, score=0.97, reason="name phone"
    )


def test_automatic_link_is_listed_and_taken_back(link, as_officer):
    page = page_of(as_officer, "linked")
    assert "97%" in page and "姓名、电话相同" in page
    answer = as_officer.post(reverse("people:undo_link", args=[link.pk]))
    assert answer.status_code == 302
    link.refresh_from_db()
    assert link.undone_at
    assert "97%" not in page_of(as_officer, "linked")
    assert "97%" in page_of(as_officer, "linked", undone="1")


def test_other_places_take_back_no_link(link, as_stranger):
    assert as_stranger.post(reverse("people:undo_link", args=[link.pk])).status_code == 404
    link.refresh_from_db()
    assert link.undone_at is None


def test_links_cost_the_same_however_many(link, as_officer, django_assert_num_queries):
    with django_assert_num_queries(10):
        page_of(as_officer, "linked")
    for _ in range(5):
        Link.objects.create(kept=link.kept, records=link.records, automatic=True, reason="")
    with django_assert_num_queries(10):
        page_of(as_officer, "linked")


def test_pair_that_reaches_beyond_the_county_is_for_the_city(review, as_officer):
    abroad = Person.objects.create(name="段远客", home_place_id=532931000000)
    wide = Review.objects.create(newer=abroad, older=review.older, score=0.7, reason="")
    address = reverse("people:duplicate", args=[wide.pk])
    assert "段远客" not in page_of(as_officer, "duplicates")
    assert as_officer.get(address).status_code == 404
    city = Client()
    city.force_login(staff("city", "city_officer", 532900000000), BACKEND)
    assert "段远客" in page_of(city, "duplicates")
    assert city.get(address).status_code == 200


def test_pair_page_costs_the_same_however_long_the_queue(
    review, as_officer, django_assert_max_num_queries
):
    for n in range(5):
        other = Person.objects.create(name=f"段{n}", home_place_id=532932000000)
        Review.objects.create(newer=other, older=review.older, score=0.6, reason="")
    with django_assert_max_num_queries(45):
        page_of(as_officer, "duplicate", review.pk)
