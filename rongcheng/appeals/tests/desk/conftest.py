"""Fixtures of the tests of staff pages: a county's offices, and a browser session for each."""

import pytest

from rongcheng.appeals.tests import factories

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def desk(db):
    return factories.desk()


@pytest.fixture
def other(db):
    return factories.other_desk()


@pytest.fixture
def as_(client):
    """``as_(staff)`` is the test client, logged in as that person."""

    def log_in(staff):
        client.force_login(staff, backend=BACKEND)
        return client

    return log_in
