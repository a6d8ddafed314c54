"""Whether applications, batches, bank answers and budgets tell the same sums, and which do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import (
    Application,
    ApplicationEvent,
    Clawback,
    Payment,
    PaymentBatch,
)

from .money import (
    HELD,
    SPENT,
    batches_within,
    clawbacks_within,
    figures,
    sees_sums,
    visible_budgets,
)

SHOWN = 30
"""Rows that a check names."""
SILENT_DAYS = 7


@dataclass(frozen=True)
class Side:
    """One of two sums that should be the same: its name, rows and fen (None: only counted)."""

    label: str
    count: int
    sum: int | None = None


@dataclass(frozen=True)
class Check:
    """A comparison; ``rows`` are what does not agree: kind of thing, number, what is wrong.

    A hint is no disagreement: something to do, such as a bank that has not answered.
    """

    label: str
    left: Side
    right: Side
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    hint: bool = False

    @property
    def agrees(self) -> bool:
        same = (self.left.count, self.left.sum) == (self.right.count, self.right.sum)
        return self.hint or (same and not self.rows)


def checks(staff: Staff) -> list[Check]:
    """Every comparison over the place of ``staff``, all years."""
    if not sees_sums(staff):
        return []
    scope = scope_of(staff)
    batches = batches_within(scope).order_by("-made_at")
    mine = Application.objects.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)
    return [
        _stages(mine, _("With the bank"), frozenset({Stage.PAYING}), Payment.State.WAITING),
        _stages(mine, _("Paid"), SPENT, Payment.State.PAID),
        _bounced(mine),
        _batches(batches),
        _answers(batches),
        _budgets(staff),
        _commitments(mine),
        _returned(clawbacks_within(scope)),
        _without_budget(mine),
        _silent(batches),
    ]


def _side(label: str, rows: QuerySet[Any], column: str = "amount") -> Side:
    found = rows.aggregate(n=Count("pk"), sum=Coalesce(Sum(column), 0))
    return Side(label, found["n"], int(found["sum"]))


def _stages(mine: QuerySet[Application], label: str, stages: Iterable[str], state: str) -> Check:
    """Applications of some stages against their payments, one to one."""
    there = mine.filter(stage__in=stages)
    payments = Payment.objects.filter(application__in=mine.values("pk"), state=state)
    amount = Payment.objects.filter(application=OuterRef("pk"), state=state).values("amount")[:1]
    odd = there.annotate(paid=Subquery(amount)).filter(Q(paid=None) | ~Q(paid=F("amount")))
    rows = [("application", each.number, _("its payment is missing or of another amount"))
            for each in odd[:SHOWN]]  # fmt: skip
    stray = payments.exclude(application__stage__in=stages).select_related("application", "batch")
    rows += [
        ("application", each.application.number,
         _("batch %(batch)s has a payment, but the application is at “%(stage)s”")
         % {"batch": each.batch.number, "stage": Stage(each.application.stage).label})
        for each in stray[:SHOWN]
    ]  # fmt: skip
    return Check(label, _side(_("Applications"), there), _side(_("Payments"), payments), rows)


def _bounced(mine: QuerySet[Application]) -> Check:
    there = mine.filter(stage=Stage.BOUNCED)
    last = Payment.objects.filter(application=OuterRef("pk")).order_by("-pk")
    told = there.annotate(last=Subquery(last.values("state")[:1])).filter(last=Payment.State.FAILED)
    odd = there.exclude(pk__in=told.values("pk"))
    rows = [("application", each.number, _("no payment of it was returned"))
            for each in odd[:SHOWN]]  # fmt: skip
    return Check(_("Returned by the bank"), _side(_("Applications"), there),
                 _side(_("Payments"), told), rows)  # fmt: skip


def _batches(batches: QuerySet[PaymentBatch]) -> Check:
    """Each batch against the sum of its payments, less those taken out before it was signed."""
    cancelled = PaymentBatch.State.CANCELLED  # it keeps what was in it
    payments = Payment.objects.filter(batch__in=batches.values("pk")).filter(
        Q(batch__state=cancelled, reason="") | ~Q(state=Payment.State.CANCELLED)
    )
    counted = Q(state=cancelled, payments__reason="") | ~Q(payments__state=Payment.State.CANCELLED)
    summed = batches.annotate(
        found=Coalesce(Sum("payments__amount", filter=counted), 0),
        rows=Count("payments", filter=counted),
        used=Count("payments__line", distinct=True, filter=Q(payments__line__gt=0)),
    ).order_by()  # fmt: skip
    odd = summed.exclude(found=F("total"), rows=F("count"), used=F("lines"))
    rows = [("batch", each.number, _("its payments do not add up to its total"))
            for each in odd[:SHOWN]]  # fmt: skip
    total = batches.order_by().aggregate(n=Coalesce(Sum("count"), 0), sum=Coalesce(Sum("total"), 0))
    return Check(_("Batches"), Side(_("Batches"), total["n"], total["sum"]),
                 _side(_("Payments"), payments), rows)  # fmt: skip


def _answers(batches: QuerySet[PaymentBatch]) -> Check:
    """What the bank's answers told as paid and returned against the logs of the applications."""
    told = batches.order_by().annotate(
        told=Coalesce(Sum("replies__paid"), 0) + Coalesce(Sum("replies__failed"), 0)
    )
    by_batch = {each.number: each.told for each in told}
    events = ApplicationEvent.objects.filter(
        code__in=("paid", "bounced"), detail__batch__in=list(by_batch)
    )
    logged = dict(events.values_list("detail__batch").annotate(n=Count("pk")).order_by())
    rows = [
        ("batch", number, _("the bank's answers told %(told)d, the logs have %(logged)d")
         % {"told": n, "logged": logged.get(number, 0)})
        for number, n in by_batch.items() if n != logged.get(number, 0)
    ]  # fmt: skip
    return Check(_("The bank's answers"), Side(_("Told by the bank"), sum(by_batch.values())),
                 Side(_("In the logs"), sum(logged.values())), rows[:SHOWN])  # fmt: skip


