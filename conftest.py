"""Tests run on an embedded PostgreSQL of their own, apart from any demonstration."""

import os
from pathlib import Path

os.environ["RONGCHENG_TESTING"] = "1"
os.environ.setdefault("RONGCHENG_DATA", str(Path(__file__).parent / ".data" / "test"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rongcheng.settings")

import django
import pytest
from hypothesis import settings as hypothesis_settings

# Set up here and not by pytest-django, which would read the settings before the lines above.
django.setup()
hypothesis_settings.register_profile("untimed", deadline=None)  # busy machines are no errors
hypothesis_settings.load_profile("untimed")


def pytest_configure(config):
    from django.conf import settings

    if settings.EMBEDDED:
        settings.EMBEDDED.start()
    name = os.environ.get("PYTEST_DB")
    if name:
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_{name}"


def pytest_collection_modifyitems(config, items):
    if hasattr(config, "workerinput"):
        from tests.order import long_first

        long_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    if config.getvalue("dist") != "loadfile":
        return None
    from tests.order import LongFirst

    return LongFirst(config, log)


def pytest_unconfigure(config):
    from django.conf import settings

    if settings.EMBEDDED:
        settings.EMBEDDED.stop()


@pytest.fixture(autouse=True)
def plain_files(settings, tmp_path):
    """Uploads of a test go to the test's own folder."""
    settings.UPLOAD_DIR = tmp_path / "uploads"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Every test finds the places of the country: each database is a copy of one that has them."""
    from django.db import connection

    from tests import database

    with django_db_blocker.unblock():
        name = database.template()
    # A copy needs no migrations, which would only find that there is nothing to do.
    connection.settings_dict["TEST"] |= {"TEMPLATE": name, "MIGRATE": False}
    database.empty_quickly()


@pytest.fixture(scope="module")
def written_once(django_db_setup, django_db_blocker):
    """What a module's fixture writes after this one is found by each test of the file, then gone.

    A test's own changes are rolled back to there. Not for files whose tests commit.
    """
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """What was written once is checked once, not again at the end of each test."""
    result = yield
    if fixturedef.scope == "module" and "written_once" in fixturedef.argnames:
        from django.db import connection

        with request.getfixturevalue("django_db_blocker").unblock():
            connection.check_constraints()
    return result
