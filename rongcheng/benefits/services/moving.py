"""Another budget pays what is approved: asked for by a finance officer, agreed to by somebody else.

A batch has its second person too, but reads its budget as given; that it is another one than the
approval took is looked at here.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can, Role
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import record
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, Budget, BudgetMove, Commitment
from rongcheng.benefits.queries.funding import movable
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

from .budgets import commit_to, may_keep, pays


@transaction.atomic
def ask(*, by: Staff, application: Application, budget: Budget, reason: str) -> BudgetMove:
    """Ask that another budget pays what is approved and not with the bank yet.

    Raises:
        NotAllowed: ``by`` does not keep the budgets of its place.
        Refusal: no reason is given.
        Conflict: it is with the bank or paid, the budget is not for it, or it is asked for already.
    """
    may_keep(by, budget.place_id)
    if not reason.strip():
        raise Refusal(_("Say why it is paid from another budget."))
    locked = _locked(application)
    if not pays(budget, locked):
        raise Conflict(
            _("%(budget)s does not pay %(number)s.") % {"budget": budget, "number": locked.number}
        )
    try:
        with transaction.atomic():
            move = BudgetMove.objects.create(
                application=locked, budget=budget, reason=reason.strip()[:300], asked_by=by
            )
    except IntegrityError as error:
        raise Conflict(
            _("It is asked for already that another budget pays %(number)s.")
            % {"number": locked.number}
        ) from error
    record("benefits.move_asked", by=by, subject=locked, place=locked.place_id, budget=budget.pk,
           reason=move.reason)  # fmt: skip
    return move


@transaction.atomic
def agree(*, by: Staff, move: BudgetMove) -> None:
    """Agree as the second person: from now on the other budget holds the money.

    Raises:
        NotAllowed: ``by`` asked for it, or is neither chief approver nor finance officer there.
        Conflict: it is settled, with the bank or paid, or the budget has not enough left.
    """
    open_ = _open(move)
    if by.pk == open_.asked_by_id:
        raise NotAllowed(_("You asked for this yourself; a colleague has to agree to it."))
    _must_settle(by, open_)
    locked = _locked(open_.application)
    before = Commitment.objects.filter(application=locked).first()
    commit_to(by=by, application=locked, budget=open_.budget)
    _settle(by, open_, agreed=True)
    record("benefits.budget_moved", by=by, subject=locked, place=locked.place_id,
           before=before.budget_id if before else None, budget=open_.budget_id,
           reason=open_.reason)  # fmt: skip


@transaction.atomic
def decline(*, by: Staff, move: BudgetMove) -> None:
    """Do not agree; who asked takes it back with this.

    Raises:
        NotAllowed: ``by`` neither asked for it nor could agree to it.
        Conflict: it is settled already.
    """
    open_ = _open(move)
    if by.pk != open_.asked_by_id:
        _must_settle(by, open_)
    _settle(by, open_, agreed=False)
    about = open_.application
    record("benefits.move_declined", by=by, subject=about, place=about.place_id,
           budget=open_.budget_id, reason=open_.reason)  # fmt: skip


def may_settle(by: Staff, move: BudgetMove) -> bool:
    """Whether ``by`` can be the second person: a chief approver or another finance officer."""
    second = by.role == Role.CHIEF_APPROVER or by.can(Can.PAY_BENEFITS)
    return second and by.pk != move.asked_by_id and scope_of(by).covers(move.budget.place_id)


def _must_settle(by: Staff, move: BudgetMove) -> None:
    if not may_settle(by, move):
        raise NotAllowed(
            _("A chief approver or another finance officer agrees to what another budget pays.")
        )


def _open(move: BudgetMove) -> BudgetMove:
    rows = BudgetMove.objects.select_for_update(of=("self",))
    locked = rows.select_related("application", "budget").get(pk=move.pk)
    if locked.settled_at:
        raise Conflict(_("This is settled already."))
    return locked


def _locked(application: Application) -> Application:
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not movable(locked):
        raise Conflict(
            _("The application is at “%(stage)s”; its budget stays.")
            % {"stage": Stage(locked.stage).label}
        )
    return locked


def _settle(by: Staff, move: BudgetMove, *, agreed: bool) -> None:
    move.settled_by, move.settled_at, move.agreed = by, timezone.now(), agreed
    move.save(update_fields=["settled_by", "settled_at", "agreed"])
