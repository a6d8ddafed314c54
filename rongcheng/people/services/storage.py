"""Uploaded ledgers and what was found in them, sealed on disk beside the database."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from django.utils.translation import gettext as _

from rongcheng.core.errors import Conflict
from rongcheng.core.vault import forget_sealed, read_sealed, write_sealed
from rongcheng.people.models import LedgerBatch


def _name(batch: LedgerBatch, kind: str) -> str:
    return f"{batch.stored_as}.{kind}"


def write(batch: LedgerBatch, kind: str, content: bytes) -> None:
    """Store one file of a batch; readers see the old one or the new one, never half of it."""
    write_sealed(_name(batch, kind), content)


def read(batch: LedgerBatch, kind: str) -> bytes | None:
    """A stored file of a batch, opened; None if there is none."""
    return read_sealed(_name(batch, kind))


def forget(batch: LedgerBatch, *kinds: str) -> None:
    """Remove stored files that no longer fit the batch."""
    for kind in kinds:
        forget_sealed(_name(batch, kind))


@contextmanager
def opened(batch: LedgerBatch) -> Iterator[Path]:
    """The uploaded file in the clear, under its own name, for as long as the block runs.

    Raises:
        Conflict: the file is no longer kept.
    """
    content = read(batch, "upload")
    if content is None:
        raise Conflict(
            _("The uploaded file “%(name)s” is no longer kept; upload it again.")
            % {"name": batch.file_name}
        )
    with tempfile.TemporaryDirectory(prefix="rc-") as folder:
        path = Path(folder) / Path(batch.file_name).name
        path.write_bytes(content)
        yield path


def write_frame(batch: LedgerBatch, kind: str, frame: pl.DataFrame) -> None:
    """Store a table of a batch."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    write(batch, kind, buffer.getvalue())


def read_frame(batch: LedgerBatch, kind: str) -> pl.DataFrame | None:
    """A stored table of a batch; None if there is none."""
    content = read(batch, kind)
    return pl.read_parquet(io.BytesIO(content)) if content is not None else None
