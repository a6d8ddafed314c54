"""The owed-amount sheet as a workbook, counted and hashed, with who took it."""

from __future__ import annotations

import csv
import hashlib
import io

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.permissions import parts_of
from rongcheng.appeals.queries.rosters import Sheet, SheetLine, sheet
from rongcheng.audit.services import record
from rongcheng.core.errors import NotAllowed
from rongcheng.people.services.reading import check_may_unmask
from rongcheng.web.masking import mask_id, mask_phone

WIDTHS = (5, 10, 21, 14, 12, 12, 12, 12, 12, 12, 12, 24)


def export_sheet(*, by: Staff, appeal: Appeal, reason: str = "") -> bytes:
    """The sheet as xlsx; its last sheet tells rows, SHA-256 of the rows as CSV, and who took it.

    Args:
        reason: why ID numbers and phones go out in full; empty: their middle is hidden.

    Raises:
        NotAllowed: ``by`` does not work on the appeal, or may not see full numbers.
        Refusal: the reason says nothing.
    """
    if not parts_of(by, appeal):
        raise NotAllowed(_("The sheet is for those who work on the matter."))
    if reason:
        check_may_unmask(by, reason)
    made = sheet(appeal)
    rows: list[list[object]] = [
        _header(),
        *(_row(at, line, bool(reason)) for at, line in enumerate(made.lines, 1)),
    ]
    text = io.StringIO()
    csv.writer(text).writerows([*rows, _sums(made)])
    digest = hashlib.sha256(text.getvalue().encode()).hexdigest()
    record(
        "appeals.exported", by=by, subject=appeal, place=appeal.place_id, reason=reason[:300],
        rows=made.people, sha256=digest, full=bool(reason), what="roster",
    )  # fmt: skip
    return _book(appeal, by, [*rows, _sums(made)], digest)


def _header() -> list[object]:
    return [
        _("No."), _("Person's name"), _("ID number"), _("Phone"), _("Claimed"),
        _("Stated by employer"), _("Found"), _("Paid"), _("Left"), _("Paid on"), _("State"),
        _("Remark"),
    ]  # fmt: skip


def _row(at: int, line: SheetLine, full: bool) -> list[object]:
    claim = line.claim
    number = claim.id_number if full else mask_id(claim.id_number)
    phone = claim.phone if full else mask_phone(claim.phone)
    amounts = (claim.claimed, claim.stated, claim.found, claim.paid, line.left)
    return [
        at, claim.name, number or "", phone or "", *map(_yuan, amounts),
        claim.paid_on.isoformat() if claim.paid_on else "", claim.get_state_display(),
        claim.remark,
    ]  # fmt: skip


def _sums(made: Sheet) -> list[object]:
    amounts = (made.claimed, made.stated, made.found, made.paid, made.left)
    done = _("%(n)d of %(all)d settled") % {"n": made.settled, "all": made.people}
    return [_("Sum"), "", "", "", *map(_yuan, amounts), "", done, ""]


def _yuan(fen: int | None) -> object:
    return "" if fen is None else fen / 100


def _book(appeal: Appeal, by: Staff, rows: list[list[object]], digest: str) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(_("Owed amounts"))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    page.freeze_panes(2, 2)
    page.set_footer(f"&L{appeal.number} {by.actor_name}&R&P / &N")
    bold = book.add_format({"bold": True, "bg_color": "#E9EFE6", "bottom": 1, "text_wrap": True})
    money = book.add_format({"num_format": "#,##0.00"})
    title = _("Owed-amount sheet of %(n)s (yuan)") % {"n": appeal.number}
    page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for at, width in enumerate(WIDTHS):
        page.set_column(at, at, width)
    for at, row in enumerate(rows, 1):
        edge = at in (1, len(rows))
        for column, value in enumerate(row):
            if isinstance(value, float):
                page.write_number(at, column, value, money)
            else:
                page.write(at, column, value, bold if edge else None)
    notes = book.add_worksheet(_("About this export"))
    notes.set_column(0, 1, 24)
    for at, pair in enumerate(_about(by, rows, digest)):
        notes.write_row(at, 0, pair)
    book.close()
    return buffer.getvalue()


def _about(by: Staff, rows: list[list[object]], digest: str) -> list[tuple[str, str]]:
    return [
        (_("Rows"), str(len(rows) - 2)), ("SHA-256", digest), (_("Exported by"), by.actor_name),
        (_("Exported at"), f"{timezone.localtime():%Y-%m-%d %H:%M:%S}"),
    ]  # fmt: skip
