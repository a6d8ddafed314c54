"""Pages of staff are not kept by browsers."""

import pytest
from django.test import Client

from . import factories

pytestmark = pytest.mark.django_db


def test_pages_seen_by_staff_are_not_stored():
    staff = factories.staff()
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    assert "no-store" in client.get("/appeals/").headers["Cache-Control"]
