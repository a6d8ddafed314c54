"""Filling whole tables: indexes and foreign keys are made once at the end, not row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

_CONSTRAINTS = """
  SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
  FROM pg_constraint c WHERE conrelid = ANY(%s::regclass[]) AND (contype IN ('f', 'u')
    OR contype = 'p' AND NOT EXISTS
      (SELECT 1 FROM pg_constraint o WHERE o.confrelid = c.conrelid AND o.contype = 'f'))
  ORDER BY contype = 'f'"""
_INDEXES = """
  SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
  WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary AND NOT EXISTS
    (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('u', 'x'))"""


@contextmanager
def without_indexes(
    tables: Sequence[str], told: Callable[[str, float], None] | None = None
) -> Iterator[None]:
    """Inside, the tables have only the primary keys that other tables refer to; afterwards the rest
    is back and checked.

    To be used in a transaction, which nobody else's reading of these tables can cross: when it
    fails, everything is as it was.

    Args:
        tables: names of tables.
        told: told "index" and the share done while the indexes are made again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(_CONSTRAINTS, [list(tables)])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [list(tables)])
        indexes = cursor.fetchall()
        _drop(cursor, constraints, indexes)
        yield
        again = [definition for _name, definition in indexes]
        again += [f"ALTER TABLE {t} ADD CONSTRAINT {n} {d}" for t, n, d in constraints]
        for done, statement in enumerate(again, 1):
            cursor.execute(statement)
            if told:
                told("index", done / len(again))


def _drop(
    cursor: CursorWrapper, constraints: list[tuple[str, str, str]], indexes: list[tuple[str, str]]
) -> None:
    """Drop them all, or none if somebody reads the tables for longer than a moment."""
    with transaction.atomic():
        cursor.execute("SET LOCAL lock_timeout = '3s'")
        for table, name, _definition in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute("SET LOCAL lock_timeout = 0")


MANY = 20_000


@contextmanager
def fast_filling(tables: Sequence[str], *, rows: int) -> Iterator[None]:
    """Without indexes where ``rows`` new ones are many and outnumber those there by half.

    That is how a registry begins. Later loads go row by row into the indexes: making them anew
    would cost more, and readers would wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM people_person LIMIT %s) p", [2 * rows + 1]
        )
        (there,) = cursor.fetchone()
    if rows < MANY or there > 2 * rows:
        yield
        return
    with ExitStack() as stack:
        try:
            stack.enter_context(without_indexes(tables))
        except OperationalError:
            pass  # somebody reads on and on: then the slower way
        yield
