"""Trials: counts of the very people in reach, before and after; nothing else is touched."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.places.codes import span_of
from rongcheng.rulekit.sources import text_of
from rongcheng.rules import population, simulating
from rongcheng.rules.altering import with_altered
from rongcheng.rules.packs import live, pages_of
from rongcheng.rules.population import Reach
from rongcheng.rules.queries.trial_people import people_of
from rongcheng.rules.services import simulation
from rongcheng.rules.services.simulation import What
from rongcheng.rules.tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 31)
LOWER = What(rule="DL-8", changes={"values": {"least_months": "2"}})
ELSEWHERE = agencies.OTHER_COUNTY + 100_201


@pytest.fixture(autouse=True)
def snapshots(settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path


@pytest.fixture
def workers():
    """At home in the county: six, two and one month away; elsewhere: two months; one not poor."""
    return [
        factories.worker("和丽江", start=date(2026, 3, 1)),
        factories.worker("和晓云", start=date(2026, 6, 20)),
        factories.worker(
            "和秋月", start=date(2026, 7, 20), range_="across_county_within_prefecture"
        ),
        factories.worker("段春山", start=date(2026, 6, 25), village=ELSEWHERE),
        factories.worker("杨冬雪", start=date(2026, 3, 1), poverty="none"),
    ]


def ran(changes: dict, role: str = Role.COUNTY_OFFICER, code: int = agencies.COUNTY, rule="DL-8"):
    staff = agencies.staff(role, code)
    trial = simulation.ask(by=staff, pack="dali", day=DAY, title="", what=What(
        rule=rule, changes=changes))  # fmt: skip
    return staff, simulation.run(trial=trial)


def counted(trial, rule: str = "DL-8") -> dict:
    assert trial.state == "done", trial.failure
    return next(each for each in trial.result["rules"] if each["id"] == rule)


def test_a_lower_threshold_before_and_after(workers):
    _staff, trial = ran({"values": {"least_months": "2"}})
    found = counted(trial)
    assert found["before"] == {"people": 1, "cost": 100_000, "asked": 0}
    assert found["after"] == {"people": 2, "cost": 200_000, "asked": 0}
    assert found["n_gains"] == 1 and "n_loses" not in found
    (row,) = trial.result["counties"]
    assert row["county"] == agencies.COUNTY and row["after"]["people"] == 2


def test_only_ones_own_place_is_counted_and_the_city_sees_both_counties(workers):
    _staff, trial = ran({"values": {"least_months": "2"}}, Role.CITY_OFFICER, agencies.CITY)
    assert counted(trial)["after"]["people"] == 3
    by_county = {row["county"]: row["after"]["people"] for row in trial.result["counties"]}
    assert by_county == {agencies.COUNTY: 2, agencies.OTHER_COUNTY: 1}


def test_a_condition_left_out_one_added_another_amount(workers):
    _staff, trial = ran({"drop": ["poverty"]})
    assert counted(trial)["after"]["people"] == 2
    _staff, trial = ran({"add": "transfer_range = 'overseas'"})
    assert counted(trial)["after"] == {"people": 0, "cost": 0, "asked": 0}
    assert counted(trial)["n_loses"] == 1
    _staff, trial = ran({"amount": "yuan(1200)"})
    assert counted(trial)["after"]["cost"] == 120_000 and counted(trial)["n_more"] == 1
    _staff, trial = ran({"add": "wants_post"})
    assert counted(trial)["after"] == {"people": 0, "cost": 0, "asked": 1}


def test_what_cannot_be_read_is_refused_at_once():
    for changes in ({}, {"values": {"least_months": "viele"}}, {"values": {"nix": "3"}},
                    {"add": "mond > 3"}, {"add": "yuan(3)"}, {"amount": "3"},
                    {"drop": ["place", "age", "poverty", "away", "months"]}):  # fmt: skip
        with pytest.raises(Refusal):
            ran(changes)


def test_who_may_try():
    for role in (Role.LEADER, Role.FINANCE_OFFICER):
        with pytest.raises(NotAllowed):
            ran({"drop": ["poverty"]}, role)
    _staff, trial = ran({"drop": ["poverty"]}, Role.CHIEF_APPROVER)
    assert trial.state == "done"


def test_the_list_is_of_real_people_and_only_of_those_one_may_open(workers):
    staff, trial = ran({"values": {"least_months": "2"}}, Role.CITY_OFFICER, agencies.CITY)
    changes = simulation.changes_of(trial)
    names = {line.name for line in people_of(staff, changes, "gains")}
    assert names == {"和晓云", "段春山"}
    county = agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY)
    assert {line.name for line in people_of(county, changes, "gains")} == {"和晓云", ""}
    leader = agencies.staff(Role.LEADER, agencies.CITY)
    assert {line.name for line in people_of(leader, changes, "gains")} == {""}


def test_counts_agree_with_screening_and_overlaps_with_both(workers):
    """The trial's numbers are those of the screening that decides, rule by rule."""
    from rongcheng.rules.screening import screen

    pack = live("dali")
    after = with_altered(pack, "DL-8", DAY, {"values": {"least_months": "2"}})
    found = simulating.simulate(pack, after, DAY)
    screened = next(each for each in screen(pack, DAY) if each.subject == "person")
    for each in found.result["rules"]:
        totals = screened.totals[each["id"]]
        assert each["before"]["people"] == totals["eligible"], each["id"]
        assert each["before"]["asked"] == totals["needs"], each["id"]
        assert each["before"]["cost"] == totals.get("amount", 0), each["id"]
    matrix = found.result["overlaps"]["person"][1]
    for id, row in matrix.items():
        people = next(each for each in found.result["rules"] if each["id"] == id)["after"]["people"]
        assert row[id] == people
        assert all(row[other] == matrix[other][id] <= row[id] for other in matrix)