def _budgets(staff: Staff) -> Check:
    """Nothing is promised that is not there."""
    budgets = list(visible_budgets(staff))
    sums = figures(budgets)
    rows = [("budget", str(each.pk), _("more is committed and paid than it has"))
            for each in budgets if sums[each.pk].left < 0]  # fmt: skip
    n, whole = len(budgets), sum(each.amount for each in sums.values())
    parts = sum(each.left + each.used for each in sums.values())
    return Check(_("Budgets"), Side(_("Amount"), n, whole),
                 Side(_("Committed, paid, left, less returned"), n, parts), rows)  # fmt: skip


def _commitments(mine: QuerySet[Application]) -> Check:
    """What the budgets hold and paid against the amounts of the applications."""
    there = mine.filter(stage__in=HELD | SPENT).exclude(commitment=None)
    odd = there.exclude(commitment__amount=F("amount"))
    rows = [("application", each.number, _("its budget holds another amount"))
            for each in odd[:SHOWN]]  # fmt: skip
    return Check(_("Held and paid"), _side(_("Applications"), there),
                 _side(_("Budgets"), there, "commitment__amount"), rows)  # fmt: skip


def _returned(clawbacks: QuerySet[Clawback]) -> Check:
    """Repayments of the clawback ledger against those in the logs."""
    events = ApplicationEvent.objects.filter(
        code="repaid", detail__clawback__in=list(clawbacks.values_list("number", flat=True))
    )
    logged: dict[str, int] = {}
    count = 0
    for detail in events.values_list("detail", flat=True):
        logged[detail["clawback"]] = logged.get(detail["clawback"], 0) + detail["amount"]
        count += 1
    summed = clawbacks.annotate(came=Coalesce(Sum("repayments__amount"), 0), n=Count("repayments"))
    rows, came, entries = [], 0, 0
    for each in summed:
        came, entries = came + each.came, entries + each.n
        if each.came != logged.get(each.number, 0):
            rows.append(("clawback", each.number, _("its log tells another sum")))
    return Check(_("Paid back"), Side(_("Clawback ledger"), entries, came),
                 Side(_("In the logs"), count, sum(logged.values())), rows[:SHOWN])  # fmt: skip


# --- hints ---------------------------------------------------------------------------------------


def _without_budget(mine: QuerySet[Application]) -> Check:
    there = mine.filter(stage__in=HELD, kind__in=("cash", "support"), commitment=None)
    rows = [("application", each.number, _("approved while no budget was kept for it"))
            for each in there.order_by("decided_at")[:SHOWN]]  # fmt: skip
    side = _side(_("Applications"), there)
    return Check(_("Approved without a budget"), side, side, rows, hint=True)


def _silent(batches: QuerySet[PaymentBatch]) -> Check:
    since = timezone.now() - timedelta(days=SILENT_DAYS)
    there = batches.filter(state=PaymentBatch.State.SIGNED, signed_at__lt=since)
    rows = [("batch", each.number, _("with the bank since %(day)s")
             % {"day": f"{timezone.localtime(each.signed_at):%Y-%m-%d}"})
            for each in there[:SHOWN]]  # fmt: skip
    side = _side(_("Batches"), there.order_by(), "total")
    return Check(_("No answer of the bank for a week"), side, side, rows, hint=True)
