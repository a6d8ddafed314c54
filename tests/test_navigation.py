"""The console's navigation leads somewhere, and each entry only to those who may go there."""

from dataclasses import replace

import pytest
from django.urls import resolve, reverse

from rongcheng.agencies.roles import Can, Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.web.navigation import ENTRIES, allowed

PLACES = {
    "system_admin": agencies.CITY, "province_officer": agencies.PROVINCE,
    "city_officer": agencies.CITY, "township_clerk": agencies.TOWNSHIP,
    "village_clerk": agencies.VILLAGE, "station_clerk": agencies.CITY,
}  # fmt: skip


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.view)
def test_every_entry_has_an_address_of_its_own_part(entry):
    address = reverse(entry.view)
    assert resolve(address).view_name == entry.view
    assert set(entry.capability.split()) <= set(Can)


def test_entries_that_a_role_is_shown_open(db, client):
    for role in Role.values:
        staff = agencies.staff(role, PLACES.get(role, agencies.COUNTY), username=f"walker_{role}")
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        for entry in ENTRIES:
            answer = client.get(reverse(entry.view))
            # who is led there by another entry is not shown this one, but may open the page
            may = allowed(staff, replace(entry, unless=""))
            assert answer.status_code == (200 if may else 403), (role, entry.view)
            assert may or not allowed(staff, entry)


def test_the_search_box_is_for_those_who_may_see_people(db, client):
    for role in (Role.COUNTY_OFFICER, Role.LEADER):
        staff = agencies.staff(role, username=f"finder_{role}")
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        shown = client.get(reverse("console:inbox")).content.decode()
        assert ('class="topbar-search"' in shown) == staff.can("see_people")
