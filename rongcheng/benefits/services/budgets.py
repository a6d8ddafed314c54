"""Budgets: money comes in with a document, and every approval takes its part of it.

No approval without money: where budgets are kept for a benefit and none has enough left, approving
is refused with the figures. Where nobody keeps a budget for it, approving goes on and the payment
batch asks for one (docs/decisions/0013-money-is-committed-at-approval.md).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.roles import Can
from rongcheng.audit.services import Actor, record
from rongcheng.benefits.lines import INTEREST
from rongcheng.benefits.models import Application, Budget, Commitment
from rongcheng.benefits.permissions import must_at
from rongcheng.benefits.queries.money import HELD, figures, figures_of, funds_of, paying_for
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.places.codes import contains
from rongcheng.places.models import Place
from rongcheng.rules.packs import around
from rongcheng.web.formats import yuan

MONEY = frozenset({"cash", "support"})
"""Kinds of outcome that are paid out."""


@transaction.atomic
def set_up(
    *, by: Actor, place: Place, year: int, source: str, amount: int, document: str,
    rules: Sequence[str] = (),
) -> Budget:  # fmt: skip
    """Enter the money of one document.

    Args:
        amount: fen.
        rules: ids of the rules it pays for; none: every rule of the place.

    Raises:
        NotAllowed: ``by`` does not keep the budgets of this place.
        Refusal: no amount or document, an unknown rule.
        Conflict: the document is entered already for this source and year.
    """
    may_keep(by, place.pk)
    if amount <= 0 or not document.strip():
        raise Refusal(_("Enter the amount and the document that gives the money."))
    _known(place.pk, rules)
    try:
        with transaction.atomic():
            budget = Budget.objects.create(
                place=place, year=year, source=Budget.Source(source), amount=amount,
                document=document.strip(), rules=sorted(set(rules)), made_by=by.actor_name,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(
            _("%(doc)s is entered already for this source and year; change its amount there.")
            % {"doc": document}
        ) from error
    record("benefits.budget_set", by=by, subject=budget, place=place.pk, amount=amount,
           document=budget.document)  # fmt: skip
    return budget


@transaction.atomic
def change(
    *, by: Actor, budget: Budget, amount: int, reason: str, rules: Sequence[str] | None = None
) -> Budget:
    """Set another amount, after a document that adds to it or cuts it, or other rules.

    Raises:
        Conflict: more than the new amount is committed and paid already.
    """
    may_keep(by, budget.place_id)
    if not reason.strip():
        raise Refusal(_("Say why, with the document."))
    budget = Budget.objects.select_for_update(of=("self",)).get(pk=budget.pk)
    used = figures_of(budget).used
    if amount < max(used, 0):
        raise Conflict(
            _("%(used)s of it is committed or paid already; the amount cannot be less.")
            % {"used": yuan(used)}
        )
    before = budget.amount
    budget.amount = amount
    if rules is not None:
        _known(budget.place_id, rules)
        budget.rules = sorted(set(rules))
    budget.save(update_fields=["amount", "rules"])
    record("benefits.budget_changed", by=by, subject=budget, place=budget.place_id, before=before,
           amount=amount, reason=reason.strip()[:300], rules=budget.rules)  # fmt: skip
    return budget


def may_keep(by: Actor, place: int) -> None:
    """Refuse who does not keep the budgets of a place."""
    must_at(by, Can.PAY_BENEFITS, place, _("You keep the budgets of your own place only."))


def _known(place: int, rules: Sequence[str]) -> None:
    known = {INTEREST, *(id for pack in around(place) for id in pack.rules)}
    if unknown := sorted(set(rules) - known):
        raise Refusal(
            _("There is no benefit %(rules)s at this place.") % {"rules": "、".join(unknown)}
        )


# --- what approvals take -------------------------------------------------------------------------


@transaction.atomic
def commit(*, by: Actor, application: Application) -> Budget | None:
    """Set the money of an approved application aside; part of approving, in its transaction.

    Returns:
        The budget that pays it; None if it pays nothing, or no budget is kept for its benefit: the
        payment batch will ask for one.

    Raises:
        Conflict: budgets are kept and none has enough left; the message tells the figures.
    """
    if application.kind not in MONEY or not application.amount:
        return None
    year = timezone.localdate(application.decided_at).year
    found = paying_for(application.place_id, application.rule, year)
    fund = funds_of([application]).get(application.pk)
    return _commit(application, sorted(found, key=lambda budget: budget.source != fund))


def commit_to(*, by: Actor, application: Application, budget: Budget) -> None:
    """Set money of a certain budget aside; part of making a batch, in its transaction.

    Raises:
        Conflict: the budget does not pay this benefit here, or has not enough left.
    """
    if not pays(budget, application):
        raise Conflict(
            _("%(budget)s does not pay %(number)s.")
            % {"budget": budget, "number": application.number}
        )
    _commit(application, [budget])


def pays(budget: Budget, application: Application) -> bool:
    """Whether a budget is for the benefit and the place of an application."""
    here = contains(budget.place_id, application.place_id)
    return here and (not budget.rules or application.rule in budget.rules)


def _commit(application: Application, candidates: list[Budget]) -> Budget | None:
    """The first candidate with enough left takes it; all are locked, in one order for everybody."""
    if not candidates:
        Commitment.objects.filter(application=application).delete()
        return None
    keys = [budget.pk for budget in candidates]
    list(Budget.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    fresh = Budget.objects.in_bulk(keys)
    amount = application.amount or 0
    left = {pk: one.left for pk, one in figures(fresh.values()).items()}
    own = Commitment.objects.filter(application=application).first()
    if own is not None and own.budget_id in left and application.stage in HELD:
        left[own.budget_id] += own.amount  # what it holds already is its own
    for pk in keys:
        if left[pk] >= amount:
            Commitment.objects.update_or_create(
                application=application, defaults={"budget": fresh[pk], "amount": amount}
            )
            return fresh[pk]
    raise Conflict(
        _("%(amount)s are needed and no budget has that much left: %(figures)s. Enter more money, "
          "or wait until some comes back.")
        % {
            "amount": yuan(amount),
            "figures": "；".join(
                _("%(budget)s, %(left)s left") % {"budget": fresh[pk], "left": yuan(left[pk])}
                for pk in keys
            ),
        }
    )  # fmt: skip
