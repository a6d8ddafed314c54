"""Lists as files: streamed, counted, hashed, marked with who took them, and logged."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import Protocol

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.audit.models import Event
from rongcheng.audit.services import record, touch
from rongcheng.core.errors import NotAllowed
from rongcheng.people.models import EmploymentSpell, Person
from rongcheng.people.queries import codes
from rongcheng.people.queries.naming import full_place_name
from rongcheng.web import formats
from rongcheng.web.masking import mask_id, mask_phone
from rongcheng.web.spreadsheets import safe

from .reading import check_may_unmask

CHUNK = 2000
MOST_XLSX = 1_000_000


class _Digest(Protocol):
    """A hash that grows with what goes out."""

    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


@dataclass
class Export:
    """One export on its way: who takes what, and what has gone out so far."""

    by: Staff
    people: QuerySet[Person]
    filters: dict[str, str]
    reason: str
    at: datetime
    event: Event
    rows: int = 0
    hash: str = ""
    digest: _Digest = field(default_factory=hashlib.sha256)

    @property
    def full(self) -> bool:
        """Whether numbers go out in full."""
        return bool(self.reason)


def begin(
    *, people: QuerySet[Person], filters: dict[str, str], reason: str, kind: str, by: Staff
) -> Export:
    """Permission checked and the start logged; then stream it with ``as_csv`` or ``as_xlsx``.

    Args:
        people: the list, narrowed to what ``by`` may see, in the order wanted.
        filters: what narrowed it, for the log.
        reason: why full numbers are needed; empty for a masked export.
        kind: csv or xlsx.

    Raises:
        NotAllowed: the role does not include exports, or not full numbers.
        Refusal: the reason says nothing.
    """
    if not by.can(Can.EXPORT):
        raise NotAllowed(_("Your role does not include exports."))
    if reason:
        check_may_unmask(by, reason)
    place = by.office.place_id if by.office else None
    event = record(
        "people.export", by=by, place=place, reason=reason[:300],
        filters=filters, kind=kind, full=bool(reason),
    )  # fmt: skip
    return Export(by, people, filters, reason, timezone.localtime(), event)


def as_csv(export: Export) -> Iterator[bytes]:
    """The list as CSV with a byte-order mark; the last line holds count, hash and who took it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def taken() -> bytes:
        data = buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
        return data

    buffer.write("\ufeff")
    try:
        for chunk in _chunks(export):
            writer.writerows(chunk)
            data = taken()
            export.digest.update(data)
            yield data
    except GeneratorExit:  # the reader went away; what went out until then stays on record
        _finish(export, whole=False)
        raise
    _finish(export)
    writer.writerow([f"# {name}：{value}" for name, value in watermark(export)])
    yield taken()


def as_xlsx(export: Export) -> Iterator[bytes]:
    """The list as a workbook; a second sheet holds count, hash and who took it.

    The hash is that of the same list as CSV, so that both can be compared.
    """
    with TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_urls": False})
        sheet = book.add_worksheet(_("Persons"))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 1)
        sheet.set_footer(f"&L{export.by.actor_name} {formats.moment(export.at)}&R&P / &N")
        for at, (_name, width, _value) in enumerate(COLUMNS):
            sheet.set_column(at, at, width)
        bold = book.add_format({"bold": True, "bg_color": "#E9EFE6", "bottom": 1})
        _fill(sheet, export, bold)
        _finish(export)
        notes = book.add_worksheet(_("About this export"))
        notes.set_column(0, 0, 16)
        notes.set_column(1, 1, 80)
        for at, (name, value) in enumerate(watermark(export)):
            notes.write_string(at, 0, name)
            notes.write_string(at, 1, value)
        book.close()
        file.seek(0)
        while block := file.read(1 << 16):
            yield block


def _fill(sheet: Worksheet, export: Export, bold: Format) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    line = 0
    for chunk in _chunks(export):
        writer.writerows(chunk)
        export.digest.update(text.getvalue().encode())
        text.seek(0)
        text.truncate()
        for row in chunk:
            for at, value in enumerate(row):
                sheet.write_string(line, at, value, bold if line == 0 else None)
            line += 1


