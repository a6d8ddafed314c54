"""Facts of one subject, asked of the database, equal those of everybody out of the snapshot."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from rongcheng.appeals.models import Appeal
from rongcheng.core.workdays import LOCAL
from rongcheng.employers import services as employers
from rongcheng.employers.tests import factories as firms
from rongcheng.people.models import EmploymentSpell, Household, Person
from rongcheng.rulekit.frames import complete, write_facts
from rongcheng.rulekit.nodes import Value
from rongcheng.rules.packs import live
from rongcheng.rules.tables import facts_near, write_tables
from rongcheng.rules.tests import factories

pytestmark = pytest.mark.django_db
DAYS = (date(2026, 8, 31), date(2026, 3, 1), date(2025, 1, 1))
BY = factories.PLATFORM


@pytest.fixture
def registry():
    """A household of two, one of them at a workshop; a firm known from work only; a mere name."""
    shop = firms.employer("扎染车间", kind="workshop")
    employers.recognise(by=BY, employer=shop, kind="workshop", level="county", document="1号",
                        since=date(2026, 2, 1))  # fmt: skip
    firms.employer("空置园区", kind="park")
    first, second, third = (factories.worker(f"和{n}") for n in "甲乙丙")
    home = Household.objects.create(place_id=factories.VILLAGE, number="7")
    Person.objects.filter(pk__in=[first.pk, second.pk]).update(household=home)
    work = EmploymentSpell.objects
    work.filter(person=first).update(
        employer_code=shop.code, employer_name=shop.name, insurance="pension,injury",
        wage=350_000, contract="written", industry="C17",
    )  # fmt: skip
    work.filter(person=second).update(employer_name="某工地", end_date=date(2026, 6, 30))
    work.filter(person=third).update(employer_code=firms.code(77), transfer_range="unknown",
                                     start_date=None)  # fmt: skip
    told = Appeal(
        number="A1", filed_at=datetime(2026, 8, 2, 9, tzinfo=LOCAL), channel="desk", text="欠薪",
        site="滨河路工地", arrears=True, people=12, amount=300_000, place_id=factories.COUNTY,
        stage="filed", turn="dispatcher",
    )  # fmt: skip
    told.save()
    return shop


def everybody(subject: str, day: date, folder: Path) -> dict[object, dict[str, Value]]:
    about = live("baotou").subjects[subject]
    write_facts(about, write_tables(folder), day, folder / "facts.parquet")
    rows = complete(pl.scan_parquet(folder / "facts.parquet"), about).collect().to_dicts()
    return {row[about.key]: row for row in rows}


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("subject", ["person", "household", "employer", "place_month", "project"])
def test_one_and_all_say_the_same(registry, tmp_path, subject, day):
    about, found = live("baotou").subjects[subject], everybody(subject, day, tmp_path)
    assert found or subject == "project"
    for key, row in found.items():
        one = facts_near(about, key, day)
        assert one is not None and {name: one[name] for name in row if name in one} == {
            name: value for name, value in row.items() if name in one
        }
    absent = {"person": -1, "household": -1, "place_month": "110000000000/2026-08"}
    assert facts_near(about, absent.get(subject, "-"), day) is None


def test_recognition_is_known_of_employers_on_record_only(registry, tmp_path):
    found = everybody("employer", DAYS[0], tmp_path)
    shop, park = found[registry.code], next(r for r in found.values() if r["kind"] == "park")
    assert (shop["kind"], shop["recognised_level"], shop["workers"]) == ("workshop", "county", 1)
    assert (park["recognised_level"], park["recognised_as_demo_park"], park["workers"]) == (
        "none", False, 0,
    )  # fmt: skip
    other = found[firms.code(77)]
    assert (other["kind"], other["recognised_level"], other["workers"]) == (None, None, 1)
    before = everybody("employer", date(2026, 1, 31), tmp_path)[registry.code]
    assert before["recognised_level"] == "none"
