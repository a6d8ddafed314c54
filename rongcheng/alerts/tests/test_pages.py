"""The stream of warnings through its pages: who sees what, taking up, closing with measures."""

from __future__ import annotations

import pytest
from django.urls import reverse

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.alerts.models import Alert
from rongcheng.alerts.services import Warning, raise_alert
from rongcheng.audit.models import Event
from rongcheng.audit.services import System

pytestmark = pytest.mark.django_db
COUNTY, OTHER = agencies.COUNTY, agencies.OTHER_COUNTY


def warning(level: int = 3, about: str = "宏达建筑", place: int = COUNTY, key: str = "") -> Alert:
    agencies.place(place)
    return raise_alert(
        by=System("test"),
        warning=Warning(
            rule="appeals.hotspot", key=key or about, level=level, place=place,
            title="hotspot_employer", about=about, rows=["532932-20261122-0001"],
            facts={"people": 4, "days": 30, "by": "employer"},
        ),
    )  # fmt: skip


@pytest.fixture
def officer():
    return agencies.staff(Role.SUPERVISOR)


def test_the_stream_shows_the_place_the_most_serious_first(client, officer):
    warning(2, "蓝天服装")
    warning(4, "宏达建筑")
    warning(4, "别县的厂", place=OTHER)
    client.force_login(officer)
    page = client.get(reverse("alerts:stream")).content.decode()
    assert "别县的厂" not in page
    assert 0 < page.index("宏达建筑") < page.index("蓝天服装")
    assert "30天内" in page and "4人" in page


def test_it_narrows_by_level_state_and_words(client, officer):
    warning(2, "蓝天服装")
    warning(4, "宏达建筑")
    client.force_login(officer)

    def shown(query: str) -> str:
        return client.get(reverse("alerts:stream") + query).content.decode()

    assert "蓝天服装" not in shown("?level=3") and "宏达建筑" in shown("?level=3")
    assert "宏达建筑" not in shown("?about=蓝天")
    assert "宏达建筑" not in shown("?state=closed") and "宏达建筑" in shown("?state=open")
    assert "宏达建筑" in shown("?rule=appeals.hotspot")


def test_it_is_taken_up_and_closed_with_what_was_done(client, officer):
    alert = warning()
    client.force_login(officer)
    one = reverse("alerts:alert", args=[alert.pk])
    assert "532932-20261122-0001" in client.get(one).content.decode()
    assert client.post(reverse("alerts:take", args=[alert.pk])).status_code == 302
    alert.refresh_from_db()
    assert alert.taken_by == officer
    end = reverse("alerts:close", args=[alert.pk])
    assert client.post(end, {"measures": " "}).status_code == 400
    assert client.post(end, {"measures": "已约谈，工资补发到位。"}).status_code == 302
    alert.refresh_from_db()
    assert alert.state == "closed"
    assert "已约谈" in client.get(one).content.decode()
    assert client.post(end, {"measures": "再关一次"}).status_code == 400
    assert client.post(reverse("alerts:take", args=[alert.pk])).status_code == 400
    trail = Event.objects.filter(act__startswith="alerts.").order_by("pk")
    assert [e.act for e in trail] == ["alerts.raised", "alerts.taken", "alerts.closed"]


def test_a_leader_sees_and_does_not_act(client):
    alert = warning()
    client.force_login(agencies.staff(Role.LEADER))
    page = client.get(reverse("alerts:alert", args=[alert.pk]))
    assert page.status_code == 200 and reverse("alerts:take", args=[alert.pk]) not in (
        page.content.decode()
    )
    assert client.post(reverse("alerts:take", args=[alert.pk])).status_code == 403


def test_others_do_not_see_it(client):
    alert = warning(place=OTHER)
    client.force_login(agencies.staff(Role.SUPERVISOR))
    assert client.get(reverse("alerts:alert", args=[alert.pk])).status_code == 404
    client.force_login(agencies.staff(Role.VILLAGE_CLERK, agencies.VILLAGE))
    assert client.get(reverse("alerts:stream")).status_code == 403


def test_it_rises_and_does_not_stand_twice(officer):
    first = warning(2)
    again = warning(4)
    assert again == first and again.level == 4 and again.heightened_at
    assert warning(1).level == 4


def test_the_home_page_counts_warnings(client, officer):
    warning(4)
    client.force_login(officer)
    page = client.get(reverse("console:inbox")).content.decode()
    assert reverse("alerts:stream") in page
