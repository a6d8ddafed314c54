"""Labelled messages from a CSV file, row by row, with what is wrong in each bad one."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_ENCODINGS = ("utf-8-sig", "gb18030")


class Lines(Protocol):
    """What `csv.reader` gives."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


class UnreadableTable(ValueError):
    """The file is not a CSV table with the columns asked for."""


@dataclass(frozen=True)
class BadRow:
    """A row that was left out: the line it begins on (1 is the header) and why."""

    line: int
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.why}"


@dataclass(frozen=True)
class Table:
    """Messages (columns to texts), their labels, and the rows that were left out."""

    messages: list[dict[str, str]]
    labels: list[str]
    bad: list[BadRow]
    origin: dict[str, str | int]


def read_table(path: Path, text: Sequence[str], label: str) -> Table:
    """The rows of a CSV file in UTF-8, UTF-16 or GB 18030 with a header line.

    A row is left out when it has no label, no text, or not as many cells as the header.
    Raises OSError, UnreadableTable.
    """
    raw = path.read_bytes()
    content = _decoded(raw, path.name)
    csv.field_size_limit(1 << 24)
    lines = csv.reader(content.splitlines(keepends=True))
    try:
        header = [name.strip() for name in next(lines, [])]
        _require(header, [*text, label], path.name)
        messages, labels, bad = _rows(lines, header, text, label)
    except csv.Error as error:
        raise UnreadableTable(f"{path.name}, line {lines.line_num}: {error}.") from error
    origin: dict[str, str | int] = {
        "file": path.name, "sha256": hashlib.sha256(raw).hexdigest(), "left_out": len(bad),
    }  # fmt: skip
    return Table(messages, labels, bad, origin)


def _decoded(raw: bytes, name: str) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(f"{name} is neither UTF-8 nor GB 18030: save it as CSV UTF-8.")


def _require(header: list[str], wanted: Sequence[str], name: str) -> None:
    if missing := [column for column in wanted if column not in header]:
        raise UnreadableTable(
            f"{name} has no column {', '.join(missing)}; it has {', '.join(header) or 'none'}. "
            "Name them with --text and --label."
        )


def _rows(
    lines: Lines, header: list[str], text: Sequence[str], label: str
) -> tuple[list[dict[str, str]], list[str], list[BadRow]]:
    messages: list[dict[str, str]] = []
    labels: list[str] = []
    bad: list[BadRow] = []
    begins = lines.line_num + 1
    for cells in lines:
        begun, begins = begins, lines.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(header, cells, strict=False))
        if why := _complaint(cells, row, header, text, label):
            bad.append(BadRow(begun, why))
            continue
        messages.append({column: row[column].strip() for column in text})
        labels.append(row[label].strip())
    return messages, labels, bad


def _complaint(
    cells: list[str], row: dict[str, str], header: list[str], text: Sequence[str], label: str
) -> str | None:
    if len(cells) != len(header):
        return (f"{len(cells)} cells where the header has {len(header)}; "
                "a comma inside a text needs quotation marks around the text.")  # fmt: skip
    if not row[label].strip():
        return f"the column {label} is empty."
    if not any(row[column].strip() for column in text):
        return f"there is no text in {', '.join(text)}."
    return None
