"""Payment batches: made by a finance officer, signed by a second person, written for the bank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can, Role
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import record
from rongcheng.benefits.bankformat import BankFormat, Paying
from rongcheng.benefits.events import Stage
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Application, Budget, Payment, PaymentBatch
from rongcheng.benefits.permissions import must_at
from rongcheng.benefits.queries.payable import candidates
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.core.vault import read_sealed, write_sealed

from . import bankfile
from .budgets import commit_to
from .log import add

State = PaymentBatch.State
NAMED = 5
"""How many numbers a refusal names before it says how many more there are."""


def paying_at(place: int) -> Paying:
    """The bank formats of a place.

    Raises:
        Refusal: no pack says how the bank wants its file.
    """
    found = handling_at(place).payment
    if found is None:
        raise Refusal(_("No pack says how the bank wants its file; see payment in handling.yaml."))
    return found


def form_of(batch: PaymentBatch) -> BankFormat:
    """The file format of a batch."""
    formats = paying_at(batch.place_id).formats
    if batch.form not in formats:
        raise Refusal(_("The file format %(name)s is no longer there.") % {"name": batch.form})
    return formats[batch.form]


@transaction.atomic
def make(
    *, by: Staff, budget: Budget, applications: Iterable[Application], form: str = "",
    purpose: str = "", at: datetime | None = None,
) -> PaymentBatch:  # fmt: skip
    """Put applications that wait to be paid into a batch; each is held until the batch is there.

    What no budget holds yet is committed to ``budget`` now.

    Args:
        form: a name of the place's file formats; empty: the usual one.
        purpose: what stands on the bank statement; empty: the name of the money.

    Raises:
        NotAllowed: ``by`` does not pay at this place.
        Conflict: one of them is no longer to be paid, hangs on another budget, or money is lacking.
        Refusal: none is given, more than a file takes, or one has no account.
    """
    check_may_pay(by, budget.place_id)
    formats = paying_at(budget.place_id).formats
    form = form or next(iter(formats))
    if form not in formats:
        raise Refusal(_("There is no file format %(name)s.") % {"name": form})
    locked = _locked(applications, formats[form].most)
    for each in locked:
        if not hasattr(each, "commitment"):
            commit_to(by=by, application=each, budget=budget)
    now = at or timezone.now()
    batch = PaymentBatch.objects.create(
        number=f"~{uuid4().hex[:18]}", budget=budget, place=budget.place, form=form,
        purpose=purpose.strip() or _("Employment benefit"),
        total=sum(each.amount or 0 for each in locked), count=len(locked), made_by=by, made_at=now,
    )  # fmt: skip
    batch.number = f"P{timezone.localdate(now):%y%m%d}{batch.pk:05}"
    batch.save(update_fields=["number"])
    _fill(batch, locked, by, at, budget)
    record("benefits.batch_made", by=by, subject=batch, place=batch.place_id, total=batch.total,
           count=batch.count)  # fmt: skip
    return batch


def check_may_pay(by: Staff, place: int) -> None:
    """Refuse who does not pay from the budgets of a place."""
    must_at(by, Can.PAY_BENEFITS, place, _("You pay from the budgets of your own place only."))


def _locked(applications: Iterable[Application], most: int) -> list[Application]:
    """The applications as they stand now, held in one order for everybody."""
    keys = sorted({each.pk for each in applications})
    if not keys:
        raise Refusal(_("Choose at least one application."))
    if len(keys) > most:
        raise Refusal(
            _("A bank file takes %(most)d payments; these are %(n)d. Make several batches.")
            % {"most": most, "n": len(keys)}
        )
    rows = Application.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    locked = list(rows.select_related("person", "employer", "commitment"))
    _refuse(
        [each for each in locked if each.stage != Stage.PAYABLE],
        _("No longer waiting to be paid, perhaps in another batch by now: %(numbers)s."),
    )
    return locked


def _refuse(wrong: Sequence[Application], sentence: str) -> None:
    if wrong:
        numbers = "、".join(each.number for each in wrong[:NAMED])
        if len(wrong) > NAMED:
            numbers += _(" and %(n)d more") % {"n": len(wrong) - NAMED}
        raise Conflict(sentence % {"numbers": numbers})


def _fill(
    batch: PaymentBatch, locked: list[Application], by: Staff, at: datetime | None, budget: Budget
) -> None:
    """The payments of a batch, with what was to be told about each."""
    fresh = list(
        Application.objects.filter(pk__in=[each.pk for each in locked])
        .select_related("person", "employer", "commitment").order_by("pk")
    )  # fmt: skip
    _refuse(
        [each for each in fresh if each.commitment.budget_id != budget.pk],
        _("Their money is held in another budget: %(numbers)s. Pay them from there."),
    )
    found = candidates(fresh, budget)
    _refuse(
        [each.application for each in found if each.blocked],
        _("No bank account is given: %(numbers)s. Ask for it first."),
    )
    try:
        with transaction.atomic():
            Payment.objects.bulk_create(
                Payment(
                    batch=batch, application=each.application, amount=each.application.amount or 0,
                    payee=each.application.payee, bank=each.application.bank,
                    account=each.application.account,
                    account_index=each.application.account_index or "", warnings=each.warnings,
                )
                for each in found
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("One of them has a payment already; look at the list again.")) from error
    for each in locked:
        add(each, "batched", by=by, at=at, batch=batch.number)


# --- signed and written --------------------------------------------------------------------------


def in_it(batch: PaymentBatch) -> QuerySet[Payment]:
    """The payments of a batch without those that were taken out of it."""
    return batch.payments.exclude(state=Payment.State.CANCELLED)


def may_sign(by: Staff, batch: PaymentBatch) -> bool:
    """Whether ``by`` can be the second person: a chief approver or another finance officer."""
    second = by.role == Role.CHIEF_APPROVER or by.can(Can.PAY_BENEFITS)
    return second and by.pk != batch.made_by_id and scope_of(by).covers(batch.place_id)


@transaction.atomic
def sign(*, by: Staff, batch: PaymentBatch, at: datetime | None = None) -> PaymentBatch:
    """Sign a batch: its bank file is written, and from now on only the bank's answer changes it.

    Raises:
        NotAllowed: ``by`` made it, or is neither chief approver nor finance officer of its place.
        Conflict: it is signed or cancelled already, or does not add up any more.
    """
    batch = PaymentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if by.pk == batch.made_by_id:
        raise NotAllowed(_("You made this batch; somebody else has to sign it."))
    if not may_sign(by, batch):
        raise NotAllowed(_("A batch is signed by a chief approver or another finance officer."))
    check_state(batch, State.MADE)
    payments = list(in_it(batch).select_related("application").order_by("pk"))
    _refuse(
        [p.application for p in payments
         if p.application.stage != Stage.PAYING or p.application.amount != p.amount],
        _("Changed since the batch was made: %(numbers)s. Cancel it and make another."),
    )  # fmt: skip
    form = form_of(batch)
    lines = bankfile.lines_of(batch.number, payments, form)
    now = at or timezone.now()
    made = bankfile.write(batch=batch.number, lines=lines, form=form, purpose=batch.purpose,
                          day=timezone.localdate(now))  # fmt: skip
    if made.total != batch.total or len(payments) != batch.count:
        raise Conflict(_("The batch does not add up any more; cancel it and make another."))
    for line in lines:
        for payment in line.payments:
            payment.line = line.row
    Payment.objects.bulk_update(payments, ["line"])
    batch.stored_as = f"payments/{now:%Y%m}/{batch.number}"
    write_sealed(batch.stored_as, made.content)
    batch.state, batch.signed_by, batch.signed_at = State.SIGNED, by, now
    batch.file_name, batch.sha256, batch.lines = made.name, made.sha256, made.lines
    batch.save()
    record("benefits.batch_signed", by=by, subject=batch, place=batch.place_id, sha256=made.sha256,
           lines=made.lines, total=made.total)  # fmt: skip
    return batch


def check_state(batch: PaymentBatch, *states: State) -> None:
    """Refuse what is only possible in certain states of a batch."""
    if batch.state not in states:
        raise Conflict(
            _("The batch %(number)s is at “%(state)s”; this is not possible any more.")
            % {"number": batch.number, "state": batch.get_state_display()}
        )


@transaction.atomic
def cancel(*, by: Staff, batch: PaymentBatch, reason: str) -> PaymentBatch:
    """Take a batch apart before it is signed; its applications wait to be paid again.

    Raises:
        Conflict: it is signed: the bank may have its file.
    """
    check_may_pay(by, batch.place_id)
    if not reason.strip():
        raise Refusal(_("Say why the batch is cancelled."))
    batch = PaymentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    check_state(batch, State.MADE, State.BACK)
    for payment in in_it(batch).select_related("application").order_by("application_id"):
        add(payment.application, "unbatched", by=by, text=reason, batch=batch.number)
    batch.payments.update(state=Payment.State.CANCELLED)
    batch.state, batch.ended_at, batch.end_reason = State.CANCELLED, timezone.now(), reason.strip()
    batch.save()
    record("benefits.batch_cancelled", by=by, subject=batch, place=batch.place_id, reason=reason)
    return batch


@transaction.atomic
def fetch(*, by: Staff, batch: PaymentBatch) -> tuple[str, bytes]:
    """Name and content of the bank file, the same bytes every time; leaves a trace.

    Only this file holds full account numbers.

    Raises:
        NotAllowed: ``by`` does not pay at this place.
        Conflict: the batch is not signed, or was cancelled.
    """
    check_may_pay(by, batch.place_id)
    if not batch.stored_as:
        raise Conflict(_("The bank file is written when somebody else has signed the batch."))
    content = read_sealed(batch.stored_as)
    if content is None:
        raise Refusal(_("The file %(name)s is no longer there.") % {"name": batch.file_name})
    record("benefits.bankfile_fetched", by=by, subject=batch, place=batch.place_id,
           sha256=batch.sha256, lines=batch.lines)  # fmt: skip
    return batch.file_name, content
