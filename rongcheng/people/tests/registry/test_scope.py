"""Who sees whom: people of one's place and people who work in it, nobody else."""

import pytest

from rongcheng.agencies.tests import factories as agencies
from rongcheng.people.queries.filters import Filters
from rongcheng.people.queries.person import NotFound, person
from rongcheng.people.queries.persons import persons
from rongcheng.people.queries.scope import counted_persons, visible_persons
from rongcheng.people.tests import factories


def names(queryset):
    return set(queryset.values_list("name", flat=True))


def test_county_officer_sees_the_people_of_the_county(people, officer):
    assert names(visible_persons(officer)) == {"赵石磊", "和玉梅", "赵小鹏", "杨桂香", "木晓兰"}


def test_host_county_sees_those_who_work_there(people):
    host = agencies.staff("county_officer", factories.KUNMING, username="host")
    assert names(visible_persons(host)) == {"和玉梅"}


def test_village_clerk_sees_the_village(people):
    clerk = agencies.staff("village_clerk", factories.OTHER_VILLAGE, username="clerk")
    assert names(visible_persons(clerk)) == {"木晓兰"}


def test_station_sees_whom_it_recorded(people):
    clerk = agencies.staff("station_clerk", agencies.CITY, username="station")
    assert not visible_persons(clerk).exists()
    factories.record(factories.ZHAO["father"] | {"phone": "19900007777"}, office=clerk.office)
    assert names(visible_persons(clerk)) == {"赵石磊"}


def test_merged_records_are_hidden(people, officer):
    gone = people["mu"]
    gone.id_index, gone.merged_into = None, people["mother"]
    gone.save()
    assert "木晓兰" not in names(visible_persons(officer))
    assert person(officer, gone.pk) == people["mother"]


@pytest.mark.parametrize("role", ["leader", "auditor"])
def test_figures_alone_open_nobody(people, role):
    reader = agencies.staff(role, username=role)
    assert not visible_persons(reader).exists()
    assert counted_persons(reader).count() == 5


def test_nobody_without_an_office(people):
    lost = agencies.staff("county_officer", username="lost")
    lost.office = None
    assert not visible_persons(lost).exists()


def test_filters_never_widen(people, stranger):
    assert names(persons(stranger, Filters(place=agencies.COUNTY))) == set()
    with pytest.raises(NotFound):
        person(stranger, people["father"].pk)
