"""The list of applications as a file: streamed, masked, counted, hashed, with who took it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.services.export import safe
from rongcheng.appeals.times import due_day
from rongcheng.audit.services import record
from rongcheng.benefits.models import Application
from rongcheng.benefits.words import applicant, title_of, where_it_stands
from rongcheng.core.errors import NotAllowed
from rongcheng.web.masking import mask_card, mask_name

CHUNK = 1000


@dataclass
class Export:
    """One export on its way: who takes what, and what has gone out so far."""

    by: Staff
    applications: QuerySet[Application]
    filters: dict[str, str]
    at: datetime
    rows: int = 0
    hash: str = ""
    digest: Any = field(default_factory=hashlib.sha256)


def begin(*, by: Staff, applications: QuerySet[Application], filters: dict[str, str]) -> Export:
    """Permission checked; then stream it with ``as_csv`` or ``as_xlsx``.

    Args:
        filters: what narrowed the list, for the trail; a name that was looked for is masked there.

    Raises:
        NotAllowed: the role does not include exports.
    """
    if not by.can(Can.EXPORT):
        raise NotAllowed(_("Your role does not include exports."))
    told = {k: mask_name(v) if k == "q" else v for k, v in filters.items()}
    return Export(by, applications, told, timezone.localtime())


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
        sheet = book.add_worksheet(_("Applications"))
        sheet.freeze_panes(1, 1)
        for at, (_name, width, _value) in enumerate(COLUMNS):
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


def _blocks(export: Export) -> Iterator[bytes]:
    """Header and rows as CSV, by the thousand; the hash grows with them."""
    block = "\ufeff".encode() + _line([str(name) for name, _width, _value in COLUMNS])
    rows = export.applications.iterator(chunk_size=CHUNK)
    while True:
        export.digest.update(block)
        yield block
        chunk = list(islice(rows, CHUNK))
        if not chunk:
            return
        export.rows += len(chunk)
        block = b"".join(_line([safe(value(a)) for _n, _w, value in COLUMNS]) for a in chunk)


def _line(values: list[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue().encode()


def _finish(export: Export, *, whole: bool = True) -> None:
    export.hash = export.digest.hexdigest()
    place = export.by.office.place_id if export.by.office else None
    record("benefits.exported", by=export.by, place=place, filters=export.filters,
           rows=export.rows, sha256=export.hash, whole=whole)  # fmt: skip


def watermark(export: Export) -> list[tuple[str, str]]:
    """What the export says about itself: rows, hash, who, when."""
    return [
        (_("Rows"), str(export.rows)), ("SHA-256", export.hash),
        (_("Exported by"), export.by.actor_name),
        (_("Exported at"), f"{export.at:%Y-%m-%d %H:%M:%S}"), (_("Numbers"), _("masked")),
    ]  # fmt: skip


def _moment(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


COLUMNS: list[tuple[Any, int, Callable[[Application], object]]] = [
    (lazy("Number"), 18, lambda a: a.number),
    (lazy("Filed"), 16, lambda a: _moment(a.filed_at)),
    (lazy("How it came"), 12, lambda a: a.get_channel_display()),
    (lazy("Benefit"), 28, title_of),
    (lazy("For"), 10, lambda a: a.period),
    (lazy("Applicant"), 20, applicant),
    (lazy("Place"), 30, lambda a: a.place.full_name),
    (lazy("Stage"), 20, where_it_stands),
    (lazy("Due"), 14, lambda a: due_day(a.due_at) if a.due_at else ""),
    (lazy("Amount (yuan)"), 12, lambda a: f"{a.amount / 100:.2f}" if a.amount else ""),
    (lazy("Decided on"), 16, lambda a: _moment(a.decided_at)),
    (lazy("Ended"), 16, lambda a: _moment(a.ended_at)),
    (lazy("Bank account"), 22, lambda a: mask_card(a.account) if a.account else ""),
]
"""Heading, width in signs, and value of each column."""
