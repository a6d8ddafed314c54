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
    if kind in _NUMBERS:
        size, written = _NUMBERS[kind]
        return [_numbers(series.cast(size), written)]  # one that is too large is refused
    if kind == "date":
        return [_numbers(series.cast(pl.Date).cast(pl.Int32) - _DAYS, ">i4")]
    if kind == "timestamp with time zone":
        moments = series.cast(pl.Datetime("us", "UTC")).cast(pl.Int64)
        return [_numbers(moments - _MICROSECONDS, ">i8")]
    return _texts(_as_bytes(series, kind))


def _as_bytes(series: pl.Series, kind: str) -> pl.Series:
    if kind == "uuid":
        return series.str.decode("hex")
    if kind == "jsonb":
        return "\x01" + series  # the version of its binary form
    return series.cast(pl.String)


def _numbers(values: pl.Series, kind: str) -> Any:
    """Numbers of one size; of a null only the length stands there, and it is -1."""
    size = np.dtype(kind).itemsize
    cells = np.empty(len(values), dtype=[("length", ">i4"), ("value", kind)])
    cells["length"], cells["value"] = size, values.fill_null(0).to_numpy()
    plain = cells.view(np.uint8).reshape(len(values), size + 4)
    if not values.null_count():
        return _binary(plain, np.full(len(values), size + 4))
    known = values.is_not_null().to_numpy()
    cells["length"][~known] = -1
    kept = np.ones(plain.shape, dtype=bool)
    kept[~known, 4:] = False
    return _binary(plain[kept], np.where(known, size + 4, 4))


def _texts(values: pl.Series) -> list[Any]:
    """Texts or bytes: their lengths and, as they are, their values."""
    values = values.cast(pl.Binary)
    lengths = values.bin.size().cast(pl.Int32).fill_null(-1).to_numpy().astype(">i4")
    return [_binary(lengths, np.full(len(values), 4)), values.to_arrow()]


def _binary(content: np.ndarray[Any, Any], sizes: np.ndarray[Any, Any]) -> Any:
    """An Arrow column of consecutive pieces of some bytes."""
    import pyarrow as pa

    offsets = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(content))]
    return pa.Array.from_buffers(pa.large_binary(), len(sizes), buffers)
