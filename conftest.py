"""Tests run on an embedded PostgreSQL of their own, apart from any demonstration."""

import os
import re
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
    """Every test finds the places of the country; tests that commit leave them alone."""
    from django.db import connection

    from rongcheng.audit.services import System
    from rongcheng.places.services import load_places

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(_TRUNCATE_MAY_START_OVER)
        load_places(by=System())
        cursor.execute("TRUNCATE audit_event CASCADE")
    _flush_all_but("places_place")


@pytest.fixture(scope="module")
def written_once(django_db_setup, django_db_blocker):
    """What a module's fixture writes after this one is found by each test of the file, then gone.

    A test's own changes are rolled back to there. Not for files whose tests commit.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


# Tests that commit are cleaned up by TRUNCATE, which the audit trail refuses elsewhere.
_TRUNCATE_MAY_START_OVER = """
  CREATE OR REPLACE FUNCTION audit_start_over() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN UPDATE audit_head SET events = 0, last_hash = ''; RETURN NULL; END $$;
  DROP TRIGGER IF EXISTS audit_refuse_truncate ON audit_touched;
  CREATE OR REPLACE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_start_over();
"""


def _flush_all_but(table):
    """Keep a table of reference data when Django empties the database after a test."""
    from django.core.management.commands import flush

    def sql_flush(*args, **kwargs):
        return [re.sub(rf'"{table}",? ?', "", sql) for sql in plain(*args, **kwargs)]

    plain, flush.sql_flush = flush.sql_flush, sql_flush
