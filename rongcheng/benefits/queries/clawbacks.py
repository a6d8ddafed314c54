"""The clawback ledger: who, why, how much, what came back, what is left, what is overdue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from rongcheng.benefits.models import Application, Clawback, Instalment, Repayment


@dataclass(frozen=True)
class LedgerLine:
    """A clawback with its sums in fen; ``next`` is the day of the first part that is not met."""

    clawback: Clawback
    came: int
    overdue: int
    next: date | None

    @property
    def left(self) -> int:
        """What still has to come; nothing once it is over."""
        open_ = self.clawback.state == Clawback.State.OPEN
        return self.clawback.amount - self.came if open_ else 0

    @property
    def given_up(self) -> int:
        """What will not come any more."""
        ended = self.clawback.state == Clawback.State.ENDED
        return self.clawback.amount - self.came if ended else 0


@dataclass(frozen=True)
class PlanLine:
    """An instalment and how much of it has come; money fills the earliest ones first."""

    instalment: Instalment
    came: int
    late: bool

    @property
    def met(self) -> bool:
        return self.came >= self.instalment.amount


def ledger(clawbacks: Iterable[Clawback], today: date | None = None) -> list[LedgerLine]:
    """Clawbacks with what came of each, in their order."""
    rows = list(clawbacks)
    today = today or timezone.localdate()
    keys = [row.pk for row in rows]
    paid = Repayment.objects.filter(clawback__in=keys).values("clawback")
    came = dict(paid.annotate(sum=Sum("amount")).values_list("clawback", "sum"))
    plans: dict[int, list[Instalment]] = {}
    for part in Instalment.objects.filter(clawback__in=keys).order_by("due_on", "pk"):
        plans.setdefault(part.clawback_id, []).append(part)
    return [_line(row, came.get(row.pk, 0), plans.get(row.pk, []), today) for row in rows]


def _line(clawback: Clawback, came: int, parts: list[Instalment], today: date) -> LedgerLine:
    if clawback.state != Clawback.State.OPEN:
        return LedgerLine(clawback, came, 0, None)
    due = sum(part.amount for part in parts if part.due_on < today)
    open_ = [line for line in plan(parts, came, today) if not line.met]
    return LedgerLine(
        clawback, came, max(0, due - came), open_[0].instalment.due_on if open_ else None
    )


def plan(parts: Iterable[Instalment], came: int, today: date | None = None) -> list[PlanLine]:
    """Instalments with what has come of each."""
    today = today or timezone.localdate()
    found = []
    for part in parts:
        here = min(came, part.amount)
        came -= here
        found.append(PlanLine(part, here, part.due_on < today and here < part.amount))
    return found


def plan_of(application: Application) -> list[PlanLine]:
    """The instalments of what has to be paid back of an application now; none where nothing has."""
    found = application.clawbacks.filter(state=Clawback.State.OPEN).first()
    if found is None:
        return []
    came = found.repayments.aggregate(sum=Sum("amount"))["sum"] or 0
    return plan(found.instalments.order_by("due_on", "pk"), came)


def overdue_first(clawbacks: QuerySet[Clawback]) -> list[LedgerLine]:
    """Open clawbacks with an instalment that should have come, the largest sum first."""
    late = Q(state=Clawback.State.OPEN, instalments__due_on__lt=timezone.localdate())
    found = [line for line in ledger(clawbacks.filter(late).distinct()) if line.overdue]
    return sorted(found, key=lambda line: -line.overdue)
