"""Clients that call the API as one member of staff each."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from rongcheng.agencies.services import issue_token
from rongcheng.agencies.tests import factories as agencies
from rongcheng.people.tests import factories


class Api:
    """Calls as ``staff``; ``data`` is sent as JSON."""

    def __init__(self, staff=None, token: str = "") -> None:
        self.staff = staff
        token = token or (issue_token(staff=staff, by=staff, name="t") if staff else "")
        headers = {"accept-language": "en"} | (
            {"authorization": f"Bearer {token}"} if token else {}
        )
        self.client = Client(headers=headers)

    def __call__(self, method: str, path: str, data=None, status: int = 200, **more):
        if data is not None:
            more |= {"data": json.dumps(data), "content_type": "application/json"}
        response = getattr(self.client, method)(f"/api/v1{path}", **more)
        assert response.status_code == status, response.content.decode()
        if status >= 400:
            assert set(response.json()) <= {"code", "message", "fields"} and response.json()["code"]
        is_json = response.headers["Content-Type"].startswith("application/json")
        return response.json() if is_json else response


@pytest.fixture(autouse=True)
def nobody_called_before():
    cache.clear()


@pytest.fixture
def people(db):
    return factories.village()


@pytest.fixture
def county(db):
    return Api(agencies.staff("county_officer", username="county"))


@pytest.fixture
def stranger(db):
    """An officer of another county."""
    return Api(agencies.staff("county_officer", agencies.OTHER_COUNTY, username="stranger"))


@pytest.fixture
def leader(db):
    """Sees figures only."""
    return Api(agencies.staff("leader", username="leader"))


@pytest.fixture
def clerk(db):
    """A village clerk: no full numbers."""
    agencies.place(factories.VILLAGE)
    return Api(agencies.staff("village_clerk", factories.VILLAGE, username="clerk"))


@pytest.fixture
def nobody(db):
    return Api()
