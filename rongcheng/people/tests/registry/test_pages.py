"""Person, household and village pages: what they show, to whom, and the trace they leave."""

import pytest
from django.urls import reverse

from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.models import Event, Touched
from rongcheng.people.tests import factories

FATHER = factories.ZHAO["father"]


def address(person):
    return reverse("people:person", args=[person.pk])


def test_person_page_shows_work_range_and_masked_numbers(people, as_officer):
    page = as_officer.get(address(people["father"])).content.decode()
    assert "东莞明珠鞋业有限公司" in page
    assert "跨省" in page
    assert "广东省东莞市" in page
    assert "¥6,200" in page
    assert "199****1234" in page
    assert FATHER["id_number"] not in page
    assert "19900001234" not in page


def test_reading_leaves_a_trace_and_a_refusal_leaves_none(people, client, officer, stranger):
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address(people["father"])).status_code == 200
    read = Event.objects.get(act="people.read")
    assert (read.subject_id, read.actor) == (people["father"].pk, officer.actor)
    client.logout()
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address(people["father"])).status_code == 404
    assert client.get(address(people["duan"])).status_code == 200
    assert Event.objects.filter(act="people.read").count() == 2


def test_person_page_costs_the_same_however_many_sources(
    people, as_officer, django_assert_max_num_queries
):
    for month in range(1, 9):
        told = FATHER | {"phone": f"1990000{month:04d}", "address": f"{month} 组"}
        factories.record(told, office=agencies.office(), said_on=factories.date(2026, month, 1))
    as_officer.get(address(people["mother"]))
    with django_assert_max_num_queries(24):
        page = as_officer.get(address(people["father"]))
    assert page.content.decode().count('class="other"') >= 8


def test_sources_that_contradict_stay_readable(people, as_officer):
    factories.record(
        FATHER | {"education": "60"}, office=agencies.office(name="鹤庆县就业局"),
        said_on=factories.date(2026, 11, 1),
    )  # fmt: skip
    page = as_officer.get(address(people["father"])).content.decode()
    line = page[page.index('class="contradicted"') :]
    assert "普通高中" in line
    assert "初中" in line
    assert "鹤庆县就业局" in line


def test_full_numbers_need_a_reason_that_the_person_page_shows(people, as_officer):
    where = reverse("people:reveal", args=[people["father"].pk])
    refused = as_officer.post(where, {"reason": " 看 "})
    assert refused.status_code == 400
    assert FATHER["id_number"] not in refused.content.decode()
    shown = as_officer.post(where, {"reason": "春节前电话回访"}).content.decode()
    assert FATHER["id_number"] in shown
    assert "19900001234" in shown
    later = as_officer.get(address(people["father"])).content.decode()
    assert "春节前电话回访" in later
    assert FATHER["id_number"] not in later


@pytest.mark.parametrize("role", ["village_clerk", "station_clerk", "leader"])
def test_full_numbers_are_refused_to_roles_without_the_right(people, client, role):
    clerk = agencies.staff(role, factories.VILLAGE, username=role)
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    where = reverse("people:reveal", args=[people["father"].pk])
    answer = client.post(where, {"reason": "春节前电话回访"})
    assert answer.status_code == 403
    assert FATHER["id_number"] not in answer.content.decode()


def test_full_numbers_are_refused_elsewhere(people, as_stranger):
    where = reverse("people:reveal", args=[people["father"].pk])
    assert as_stranger.post(where, {"reason": "春节前电话回访"}).status_code == 404
    assert not Event.objects.filter(act="people.reveal").exists()


def test_household_page_flags_those_left_behind(people, as_officer):
    home = people["father"].household_id
    page = as_officer.get(reverse("people:household", args=[home])).content.decode()
    assert "留守儿童" in page
    assert "留守老人" in page
    assert set(Touched.objects.values_list("subject_id", flat=True)) == {
        people[who].pk for who in factories.ZHAO
    }
    alone = as_officer.get(reverse("people:household", args=[people["mu"].household_id]))
    assert "留守" not in alone.content.decode()


def test_nobody_is_left_behind_with_a_parent_at_home(people, as_officer):
    factories.record(
        factories.ZHAO["mother"] | {"work_place": agencies.COUNTY, "employer": "鹤庆饭店"},
        said_on=factories.date(2026, 11, 1),
    )
    home = people["father"].household_id
    page = as_officer.get(reverse("people:household", args=[home])).content.decode()
    assert "留守儿童" not in page


def test_household_elsewhere_is_not_found(people, as_stranger):
    home = people["father"].household_id
    assert as_stranger.get(reverse("people:household", args=[home])).status_code == 404


def test_host_county_sees_only_its_member_of_the_household(people, client):
    host = agencies.staff("county_officer", factories.KUNMING, username="host")
    client.force_login(host, backend="django.contrib.auth.backends.ModelBackend")
    home = people["father"].household_id
    page = client.get(reverse("people:household", args=[home])).content.decode()
    assert "和玉梅" in page
    assert "赵小鹏" not in page
    assert "3" in page


def test_village_page_tells_freshness_and_the_stalest_first(people, as_officer):
    factories.record(
        factories.person("寸老五", born=factories.date(1960, 1, 1), household_no="0099"),
        said_on=factories.date(2024, 1, 1),
    )
    page = as_officer.get(reverse("people:village", args=[factories.VILLAGE])).content.decode()
    assert page.index("寸老五") < page.index("赵石磊")
    assert "2026年10月1日" in page
    assert "木晓兰" not in page


def test_walking_list_prints_masked_phones(people, as_officer):
    where = reverse("people:village", args=[factories.VILLAGE])
    page = as_officer.get(where, {"print": "1"}).content.decode()
    assert "赵石磊" in page
    assert "199****1234" in page
    assert FATHER["id_number"] not in page
    assert "<svg" in page


def test_village_elsewhere_is_not_found(people, as_stranger):
    where = reverse("people:village", args=[factories.VILLAGE])
    assert as_stranger.get(where).status_code == 404
    assert as_stranger.get(where, {"print": "1"}).status_code == 404


def test_villages_are_listed_down_to_the_village(people, as_officer):
    top = as_officer.get(reverse("people:villages")).content.decode()
    assert "辛屯镇" in top
    down = as_officer.get(reverse("people:villages"), {"place": "532932102000"}).content.decode()
    assert "辛屯村委会" in down
    assert "三合村委会" in down


@pytest.mark.parametrize("view", ["search", "villages", "export"])
def test_leaders_see_no_persons(people, as_leader, view):
    assert as_leader.get(reverse(f"people:{view}")).status_code == 403


def test_pages_need_a_login(client, people):
    for where in (address(people["father"]), reverse("people:search"), reverse("people:overview")):
        assert client.get(where).status_code == 302


@pytest.mark.parametrize(
    "query", ["place=abc", "sex=7", "range=far", "month=2026-13", "side=left", "age=1%27"]
)
def test_filters_that_are_not_understood_are_refused(people, as_officer, query):
    assert as_officer.get(f"{reverse('people:search')}?{query}").status_code == 400


def test_list_costs_the_same_however_long(people, as_officer, django_assert_max_num_queries):
    as_officer.get(reverse("people:search"))
    with django_assert_max_num_queries(10):
        page = as_officer.get(reverse("people:search"), {"range": "away", "sort": "name"})
    assert page.content.decode().count('scope="row"') == 2
