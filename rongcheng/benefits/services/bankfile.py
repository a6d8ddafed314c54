"""Writing the file for the bank: from the payments of a batch and the format that a pack gives."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import xlsxwriter
from django.utils.translation import gettext as _

from rongcheng.benefits.bankformat import BankFormat
from rongcheng.benefits.models import Payment
from rongcheng.core.errors import Refusal
from rongcheng.web.spreadsheets import safe


@dataclass(frozen=True)
class BankLine:
    """One line of the file: the payments that it pays together, in fen."""

    row: int
    reference: str
    payments: tuple[Payment, ...]

    @property
    def amount(self) -> int:
        return sum(payment.amount for payment in self.payments)


@dataclass(frozen=True)
class BankFile:
    """A file as it goes to the bank; ``total`` in fen."""

    name: str
    content: bytes
    sha256: str
    lines: int
    total: int


def lines_of(batch: str, payments: Sequence[Payment], form: BankFormat) -> list[BankLine]:
    """Payments as lines, in their order; payments to one account are one where the bank wants it.

    The reference is the batch's number and four digits of the row: what the bank's answer names.
    """
    groups: dict[object, list[Payment]] = {}
    for at, payment in enumerate(payments):
        key = (payment.account_index, payment.payee) if form.together else at
        groups.setdefault(key, []).append(payment)
    return [
        BankLine(row, f"{batch}{row:04}", tuple(group))
        for row, group in enumerate(groups.values(), 1)
    ]


def write(
    *, batch: str, lines: Sequence[BankLine], form: BankFormat, purpose: str, day: date
) -> BankFile:
    """The file of a batch; the same lines give the same bytes."""
    total = sum(line.amount for line in lines)
    words = {
        "batch": batch, "count": str(len(lines)), "total": money(total), "purpose": purpose,
        "day": f"{day:%Y%m%d}", "checksum": checksum(lines),
    }  # fmt: skip
    rows = [_cells(template, words) for template in form.first]
    if form.heads:
        rows.append([column.name for column in form.columns])
    rows += [[_value(column.value, line, purpose) for column in form.columns] for line in lines]
    rows += [_cells(template, words) for template in form.last]
    content = _csv(rows, form) if form.kind == "csv" else _xlsx(rows, day)
    digest = hashlib.sha256(content).hexdigest()
    return BankFile(f"{batch}.{form.kind}", content, digest, len(lines), total)


def money(fen: int) -> str:
    """Yuan with two decimals, without separators: ``1234.50``."""
    return f"{fen // 100}.{fen % 100:02}"


def checksum(lines: Iterable[BankLine]) -> str:
    """Sixteen digits over accounts and amounts: one changed line changes them."""
    text = "".join(f"{line.row}|{_first(line).account}|{line.amount}\n" for line in lines)
    return hashlib.sha256(text.encode()).hexdigest()[:16].upper()


def _first(line: BankLine) -> Payment:
    return line.payments[0]


def _value(value: str, line: BankLine, purpose: str) -> str:
    first = _first(line)
    found = {
        "row": str(line.row), "reference": line.reference, "payee": first.payee,
        "account": first.account, "bank": first.bank, "amount": money(line.amount),
        "purpose": purpose, "empty": "",
    }[value]  # fmt: skip
    return safe(found)


def _cells(template: str, words: dict[str, str]) -> list[str]:
    return [cell.strip().format(**words) for cell in template.split(",")]


def _csv(rows: list[list[str]], form: BankFormat) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=form.separator, lineterminator="\r\n")
    writer.writerows(rows)
    try:
        return buffer.getvalue().encode(form.encoding)
    except UnicodeEncodeError as error:
        raise Refusal(
            _("The sign “%(sign)s” cannot be written in %(encoding)s, as the bank wants its file; "
              "ask the bank how it writes this name.")
            % {"sign": error.object[error.start : error.end], "encoding": form.encoding}
        ) from error  # fmt: skip


def _xlsx(rows: list[list[str]], day: date) -> bytes:
    """Every cell as text: a spreadsheet would round account numbers."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": datetime.combine(day, time())})
    sheet = book.add_worksheet("Sheet1")
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, max(len(row) for row in rows) - 1, 24)
    text = book.add_format({"num_format": "@"})
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write_string(at, column, value, text)
    book.close()
    return buffer.getvalue()
