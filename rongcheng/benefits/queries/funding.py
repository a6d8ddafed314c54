"""The money of one application: which budget pays it, and what has become of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone

from rongcheng.agencies.models import Staff
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, Budget, BudgetMove, Clawback, Commitment, Payment
from rongcheng.places.codes import contains

from .money import (
    HELD,
    figures,
    open_moves,
    paying_for,
    sees_rows,
    visible_batches,
    visible_budgets,
)

PAID_KINDS = frozenset({"cash", "support"})


@dataclass(frozen=True)
class Funding:
    """Who pays an application; before it is approved, who could.

    ``short``: budgets are kept and none has enough left. ``none_kept``: nobody keeps one for it.
    """

    budget: Budget | None = None
    left: int | None = None
    short: bool = False
    none_kept: bool = False
    payments: Sequence[Payment] = ()
    clawbacks: Sequence[Clawback] = ()
    move: BudgetMove | None = None
    """What is asked for to pay it instead."""
    seen: frozenset[int] = field(default_factory=frozenset)
    """Batches that the reader may open."""


def funding(staff: Staff, application: Application) -> Funding | None:
    """The money of an application for who reads money; None for others and where none is paid."""
    if application.kind not in PAID_KINDS or not sees_rows(staff):
        return None
    payments = list(application.payments.select_related("batch").order_by("-pk"))
    seen = visible_batches(staff).filter(pk__in=[each.batch_id for each in payments])
    made = Funding(
        payments=payments, clawbacks=list(application.clawbacks.order_by("-pk")),
        seen=frozenset(seen.values_list("pk", flat=True)),
        move=open_moves(staff).filter(application=application).first(),
    )  # fmt: skip
    if application.stage == Stage.APPROVAL:
        return _to_come(application, made)
    held = Commitment.objects.filter(application=application).select_related("budget").first()
    if held and visible_budgets(staff).filter(pk=held.budget_id).exists():
        return replace(made, budget=held.budget)
    return made if payments else None


def movable(application: Application) -> bool:
    """Whether another budget may still pay it: approved, and not with the bank or paid."""
    return application.kind in PAID_KINDS and application.stage in HELD - {Stage.PAYING}


def other_budgets(staff: Staff, application: Application) -> list[tuple[Budget, int]]:
    """The budgets that could pay it instead, with what they have left; none where none may."""
    if not movable(application):
        return []
    held = Commitment.objects.filter(application=application).values_list("budget", flat=True)
    year = timezone.localdate(application.decided_at).year
    found = [
        each
        for each in visible_budgets(staff).exclude(pk__in=held).filter(year__gte=year)
        if contains(each.place_id, application.place_id)
        and (not each.rules or application.rule in each.rules)
    ]
    sums = figures(found)
    enough = [(each, sums[each.pk].left) for each in found]
    return [(each, left) for each, left in enough if left >= (application.amount or 0)]


def _to_come(application: Application, made: Funding) -> Funding:
    """Before it is approved: the budget that would pay it, or that none can."""
    found = paying_for(application.place_id, application.rule, timezone.localdate().year)
    if not found:
        return replace(made, none_kept=True)
    sums = figures(found)
    able = [one for one in found if sums[one.pk].left >= (application.amount or 0)]
    one = (able or found)[0]
    return replace(made, budget=one, left=sums[one.pk].left, short=not able)
