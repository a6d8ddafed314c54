"""Frames into tables by PostgreSQL's binary ``COPY``, which spares the server reading text.

The format is the manual's (chapter COPY, "Binary Format"): for each row the number of its fields,
for each field its length and its bytes, integers big-endian. Whole columns are put together at
once: a field is a piece of its column's lengths beside a piece of its column's values.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import polars as pl
from django.db import connection

_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_NULL = b"\xff\xff\xff\xff"
_NUMBERS: dict[str, tuple[pl.DataType, str]] = {
    "smallint": (pl.Int16(), ">i2"), "integer": (pl.Int32(), ">i4"), "bigint": (pl.Int64(), ">i8"),
}  # fmt: skip
# PostgreSQL counts from 2000, everybody else from 1970.
_DAYS, _MICROSECONDS = 10_957, 946_684_800_000_000
_SLICE = 10_000

Array = np.ndarray[Any, Any]


def copy_frame(table: str, frame: pl.DataFrame) -> None:
    """``COPY`` a frame into a table that has columns of the same names.

    Slices are put into binary form while the server takes in the one before. Columns of the table
    can be whole numbers, dates, times with a zone, UUIDs (hexadecimal), texts and JSON.
    """
    kinds = _kinds(table)

    def encode(part: pl.DataFrame) -> memoryview:
        return _encoded(part, [kinds[name] for name in part.columns])

    names = ", ".join(f'"{name}"' for name in frame.columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT binary)") as copy,
        ThreadPoolExecutor(1) as ahead,
    ):
        copy.write(_BEGIN)
        for block in ahead.map(encode, frame.iter_slices(_SLICE)):
            copy.write(block)
        copy.write(_END)


def _kinds(table: str) -> dict[str, str]:
    """The type of each column of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        return dict(cursor.fetchall())


def _encoded(part: pl.DataFrame, kinds: list[str]) -> memoryview:
    """The rows of a frame in binary form, without the file's beginning and end."""
    import pyarrow as pa
    from pyarrow import compute

    if part.is_empty():
        return memoryview(b"")
    pieces: list[Any] = [part.width.to_bytes(2, "big")]
    for series, kind in zip(part.get_columns(), kinds, strict=True):
        for piece in _pieces(series, kind):
            if isinstance(piece, bytes) and isinstance(pieces[-1], bytes):
                pieces[-1] += piece  # what every row has in common is one piece
            else:
                pieces.append(piece)
    columns = [pa.scalar(p, pa.large_binary()) if isinstance(p, bytes) else p for p in pieces]
    rows = compute.binary_join_element_wise(
        *columns, pa.scalar(b"", pa.large_binary()), null_handling="replace", null_replacement=b""
    )
    if isinstance(rows, pa.Scalar):  # nothing but nulls
        return memoryview(rows.as_py() * part.height)
    return memoryview(rows.buffers()[2])


def _pieces(series: pl.Series, kind: str) -> list[Any]:
    """The fields of a column: bytes where they are all alike, else Arrow columns of bytes."""
    if series.null_count() == len(series):
        return [_NULL]
    known = series.is_not_null().to_numpy()
    if kind in _NUMBERS:
        size, written = _NUMBERS[kind]  # a number that is too large for its size is refused
        return [_fixed(series.cast(size).fill_null(0).to_numpy().astype(written), known)]
    if kind == "date":
        days = series.cast(pl.Date).cast(pl.Int32).fill_null(0).to_numpy() - _DAYS
        return [_fixed(days.astype(">i4"), known)]
    if kind == "timestamp with time zone":
        moments = series.cast(pl.Datetime("us", "UTC")).cast(pl.Int64).fill_null(0).to_numpy()
        return [_fixed((moments - _MICROSECONDS).astype(">i8"), known)]
    if kind == "uuid":
        digits = "".join(series.fill_null("0" * 32).to_list())
        return [_fixed(np.frombuffer(bytes.fromhex(digits), dtype="V16"), known)]
    return _texts("\x01" + series if kind == "jsonb" else series.cast(pl.String), known)


def _fixed(values: Array, known: Array) -> Any:
    """Values of one size; of a null only the length stands there, and it is -1."""
    size = values.dtype.itemsize + 4
    cells = np.empty(len(values), dtype=[("length", ">i4"), ("value", values.dtype)])
    cells["length"], cells["value"] = size - 4, values
    if known.all():
        return _binary(cells, np.arange(0, len(values) * size + 1, size))
    cells["length"][~known] = -1
    kept = np.ones((len(values), size), dtype=bool)
    kept[~known, 4:] = False
    ends = np.cumsum(np.where(known, size, 4))
    return _binary(cells.view(np.uint8).reshape(kept.shape)[kept], np.concatenate([[0], ends]))


def _texts(texts: pl.Series, known: Array) -> list[Any]:
    """Texts: their lengths and, as they are, their values."""
    values = texts.cast(pl.Binary).to_arrow()
    offsets = np.frombuffer(values.buffers()[1], dtype=np.int64)
    sizes = np.diff(offsets[values.offset : values.offset + len(values) + 1])
    lengths = np.where(known, sizes, -1).astype(">i4")
    return [_binary(lengths, np.arange(0, len(values) * 4 + 1, 4)), values]


def _binary(content: Array, offsets: Array) -> Any:
    """An Arrow column of consecutive pieces of some bytes."""
    import pyarrow as pa

    parts = [None, pa.py_buffer(offsets.astype(np.int64)), pa.py_buffer(content)]
    return pa.Array.from_buffers(pa.large_binary(), len(offsets) - 1, parts)
