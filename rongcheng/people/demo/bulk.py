"""Filling whole tables: indexes and foreign keys are made once at the end, not row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

_CONSTRAINTS = """
  SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
  FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u')
  ORDER BY contype = 'f'"""
_INDEXES = """
  SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
  WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary AND NOT EXISTS
    (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('u', 'x'))"""


@contextmanager
def without_indexes(
    tables: list[str], told: Callable[[str, float], None] | None = None
) -> Iterator[None]:
    """Inside, the tables have only their primary keys; the rest is back and checked afterwards.

    To be used in a transaction, which nobody else's reading of these tables can cross: when it
    fails, everything is as it was.

    Args:
        tables: names of tables.
        told: told "index" and the share done while the indexes are made again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(_CONSTRAINTS, [tables])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [tables])
        indexes = cursor.fetchall()
        for table, name, _definition in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        again = [definition for _name, definition in indexes]
        again += [f"ALTER TABLE {t} ADD CONSTRAINT {n} {d}" for t, n, d in constraints]
        for done, statement in enumerate(again, 1):
            cursor.execute(statement)
            if told:
                told("index", done / len(again))
        for table in tables:
            cursor.execute(f"ANALYZE {table}")
