"""The tiles of appeals on the home page: each for those whose work it is, with its count."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.tests import factories
from rongcheng.console.inbox import waiting_for

pytestmark = pytest.mark.django_db


def tiles(staff):
    return {str(t.label): (t.count, t.tone) for t in waiting_for(staff) if "/appeals/" in t.url}


def test_each_role_finds_its_own_work():
    desk = factories.desk()
    factories.signed(desk, when=timezone.now() - timedelta(days=30))
    factories.appeal()
    factories.returned(desk, times=3)
    assert tiles(desk.handler) == {"本单位待办诉求": (1, "bad")}
    assert tiles(desk.dispatcher)["待派诉求"] == (1, "plain")
    assert "超期诉求" not in tiles(desk.dispatcher)
    supervisor = tiles(desk.supervisor)
    assert supervisor["待裁定诉求"] == (1, "warn")
    assert supervisor["超期诉求"][0] == 1
    assert tiles(agencies.staff(Role.LEADER)) == {}


def test_another_county_finds_nothing():
    factories.appeal()
    assert all(count == 0 for count, _tone in tiles(factories.other_desk().dispatcher).values())
