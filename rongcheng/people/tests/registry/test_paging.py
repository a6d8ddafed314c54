"""Lists read off the snapshot equal those of the database, and open nobody else's persons."""

from datetime import date, timedelta

import pytest

from rongcheng.agencies.tests import factories as agencies
from rongcheng.people.demo import generate
from rongcheng.people.demo.load import fill
from rongcheng.people.models import Person, SourceRecord
from rongcheng.people.queries import paging, snapshot
from rongcheng.people.queries.filters import Filters
from rongcheng.people.queries.persons import SORTS, in_order, page
from rongcheng.people.tests import factories
from rongcheng.places.services import load_places

TODAY = date(2026, 11, 1)
NARROWED = [
    Filters(today=TODAY), Filters(place=agencies.COUNTY, today=TODAY),
    Filters(place=agencies.COUNTY, side="host", sex="2", today=TODAY),
    Filters(range="away", age="21-30", today=TODAY), Filters(fresh="stale", today=TODAY),
    Filters(month=date(2026, 3, 1), education="70", today=TODAY),
]  # fmt: skip


@pytest.fixture
def large(monkeypatch):
    """Any registry counts as a large one."""
    monkeypatch.setattr(paging, "LARGE", 1)


@pytest.fixture
def crowd(db, large):
    load_places(by=factories.TEST)
    agencies.office(agencies.CITY, name="州就业局")
    agencies.office(agencies.COUNTY, name="鹤庆县就业局")
    agencies.office(agencies.CITY, "station", name="驻东莞服务站")
    fill(generate(agencies.CITY, 1500, 5, TODAY), by=factories.TEST)
    snapshot.renew()


def test_lists_are_those_of_the_database_in_the_same_order(crowd):
    readers = [
        agencies.staff(role, code, username=role)
        for role, code in (
            ("city_officer", agencies.CITY), ("county_officer", agencies.COUNTY),
            ("station_clerk", agencies.CITY),
        )
    ]  # fmt: skip
    SourceRecord.objects.filter(person__in=Person.objects.all()[:200]).update(
        office=readers[2].office, batch=None
    )
    for staff in readers:
        for filters in NARROWED:
            for sort in SORTS:
                expected = in_order(staff, filters, sort)
                shown = page(staff, filters, sort=sort)
                assert shown.paginator.count == expected.count()
                assert [p.pk for p in shown] == [p.pk for p in expected[:50]], (staff, sort)
        assert page(staff, Filters()).paginator.count > 20


def test_the_second_page_follows_the_first(crowd):
    staff = agencies.staff("city_officer", agencies.CITY, username="reader")
    expected = [p.pk for p in in_order(staff, Filters(), "name")[:100]]
    pages = [page(staff, Filters(), sort="name", number=n) for n in (1, 2)]
    assert [p.pk for one in pages for p in one] == expected


def test_a_page_takes_few_queries(crowd, django_assert_num_queries):
    staff = agencies.staff("city_officer", agencies.CITY, username="reader")
    page(staff, Filters(), sort="name")
    with django_assert_num_queries(4):  # two about changes, the rows, their present work
        list(page(staff, Filters(), sort="name"))


def test_who_left_since_the_count_is_not_shown(people, officer, large):
    snapshot.renew()
    gone = people["mu"]
    gone.id_index, gone.merged_into = None, people["mother"]
    gone.save()
    assert gone.pk in paging.listed(officer, Filters(), sort="", most=50).ids
    assert gone not in list(page(officer, Filters()))


def test_figures_alone_open_no_list(people, leader, large):
    snapshot.renew()
    assert not list(page(leader, Filters()))


def test_an_old_snapshot_serves_no_list(people, officer, large, monkeypatch):
    monkeypatch.setattr(snapshot, "renew_behind", lambda: None)
    snapshot.renew()
    factories.record(factories.person("寸小妹", sex=2, serial=30))
    assert page(officer, Filters()).paginator.count == 5
    assert page(officer, Filters()).paginator.behind
    monkeypatch.setattr(paging, "OLDEST", timedelta(0))
    assert page(officer, Filters()).paginator.count == 6
