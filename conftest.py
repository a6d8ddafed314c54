"""Tests run on an embedded PostgreSQL of their own, apart from any demonstration."""

import os
from pathlib import Path

os.environ["RONGCHENG_TESTING"] = "1"
os.environ.setdefault("RONGCHENG_DATA", str(Path(__file__).parent / ".data" / "test"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rongcheng.settings")

import pytest  # noqa: E402


def pytest_configure(config):
    from django.conf import settings

    if settings.EMBEDDED:
        settings.EMBEDDED.start()
    name = os.environ.get("PYTEST_DB")
    if name:
        settings.DATABASES["default"]["TEST"] = {"NAME": f"test_{name}"}


def pytest_unconfigure(config):
    from django.conf import settings

    if settings.EMBEDDED:
        settings.EMBEDDED.stop()


@pytest.fixture(autouse=True)
def plain_files(settings, tmp_path):
    """Uploads of a test go to the test's own folder."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
