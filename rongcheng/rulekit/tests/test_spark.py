"""Spark says what the others say: one Spark for all of it, for it starts and warms up slowly."""

from __future__ import annotations

import os
from datetime import date

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rongcheng.rulekit import spark
from rongcheng.rulekit.frames import query
from rongcheng.rulekit.meaning import evaluate
from rongcheng.rulekit.sql import to_sql

from .expressions import conditions, money, rows
from .test_engines import frame, read
from .test_facts import FAR, HOME, TOWN, appeal, organised, person, spell, tables
from .test_screen import DAY, PERSON, RULES, TOY, in_files, one_by_one, people

SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
"""A Java that runs for a minute does not earn back the second compiler's work."""


@pytest.fixture(scope="module")
def cluster():
    pytest.importorskip("pyspark", reason="the group spark is not installed")
    os.environ.setdefault("JAVA_TOOL_OPTIONS", SHORT_LIVED)
    running = spark.session()
    yield running
    running.stop()


def test_spark_equals_the_evaluator(cluster, tmp_path):
    """Four hundred expressions over a hundred subjects, all in one query: Spark starts slowly."""
    texts, subjects = drawn(conditions() | money(2), 400), drawn(rows(), 100)
    nodes = [read(text) for text in texts]
    plain = frame(subjects).cast({"status": pl.String}).with_row_index("row")
    plain.write_parquet(tmp_path / "facts.parquet")
    facts = cluster.read.parquet(str(tmp_path / "facts.parquet"))
    asked = [f"{to_sql(node, 'spark')} AS c{n}" for n, node in enumerate(nodes)]
    for start in range(0, len(asked), 50):
        found = facts.orderBy("row").selectExpr(*asked[start : start + 50]).collect()
        for subject, row in zip(subjects, found, strict=True):
            expected = tuple(evaluate(node, subject) for node in nodes[start : start + 50])
            assert tuple(row) == expected


def drawn(strategy: st.SearchStrategy, count: int) -> list:
    """``count`` examples of a strategy, the same each time."""
    found: list = []

    @settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=[Phase.generate],
        database=None,
    )
    @given(strategy)
    def collect(value):
        found.append(value)

    collect()
    return found


def test_spark_equals_one_by_one(cluster, tmp_path):
    facts = people(seed=8)
    facts.with_columns(pl.col(pl.Enum).cast(pl.String)).write_parquet(tmp_path / "facts.parquet")
    frame = cluster.read.parquet(str(tmp_path / "facts.parquet"))
    spark.screen_files(cluster, RULES, frame, tmp_path / "out", PERSON)
    assert in_files(tmp_path / "out", facts) == one_by_one(facts)


@pytest.mark.parametrize(
    "subject", ["person", "household", "employer", "placement", "place_month", "project"]
)
def test_spark_works_out_the_same_facts(cluster, tmp_path, subject):
    whole = tables(
        person=[
            person(1, household=1, poverty="alleviated", born=date(1970, 8, 31)),
            person(2, born=None),
            person(3),
            person(4, sex=2, born=date(1980, 4, 30)),
        ],
        post=[{"person": 1, "began": date(2022, 1, 31)}],
        spell=[
            spell(1, 1, FAR, "2022-11-15", "2023-02-10", employer="E1"),
            spell(2, 1, HOME, "2023-05-01", employer="E2", insurance="pension"),
            spell(3, 2, TOWN, "2023-06-15"),
        ],
        employer=[
            {"employer": "E2", "place": HOME, "kind": "workshop"},
            {"employer": "E3", "place": HOME, "kind": "park"},
        ],
        recognition=[
            {"employer": "E2", "kind": "workshop", "level": "county", "since": date(2023, 1, 1)},
            {"employer": "E3", "kind": "incubator", "level": "county", "since": date(2023, 1, 1)},
        ],
        appeal=[appeal("2023-08-02"), appeal("2023-05-02", ended="2023-06-01")],
        organised=[organised(1, "2023-01-05"), organised(2, "2023-06-01", "2023-07-31", "B")],
    )
    files = {}
    for name, table in whole.items():
        files[name] = tmp_path / f"{name}.parquet"
        table.write_parquet(files[name])
    known = TOY.subjects[subject]
    found = spark.facts_of(cluster, known, files, DAY)
    rows = sorted(map(tuple, found.collect()), key=str)
    with duckdb.connect() as base:
        for name, table in whole.items():
            base.register(name, table.to_arrow())
        assert rows == sorted(base.sql(query(known, DAY)).fetchall(), key=str)
