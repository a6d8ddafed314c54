"""Everybody judged at once: equal to judging one by one, on each engine."""

from __future__ import annotations

import random
from datetime import date

import duckdb
import polars as pl
import pytest

from rongcheng.rulekit import engine, spark
from rongcheng.rulekit.frames import query
from rongcheng.rulekit.judge import judge
from rongcheng.rulekit.polars import dtype
from rongcheng.rulekit.rulefiles import load_rules

from .packs import PACKS
from .test_facts import FAR, HOME, TOWN, person, spell, tables

DAY = date(2023, 8, 31)
TOY = load_rules(PACKS, "toy")
PERSON = TOY.subjects["person"]
RULES = TOY.for_subject("person", DAY)


def people(count: int = 400, seed: int = 5) -> pl.DataFrame:
    """Persons with the facts that the toy's rules ask for, a fifth of them not known."""
    chance = random.Random(seed)
    values = {
        "place": [990101000000, 990101001002, 990000000000, 320500000000], "bool": [True, False],
        "int": [0, 2, 3, 36], "money": [200_000, 400_000],
        "date": [date(2023, 1, 10), date(2023, 8, 1)],
    }  # fmt: skip
    columns = {}
    for name in dict.fromkeys(name for rule in RULES for name in rule.facts()):
        kind = PERSON.facts[name].type
        choices = [*(kind.codes or values[kind.kind]), None]
        drawn = [chance.choice(choices) for _ in range(count)]
        columns[name] = pl.Series(name, drawn, dtype=dtype(kind))
    return pl.DataFrame({"person": range(count), **columns})


def one_by_one(facts: pl.DataFrame) -> dict[str, list[tuple[str, int | None]]]:
    judged = {rule.id: [judge(rule, row) for row in facts.to_dicts()] for rule in RULES}
    return {id: [(j.outcome, j.amount) for j in found] for id, found in judged.items()}


def at_once(decisions: pl.DataFrame) -> dict[str, list[tuple[str, int | None]]]:
    decisions = decisions.sort("person")
    found = {}
    for rule in RULES:
        name = engine.amount_column(rule)
        amount = pl.col(name) if name in decisions.columns else pl.lit(None)
        mask = pl.col(rule.id)
        found[rule.id] = decisions.select(engine.outcome(mask).alias("o"), amount.alias("a")).rows()
    return found


def test_polars_equals_one_by_one(tmp_path):
    facts = people()
    expected = one_by_one(facts)
    assert {outcome for rows in expected.values() for outcome, _ in rows} == {
        "eligible", "not", "needs",
    }  # fmt: skip
    assert at_once(engine.screen(RULES, facts.lazy(), PERSON).collect()) == expected
    facts.write_parquet(tmp_path / "facts.parquet")
    engine.screen_files(RULES, tmp_path / "facts.parquet", tmp_path / "decisions.parquet", PERSON)
    assert at_once(pl.read_parquet(tmp_path / "decisions.parquet")) == expected


def test_sql_equals_one_by_one():
    facts = people(seed=6)
    plain = facts.with_columns(pl.col(pl.Enum).cast(pl.String))
    with duckdb.connect() as base:
        base.register("facts", plain.to_arrow())
        asked = engine.statement(RULES, PERSON, "facts", set(plain.columns), "duckdb")
        decisions = pl.DataFrame(base.sql(asked).to_arrow_table())
    assert at_once(decisions) == one_by_one(facts)


def test_totals_add_up():
    facts = people(seed=7)
    expected = one_by_one(facts)
    found = engine.totals(RULES, engine.screen(RULES, facts.lazy(), PERSON))
    for rule in RULES:
        rows = expected[rule.id]
        assert sum(found[rule.id][o] for o in ("eligible", "not", "needs")) == len(rows)
        assert found[rule.id]["eligible"] == sum(o == "eligible" for o, _ in rows)
        if rule.outcome.amount:
            assert found[rule.id]["amount"] == sum(amount or 0 for _, amount in rows)


def test_a_fact_that_the_frame_lacks_is_not_known():
    facts = people().drop("weak_labour", "cannot_leave")
    decisions = engine.screen(RULES, facts.lazy(), PERSON)
    assert engine.totals(RULES, decisions)["TOY-2"]["eligible"] == 0


@pytest.fixture(scope="module")
def cluster():
    pytest.importorskip("pyspark", reason="the group spark is not installed")
    running = spark.session()
    yield running
    running.stop()


def test_spark_equals_one_by_one(cluster, tmp_path):
    facts = people(seed=8)
    facts.with_columns(pl.col(pl.Enum).cast(pl.String)).write_parquet(tmp_path / "facts.parquet")
    spark.screen_files(cluster, RULES, tmp_path / "facts.parquet", tmp_path / "out", PERSON)
    found = pl.read_parquet(tmp_path / "out/*.parquet")
    assert at_once(found) == one_by_one(facts)


@pytest.mark.parametrize("subject", ["person", "household", "employer", "placement"])
def test_spark_works_out_the_same_facts(cluster, tmp_path, subject):
    whole = tables(
        person=[person(1, household=1, poverty="alleviated"), person(2, born=None), person(3)],
        spell=[
            spell(1, 1, FAR, "2022-11-15", "2023-02-10", employer="E1"),
            spell(2, 1, HOME, "2023-05-01", employer="E2", insurance="pension"),
            spell(3, 2, TOWN, "2023-06-15"),
        ],
        organised=[{"spell": n, "organiser": "A", "organiser_kind": "hr_agency"} for n in (1, 3)],
    )
    files = {}
    for name, frame in whole.items():
        files[name] = tmp_path / f"{name}.parquet"
        frame.write_parquet(files[name])
    known = TOY.subjects[subject]
    found = spark.facts_of(cluster, known, files, DAY)
    rows = sorted(map(tuple, found.collect()), key=str)
    with duckdb.connect() as base:
        for name, frame in whole.items():
            base.register(name, frame.to_arrow())
        assert rows == sorted(base.sql(query(known, DAY)).fetchall(), key=str)
