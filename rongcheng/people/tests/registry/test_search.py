"""The search box: each way to type a person."""

import pytest
from django.urls import reverse

from rongcheng.people.names import pinyin_of
from rongcheng.people.queries.search import search
from rongcheng.people.tests import factories

FATHER_ID = factories.ZHAO["father"]["id_number"]


def names(found):
    return [p.name for p in found.persons]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("赵石磊", "name"), ("石磊", "name"), ("赵石", "name"), ("照石雷", "name"),
        ("zhaoshilei", "pinyin"), ("zhao shi lei", "pinyin"), ("zsl", "pinyin"),
        ("ZhaoShi", "pinyin"), (FATHER_ID, "id"), (FATHER_ID.lower(), "id"),
        ("19900001234", "phone"), ("199 0000 1234", "phone"), ("199-0000-1234", "phone"),
    ],
)  # fmt: skip
def test_ways_to_find_one_person(people, officer, text, by):
    found = search(officer, text)
    assert (names(found), found.by) == (["赵石磊"], by)


def test_old_id_numbers_are_understood(people, officer):
    fifteen = FATHER_ID[:6] + FATHER_ID[8:17]
    assert names(search(officer, fifteen)) == ["赵石磊"]


@pytest.mark.parametrize("tail", [FATHER_ID[-4:], "1986"])
def test_end_of_the_number_or_year_of_birth_tells_namesakes_apart(people, officer, tail):
    other = factories.person("赵石磊", born=factories.date(1970, 1, 1), serial=7)
    factories.record(other)
    assert len(search(officer, "赵石磊").persons) == 2
    assert names(search(officer, f"赵石磊 {tail}")) == ["赵石磊"]
    assert names(search(officer, f"zsl {tail}")) == ["赵石磊"]
    assert names(search(officer, "赵石磊 1930")) == []


def test_exact_names_come_first(people, officer):
    factories.record(factories.person("赵石磊磊", serial=8), factories.person("小赵石磊", serial=9))
    assert names(search(officer, "赵石磊"))[0] == "赵石磊"
    assert len(search(officer, "赵石磊").persons) == 3


def test_nobody_of_another_county_is_found(people, officer, stranger):
    assert names(search(officer, "段水冰")) == []
    assert names(search(stranger, "段水冰")) == ["段水冰"]
    for text in ("赵石磊", "zsl", FATHER_ID, "19900001234"):
        assert names(search(stranger, text)) == []


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'", "1", "12345678901234567"])
def test_useless_texts_find_nobody(people, officer, text):
    assert names(search(officer, text)) == []


def test_a_village_is_offered_and_narrows(loaded_places, people, officer):
    name = loaded_places.name(factories.VILLAGE)
    assert factories.VILLAGE in search(officer, name).places
    assert names(search(officer, f"{name} 赵石磊")) == ["赵石磊"]
    assert names(search(officer, f"{loaded_places.name(factories.OTHER_VILLAGE)} 赵石磊")) == []


def test_the_page_shows_what_was_found(people, as_officer):
    page = as_officer.get(reverse("people:search"), {"q": "zsl"}).content.decode()
    assert "赵石磊" in page
    assert "199****1234" in page
    assert FATHER_ID not in page


def test_the_page_says_when_nobody_was_found(people, as_stranger):
    page = as_stranger.get(reverse("people:search"), {"q": "赵石磊"})
    assert page.status_code == 200
    assert b"/people/%d/" % people["father"].pk not in page.content


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [("单雄信", "shanxiongxin sxx"), ("吕丽", "lvli ll"), ("尉迟恭", "yuchigong ycg"),
     ("买买提·艾力", "maimaitiaili mmtal"), ("曾国", "zengguo zg"), ("Li Lei", "lilei lilei"),
     ("·", ""), ("", "")],
)  # fmt: skip
def test_pinyin(name, pinyin):
    assert pinyin_of(name) == pinyin