def _chunks(export: Export) -> Iterator[list[list[str]]]:
    """The header, then rows by the thousand; full numbers are logged before they leave."""
    yield [[str(name) for name, _width, _value in COLUMNS]]
    people = export.people.iterator(chunk_size=CHUNK)
    while chunk := list(islice(people, CHUNK)):
        if export.full:
            touch(export.event, "person", [person.pk for person in chunk])
        export.rows += len(chunk)
        yield [[safe(value(person, export)) for _n, _w, value in COLUMNS] for person in chunk]


def _finish(export: Export, *, whole: bool = True) -> None:
    """Note how many rows went out, their hash, and whether the list went out whole."""
    export.hash = export.digest.hexdigest()
    record(
        "people.exported", by=export.by, subject=export.event,
        place=export.event.place, reason=export.reason[:300],
        rows=export.rows, sha256=export.hash, full=export.full, whole=whole,
    )  # fmt: skip


def watermark(export: Export) -> list[tuple[str, str]]:
    """What the export says about itself: rows, hash, who, when, numbers masked or not, why."""
    masked = _("in full") if export.full else _("masked")
    lines = [
        (_("Rows"), str(export.rows)),
        ("SHA-256", export.hash),
        (_("Exported by"), export.by.actor_name),
        (_("Exported at"), f"{export.at:%Y-%m-%d %H:%M:%S}"),
        (_("Numbers"), masked),
    ]
    return [*lines, (_("Reason"), export.reason)] if export.full else lines


# --- columns --------------------------------------------------------------------------------------


def _job(read: Callable[[EmploymentSpell], object]) -> Callable[[Person, Export], object]:
    return lambda person, _export: read(person.jobs[0]) if person.jobs else ""


def _named(table: codes.Table, name: str) -> Callable[[Person, Export], object]:
    return lambda person, _export: table.get(str(getattr(person, name) or ""), "")


COLUMNS: list[tuple[object, int, Callable[[Person, Export], object]]] = [
    (lazy("Person's name"), 10, lambda p, e: p.name),
    (lazy("Sex"), 6, _named(codes.SEX, "sex")),
    (lazy("Birth date"), 12, lambda p, e: p.birth_date or ""),
    (lazy("ID number"), 21, lambda p, e: p.id_number if e.full else mask_id(p.id_number)),
    (lazy("Phone"), 14, lambda p, e: p.phone if e.full else mask_phone(p.phone)),
    (lazy("Home place"), 36, lambda p, e: full_place_name(p.home_place_id)),
    (lazy("Address"), 20, lambda p, e: p.address if e.full else ""),
    (lazy("Ethnic group"), 9, _named(codes.ETHNICITY, "ethnicity")),
    (lazy("Education"), 12, _named(codes.EDUCATION, "education")),
    (lazy("Relation to head"), 10, _named(codes.RELATION, "relation_to_head")),
    (lazy("Poverty status"), 12, _named(codes.POVERTY, "poverty_status")),
    (lazy("Employer"), 26, _job(lambda j: j.employer_name)),
    (lazy("Occupation"), 12, _job(lambda j: j.occupation)),
    (lazy("Industry"), 16, _job(lambda j: codes.industry_name(j.industry))),
    (lazy("Work place"), 30, _job(lambda j: full_place_name(j.work_place_id))),
    (lazy("Range of transfer"), 16, _job(lambda j: codes.RANGE.get(j.transfer_range, ""))),
    (lazy("Wage (yuan a month)"), 11, _job(lambda j: j.wage and f"{j.wage / 100:.0f}")),
    (lazy("At work since"), 12, _job(lambda j: j.start_date)),
    (lazy("Confirmed on"), 12, lambda p, e: p.confirmed_on or ""),
    (lazy("Confirmed by"), 20, lambda p, e: p.confirmed_by or ""),
]
"""Heading, width in signs, and value of each column."""
