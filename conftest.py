"""Tests run on an embedded PostgreSQL of their own, apart from any demonstration."""

import os
from pathlib import Path

os.environ["RONGCHENG_TESTING"] = "1"
os.environ.setdefault("RONGCHENG_DATA", str(Path(__file__).parent / ".data" / "test"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rongcheng.settings")

import django
import pytest

# Set up here and not by pytest-django, which would read the settings before the lines above.
django.setup()


def pytest_configure(config):
    from django.conf import settings

    if settings.EMBEDDED:
        settings.EMBEDDED.start()
    name = os.environ.get("PYTEST_DB")
    if name:
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_{name}"


def pytest_unconfigure(config):
    from django.conf import settings

    if settings.EMBEDDED:
        settings.EMBEDDED.stop()


@pytest.fixture(autouse=True)
def plain_files(settings, tmp_path):
    """Uploads of a test go to the test's own folder."""
    settings.UPLOAD_DIR = tmp_path / "uploads"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit are cleaned up by TRUNCATE, which the audit trail refuses elsewhere."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE OR REPLACE FUNCTION audit_start_over() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN UPDATE audit_head SET events = 0, last_hash = ''; RETURN NULL; END $$;
            DROP TRIGGER IF EXISTS audit_refuse_truncate ON audit_touched;
            CREATE OR REPLACE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON audit_event
              FOR EACH STATEMENT EXECUTE FUNCTION audit_start_over();
            """
        )
