"""The list of appeals: whose, narrowed, masked, and at a fixed price."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.tests import factories

LIST = "/appeals/"


def numbers(answer):
    return [appeal.number for appeal in answer.context["page"]]


def test_a_handler_sees_what_waits_for_the_own_office_only(desk, as_):
    mine, theirs = factories.assigned(desk), factories.appeal(factories.SCHOOL)
    answer = as_(desk.handler).get(LIST)
    assert numbers(answer) == [mine.number]
    page = answer.content.decode()
    assert theirs.number not in page
    assert "段*冰" in page
    assert "段水冰" not in page
    assert numbers(as_(desk.handler).get(LIST, {"show": "all"})) == [mine.number]


def test_a_dispatcher_finds_the_queue_a_supervisor_what_lies_before_the_ruler(desk, as_):
    new, ruling = factories.appeal(), factories.returned(desk, times=3)
    assert numbers(as_(desk.dispatcher).get(LIST)) == [new.number]
    assert numbers(as_(desk.supervisor).get(LIST)) == [ruling.number]
    everything = numbers(as_(desk.dispatcher).get(LIST, {"show": "all"}))
    assert set(everything) == {new.number, ruling.number}


def test_another_county_sees_nothing(desk, other, as_):
    factories.signed(desk)
    for staff in (other.dispatcher, other.handler, other.supervisor, other.clerk):
        assert numbers(as_(staff).get(LIST, {"show": "all"})) == []


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_roles_without_appeals_are_refused(desk, as_, role):
    assert as_(agencies.staff(role)).get(LIST).status_code == 403


def test_overdue_first_then_what_is_due_next(desk, as_):
    later = factories.assigned(desk)
    late = factories.assigned(desk, when=timezone.now() - timedelta(days=30))
    answer = as_(desk.handler).get(LIST)
    assert numbers(answer) == [late.number, later.number]
    assert "已超期" in answer.content.decode()
    assert numbers(as_(desk.handler).get(LIST, {"lamp": "red"})) == [late.number]
    assert numbers(as_(desk.handler).get(LIST, {"lamp": "green"})) == [later.number]


def test_filters_narrow_and_a_wrong_one_is_told(desk, as_):
    wages = factories.assigned(desk, employer="鹤庆宏达建筑有限公司")
    factories.signed(desk, text=factories.SCHOOL)
    client = as_(desk.handler)
    assert numbers(client.get(LIST, {"stage": "assigned"})) == [wages.number]
    assert numbers(client.get(LIST, {"q": "宏达"})) == [wages.number]
    assert numbers(client.get(LIST, {"q": wages.number[-4:]})) == [wages.number]
    assert len(numbers(client.get(LIST, {"q": "19900009999"}))) == 2
    assert len(numbers(client.get(LIST, {"office": desk.hrss.name}))) == 2
    assert numbers(client.get(LIST, {"office": desk.education.name})) == []
    wrong = client.get(LIST, {"stage": "nirvana"})
    assert wrong.status_code == 200
    assert numbers(wrong) == []
    assert 'role="alert"' in wrong.content.decode()


def test_a_restricted_appeal_shows_that_it_is_there_but_not_its_words(desk, as_):
    hidden = factories.assigned(desk)
    Appeal.objects.filter(pk=hidden.pk).update(restricted=True)
    inspector = agencies.staff(Role.LABOUR_INSPECTOR)
    page = as_(inspector).get(LIST, {"show": "all"}).content.decode()
    assert hidden.number in page
    assert "拉黑" not in page
    assert "段*冰" not in page
    assert numbers(as_(inspector).get(LIST, {"show": "all", "q": "拉黑"})) == []
    page = as_(desk.handler).get(LIST).content.decode()
    assert "段*冰" in page


def test_the_list_costs_the_same_however_long(desk, as_, django_assert_max_num_queries):
    for _ in range(6):
        factories.assigned(desk)
    client = as_(desk.handler)
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_offices_are_offered_while_typing(desk, other, as_):
    page = as_(desk.handler).get(reverse("appeals:offices"), {"x-office": "教育"}).content.decode()
    assert page.index(desk.education.name) < page.index(other.education.name)
    assert as_(desk.handler).get(reverse("appeals:offices"), {"x": " "}).content == b""
