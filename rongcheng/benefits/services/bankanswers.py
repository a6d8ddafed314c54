"""Reading the bank's answer: what was paid is paid once, what came back waits for another account.

A file can be read as often as one likes, and files may overlap: a row that is known already
changes nothing. Each row that does not fit is told with its number and costs no other row.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.audit.services import record
from rongcheng.benefits import banktable
from rongcheng.benefits.bankformat import BankAnswer
from rongcheng.benefits.banktable import FAILED, PAID, AnswerRow
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import BankReply, Payment, PaymentBatch, Repayment
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.core.vault import write_sealed
from rongcheng.web.formats import yuan

from .bankfile import money
from .log import add
from .paying import check_may_pay, in_it, paying_at

State, Done = PaymentBatch.State, Payment.State


@dataclass
class Reading:
    """One file while it is read: payments by their line, and what has come of its rows."""

    batch: PaymentBatch
    by: Staff
    at: datetime
    answer: BankAnswer
    lines: dict[int, list[Payment]]
    paid: int = 0
    failed: int = 0
    already: int = 0
    problems: list[dict[str, object]] = field(default_factory=list)

    def problem(self, row: int, text: str) -> None:
        self.problems.append({"row": row, "text": text})

    def total(self, line: int) -> int:
        return sum(payment.amount for payment in self.lines[line])


@transaction.atomic
def read(
    *, by: Staff, batch: PaymentBatch, file_name: str, content: bytes, at: datetime | None = None
) -> BankReply:
    """Book what a file of the bank says about a batch.

    Success makes an application paid, failure returned with the reason in plain words; a payment
    that was told as paid and comes back later is returned too.

    Returns:
        How many payments it newly told as paid and as returned, how many rows were known, and what
        did not fit: ``problems`` with row (0: the file as a whole) and sentence.

    Raises:
        NotAllowed: ``by`` does not pay at this place.
        Conflict: the batch is not signed yet or was cancelled; nothing is booked.
        Refusal: the file cannot be read.
    """
    reading = _open(by, batch, at)
    table = banktable.read(file_name, content, reading.answer)
    _book(reading, table.rows)
    _totals(reading, table)
    return _kept(reading, file_name, content)


@transaction.atomic
def tell(
    *, by: Staff, batch: PaymentBatch, line: int, paid: bool, reason: str,
    at: datetime | None = None,
) -> BankReply:  # fmt: skip
    """Book one line by hand, where the bank answers on paper or by phone.

    Args:
        reason: why it came back, or the bank's slip that says it was paid.

    Raises:
        Refusal: no reason, or no such line.
        Conflict: as for ``read``, or the line is told otherwise already.
    """
    if not reason.strip():
        raise Refusal(_("Say why it came back, or which slip says that it was paid."))
    reading = _open(by, batch, at)
    if line not in reading.lines:
        raise Refusal(_("The batch has no line %(n)s.") % {"n": line})
    said = {"row": str(line), "reason": reason.strip()}
    _book(reading, [AnswerRow(line, said, None, PAID if paid else FAILED)])
    if reading.problems:
        raise Conflict(str(reading.problems[0]["text"]))
    note = f"{line} {PAID if paid else FAILED} {reason.strip()}"
    return _kept(reading, _("By hand: %(why)s") % {"why": reason.strip()}, note.encode())


def _open(by: Staff, batch: PaymentBatch, at: datetime | None) -> Reading:
    check_may_pay(by, batch.place_id)
    batch = PaymentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state not in (State.SIGNED, State.DONE):
        raise Conflict(
            _("The batch %(number)s is at “%(state)s”: the bank cannot have paid it. Nothing was "
              "booked.")
            % {"number": batch.number, "state": batch.get_state_display()}
        )  # fmt: skip
    lines: dict[int, list[Payment]] = defaultdict(list)
    for payment in in_it(batch).select_related("application").order_by("application_id"):
        lines[payment.line].append(payment)
    answer = paying_at(batch.place_id).answer
    return Reading(batch, by, at or timezone.now(), answer, dict(lines))


def _kept(reading: Reading, file_name: str, content: bytes) -> BankReply:
    """The reading on record, its file sealed; a batch without open lines is done."""
    batch = reading.batch
    digest = hashlib.sha256(content).hexdigest()
    stored_as = f"payments/answers/{batch.number}-{digest[:20]}"
    write_sealed(stored_as, content)
    if not batch.payments.filter(state=Done.WAITING).exists() and batch.state != State.DONE:
        batch.state, batch.ended_at = State.DONE, reading.at
        batch.save(update_fields=["state", "ended_at"])
    reply = BankReply.objects.create(
        batch=batch, file_name=file_name[-200:], sha256=digest, stored_as=stored_as,
        read_by=reading.by.actor_name, paid=reading.paid, failed=reading.failed,
        already=reading.already, problems=reading.problems,
    )  # fmt: skip
    record("benefits.bank_answered", by=reading.by, subject=batch, place=batch.place_id,
           sha256=digest, paid=reply.paid, failed=reply.failed, already=reply.already,
           problems=len(reply.problems))  # fmt: skip
    return reply


# --- row by row ----------------------------------------------------------------------------------


def _book(reading: Reading, rows: Sequence[AnswerRow]) -> None:
    """Each row to its line; a line about which the file says two things is left as it is."""
    said: dict[int, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        line = _line(reading, row)
        if line is not None and _fits(reading, row, line):
            said[line].append(row)
    for line, several in said.items():
        if len({row.result for row in several}) > 1:
            for row in several:
                reading.problem(row.number, _("The file says two things about line %(line)d; "
                                "ask the bank which is right.") % {"line": line})  # fmt: skip
            continue
        _apply(reading, several[0], line)
        reading.already += len(several) - 1
    reading.problems.sort(key=lambda each: int(str(each["row"])))


def _line(reading: Reading, row: AnswerRow) -> int | None:
    """The line of the batch that a row speaks of, by reference, row number or account."""
    reference, number = row.cells.get("reference", ""), row.cells.get("row", "")
    if reference:
        if not reference.startswith(reading.batch.number):
            reading.problem(row.number, _("“%(ref)s” is not of this batch (%(batch)s).")
                            % {"ref": reference, "batch": reading.batch.number})  # fmt: skip
            return None
        number = reference.removeprefix(reading.batch.number)
    if not number:
        return _by_account(reading, row)
    digits = number.removesuffix(".0")
    if not (digits.isascii() and digits.isdigit() and int(digits) in reading.lines):
        reading.problem(row.number, _("The batch has no line %(n)s.") % {"n": number})
        return None
    return int(digits)


def _by_account(reading: Reading, row: AnswerRow) -> int | None:
    end = row.cells.get("account", "")[-4:]
    found = [
        line for line, payments in reading.lines.items()
        if payments[0].account[-4:] == end and row.amount in (None, reading.total(line))
    ]  # fmt: skip
    if len(end) == 4 and len(found) == 1:
        return found[0]
    reading.problem(row.number, _("It cannot be told which line of the batch this row is about."))
    return None


def _fits(reading: Reading, row: AnswerRow, line: int) -> bool:
    """Whether account, amount and result agree with the line; says what does not."""
    ours, end = reading.total(line), row.cells.get("account", "")[-4:]
    if row.amount is not None and row.amount != ours:
        reading.problem(row.number, _("The bank says %(said)s, line %(line)d is %(ours)s.")
                        % {"said": yuan(row.amount), "line": line, "ours": yuan(ours)})  # fmt: skip
    elif row.cells.get("amount") and row.amount is None:
        reading.problem(row.number, _("“%(text)s” is no amount.") % {"text": row.cells["amount"]})
    elif end and reading.lines[line][0].account[-4:] != end:
        reading.problem(row.number, _("The account ends in %(said)s, that of line %(line)d in "
                        "%(ours)s.") % {"said": end, "line": line,
                                        "ours": reading.lines[line][0].account[-4:]})  # fmt: skip
    elif not row.result:
        reading.problem(row.number, _("“%(text)s” is no result that is known; add the bank's words "
                        "to payment: answer: in handling.yaml.")
                        % {"text": row.words or "—"})  # fmt: skip
    else:
        return True
    return False


def _apply(reading: Reading, row: AnswerRow, line: int) -> None:
    """Book a row on every payment of its line."""
    for payment in reading.lines[line]:
        stage = payment.application.stage
        if payment.state == (Done.PAID if row.result == PAID else Done.FAILED):
            reading.already += 1
        elif payment.state == Done.WAITING and stage == Stage.PAYING:
            _booked(reading, row, payment)
        elif payment.state == Done.PAID and stage == Stage.PAID and _whole(payment):
            _booked(reading, row, payment)  # the bank took it back days later
        elif payment.state == Done.FAILED:
            reading.problem(row.number, _("The bank returned this before and now says that it is "
                            "paid. It stays returned; ask the bank."))  # fmt: skip
        else:
            reading.problem(row.number, _("The application %(number)s is at “%(stage)s”; nothing "
                            "was booked on it.") % {"number": payment.application.number,
                                                    "stage": Stage(stage).label})  # fmt: skip


def _whole(payment: Payment) -> bool:
    """Whether nothing of a payment was ever paid back by hand."""
    return not Repayment.objects.filter(clawback__application=payment.application_id).exists()


def _booked(reading: Reading, row: AnswerRow, payment: Payment) -> None:
    payment.answered_at = reading.at
    batch = reading.batch.number
    if row.result == PAID:
        add(payment.application, "paid", by=reading.by, at=reading.at, batch=batch)
        payment.state, payment.reason = Done.PAID, ""
        reading.paid += 1
    else:
        bank = row.cells.get("reason") or _("the bank gives no reason")
        payment.reason = reading.answer.plain(bank)[:300]
        add(payment.application, "bounced", by=reading.by, at=reading.at, text=payment.reason,
            batch=batch, bank=bank[:300])  # fmt: skip
        payment.state = Done.FAILED
        reading.failed += 1
    payment.save(update_fields=["state", "reason", "answered_at"])


def _totals(reading: Reading, table: banktable.AnswerTable) -> None:
    """Compare what the file says it holds with what it holds: of all rows, or of those paid."""
    every = [row.amount or 0 for row in table.rows]
    paid = [row.amount or 0 for row in table.rows if row.result == PAID]
    fits = {(len(rows), sum(rows)) for rows in (every, paid)}
    for number, cells in table.totals:
        told = [each for cell in cells if (each := banktable.fen(cell)) is not None]
        whole = {n for n, _sum in fits} | {n * 100 for n, _sum in fits}
        sums = {total for _n, total in fits}
        if any(each not in whole | sums for each in told):
            reading.problem(number, _("The file says “%(told)s”, but has %(n)d rows with "
                            "%(sum)s: a part may be missing. Its rows were booked.")
                            % {"told": " ".join(cells), "n": len(every),
                               "sum": money(sum(every))})  # fmt: skip
