"""Money that has to be paid back: decided by an approver, in instalments, back into its budget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.audit.services import Actor, System, record
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, Clawback, Instalment, Repayment
from rongcheng.benefits.permissions import part_for
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.rulekit.meaning import add_months
from rongcheng.web.formats import yuan

from .log import add

State = Clawback.State
MOST_INSTALMENTS = 60


@transaction.atomic
def reclaim(
    *, by: Actor, application: Application, amount: int, reason: str, clause: str,
    plan: Sequence[tuple[date, int]] = (), at: datetime | None = None,
) -> Clawback:  # fmt: skip
    """Decide that a paid benefit has to be paid back, whole or in part.

    Args:
        amount: fen.
        plan: due day and fen of each instalment; none: all of it within thirty days.

    Raises:
        NotAllowed: ``by`` does not approve there, or entered or checked the application.
        Conflict: it is not paid, or is being reclaimed already.
        Refusal: more than was paid and has not come back, or the plan does not add up.
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    part_for(by, locked, "reclaimed")
    left = (locked.amount or 0) - returned(locked)
    if not 0 < amount <= left:
        raise Refusal(
            _("Between ¥0.01 and %(left)s can be reclaimed: what was paid and has not come back.")
            % {"left": yuan(left)}
        )
    event = add(application, "reclaimed", by=by, text=reason, clause=clause, amount=amount,
                at=at)  # fmt: skip
    commitment = getattr(locked, "commitment", None)
    clawback = Clawback.objects.create(
        number=f"~{uuid4().hex[:18]}", application=locked, amount=amount, reason=reason.strip(),
        clause=clause.strip(), decided_by=by.actor_name, decided_at=event.at,
        budget=commitment.budget if commitment else None,
    )  # fmt: skip
    clawback.number = f"C{timezone.localdate(event.at):%y%m%d}{clawback.pk:05}"
    clawback.save(update_fields=["number"])
    _set(clawback, plan or [(_in_days(30), amount)], amount)
    return clawback


def returned(application: Application) -> int:
    """What has come back of an application, fen."""
    found = Repayment.objects.filter(clawback__application=application)
    return int(found.aggregate(sum=Sum("amount"))["sum"] or 0)


def in_parts(amount: int, parts: int, first: date, months: int = 1) -> list[tuple[date, int]]:
    """An amount in equal instalments, the last one taking what is left over.

    Args:
        months: from one due day to the next; a day that a month does not have is its last one.
    """
    each = amount // parts
    days = [add_months(first, at * months) for at in range(parts)]
    return [(day, each if at < parts - 1 else amount - each * at) for at, day in enumerate(days)]


@transaction.atomic
def replan(
    *, by: Actor, clawback: Clawback, plan: Sequence[tuple[date, int]], reason: str
) -> Clawback:
    """Set other instalments for what has not come back yet.

    Raises:
        Conflict: the clawback is over.
        Refusal: no reason, a day that is not to come, or the plan does not add up to what is left.
    """
    clawback = _held(clawback)
    part_for(by, clawback.application, "repaid")
    if not reason.strip():
        raise Refusal(_("Say why the instalments change."))
    today, came = timezone.localdate(), _came(clawback)
    if any(day <= today for day, _part in plan):
        raise Refusal(_("New instalments are due on days to come."))
    _check(plan, clawback.amount - came)
    clawback.instalments.all().delete()
    _set(clawback, [*([(today, came)] if came else []), *plan], clawback.amount)
    record("benefits.instalments_set", by=by, subject=clawback.application,
           place=clawback.application.place_id, clawback=clawback.number, reason=reason.strip(),
           plan=[[f"{day}", amount] for day, amount in plan])  # fmt: skip
    return clawback


def _set(clawback: Clawback, plan: Sequence[tuple[date, int]], amount: int) -> None:
    """The instalments; what came before a new plan stands in it as met, so that all add up."""
    _check(plan, amount)
    Instalment.objects.bulk_create(
        Instalment(clawback=clawback, due_on=day, amount=part) for day, part in plan
    )


def _check(plan: Sequence[tuple[date, int]], amount: int) -> None:
    if not 0 < len(plan) <= MOST_INSTALMENTS or any(part <= 0 for _day, part in plan):
        raise Refusal(_("A plan has one to %(n)d instalments.") % {"n": MOST_INSTALMENTS})
    if sum(part for _day, part in plan) != amount:
        raise Refusal(
            _("The instalments add up to %(sum)s; it should be %(amount)s.")
            % {"sum": yuan(sum(part for _day, part in plan)), "amount": yuan(amount)}
        )
    if len({day for day, _part in plan}) < len(plan):
        raise Refusal(_("Two instalments are due on the same day."))


@transaction.atomic
def repaid(
    *, by: Actor, clawback: Clawback, amount: int, receipt: str, came_on: date | None = None,
    at: datetime | None = None,
) -> Repayment:  # fmt: skip
    """Enter money that came back; with the last of it the clawback is over by itself.

    Args:
        amount: fen.
        receipt: number of the receipt or of the bank's slip; each is entered once.

    Raises:
        Conflict: the receipt is entered already, or the clawback is over.
        Refusal: more than is left, no receipt, or a day to come.
    """
    clawback = _held(clawback)
    came_on = came_on or timezone.localdate(at)
    left = clawback.amount - _came(clawback)
    if not 0 < amount <= left:
        raise Refusal(_("%(left)s are left to be paid back.") % {"left": yuan(left)})
    if not receipt.strip() or came_on > timezone.localdate():
        raise Refusal(_("Enter the number of the receipt and the day the money came."))
    try:
        with transaction.atomic():
            entry = Repayment.objects.create(
                clawback=clawback, amount=amount, receipt=receipt.strip(), came_on=came_on,
                entered_by=by.actor_name,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("The receipt %(n)s is entered already.") % {"n": receipt}) from error
    add(clawback.application, "repaid", by=by, at=at, amount=amount, receipt=receipt.strip(),
        clawback=clawback.number)  # fmt: skip
    if amount == left:
        event = add(clawback.application, "recovered", by=System(), at=at,
                    clawback=clawback.number)  # fmt: skip
        clawback.state, clawback.ended_at = State.RECOVERED, event.at
        clawback.save(update_fields=["state", "ended_at"])
    return entry


@transaction.atomic
def end(*, by: Actor, clawback: Clawback, reason: str) -> Clawback:
    """End a reclaim though not all came: a successful appeal, death, a court's decision.

    What came stays in the budget; an approver who had no hand in the application decides.
    """
    clawback = _held(clawback)
    event = add(clawback.application, "reclaim_ended", by=by, text=reason,
                clawback=clawback.number)  # fmt: skip
    clawback.state, clawback.ended_at, clawback.end_reason = State.ENDED, event.at, reason.strip()
    clawback.save(update_fields=["state", "ended_at", "end_reason"])
    return clawback


def _held(clawback: Clawback) -> Clawback:
    """The clawback as it stands now, its application locked first, as every act does."""
    application = Application.objects.select_for_update(of=("self",)).get(
        pk=clawback.application_id
    )
    now = Clawback.objects.select_for_update(of=("self",)).get(pk=clawback.pk)
    now.application = application
    if now.state != State.OPEN or application.stage != Stage.RECOVERY:
        raise Conflict(
            _("The clawback %(n)s is over: %(state)s.")
            % {"n": now.number, "state": now.get_state_display()}
        )
    return now


def _came(clawback: Clawback) -> int:
    return int(clawback.repayments.aggregate(sum=Sum("amount"))["sum"] or 0)


def _in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
