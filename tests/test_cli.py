"""The program itself: what it finds before a command runs."""

from __future__ import annotations

import pytest
from django.db import connection

from rongcheng import cli


@pytest.mark.django_db
def test_a_database_of_an_earlier_version_is_named_by_what_it_lacks():
    assert cli._not_applied() == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'rules'")
    assert cli._not_applied() == ["rules.0001_initial"]


def test_a_word_that_begins_commands_lists_them():
    known = {"rules_screen", "rules_explain", "packs_check", "serve"}
    assert cli.group(["rules"], known) == cli.group(["rules", "--help"], known) == ""
    assert "rules sreen" in (cli.group(["rules", "sreen", "--json"], known) or "")
    assert cli.group(["serve"], known) is None and cli.group(["nix"], known) is None
