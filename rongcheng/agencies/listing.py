"""A list as a file: streamed, counted, hashed, marked with who took it; what it says is masked."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.audit.services import record
from rongcheng.core.errors import NotAllowed
from rongcheng.web.spreadsheets import safe

from .models import Staff
from .roles import Can

CHUNK = 1000
Column = tuple[Any, int, Callable[[Any], object]]
"""Name, width in characters, and what it says of a row."""


@dataclass
class Export:
    """One export on its way: who takes what, and what has gone out so far."""

    by: Staff
    found: QuerySet[Any]
    columns: Sequence[Column]
    sheet: str
    act: str
    filters: dict[str, str]
    at: datetime = field(default_factory=timezone.localtime)
    rows: int = 0
    hash: str = ""
    digest: Any = field(default_factory=hashlib.sha256)


def must_export(by: Staff) -> None:
    """Refuse who may take no list away."""
    if not by.can(Can.EXPORT):
        raise NotAllowed(_("Your role does not include exports."))


def as_csv(export: Export) -> Iterator[bytes]:
    """The list as CSV with a byte-order mark; the last line holds count, hash and who took it."""
    try:
        yield from _blocks(export)
    except GeneratorExit:  # the reader went away; what went out until then stays on record
        _finish(export, whole=False)
        raise
    _finish(export)
    yield _line([f"# {name}：{value}" for name, value in watermark(export)])


def as_xlsx(export: Export) -> Iterator[bytes]:
    """The list as a workbook; its hash is that of the same list as CSV."""
    with TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False})
        sheet = book.add_worksheet(export.sheet)
        sheet.freeze_panes(1, 1)
        for at, (_name, width, _value) in enumerate(export.columns):
            sheet.set_column(at, at, width)
        text = b"".join(_blocks(export)).decode("utf-8-sig")
        for line, row in enumerate(csv.reader(io.StringIO(text))):
            for at, value in enumerate(row):
                sheet.write_string(line, at, value)
        _finish(export)
        notes = book.add_worksheet(_("About this export"))
        notes.set_column(0, 1, 40)
        for at, (name, value) in enumerate(watermark(export)):
            notes.write_string(at, 0, name)
            notes.write_string(at, 1, value)
        book.close()
        file.seek(0)
        while block := file.read(1 << 16):
            yield block


def watermark(export: Export) -> list[tuple[str, str]]:
    """What the export says about itself: rows, hash, who, when."""
    return [
        (_("Rows"), str(export.rows)), ("SHA-256", export.hash),
        (_("Exported by"), export.by.actor_name),
        (_("Exported at"), f"{export.at:%Y-%m-%d %H:%M:%S}"), (_("Numbers"), _("masked")),
    ]  # fmt: skip


def moment(value: datetime | None) -> str:
    """A time as the columns have it; empty where there is none."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _blocks(export: Export) -> Iterator[bytes]:
    """Header and rows as CSV, by the thousand; the hash grows with them."""
    block = "\ufeff".encode() + _line([str(name) for name, _width, _value in export.columns])
    rows = export.found.iterator(chunk_size=CHUNK)
    while True:
        export.digest.update(block)
        yield block
        chunk = list(islice(rows, CHUNK))
        if not chunk:
            return
        export.rows += len(chunk)
        block = b"".join(_line([safe(value(a)) for _n, _w, value in export.columns]) for a in chunk)


def _line(values: list[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue().encode()


def _finish(export: Export, *, whole: bool = True) -> None:
    export.hash = export.digest.hexdigest()
    place = export.by.office.place_id if export.by.office else None
    record(export.act, by=export.by, place=place, filters=export.filters,
           rows=export.rows, sha256=export.hash, whole=whole)  # fmt: skip
