"""A few values of each column of a ledger, to show beside what the column was taken for."""

from __future__ import annotations

import polars as pl

from rongcheng.people import ledger
from rongcheng.people.ledger.columns import sample_values
from rongcheng.people.models import LedgerBatch

from . import storage

VALUES = 3
_SCHEMA = pl.Schema({"sheet": pl.String(), "column": pl.String(), "values": pl.List(pl.String())})


def samples_of(batch: LedgerBatch) -> dict[tuple[str, str], list[str]]:
    """``{(sheet, column): first distinct values}``; read from the file once, then kept.

    A column goes by its letter, or by its letter and its header's row in a table further down.
    """
    kept = storage.read_frame(batch, "samples")
    if kept is None:
        kept = _read(batch)
        storage.write_frame(batch, "samples", kept)
    return {(sheet, letter): values for sheet, letter, values in kept.iter_rows()}


def _read(batch: LedgerBatch) -> pl.DataFrame:
    with storage.opened(batch) as path:
        found = ledger.recognise(ledger.read(path))
    rows = [
        (
            column["sheet"],
            ledger.column_key(column),
            sample_values(table.sheet, table.header, column["column"], VALUES),
        )
        for table in found.tables
        for column in table.mapping()
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")
