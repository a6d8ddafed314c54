"""Fixtures of this part: see factories.py for what they are made of."""

import pytest

from rongcheng.agencies.tests import factories


@pytest.fixture
def county(db):
    return factories.staff("county_officer", username="county")


@pytest.fixture
def admin(db):
    return factories.staff("system_admin", None, username="admin")
