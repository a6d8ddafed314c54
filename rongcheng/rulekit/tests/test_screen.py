"""Everybody judged at once: equal to judging one by one, on each engine."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from rongcheng.rulekit import engine, screened
from rongcheng.rulekit.judge import ELIGIBLE, NEEDS, NOT, judge
from rongcheng.rulekit.polars import dtype, to_polars
from rongcheng.rulekit.rulefiles import load_rules

from .packs import PACKS

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


def outcome(decided: pl.Expr) -> pl.Expr:
    """The outcome in a word, as `judge` tells it."""
    known = pl.when(decided).then(pl.lit(ELIGIBLE)).otherwise(pl.lit(NOT))
    return pl.when(decided.is_null()).then(pl.lit(NEEDS)).otherwise(known)


def at_once(decisions: pl.DataFrame) -> dict[str, list[tuple[str, int | None]]]:
    decisions = decisions.sort("person")
    found = {}
    for rule in RULES:
        name = engine.amount_column(rule)
        amount = pl.col(name) if name in decisions.columns else pl.lit(None)
        mask = pl.col(rule.id)
        found[rule.id] = decisions.select(outcome(mask).alias("o"), amount.alias("a")).rows()
    return found


def in_files(folder: Path, everybody: pl.DataFrame) -> dict[str, list[tuple[str, int | None]]]:
    """The decisions of a folder with the amounts joined; who is in none is not eligible."""
    wide = screened.decisions(folder).collect()
    elsewhere = everybody.select("person").join(wide, on="person", how="anti")
    none = [pl.lit(False).alias(rule.id) for rule in RULES]
    wide = pl.concat([wide, elsewhere.with_columns(none).select(wide.columns)])
    given = screened.awards(folder).collect()
    for rule in RULES:
        if rule.outcome.amount:
            own = given.filter(pl.col("rule") == rule.id).select(
                "person", pl.col("amount").alias(engine.amount_column(rule))
            )
            wide = wide.join(own, on="person", how="left")
    return at_once(wide)


def test_polars_equals_one_by_one(tmp_path):
    facts = people()
    expected = one_by_one(facts)
    assert {outcome for rows in expected.values() for outcome, _ in rows} == {
        "eligible", "not", "needs",
    }  # fmt: skip
    assert at_once(engine.screen(RULES, facts.lazy(), PERSON).collect()) == expected
    facts.write_parquet(tmp_path / "facts.parquet")
    engine.screen_files(RULES, tmp_path / "facts.parquet", tmp_path / "out", PERSON)
    assert in_files(tmp_path / "out", facts) == expected
    for rule in RULES:
        for condition in rule.conditions:
            one = [judge(rule, row).conditions[condition.id] for row in facts.to_dicts()]
            assert facts.select(to_polars(condition.when)).to_series().to_list() == one


def test_many_batches_say_the_same_as_one(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 150)
    people().write_parquet(tmp_path / "facts.parquet")
    engine.screen_files(RULES, tmp_path / "facts.parquet", tmp_path / "out", PERSON)
    assert len(list((tmp_path / "out/decisions").glob("*.arrow"))) == 3
    assert in_files(tmp_path / "out", people()) == one_by_one(people())


def test_sql_equals_one_by_one():
    facts = people(seed=6)
    plain = facts.with_columns(pl.col(pl.Enum).cast(pl.String))
    with duckdb.connect() as base:
        base.register("facts", plain.to_arrow())
        asked = engine.statement(RULES, PERSON, "facts", set(plain.columns), "duckdb")
        decisions = pl.DataFrame(base.sql(asked).to_arrow_table())
    assert at_once(decisions) == one_by_one(facts)


def test_who_belongs_to_no_rules_place_is_left_out(tmp_path):
    facts = people(seed=9)
    facts.write_parquet(tmp_path / "facts.parquet")
    asked = {rule.conditions[0].when.args[0].value for rule in RULES}
    assert asked == {"home"}
    engine.screen_files(RULES, tmp_path / "facts.parquet", tmp_path, PERSON)
    there = screened.decisions(tmp_path).collect()
    elsewhere = facts.join(there, on="person", how="anti")
    assert 0 < len(there) < len(facts) and set(elsewhere["home"]) == {320500000000}


def test_where_a_place_is_not_known_or_not_asked_nobody_is_left_out(tmp_path):
    facts = people(seed=9)
    facts.write_parquet(tmp_path / "facts.parquet")
    place, *others = RULES[0].conditions
    host = replace(place.when.args[0], value="host")  # a fact that the file lacks
    at_work = replace(place, when=replace(place.when, args=(host, place.when.args[1])))
    for conditions in ((at_work, *others), tuple(others)):
        changed = [replace(RULES[0], conditions=conditions), *RULES[1:]]
        engine.screen_files(changed, tmp_path / "facts.parquet", tmp_path, PERSON)
        assert screened.decisions(tmp_path).collect().height == len(facts)


def test_totals_add_up(tmp_path):
    facts = people(seed=7)
    expected = one_by_one(facts)
    facts.write_parquet(tmp_path / "facts.parquet")
    engine.screen_files(RULES, tmp_path / "facts.parquet", tmp_path, PERSON)
    found = screened.totals(RULES, tmp_path)
    for rule in RULES:
        rows = expected[rule.id]
        for outcome in ("eligible", "not", "needs"):
            assert found[rule.id][outcome] == sum(o == outcome for o, _ in rows)
        if rule.outcome.amount:
            assert found[rule.id]["amount"] == sum(amount or 0 for _, amount in rows)


def test_a_fact_that_the_frame_lacks_is_not_known():
    facts = people().drop("weak_labour", "cannot_leave")
    decisions = engine.screen(RULES, facts.lazy(), PERSON).collect()
    assert decisions["TOY-2"].null_count() > 0 and not decisions["TOY-2"].any()
