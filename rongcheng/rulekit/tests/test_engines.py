"""The same expression means the same to every engine: held against the plain evaluator."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rongcheng.rulekit.language import parse
from rongcheng.rulekit.meaning import evaluate
from rongcheng.rulekit.nodes import Node, bind
from rongcheng.rulekit.polars import dtype, to_polars
from rongcheng.rulekit.sql import to_sql

from .expressions import FACTS, conditions, money, rows

AS_OF = date(2023, 8, 31)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
SCHEMA = {name: dtype(kind) for name, kind in FACTS.items()}


def read(text: str) -> Node:
    return bind(parse(text, FACTS, {}), {"as_of": AS_OF})


def frame(subjects: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(subjects, schema=SCHEMA, orient="row")


def in_polars(nodes: list[Node], subjects: list[dict[str, object]]) -> list[tuple[object, ...]]:
    facts = frame(subjects).lazy().with_row_index("row")
    asked = [to_polars(node).alias(f"c{n}") for n, node in enumerate(nodes)]
    return facts.select("row", *asked).collect().drop("row").rows()


def in_duckdb(nodes: list[Node], subjects: list[dict[str, object]]) -> list[tuple[object, ...]]:
    facts = frame(subjects).cast({"status": pl.String}).with_row_index("row")
    asked = ", ".join(f"{to_sql(node, 'duckdb')} AS c{n}" for n, node in enumerate(nodes))
    with duckdb.connect() as base:
        base.register("facts", facts.to_arrow())
        return base.execute(f"SELECT {asked} FROM facts ORDER BY row").fetchall()


@pytest.mark.parametrize("engine", [in_polars, in_duckdb], ids=["polars", "duckdb"])
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(
    texts=st.lists(conditions() | money(2), min_size=1, max_size=6),
    subjects=st.lists(rows(), min_size=1, max_size=8),
)
def test_engines_equal_the_evaluator(engine, texts, subjects):
    nodes = [read(text) for text in texts]
    expected = [tuple(evaluate(node, subject) for node in nodes) for subject in subjects]
    assert engine(nodes, subjects) == expected


@settings(max_examples=200, deadline=None, suppress_health_check=QUIET, derandomize=True)
@given(text=conditions(), known=rows(), rest=rows())
def test_learning_a_fact_never_turns_an_answer_round(text, known, rest):
    """What was answered before a fact was known is answered the same afterwards."""
    node = read(text)
    before = evaluate(node, known)
    learnt = {name: rest[name] if value is None else value for name, value in known.items()}
    if before is not None:
        assert evaluate(node, learnt) == before


@pytest.mark.parametrize(
    ("text", "subject", "value"),
    [
        ("away and age > 3", {"away": False}, False),
        ("away or age > 3", {"away": True}, True),
        ("away and age > 3", {"away": True}, None),
        ("not away", {}, None),
        ("case when away then 1 else 1 end", {}, None),
        ("within(home, 150200000000)", {"home": 150000000000}, None),
        ("within(home, 150200000000)", {"home": 150203001002}, True),
        ("within(home, 150200000000)", {"home": 320000000000}, False),
        ("share(wage, 2, 3)", {"wage": 100}, 66),
        ("share(wage, 110)", {"wage": 30_000_000}, 33_000_000),
        ("add_months(since, 1)", {"since": date(2024, 1, 31)}, date(2024, 2, 29)),
        ("months_between(since, until)", {"since": date(2023, 3, 15), "until": AS_OF}, 5),
        ("years_between(since, as_of)", {"since": date(2007, 9, 1)}, 15),
        ("years_between(since, as_of)", {"since": date(2007, 8, 31)}, 16),
        ("greatest(wage, saved)", {"wage": 3}, None),
    ],
)
def test_meaning(text, subject, value):
    whole = dict.fromkeys(FACTS) | subject
    node = read(text)
    assert evaluate(node, whole) == value
    assert in_polars([node], [whole]) == [(value,)]
    assert in_duckdb([node], [whole]) == [(value,)]
