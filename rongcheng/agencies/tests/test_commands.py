"""First offices and accounts from the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.services.sessions import device_name
from rongcheng.agencies.tests import factories


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_first_administrator(client, db):
    answer = json.loads(
        run("staff_create", "--username", "root1", "--name", "管理员", "--role", "system_admin",
            "--json")
    )  # fmt: skip
    given = {"username": "root1", "password": answer["password"]}
    assert client.post("/login", given).status_code == 302
    assert client.get("/console/")["Location"] == "/account/password"


def test_mistakes_are_told_and_nothing_is_made(db):
    given = ["staff_create", "--username", "x", "--name", "x", "--role", "county_officer"]
    with pytest.raises(CommandError):
        run(*given)
    with pytest.raises(CommandError, match="no office number 99"):
        run(*given, "--office", "99")
    assert not Staff.objects.exists()


def test_departments_of_a_place_from_its_pack(db):
    factories.place(532932_000_000)
    answer = json.loads(run("office_create", "--place", "532932", "--pack", "dali", "--json"))
    kinds = {office["kind"] for office in answer["offices"]}
    assert {"hrss", "employment", "inspection", "station"} <= kinds
    run("office_create", "--place", "532932", "--pack", "dali")
    assert Office.objects.count() == len(answer["offices"])
    single = run("office_create", "--place", "532932", "--name", "农业农村局", "--kind", "other")
    assert "农业农村局" in single


@pytest.mark.parametrize(
    "words",
    [["--place", "99"], ["--place", "532932"], ["--place", "532932", "--pack", "atlantis"]],
)
def test_wrong_office_orders_are_refused(db, words):
    factories.place(532932_000_000)
    with pytest.raises(CommandError):
        run("office_create", *words)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 Chrome/86.0 Safari/537.36",
         "Chrome · Windows"),
        ("Mozilla/5.0 (Linux; Android 9) Chrome/78 Mobile Safari/537 MicroMessenger/8.0",
         "WeChat · Android"),
        ("curl/8.1", "curl/8.1"),
        ("", ""),
    ],
)  # fmt: skip
def test_devices_are_kept_by_short_names(agent, name):
    assert device_name(agent) == name
