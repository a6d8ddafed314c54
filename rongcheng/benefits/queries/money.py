"""What budgets, batches and clawbacks there are for somebody, and what is left of the money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can, Role
from rongcheng.agencies.scope import Scope, scope_of
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import (
    Application,
    Budget,
    BudgetMove,
    Clawback,
    Commitment,
    Payment,
    PaymentBatch,
    PostPay,
    Repayment,
)
from rongcheng.places.codes import LEVELS, level_of, truncations

from .scope import of_place, one_of

HELD = frozenset({Stage.NOTICE, Stage.PAYABLE, Stage.PAYING, Stage.BOUNCED})
"""Stages in which an approved application holds money that has not been paid."""
SPENT = frozenset({Stage.PAID, Stage.RECOVERY, Stage.RECOVERED})
"""Stages in which its money went out, whatever came back of it."""
SUMS, ROWS = (Can.SEE_BUDGETS,), (Can.SEE_PAYMENTS,)
"""Who of a place sees its budgets and sums; who sees whom each of them paid."""
SIDES: dict[str, frozenset[Stage]] = {"committed": HELD, "paid": SPENT}


@dataclass(frozen=True)
class Figures:
    """Money of a budget in fen; ``left`` is what can still be promised."""

    amount: int
    committed: int = 0
    paid: int = 0
    returned: int = 0

    @property
    def left(self) -> int:
        return self.amount - self.committed - self.paid + self.returned

    @property
    def used(self) -> int:
        """What the amount may never fall below."""
        return self.committed + self.paid - self.returned


def figures(budgets: Iterable[Budget]) -> dict[int, Figures]:
    """Each budget's figures by its key, reckoned from commitments and repayments as they are."""
    keys = [budget.pk for budget in budgets]
    found = dict(Budget.objects.filter(pk__in=keys).values_list("pk", "amount"))
    rows = Commitment.objects.filter(budget__in=found)
    sums = {
        row["budget"]: row
        for row in rows.values("budget").annotate(
            committed=Sum("amount", filter=Q(application__stage__in=HELD), default=0),
            paid=Sum("amount", filter=Q(application__stage__in=SPENT), default=0),
        )
    }
    came = Repayment.objects.filter(clawback__budget__in=found).values("clawback__budget")
    returned = dict(came.annotate(sum=Sum("amount")).values_list("clawback__budget", "sum"))
    made = {}
    for pk, amount in found.items():
        row = sums.get(pk)
        committed, paid = (row["committed"], row["paid"]) if row else (0, 0)
        made[pk] = Figures(amount, committed, paid, returned.get(pk, 0))
    return made


def figures_of(budget: Budget) -> Figures:
    """The figures of one budget."""
    return figures([budget])[budget.pk]


def added(several: Iterable[Figures]) -> Figures:
    """The sum of several budgets."""
    rows = list(several)
    return Figures(*(sum(getattr(f, name) for f in rows)
                     for name in ("amount", "committed", "paid", "returned")))  # fmt: skip


def paying_for(place: int, rule: str, year: int) -> list[Budget]:
    """Budgets of a year that can pay a rule at a place, the nearest and most particular first."""
    found = Budget.objects.filter(place__in=[place, *truncations(place)], year=year)
    found = found.filter(Q(rules=[]) | Q(rules__contains=[rule]))
    return sorted(found, key=lambda b: (-LEVELS.index(level_of(b.place_id)), not b.rules, b.pk))


def funds_of(applications: Iterable[Application]) -> dict[int, str]:
    """The source of money that the post was set up with, by the key of each pay of a post."""
    keys = [application.pk for application in applications]
    rows = PostPay.objects.filter(application__in=keys)
    return dict(rows.values_list("application", "holding__post__funding"))


# --- who sees what -------------------------------------------------------------------------------


def sees_sums(staff: Staff) -> bool:
    """Whether ``staff`` reads the budgets of a place and what became of them."""
    return staff.can(Can.SEE_BUDGETS) and not scope_of(staff).only_own_office


def sees_rows(staff: Staff) -> bool:
    """Whether ``staff`` reads payments and clawbacks one by one, with whom they are about."""
    return staff.can(Can.SEE_PAYMENTS) and not scope_of(staff).only_own_office


def visible_budgets(staff: Staff) -> QuerySet[Budget]:
    """Budgets of the place of ``staff`` and below."""
    scope = scope_of(staff)
    if not sees_sums(staff):
        return Budget.objects.none()
    found = Budget.objects.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)
    return found.select_related("place").order_by("-year", "place_id", "source", "pk")


