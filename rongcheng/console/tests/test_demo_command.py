"""``rongcheng demo``: fills once, is quick to see that it did, and starts over when told to."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from rongcheng.agencies.models import Staff
from rongcheng.benefits.models import InterestRun, PostPayRun
from rongcheng.console.management.commands import demo as command
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person, Review
from rongcheng.rules.models import Answer


@pytest.fixture
def demo(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path

    def run(**options):
        out = StringIO()
        call_command("demo", json=True, stdout=out, **options)
        return json.loads(out.getvalue())

    return run


def test_fills_once_and_starts_over_when_told(demo, tmp_path, monkeypatch):
    answer = demo(pack="dali", people=1200, seed=1)
    assert answer["already"] is False
    assert answer["people"] == Person.objects.filter(merged_into=None).count()
    assert answer["to_review"] == Review.objects.filter(state="open").count() > 0
    accounts = json.loads((tmp_path / "demo-accounts.json").read_text())
    assert {"role", "place", "username", "password", "token"} <= set(accounts[0])
    assert Staff.objects.get(username=accounts[0]["username"]).check_password(
        accounts[0]["password"]
    )
    assert len(list((tmp_path / "ledgers").glob("*.xlsx"))) == 8
    first = set(Person.objects.values_list("pk", "id_index"))

    again = demo(pack="dali", people=1200, seed=1)
    assert again["already"] is True
    assert set(Person.objects.values_list("pk", "id_index")) == first

    asked = []
    with monkeypatch.context() as patch:  # nobody could log in
        (tmp_path / "demo-accounts.json").unlink()
        patch.setattr(command, "fill_everything", lambda *args: asked.append(args) or {})
        assert demo(pack="dali", people=1200, seed=1)["already"] is False
    assert [(people, reset) for _, people, _, reset, _ in asked] == [(1200, True)]

    over = demo(pack="baotou", people=700, seed=2)  # another one is asked for
    accounts = json.loads((tmp_path / "demo-accounts.json").read_text())
    county = next(a for a in accounts if a["username"] == "county")
    staff = Staff.objects.get(username="county")
    assert staff.check_password(county["password"]) and not staff.must_change_password
    assert staff.office.place_id == county["place_code"] and county["place_code"] // 10**8 == 1502
    assert over["already"] is False
    numbers = set(Person.objects.values_list("pk", flat=True))
    assert abs(len(numbers) - 700) <= 12
    assert not numbers & {pk for pk, _ in first}
    told = set(Answer.objects.filter(subject="person").values_list("key", flat=True))
    assert told and told <= {str(pk) for pk in numbers}
    places = Employer.objects.values_list("place", flat=True)
    assert {place // 10**8 for place in places} == {1502}  # those of the first went with it
    for lists in (PostPayRun, InterestRun):
        assert {place // 10**8 for place in lists.objects.values_list("place", flat=True)} <= {1502}


def test_real_people_are_never_cleared_away(demo):
    Person.objects.create(name="真有其人")
    with pytest.raises(CommandError, match="not filled by a demonstration"):
        demo(pack="dali", people=200, reset=True)
    with pytest.raises(CommandError, match="empty"):
        demo(pack="dali", people=200)
    assert Person.objects.get().name == "真有其人"


def test_what_cannot_be_is_said(demo):
    with pytest.raises(CommandError, match="no pack 'atlantis'"):
        demo(pack="atlantis", people=200)
    with pytest.raises(CommandError, match="at least 100"):
        demo(pack="dali", people=5)
