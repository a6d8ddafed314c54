"""What was stated counts for everybody at once as it does for one, on each engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from rongcheng.audit.services import System
from rongcheng.rulekit import spark
from rongcheng.rulekit.facts import Subject
from rongcheng.rulekit.frames import complete, write_facts
from rongcheng.rulekit.nodes import Value
from rongcheng.rules.packs import live
from rongcheng.rules.screening import row_of, screen
from rongcheng.rules.services import answers
from rongcheng.rules.tables import write_tables
from rongcheng.rules.tests import factories

pytestmark = pytest.mark.django_db
DAY = factories.DAY
BY = System("test")


@pytest.fixture
def people():
    """Three at work; one said much and took some of it back, one said something for later."""
    person = live("dali").subjects["person"]
    first, second, third = (factories.worker(f"和{n}") for n in "甲乙丙")
    said = {
        "training_days": 10, "graduate": True, "honour_level": "county",
        "business_started_on": date(2025, 5, 1), "business_place": factories.VILLAGE,
    }  # fmt: skip
    answers.state(by=BY, subject=person, key=first.pk, said=said, since=date(2026, 1, 1))
    answers.state(by=BY, subject=person, key=first.pk, since=date(2026, 3, 1),
                  said={"training_days": 12, "graduate": None})  # fmt: skip
    answers.state(by=BY, subject=person, key=second.pk, since=date(2026, 9, 1),
                  said={"training_days": 5})  # fmt: skip
    return [first, second, third]


def by_polars(about: Subject, tables: dict[str, Path], folder: Path) -> list[dict[str, Value]]:
    write_facts(about, tables, DAY, folder / "facts.parquet")
    return complete(pl.scan_parquet(folder / "facts.parquet"), about).collect().to_dicts()


def by_spark(about: Subject, tables: dict[str, Path], folder: Path) -> list[dict[str, Value]]:
    pytest.importorskip("pyspark", reason="the group spark is not installed")
    found = spark.facts_of(spark.session(), about, tables, DAY).collect()
    return [dict.fromkeys(about.facts) | row.asDict() for row in found]


@pytest.mark.parametrize("all_of", [by_polars, by_spark], ids=["polars", "spark"])
def test_one_and_all_say_the_same(people, tmp_path, all_of):
    about = live("dali").subjects["person"]
    rows = {row["person"]: row for row in all_of(about, write_tables(tmp_path), tmp_path)}
    assert set(rows) == {person.pk for person in people}
    for number, row in rows.items():
        assert row == row_of(live("dali"), "person", number, DAY)
    first = rows[people[0].pk]
    assert (first["training_days"], first["graduate"]) == (12, None)
    assert (first["honour_level"], first["business_started_on"]) == ("county", date(2025, 5, 1))
    assert rows[people[1].pk]["training_days"] is None


def test_screening_grants_by_what_was_stated(people, settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path
    persons = next(each for each in screen(live("dali"), DAY) if each.subject == "person")
    assert persons.totals["DL-5"]["eligible"] == 1
    assert persons.totals["DL-5"]["amount"] == 12 * 8_000