def budget_for(staff: Staff, pk: int) -> Budget:
    """One budget.

    Raises:
        NotFound: there is none among those of the place of ``staff``.
    """
    missing = _("There is no budget %(n)s among those you may see.")
    return one_of(visible_budgets(staff), missing, pk=pk)


def applications_of(budget: Budget, side: str = "") -> QuerySet[Commitment]:
    """What a budget pays: committed (not paid yet) or paid; empty: both and what came free."""
    found = budget.commitments.select_related(
        "application", "application__person", "application__employer", "application__place"
    )
    if side in SIDES:
        found = found.filter(application__stage__in=SIDES[side])
    return found.order_by("-application__decided_at", "-pk")


def batches_within(scope: Scope) -> QuerySet[PaymentBatch]:
    """Payment batches of a reach, for sums over them."""
    return PaymentBatch.objects.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)


def clawbacks_within(scope: Scope) -> QuerySet[Clawback]:
    """Clawbacks of a reach, for sums over them."""
    return Clawback.objects.filter(
        application__place_id__gte=scope.lo, application__place_id__lt=scope.hi
    )


def visible_batches(staff: Staff) -> QuerySet[PaymentBatch]:
    """Payment batches of the place of ``staff`` and below, newest first."""
    if not sees_rows(staff):
        return PaymentBatch.objects.none()
    found = batches_within(scope_of(staff))
    return found.select_related("budget", "place", "made_by", "signed_by").order_by("-made_at")


def to_sign(staff: Staff) -> QuerySet[PaymentBatch]:
    """Batches that wait for a signature which ``staff`` could give."""
    second = staff.role == Role.CHIEF_APPROVER or staff.can(Can.PAY_BENEFITS)
    found = visible_batches(staff).filter(state=PaymentBatch.State.MADE).exclude(made_by=staff.pk)
    return found if second else found.none()


def sent_back_to(staff: Staff) -> QuerySet[PaymentBatch]:
    """Batches that ``staff`` made and has to mend."""
    return visible_batches(staff).filter(state=PaymentBatch.State.BACK, made_by=staff.pk)


def open_moves(staff: Staff) -> QuerySet[BudgetMove]:
    """What is asked for to be paid from another budget of the place, and nobody has settled."""
    found = of_place(BudgetMove.objects.filter(settled_at=None), staff, *ROWS, at="budget__place")
    return found.select_related(
        "application__person", "application__employer", "budget__place", "asked_by"
    ).order_by("asked_at")


def batch_for(staff: Staff, number: str) -> PaymentBatch:
    """One batch.

    Raises:
        NotFound: there is none among those of the place of ``staff``.
    """
    missing = _("There is no batch %(n)s among those you may see.")
    return one_of(visible_batches(staff), missing, number=number)


def visible_clawbacks(staff: Staff) -> QuerySet[Clawback]:
    """Clawbacks of the place of ``staff`` and below, newest first."""
    if not sees_rows(staff):
        return Clawback.objects.none()
    return clawbacks_within(scope_of(staff)).select_related(
        "budget", "application", "application__person", "application__employer",
        "application__place",
    ).order_by("-decided_at", "-pk")  # fmt: skip


def clawback_for(staff: Staff, number: str) -> Clawback:
    """One clawback.

    Raises:
        NotFound: there is none among those of the place of ``staff``.
    """
    missing = _("There is no clawback %(n)s among those you may see.")
    return one_of(visible_clawbacks(staff), missing, number=number)


def bounced(staff: Staff) -> QuerySet[Application]:
    """Applications whose payment the bank returned and that wait for another account."""
    scope = scope_of(staff)
    found = Application.objects.filter(stage=Stage.BOUNCED)
    if not sees_rows(staff):
        return found.none()
    found = found.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)
    return found.select_related("person", "employer", "place").order_by("due_at")


def reasons(applications: Iterable[int]) -> dict[int, str]:
    """Why the bank returned the last payment of each application, in plain words."""
    found = Payment.objects.filter(application__in=list(applications), state=Payment.State.FAILED)
    return dict(found.order_by("pk").values_list("application", "reason"))


def parts_of_batch(batch: PaymentBatch) -> list[tuple[str, str, int, int]]:
    """State, its name, count and fen of the payments of a batch, for each state that occurs."""
    rows = batch.payments.values("state").annotate(n=Count("pk"), sum=Sum("amount"))
    found = {row["state"]: row for row in rows}
    labels = {state: str(state.label) for state in Payment.State}
    if batch.state != PaymentBatch.State.CANCELLED:
        labels[Payment.State.CANCELLED] = _("Taken out")
    return [
        (state.value, labels[state], found[state]["n"], found[state]["sum"])
        for state in Payment.State if state in found
    ]  # fmt: skip
