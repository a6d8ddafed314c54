"""What can be paid now, and what should be looked at before it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, Budget, Payment
from rongcheng.places.codes import span_of

from .money import funds_of
from .scope import of_place

NO_ACCOUNT, OTHER_NAME, SHARED, FAILED_BEFORE = (
    "no_account",
    "other_name",
    "shared",
    "failed_before",
)
OTHER_FUND = "other_fund"
WARNINGS = {
    NO_ACCOUNT: _("No bank account is given"),
    OTHER_NAME: _("The account holder's name is not the applicant's"),
    SHARED: _("Another applicant has the same account"),
    FAILED_BEFORE: _("The bank returned a payment to this same account before"),
    OTHER_FUND: _("The post was set up with money of another source"),
}


@dataclass(frozen=True)
class Candidate:
    """An application that can be paid, and what is to be told about it."""

    application: Application
    warnings: list[str] = field(default_factory=list)
    committed: bool = True

    @property
    def blocked(self) -> bool:
        return NO_ACCOUNT in self.warnings

    @property
    def words(self) -> list[str]:
        return [str(WARNINGS[each]) for each in self.warnings]


def payable(staff: Staff) -> QuerySet[Application]:
    """Approved applications of the place of a finance officer that wait to be paid."""
    found = of_place(Application.objects.filter(stage=Stage.PAYABLE), staff, Can.PAY_BENEFITS)
    return found.select_related("person", "employer", "place", "commitment__budget")


def payable_from(staff: Staff, budget: Budget, rule: str = "") -> QuerySet[Application]:
    """Those that a budget pays: it holds their money, or nobody does and it could; oldest first."""
    lo, hi = span_of(budget.place_id)
    free = Q(commitment=None, place_id__gte=lo, place_id__lt=hi)
    if budget.rules:
        free &= Q(rule__in=budget.rules)
    found = payable(staff).filter(Q(commitment__budget=budget) | free)
    if rule:
        found = found.filter(rule=rule)
    return found.order_by("decided_at", "pk")


def candidates(applications: Sequence[Application], budget: Budget) -> list[Candidate]:
    """Each that a budget is to pay, with its warnings.

    Accounts are compared with all that is with the bank or was paid.
    """
    funds = funds_of(applications)
    indexes = {each.account_index for each in applications if each.account_index}
    holders = _holders(indexes)
    failed = set(
        Payment.objects.filter(
            application__in=[each.pk for each in applications], state=Payment.State.FAILED
        ).values_list("application", "account_index")
    )
    found = [
        Candidate(each, _warnings(each, holders, failed), hasattr(each, "commitment"))
        for each in applications
    ]
    for one in found:
        fund = funds.get(one.application.pk, budget.source)
        if fund != budget.source and fund in Budget.Source.values:
            one.warnings.append(OTHER_FUND)
    return found


def _holders(indexes: set[UUID]) -> Counter[object]:
    """How many different applicants have each account."""
    rows = Application.objects.filter(account_index__in=indexes).exclude(
        stage__in=[Stage.REFUSED, Stage.WITHDRAWN, Stage.LAPSED]
    )
    pairs = rows.values_list("account_index", "person", "employer").distinct()
    return Counter(index for index, _person, _employer in pairs)


def _warnings(
    application: Application, holders: Counter[object], failed: set[tuple[int, UUID]]
) -> list[str]:
    if not application.account:
        return [NO_ACCOUNT]
    found = []
    if application.payee != str(application.employer or application.person or ""):
        found.append(OTHER_NAME)
    if holders[application.account_index] > 1:
        found.append(SHARED)
    if application.account_index and (application.pk, application.account_index) in failed:
        found.append(FAILED_BEFORE)
    return found
