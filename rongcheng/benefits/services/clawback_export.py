"""The clawback ledger as a workbook: counted, hashed, marked with who took it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.audit.services import record
from rongcheng.benefits.permissions import must
from rongcheng.benefits.queries.clawbacks import LedgerLine
from rongcheng.benefits.words import applicant, title_of
from rongcheng.web.spreadsheets import safe


def export(*, by: Staff, lines: Sequence[LedgerLine]) -> tuple[str, bytes]:
    """File name and content; names are masked, amounts in yuan.

    Args:
        lines: of ``queries.clawbacks.ledger``, which the caller narrowed to the reach of ``by``.

    Raises:
        NotAllowed: the role does not include exports.
    """
    must(by, Can.EXPORT)
    rows: list[list[object]] = [_heads(), *(_row(line) for line in lines), _sums(lines)]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    digest = hashlib.sha256(text.getvalue().encode()).hexdigest()
    record("benefits.clawbacks_exported", by=by, rows=len(lines), sha256=digest)
    day = f"{timezone.localtime():%Y%m%d-%H%M}"
    return _("clawbacks-%(day)s") % {"day": day} + ".xlsx", _book(rows, by, digest)


def _heads() -> list[object]:
    return [
        _("Number"), _("Application"), _("Applicant"), _("Benefit"), _("Place"), _("Reason"),
        _("Clause"), _("Decided on"), _("Amount"), _("Came back"), _("Still owed"), _("Overdue"),
        _("Given up"), _("State"), _("Goes back to"),
    ]  # fmt: skip


def _row(line: LedgerLine) -> list[object]:
    one, application = line.clawback, line.clawback.application
    return [
        one.number, application.number, safe(applicant(application)), title_of(application),
        application.place.full_name, safe(one.reason), safe(one.clause),
        f"{timezone.localtime(one.decided_at):%Y-%m-%d}",
        *(fen / 100 for fen in (one.amount, line.came, line.left, line.overdue, line.given_up)),
        one.get_state_display(), str(one.budget or ""),
    ]  # fmt: skip


def _sums(lines: Sequence[LedgerLine]) -> list[object]:
    sums = [
        sum(values) / 100
        for values in zip(
            *((x.clawback.amount, x.came, x.left, x.overdue, x.given_up) for x in lines),
            strict=True,
        )
    ] or [0.0] * 5
    return [_("Sum"), *[""] * 7, *sums, "", ""]


def _book(rows: list[list[object]], by: Staff, digest: str) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_("Clawback ledger"))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(rows[0]) - 1, 16)
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    for at, row in enumerate(rows):
        edge = at in (0, len(rows) - 1)
        for column, value in enumerate(row):
            if isinstance(value, float):
                sheet.write_number(at, column, value, money)
            else:
                sheet.write_string(at, column, str(value), bold if edge else None)
    notes = book.add_worksheet(_("About this export"))
    notes.set_column(0, 1, 40)
    about = [
        (_("Rows"), str(len(rows) - 2)), ("SHA-256", digest), (_("Exported by"), by.actor_name),
        (_("Exported at"), f"{timezone.localtime():%Y-%m-%d %H:%M:%S}"),
        (_("Numbers"), _("masked")),
    ]  # fmt: skip
    for at, pair in enumerate(about):
        notes.write_row(at, 0, pair)
    book.close()
    return buffer.getvalue()
