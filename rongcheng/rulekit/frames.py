"""Facts as columns: the SQL file of a subject run over the tables of a snapshot, for one or all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import sqlglot
from sqlglot import exp

from .facts import Subject
from .polars import dtype
from .stated import laid_over

ROW_GROUP = 100_000
Tables = Mapping[str, Path | pl.DataFrame]
"""The snapshot's tables by name (``TABLES``), as Parquet files or in memory."""

TABLES: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    "person": {
        "person": pl.Int64, "home": pl.Int64, "sex": pl.Int16, "born": pl.Date,
        "education": pl.String, "poverty": pl.String, "disability": pl.String,
        "household": pl.Int64,
    },
    "spell": {
        "spell": pl.Int64, "person": pl.Int64, "employer": pl.String, "work": pl.Int64,
        "wage": pl.Int64, "contract": pl.String, "insurance": pl.String, "industry": pl.String,
        "range": pl.String, "start": pl.Date, "told": pl.Date, "ends": pl.Date,
    },
    "post": {"person": pl.Int64, "began": pl.Date, "until": pl.Date},
    "organised": {
        "person": pl.Int64, "organiser": pl.String, "organiser_kind": pl.String,
        "since": pl.Date, "until": pl.Date,
    },
    "employer": {"employer": pl.String, "place": pl.Int64, "kind": pl.String},
    "recognition": {
        "employer": pl.String, "kind": pl.String, "level": pl.String, "since": pl.Date,
        "until": pl.Date,
    },
    "appeal": {
        "place": pl.Int64, "site": pl.String, "filed": pl.Date, "ended": pl.Date,
        "arrears": pl.Boolean, "people": pl.Int64, "amount": pl.Int64,
    },
    "stated": {
        "subject": pl.String, "key": pl.String, "fact": pl.String, "value": pl.String,
        "since": pl.Date, "number": pl.Int64,
    },
}  # fmt: skip
"""The tables that the SQL files read: persons, their spells of work (``told``: the day the source
spoke of, for spells without a first day), public-welfare posts held (``until`` is not counted), who
was brought to work by whom from when to when; employers on record and what offices recognise them
as (``until``: last day, null without end); appeals by county; and what subjects have stated of
themselves (``value``: fen, a code, 2023-08-31, true; null where it was taken back), the later
``number`` before the earlier of one day."""


def query(subject: Subject, as_of: date, dialect: str = "duckdb", said: Sequence[str] = ()) -> str:
    """The subject's SQL for a day, in the words of DuckDB, Spark or PostgreSQL.

    Args:
        said: facts to look up among the statements where the registry does not know them.
    """
    return _worded(laid_over(subject, said), as_of, dialect)


def said_in(subject: Subject, tables: Tables) -> list[str]:
    """The facts about which subjects of a kind have stated anything."""
    if "stated" not in tables:
        return []
    table = tables["stated"]
    frame = pl.scan_parquet(table) if isinstance(table, Path) else table.lazy()
    own = frame.filter(pl.col("subject") == subject.name).select(pl.col("fact").unique().sort())
    return own.collect()["fact"].to_list()


@lru_cache(maxsize=64)
def _worded(sql: str, as_of: date, dialect: str) -> str:
    tree = sqlglot.parse_one(sql, read="duckdb")
    day = exp.cast(exp.Literal.string(as_of.isoformat()), "DATE")
    bound = tree.transform(lambda n: day.copy() if isinstance(n, exp.Placeholder) else n)
    if dialect == "postgres":
        bound = bound.transform(_for_postgres)
    return bound.sql(dialect=dialect, comments=False)


def _for_postgres(node: exp.Expression) -> exp.Expression:
    """Parts of days are decimals there, and ``make_date`` wants whole numbers."""
    if isinstance(node, exp.DateFromParts):
        parts = [exp.cast(node.args[name].copy(), "INT") for name in ("year", "month", "day")]
        return exp.Anonymous(this="make_date", expressions=parts)
    return node


def facts_of(subject: Subject, tables: Tables, as_of: date) -> pl.DataFrame:
    """The facts as of a day, a row for each subject in the tables; what nobody knows is null.

    Made for few subjects; ``write_facts`` is for everybody.

    Raises:
        duckdb.Error: a table is missing or not as ``TABLES`` has it.
    """
    with _few().cursor() as base:
        _name(base, tables)
        answer = base.execute(query(subject, as_of, said=said_in(subject, tables)))
        names = [column[0] for column in answer.description]
        rows = answer.fetchall()
    found = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    return complete(found.lazy(), subject).collect()


def write_facts(
    subject: Subject, tables: Tables, as_of: date, path: Path, *, memory: str = "2GB"
) -> None:
    """The same into a Parquet file, within bounded memory however many subjects there are.

    What does not fit into ``memory`` lies beside the file while it is made.
    """
    draft = path.with_suffix(".draft")
    beside: dict[str, Any] = {
        "memory_limit": memory,
        "temp_directory": str(path.with_suffix(".spill")),
    }
    with duckdb.connect(config=beside) as base:
        _name(base, tables)
        asked = query(subject, as_of, said=said_in(subject, tables))
        base.execute(f"COPY ({asked}) TO '{_quoted(draft)}' (FORMAT parquet)")
    known = pl.scan_parquet(draft)
    typed = [_typed(name, subject) for name in known.collect_schema().names()]
    known.select(typed).sink_parquet(path, row_group_size=ROW_GROUP, compression="uncompressed")
    draft.unlink()


def complete(facts: pl.LazyFrame, subject: Subject) -> pl.LazyFrame:
    """The frame with the types of the dictionary, and a null column for each fact it lacks."""
    there = facts.collect_schema()
    typed = [
        _typed(name, subject)
        for name in there.names()
        if name in subject.facts and there[name] != dtype(subject.facts[name].type)
    ]
    absent = [
        pl.lit(None, dtype=dtype(fact.type)).alias(name)
        for name, fact in subject.facts.items()
        if name not in there
    ]
    return facts.with_columns(*typed, *absent)


def _typed(name: str, subject: Subject) -> pl.Expr:
    fact = subject.facts.get(name)
    return pl.col(name).cast(dtype(fact.type)) if fact else pl.col(name)


@lru_cache(maxsize=1)
def _few() -> duckdb.DuckDBPyConnection:
    """The engine for small questions, opened once: opening takes longer than answering."""
    return duckdb.connect(config={"threads": 1})


def _name(base: duckdb.DuckDBPyConnection, tables: Tables) -> None:
    """The tables under their names."""
    for name, table in tables.items():
        if isinstance(table, Path):
            source = f"read_parquet('{_quoted(table)}')"
            base.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM {source}")
        else:
            base.register(name, table.to_arrow())


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
