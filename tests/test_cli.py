"""The program itself: what it finds before a command runs."""

from __future__ import annotations

import fcntl
import signal
import sys
from types import SimpleNamespace

import pytest
from django.db import connection

from rongcheng import cli
from rongcheng.console.management.commands import prepare


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


def test_help_names_a_command_as_it_is_typed(capsys):
    with pytest.raises(SystemExit):
        cli._run(["packs_check", "--help"])
    assert capsys.readouterr().out.startswith("usage: rongcheng packs check ")


def test_a_database_is_prepared_by_one_process_at_a_time(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    free = []

    def create() -> None:
        with open(tmp_path / "prepare.lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                free.append(True)
            except BlockingIOError:
                free.append(False)
        raise Stopped

    monkeypatch.setattr(prepare, "create_database", create)
    with pytest.raises(Stopped):
        prepare.Command().handle()
    with pytest.raises(Stopped):  # whoever failed leaves it free for the next
        prepare.Command().handle()
    assert free == [False, False]


class Stopped(Exception):
    """What stands in for a preparation that was broken off."""


def test_packs_are_checked_without_a_database(settings, monkeypatch, capsys):
    """The files alone are read, so neither a missing nor an older database stands in the way."""

    def asked(*_words):
        raise AssertionError("the database is asked for")

    monkeypatch.setattr(cli, "_ready", asked)
    settings.EMBEDDED = SimpleNamespace(start=asked, stop=asked)
    monkeypatch.setattr(sys, "argv", ["rongcheng", "packs", "check", "toy"])
    monkeypatch.setattr(signal, "signal", lambda *_words: None)
    cli.main()
    assert "no mistake" in capsys.readouterr().out
