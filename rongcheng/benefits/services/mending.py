"""A payment batch that its signer sends back: its maker mends it and hands it in again."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.audit.services import record
from rongcheng.benefits.models import Payment, PaymentBatch
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

from .log import add
from .paying import check_may_pay, check_state, in_it, may_sign

State = PaymentBatch.State


def may_mend(by: Staff, batch: PaymentBatch) -> bool:
    """Whether ``by`` made a batch that was sent back; nobody else changes what another signs."""
    return batch.state == State.BACK and by.pk == batch.made_by_id


@transaction.atomic
def send_back(*, by: Staff, batch: PaymentBatch, reason: str) -> PaymentBatch:
    """Do not sign a batch: back to its maker, who mends it, with the reason.

    Raises:
        NotAllowed: ``by`` could not sign it either.
        Refusal: no reason is given.
        Conflict: it is signed, sent back or cancelled already.
    """
    batch = _locked(batch)
    if not may_sign(by, batch):
        raise NotAllowed(_("A batch is sent back by who could sign it."))
    check_state(batch, State.MADE)
    if not reason.strip():
        raise Refusal(_("Say what its maker has to mend."))
    batch.state, batch.back_by, batch.back_reason = State.BACK, by.full_name, reason.strip()[:300]
    batch.save(update_fields=["state", "back_by", "back_reason"])
    record("benefits.batch_sent_back", by=by, subject=batch, place=batch.place_id,
           reason=batch.back_reason)  # fmt: skip
    return batch


@transaction.atomic
def take_out(
    *, by: Staff, batch: PaymentBatch, payments: Collection[int], reason: str
) -> PaymentBatch:
    """Take payments out of a batch that was sent back; their applications wait to be paid again.

    Args:
        payments: primary keys of payments of this batch.

    Raises:
        NotAllowed: ``by`` did not make the batch.
        Refusal: none is chosen, all are, or no reason is given.
    """
    batch = _for_mending(by, batch)
    if not reason.strip():
        raise Refusal(_("Say why they are taken out."))
    there = list(in_it(batch).select_related("application").order_by("application_id"))
    out = [each for each in there if each.pk in set(payments)]
    if not out:
        raise Refusal(_("Choose at least one payment."))
    if len(out) == len(there):
        raise Refusal(_("These are all of its payments: cancel the batch instead."))
    for payment in out:
        add(payment.application, "unbatched", by=by, text=reason, batch=batch.number)
        payment.state, payment.reason = Payment.State.CANCELLED, reason.strip()[:300]
    Payment.objects.bulk_update(out, ["state", "reason"])
    batch.total -= sum(each.amount for each in out)
    batch.count -= len(out)
    batch.save(update_fields=["total", "count"])
    record("benefits.batch_reduced", by=by, subject=batch, place=batch.place_id, count=len(out),
           total=batch.total, reason=reason.strip()[:300])  # fmt: skip
    return batch


@transaction.atomic
def hand_in(*, by: Staff, batch: PaymentBatch) -> PaymentBatch:
    """The maker asks for a signature again.

    Raises:
        NotAllowed: ``by`` did not make the batch.
        Conflict: it was not sent back.
    """
    batch = _for_mending(by, batch)
    batch.state = State.MADE
    batch.save(update_fields=["state"])
    record("benefits.batch_handed_in", by=by, subject=batch, place=batch.place_id,
           count=batch.count, total=batch.total)  # fmt: skip
    return batch


def _for_mending(by: Staff, batch: PaymentBatch) -> PaymentBatch:
    check_may_pay(by, batch.place_id)
    batch = _locked(batch)
    if by.pk != batch.made_by_id:
        raise NotAllowed(_("Only who made a batch mends it; another finance officer cancels it."))
    if batch.state != State.BACK:
        raise Conflict(_("The batch %(number)s was not sent back.") % {"number": batch.number})
    return batch


def _locked(batch: PaymentBatch) -> PaymentBatch:
    return PaymentBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
