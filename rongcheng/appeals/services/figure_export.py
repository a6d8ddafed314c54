"""The table of figures as a file: counted, hashed, marked with who took it."""

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
from rongcheng.appeals.queries.figure_lines import Line, lines
from rongcheng.appeals.queries.statistics import FIGURES, Period
from rongcheng.audit.services import record
from rongcheng.core.errors import NotAllowed

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(*, by: Staff, period: Period, grouping: str, head: str, kind: str) -> bytes:
    """The table that ``by`` sees, small counts hidden as on the page.

    Args:
        grouping: one of ``statistics.BY``.
        head: name of the first column.
        kind: csv or xlsx; the hash is that of the CSV text without its last line.

    Raises:
        NotAllowed: the role does not include exports.
    """
    if not by.can(Can.EXPORT):
        raise NotAllowed(_("Your role does not include exports."))
    rows = _rows(lines(by, period, grouping), head)
    text = _csv(rows)
    digest = hashlib.sha256(text).hexdigest()
    filters = {"since": f"{period.since}", "until": f"{period.until}", "by": grouping}
    record(
        "appeals.exported", by=by, place=by.office.place_id if by.office else None,
        filters=filters, rows=len(rows) - 1, sha256=digest, whole=True, figures=True,
    )  # fmt: skip
    notes = _notes(by, period, len(rows) - 1, digest)
    if kind == "csv":
        return text + _csv([[f"# {name}：{value}" for name, value in notes]], mark=False)
    return _workbook(rows, notes)


def _rows(found: Sequence[Line], head: str) -> list[list[str]]:
    heads = [head]
    for cell in found[0].cells:
        heads.append(str(FIGURES[cell.name].label))
        if FIGURES[cell.name].of:
            heads.append(_("%(figure)s, %%") % {"figure": FIGURES[cell.name].label})
    rows = [heads]
    for line in found:
        row = [f"'{line.name}" if line.name.startswith(("=", "+", "-", "@")) else line.name]
        for cell in line.cells:
            row.append("—" if cell.count is None else str(cell.count))
            if FIGURES[cell.name].of:
                row.append("" if cell.share is None else str(cell.share))
        rows.append(row)
    return rows


def _csv(rows: Sequence[Sequence[str]], *, mark: bool = True) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return ("\ufeff" if mark else "").encode() + buffer.getvalue().encode()


def _notes(by: Staff, period: Period, rows: int, digest: str) -> list[tuple[str, str]]:
    return [
        (_("Filed"), f"{period.since} – {period.until}"), (_("Rows"), str(rows)),
        ("SHA-256", digest), (_("Exported by"), by.actor_name),
        (_("Exported at"), f"{timezone.localtime():%Y-%m-%d %H:%M:%S}"),
    ]  # fmt: skip


def _workbook(rows: list[list[str]], notes: list[tuple[str, str]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(_("Figures"))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 30)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if at and column and value.isdigit():
                sheet.write_number(at, column, int(value))
            else:
                sheet.write_string(at, column, value)
    about = book.add_worksheet(_("About this export"))
    about.set_column(0, 1, 40)
    for at, (name, value) in enumerate(notes):
        about.write_string(at, 0, name)
        about.write_string(at, 1, value)
    book.close()
    return buffer.getvalue()
