"""A file of people in, a file of clusters out."""

import codecs
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from rongcheng.people.ledger.fields import plain, synonyms

from .cluster import Progress, cluster
from .records import COLUMNS

_CHUNK = 1 << 22
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class UnreadableFile(ValueError):
    """The file is not a table with at least one column that says something about people."""


def match_file(
    path: Path | str,
    out: Path | str,
    *,
    say: Callable[[str], str] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write `record_id, cluster_id, confidence, reason` for the CSV at `path` to `out`.

    Any encoding of UTF-8, UTF-16 or GB 18030; comma, tab or semicolon; columns by their names or
    the usual Chinese ones, any may be missing. `say` puts reasons into words. Returns `rows,
    people, duplicates, columns, missing, encoding, seconds`. Raises UnreadableFile, OSError.
    """
    start = time.perf_counter()
    try:
        frame, encoding = read_table(Path(path))
    except pl.exceptions.PolarsError as error:
        raise UnreadableFile(f"{Path(path).name} is not a CSV table: {error}") from error
    found = cluster(frame, progress=progress)
    if say:
        words = {code: say(code) for code in found["reason"].unique()}
        found = found.with_columns(pl.col("reason").replace_strict(words, return_dtype=pl.String))
    found.write_csv(out)
    people = found["cluster_id"].n_unique()
    return {
        "rows": frame.height,
        "people": people,
        "duplicates": frame.height - people,
        "columns": [c for c in COLUMNS if c in frame.columns],
        "missing": [c for c in COLUMNS if c not in frame.columns],
        "encoding": encoding,
        "seconds": round(time.perf_counter() - start, 2),
    }


def read_table(path: Path) -> tuple[pl.DataFrame, str]:
    """The columns that matter, as text under their standard names, and the file's encoding."""
    encoding = _encoding(path)
    with _as_utf8(path, encoding) as readable:
        wanted = _wanted(readable)
        if not any(name in COLUMNS for name in wanted.values()):
            raise UnreadableFile(
                f"{path.name} has no column that says who somebody is. Name at least one of its"
                f" columns {', '.join(COLUMNS)} in the first line."
            )
        frame = pl.read_csv(
            readable, separator=_separator(readable), infer_schema=False, columns=list(wanted),
            truncate_ragged_lines=True, encoding="utf8-lossy",
        )  # fmt: skip
    frame = frame.rename(wanted)
    if "record_id" not in frame.columns or frame["record_id"].null_count() == frame.height:
        frame = frame.with_columns(pl.int_range(1, pl.len() + 1).cast(pl.String).alias("record_id"))
    return frame, encoding


def _wanted(path: Path) -> dict[str, str]:
    """Header as written → standard name, each standard name once, exact names first."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        first = lines.readline()
    headers = pl.read_csv(
        first.encode(), separator=_separator(path), has_header=True, infer_schema=False
    ).columns
    known, found = synonyms(), {}
    for name in ("record_id", *COLUMNS):
        exact = [h for h in headers if h.strip().lower() == name]
        alike = [h for h in headers if known.get(plain(h)) == name and h not in found]
        if exact or alike:
            found[(exact or alike)[0]] = name
    return found


def _separator(path: Path) -> str:
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        first = lines.readline()
    return max(",\t;|", key=first.count)


def _encoding(path: Path) -> str:
    """`utf-8`, `utf-16` or `gb18030`, by reading the whole file once."""
    with path.open("rb") as raw:
        if (mark := raw.read(2)) in _MARKS:
            return _MARKS[mark]
        raw.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := raw.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8"


@contextmanager
def _as_utf8(path: Path, encoding: str) -> Iterator[Path]:
    """The file itself, or a UTF-8 copy of it that is removed afterwards."""
    if encoding == "utf-8":
        yield path
        return
    handle, copy = tempfile.mkstemp(suffix=".csv")
    try:
        with (
            path.open(encoding=encoding, errors="replace") as source,
            os.fdopen(handle, "w", encoding="utf-8") as target,
        ):
            while text := source.read(_CHUNK):
                target.write(text)
        yield Path(copy)
    finally:
        os.unlink(copy)