def test_in_pieces_it_comes_to_the_same(workers, monkeypatch):
    pack = live("dali")
    after = with_altered(pack, "DL-8", DAY, {"values": {"least_months": "2"}})
    whole = simulating.simulate(pack, after, DAY)
    monkeypatch.setattr("rongcheng.rules.comparing.BATCH", 2)
    pieces = simulating.simulate(pack, after, DAY)
    assert pieces.result == whole.result
    assert pieces.changes.sort("key").equals(whole.changes.sort("key"))


def test_a_large_registry_is_not_read_while_somebody_waits(workers, monkeypatch):
    pack = live("dali")
    after = with_altered(pack, "DL-8", DAY, {"values": {"least_months": "2"}})
    reach = Reach(*span_of(agencies.COUNTY))
    monkeypatch.setattr(simulating, "is_large", lambda: True)
    monkeypatch.setattr(population, "is_large", lambda: True)
    assert simulating.preview(pack, after, DAY, reach).found is None
    simulating.simulate(pack, after, DAY, reach)  # in the background: the snapshot is there now
    monkeypatch.setattr(simulating, "SAMPLE", 2)
    seen = simulating.preview(pack, after, DAY, reach)
    assert seen.found is not None and seen.every == 2
    assert seen.found.result["subjects"]["person"] == 2


def test_two_packs_compared_over_people(workers):
    staff = agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY)
    trial = simulation.ask(
        by=staff, pack="dali", day=DAY, title="", what=What(other="huangshan")
    )  # fmt: skip
    found = counted(simulation.run(trial=trial))
    assert found["before"]["people"] == 1 and found["after"]["people"] == 0


def test_the_command(workers, tmp_path: Path):
    text = text_of(pages_of("dali", DAY), "DL-8")
    text = text.replace("value: 3,", "value: 2,").replace("months_in_row: 2}", "months_in_row: 1}")
    draft = tmp_path / "draft.yaml"
    draft.write_text(text, "utf-8")
    words = ["rules_simulate", "--pack", "dali", "--draft", str(draft), "--as-of", str(DAY)]
    out = StringIO()
    call_command(*words, "--json", stdout=out)
    found = next(each for each in json.loads(out.getvalue())["rules"] if each["id"] == "DL-8")
    assert (found["before"]["people"], found["after"]["people"]) == (1, 3)
    out = StringIO()
    call_command(*words, "--place", str(agencies.COUNTY), stdout=out)
    assert "people 1 → 2" in out.getvalue()
    draft.write_text(text.replace("months_in_row >=", "months_in_raw >="), "utf-8")
    with pytest.raises(CommandError, match="line "):
        call_command(*words, stdout=StringIO())
    with pytest.raises(CommandError, match="cannot be read"):
        call_command(*[*words[:3], "--draft", str(tmp_path / "none.yaml")], stdout=StringIO())


def test_what_goes_wrong_inside_is_told_and_can_be_asked_again(workers, monkeypatch):
    staff = agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY)
    trial = simulation.ask(by=staff, pack="dali", day=DAY, title="", what=LOWER)
    with pytest.raises(Conflict):
        simulation.again(by=staff, trial=trial)
    monkeypatch.setattr(simulation, "simulate", lambda *_a, **_b: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        simulation.run(trial=trial)
    trial.refresh_from_db()
    assert trial.state == "failed" and "管理员" in trial.failure
    monkeypatch.undo()
    new = simulation.run(trial=simulation.again(by=staff, trial=trial))
    assert new.pk != trial.pk and counted(new)["after"]["people"] == 2


def test_a_trial_that_nobody_works_on_is_given_up_for_another(workers):
    staff = agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY)
    trial = simulation.ask(by=staff, pack="dali", day=DAY, title="", what=LOWER)
    assert not simulation.stalled(trial)
    trial.asked_at -= simulation.STALLED_AFTER + timedelta(seconds=1)
    trial.state = "running"
    assert simulation.stalled(trial)
    trial.progress = {"at": timezone.now().isoformat()}
    assert not simulation.stalled(trial)
    trial.progress = {}
    new = simulation.again(by=staff, trial=trial)
    assert trial.state == "failed" and str(new.pk) in trial.failure
