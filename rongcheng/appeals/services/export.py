"""The list of appeals as a file: streamed, masked, counted, hashed, marked with who took it."""

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
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.recognition.extraction import masked, private
from rongcheng.appeals.times import due_day
from rongcheng.appeals.words import category_name, outcome_name
from rongcheng.audit.services import record
from rongcheng.core.errors import NotAllowed
from rongcheng.web.masking import mask_name, mask_phone

CHUNK = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Export:
    """One export on its way: who takes what, and what has gone out so far."""

    by: Staff
    appeals: QuerySet[Appeal]
    filters: dict[str, str]
    at: datetime
    rows: int = 0
    hash: str = ""
    digest: Any = field(default_factory=hashlib.sha256)


def begin(*, appeals: QuerySet[Appeal], filters: dict[str, str], by: Staff) -> Export:
    """Permission checked; then stream it with ``as_csv`` or ``as_xlsx``.

    Args:
        appeals: rows of ``queries.lists.in_order``, which know whether they are ``readable``.
        filters: what narrowed the list, for the trail; a phone that was looked for is masked there.

    Raises:
        NotAllowed: the role does not include exports.
    """
    if not by.can(Can.EXPORT):
        raise NotAllowed(_("Your role does not include exports."))
    told = {name: masked(value, private(value)) for name, value in filters.items()}
    return Export(by, appeals, told, timezone.localtime())


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
        sheet = book.add_worksheet(_("Appeals"))
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
    rows = export.appeals.iterator(chunk_size=CHUNK)
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
    record("appeals.exported", by=export.by, place=place, filters=export.filters,
           rows=export.rows, sha256=export.hash, whole=whole)  # fmt: skip


def watermark(export: Export) -> list[tuple[str, str]]:
    """What the export says about itself: rows, hash, who, when."""
    return [
        (_("Rows"), str(export.rows)), ("SHA-256", export.hash),
        (_("Exported by"), export.by.actor_name),
        (_("Exported at"), f"{export.at:%Y-%m-%d %H:%M:%S}"), (_("Numbers"), _("masked")),
    ]  # fmt: skip


def safe(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _open(read: Callable[[Any], object]) -> Callable[[Any], object]:
    """A column that stays empty where the reader may not see what the appeal says."""
    return lambda appeal: read(appeal) if appeal.readable else ""


def _moment(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


COLUMNS: list[tuple[Any, int, Callable[[Any], object]]] = [
    (lazy("Number"), 22, lambda a: a.number),
    (lazy("Filed"), 16, lambda a: _moment(a.filed_at)),
    (lazy("Channel"), 10, lambda a: a.get_channel_display()),
    (lazy("Category"), 14, lambda a: category_name(a.category, a.place_id)),
    (lazy("Kind of request"), 10, lambda a: a.get_matter_display()),
    (lazy("Urgency"), 8, lambda a: a.get_urgency_display()),
    (lazy("Stage"), 16, lambda a: a.get_stage_display()),
    (lazy("Responsible office"), 28, lambda a: a.holder.name if a.holder else ""),
    (lazy("Answering place"), 28, lambda a: a.place.full_name),
    (
        lazy("Where it happened"),
        28,
        _open(lambda a: a.event_place.full_name if a.event_place else ""),
    ),
    (lazy("Due"), 14, lambda a: due_day(a.due_at) if a.due_at else ""),
    (lazy("Returns"), 8, lambda a: a.returns),
    (lazy("Ended"), 16, lambda a: _moment(a.ended_at)),
    (lazy("Outcome"), 12, lambda a: outcome_name(a.outcome, a.place_id) if a.outcome else ""),
    (lazy("Satisfied"), 8, lambda a: a.satisfied),
    (lazy("Restricted"), 8, lambda a: "是" if a.restricted else ""),
    (lazy("Employer"), 26, _open(lambda a: a.employer)),
    (lazy("People"), 8, _open(lambda a: a.people)),
    (lazy("Amount (yuan)"), 12, _open(lambda a: f"{a.amount / 100:.2f}" if a.amount else "")),
    (lazy("Worker's name"), 10, _open(lambda a: mask_name(a.name))),
    (lazy("Phone"), 14, _open(lambda a: mask_phone(a.phone))),
]
"""Heading, width in signs, and value of each column."""
