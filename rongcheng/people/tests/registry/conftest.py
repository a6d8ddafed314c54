"""Fixtures of the registry's tests."""

import pytest

from rongcheng.agencies.tests import factories as agencies
from rongcheng.people.queries import snapshot
from rongcheng.people.tests import factories


@pytest.fixture(autouse=True)
def own_snapshots(settings, tmp_path):
    """No snapshot of an earlier test: a rolled-back database gives out the same numbers again."""
    settings.SNAPSHOT_DIR = tmp_path / "snapshots"
    snapshot.forget()


@pytest.fixture
def people(db):
    return factories.village()


@pytest.fixture
def officer(db):
    return agencies.staff("county_officer", username="officer")


@pytest.fixture
def stranger(db):
    """An officer of another county."""
    return agencies.staff("county_officer", agencies.OTHER_COUNTY, username="stranger")


@pytest.fixture
def leader(db):
    return agencies.staff("leader", username="leader")


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_stranger(client, stranger):
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_leader(client, leader):
    client.force_login(leader, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def loaded_places():
    from rongcheng.places.gazetteer import Gazetteer

    return Gazetteer.load()
