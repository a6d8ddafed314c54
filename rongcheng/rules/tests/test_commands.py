"""The commands over a registry: packs checked, everybody screened, one person explained."""

from __future__ import annotations

import json
import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from rongcheng.people.models import EmploymentSpell, Person, SourceRecord
from rongcheng.rules.packs import load

DAY = "2023-08-31"


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def workers(db, tmp_path, settings):
    """Two persons lifted out of poverty, in another province: one for five months, one for two."""
    settings.SNAPSHOT_DIR = tmp_path / "snapshots"
    found = []
    for number, start in enumerate([date(2023, 3, 10), date(2023, 6, 20)]):
        person = Person.objects.create(
            name=f"工人{number}", birth_date=date(1985, 1, 1), sex=1, poverty_status="alleviated",
            home_place_id=532932001002,
        )  # fmt: skip
        source = SourceRecord.objects.create(
            person=person, channel="desk", trust=2, stated_by="x", said_on=start,
            content=f"00000000-0000-0000-0000-00000000000{number}",
        )  # fmt: skip
        EmploymentSpell.objects.create(
            person=person, source=source, start_date=start, work_place_id=440300000000,
            transfer_range="across_province",
        )  # fmt: skip
        found.append(person)
    return found


def test_screening_counts_and_leaves_the_decisions(workers):
    answer = json.loads(run("rules_screen", "--pack", "dali", "--as-of", DAY, "--json"))
    person = answer["subjects"]["person"]
    travel = person["rules"]["DL-8"]
    assert (travel["eligible"], travel["not"], travel["amount"]) == (1, 1, 100_000)
    assert person["rules"]["DL-4"]["not"] == 2
    assert person["rules"]["DL-2"]["needs"] + person["rules"]["DL-2"]["not"] == 2
    assert Path(person["decisions"]).exists()
    assert "DL-8     eligible        1" in run("rules_screen", "--pack", "dali", "--as-of", DAY)


def test_one_person_explained(workers):
    words = ["rules_explain", "--pack", "dali", "--as-of", DAY, "--person", str(workers[1].pk)]
    found = {each["rule"]: each for each in json.loads(run(*words, "--json"))}
    months = found["DL-8"]["conditions"][-1]
    assert found["DL-8"]["nearly"] and months["held"] is False
    assert [each["zh"] for each in months["away"]] == ["连续务工月数还差1个月：2023年9月20日起满足"]
    assert months["values"]["least_months"]["origin"] == "default"
    assert [need["fact"] for need in found["DL-5"]["needs"]] == ["training_days"]
    assert "DL-8 一次性外出务工交通补助：即将符合" in run(*words)


def test_somebody_who_is_not_there(workers):
    with pytest.raises(CommandError, match="999999"):
        run("rules_explain", "--pack", "dali", "--person", "999999")


CATALOGUE = {
    "baotou": {f"BT-{n}" for n in range(1, 16) if n != 6},
    "dali": {f"DL-{n}" for n in range(1, 15)},
    "huangshan": {"HS-1", "HS-2", "HS-3"},
    "hunan": {f"HN-{n}" for n in range(1, 8)},
    "shaoxing": {f"SX-{n}" for n in range(1, 7)},
}
"""Benefits that each notice grants; BT-6 is a target, nobody's benefit."""


def test_all_packs_are_sound(db):
    told = run("packs_check").splitlines()
    assert all(line.endswith(", no mistake") for line in told) and len(told) == len(CATALOGUE) + 2
    for pack, rules in CATALOGUE.items():
        assert rules <= set(load(pack).rules), pack
    toy = {"folder": str(settings.PACKS_DIR / "toy"), "mistakes": [], "hints": []}
    assert json.loads(run("packs_check", "toy", "--json")) == {"toy": toy}


def test_the_files_are_checked_without_a_database(tmp_path):
    """The test asks for none, so any question to it fails."""
    assert run("packs_check", "toy").startswith(f"toy ({settings.PACKS_DIR / 'toy'}): ")
    elsewhere = copied(tmp_path, "least_months", "least_mouths", count=0)
    assert run("packs_check", str(elsewhere)).startswith(f"{elsewhere}: ")


def test_a_mistake_ends_the_check_and_is_told(tmp_path):
    changed = copied(tmp_path, "least_months", "least_mouths", count=1)
    out = StringIO()
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("packs_check", str(changed), stdout=out)
    assert f"  {changed}/benefits/work.yaml, line " in out.getvalue()
    assert "did you mean least_mouths" in out.getvalue()


def test_differences_with_people_and_cost(workers, tmp_path):
    changed = county(tmp_path)
    words = ["packs_diff", "dali", str(changed), "--as-of", DAY, "--json"]
    rows = {row["rule"]: row for row in json.loads(run(*words))}
    assert rows["DL-8"]["what"] == ["parameter other_province"]
    assert (rows["DL-8"]["people"], rows["DL-8"]["cost"]) == ([1, 1], [100_000, 90_000])
    assert "The rules are the same." in run("packs_diff", "dali", "dali")


def county(folder: Path) -> Path:
    """A pack that extends Dali and sets one value of its own."""
    shutil.copytree(settings.PACKS_DIR, folder / "packs")
    pack = folder / "packs" / "county"
    (pack / "benefits").mkdir(parents=True)
    (pack / "pack.yaml").write_text("name: {zh: 某县, en: a county}\nextends: dali\n", "utf-8")
    (pack / "benefits/values.yaml").write_text(
        "values:\n  DL-8.other_province:\n"
        "    - {from: 2023-07-01, value: 900 yuan, origin: provincial, source: 县里}\n", "utf-8"
    )  # fmt: skip
    return pack


def copied(folder: Path, old: str, new: str, *, count: int) -> Path:
    """A copy of the packs with some words of the toy's rules replaced; the toy's folder."""
    shutil.copytree(settings.PACKS_DIR, folder / "packs")
    for path in (folder / "packs/toy/benefits").glob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(old, new, count), "utf-8")
    return folder / "packs/toy"


def test_a_value_without_a_title_is_no_mistake_but_told(db, tmp_path):
    title = "        title: {zh: 连续务工最少月数, en: least months of work without a break}\n"
    out = run("packs_check", str(copied(tmp_path, title, "", count=1)))
    assert "no mistake" in out and "the value least_months has no title" in out
    assert "packs/toy/benefits/work.yaml, line 14" in out
