"""Statements of subjects laid over the facts that the registry knows, in SQL for every engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import sqlglot
from sqlglot import exp

from .facts import Subject
from .nodes import Type

CASTS = {
    "bool": "BOOLEAN", "int": "BIGINT", "money": "BIGINT", "place": "BIGINT", "date": "DATE",
}  # fmt: skip


def laid_over(subject: Subject, said: Sequence[str]) -> str:
    """The subject's SQL with what was stated wherever the registry knows nothing.

    The newest statement by the day counts; one that was taken back (value null) leaves the fact
    open again. The table ``stated`` is described in ``frames.TABLES``.

    Args:
        said: facts about which anybody has stated something; others cost nothing.
    """
    facts = [name for name in dict.fromkeys(said) if name in subject.facts]
    kinds = tuple((name, subject.facts[name].type) for name in facts)
    return _laid(subject.sql, subject.name, subject.key, kinds)


@lru_cache(maxsize=64)
def _laid(sql: str, subject: str, key: str, facts: tuple[tuple[str, Type], ...]) -> str:
    if not facts:
        return sql
    tree = sqlglot.parse_one(sql, read="duckdb")
    assert isinstance(tree, exp.Query)
    known = tree.named_selects
    own = dict(facts)
    columns = [f"known.{name}" for name in known if name not in own]
    columns += [
        f"coalesce(known.{name}, {_cast(name, kind)}) AS {name}" if name in known
        else f"{_cast(name, kind)} AS {name}"
        for name, kind in own.items()
    ]  # fmt: skip
    picked = ", ".join(f"max(CASE WHEN fact = '{name}' THEN value END) AS {name}" for name in own)
    return f"""
WITH newest AS (
  SELECT key, fact, value,
         row_number() OVER (PARTITION BY key, fact ORDER BY since DESC, number DESC) AS nth
  FROM stated WHERE subject = '{subject}' AND since <= :as_of
),
said AS (SELECT key, {picked} FROM newest WHERE nth = 1 GROUP BY key)
SELECT {", ".join(columns)} FROM (
{sql}
) known LEFT JOIN said ON said.key = CAST(known.{key} AS VARCHAR)"""


def _cast(name: str, kind: Type) -> str:
    """The text of a statement as its type; a code that the dictionary no longer has is open."""
    if kind.codes:
        codes = ", ".join(f"'{code}'" for code in kind.codes)
        return f"CASE WHEN said.{name} IN ({codes}) THEN said.{name} END"
    cast = CASTS.get(kind.kind)
    return f"TRY_CAST(said.{name} AS {cast})" if cast else f"said.{name}"
