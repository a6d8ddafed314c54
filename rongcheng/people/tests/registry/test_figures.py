"""Figures equal the lists behind them, follow changes, and tell too much to nobody."""

from datetime import date

import pytest
from django.urls import reverse

from rongcheng.agencies.tests import factories as agencies
from rongcheng.core.errors import NotAllowed
from rongcheng.people.demo import generate
from rongcheng.people.demo.load import fill
from rongcheng.people.queries.figures import overview
from rongcheng.people.queries.filters import Filters
from rongcheng.people.queries.persons import persons
from rongcheng.people.tests import factories

TODAY = date(2026, 11, 1)


@pytest.fixture
def crowd(db):
    """Two thousand invented people of a prefecture, with its offices."""
    agencies.office(agencies.CITY, name="州就业局")
    agencies.office(agencies.COUNTY, name="鹤庆县就业局")
    agencies.office(agencies.CITY, "station", name="驻东莞服务站")
    fill(generate(agencies.CITY, 2000, 5, TODAY), by=factories.TEST)


PLACES = [("city_officer", agencies.CITY), ("county_officer", agencies.COUNTY),
          ("city_officer", 441900_000_000)]  # fmt: skip
NARROWED = [{}, {"sex": "2"}, {"age": "21-30", "range": "away"}, {"month": date(2026, 3, 1)}]


def test_figures_equal_the_lists_behind_them_and_add_up(crowd):
    for number, (role, code) in enumerate(PLACES):
        staff = agencies.staff(role, code, username=f"counter{number}")
        for side in ("home", "host"):
            for more in NARROWED if side == "home" else NARROWED[:1]:
                filters = Filters(place=code, side=side, today=TODAY, **more)
                shown = overview(staff, filters)
                assert shown.total.count == persons(staff, filters).count()
                check_lists(staff, shown)
                check_sums(shown)


def check_lists(staff, shown):
    figures = [shown.total, shown.working, shown.away, shown.stale, *shown.months[::6]]
    figures += [figure for name in shown.by for figure in shown.by[name][:4]]
    for figure in figures:
        if figure.address:
            pairs = dict(pair.split("=") for pair in figure.address.split("&"))
            listed = Filters.parse(pairs).but(today=TODAY)
            assert persons(staff, listed).count() == figure.count, figure


def check_sums(shown):
    for name in ("sex", "age", "education", "poverty", "work", "fresh", "place"):
        assert sum(f.count for f in shown.by.get(name, [shown.total])) == shown.total.count, name
    for name in ("range", "industry"):
        assert sum(f.count for f in shown.by[name]) == shown.working.count, name


def test_figures_follow_every_change(people, officer):
    everybody = Filters(place=agencies.COUNTY)
    assert overview(officer, everybody).total.count == 5
    factories.record(factories.person("寸小妹", sex=2, serial=30))
    assert overview(officer, everybody).total.count == 6


def test_figures_stay_within_reach(people, stranger):
    assert overview(stranger, Filters(place=agencies.COUNTY)).total.count == 0
    assert overview(stranger, Filters(place=agencies.OTHER_COUNTY)).total.count == 1


def test_a_station_counts_whom_it_recorded(people):
    staff = agencies.staff("station_clerk", agencies.CITY, username="station")
    staff.role = "county_officer"
    assert overview(staff, Filters()).total.count == 0
    factories.record(factories.ZHAO["father"] | {"address": "一组"}, office=staff.office)
    assert overview(staff, Filters()).total.count == 1


def test_clerks_without_figures_are_refused(people):
    clerk = agencies.staff("station_clerk", agencies.CITY, username="station")
    with pytest.raises(NotAllowed):
        overview(clerk, Filters())


def test_leaders_get_no_small_counts_and_no_lists(people, leader):
    shown = overview(leader, Filters(place=agencies.COUNTY))
    assert shown.total.count == 5
    assert not shown.total.address
    for name in shown.by:
        for figure in shown.by[name]:
            assert figure.count is None or figure.count >= 5
            assert not figure.address


def test_a_single_withheld_count_cannot_be_worked_out(people, leader):
    for serial in range(40, 46):
        factories.record(factories.person(f"和{serial}", sex=2, serial=serial))
    for serial in range(50, 56):
        factories.record(factories.person(f"寸{serial}", serial=serial))
    shown = overview(leader, Filters(place=agencies.COUNTY))
    withheld = [f for f in shown.by["work"] if f.count is None]
    assert len(withheld) != 1


def test_overview_page(people, as_officer, django_assert_max_num_queries):
    as_officer.get(reverse("people:overview"))
    with django_assert_max_num_queries(12):
        page = as_officer.get(reverse("people:overview"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "鹤庆县" in text
    assert "range=away" in text


def test_leader_page_has_no_links_to_lists(people, as_leader):
    text = as_leader.get(reverse("people:overview")).content.decode()
    assert f"{reverse('people:search')}?" not in text


def test_count_again(people, as_officer):
    answer = as_officer.post(reverse("people:count_again"), {"place": str(agencies.COUNTY)})
    assert answer.status_code == 302
    assert str(agencies.COUNTY) in answer.url
