"""Payments out of something granted: each line of an approved list becomes an application.

So budgets, batches, returned payments and clawbacks treat it as any other money, and what it was
worked out from is kept with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can, Role
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits.events import Who
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Application
from rongcheng.benefits.permissions import must
from rongcheng.benefits.subjects import LINE
from rongcheng.core.errors import Conflict, NotAllowed

from . import budgets
from .log import append, refresh


class Run(Protocol):
    """A list of payments: who made it and when, who approved it and when."""

    pk: int
    place_id: int
    prepared_by: str
    prepared_by_name: str
    prepared_at: datetime
    approved_at: datetime | None


@dataclass(frozen=True)
class Payable:
    """One payment: to whom, for what period, how much (fen), and out of what.

    ``out_of`` is the number of the holding or loan: somebody can have two in one period.
    """

    rule: str
    pack: str
    period: str
    as_of: date
    subject: str
    key: str
    out_of: int
    place: int
    amount: int
    person: int | None = None
    employer: int | None = None
    granted: Application | None = None


@dataclass(frozen=True)
class Maker:
    """Who made a list, as an actor of what follows from it."""

    actor: str
    actor_name: str


def must_approve(by: Staff, run: Run, most: int) -> None:
    """Refuse whoever may not approve a list whose highest payment is ``most`` fen.

    Raises:
        NotAllowed: the role or place does not reach, or ``by`` made the list.
        Conflict: it is approved.
    """
    must(by, Can.APPROVE_BENEFITS)
    if not scope_of(by).covers(run.place_id):
        raise NotAllowed(_("This list is of a place that is not yours."))
    if run.approved_at:
        raise Conflict(_("This list is approved already."))
    if run.prepared_by == by.actor:
        raise NotAllowed(_("You made this list yourself; a colleague has to approve it."))
    needed = handling_at(run.place_id).approver(most)
    if by.role not in (needed, Role.CHIEF_APPROVER):
        raise NotAllowed(_("The highest pay on this list is for a chief approver."))


def made(run: Run, what: Payable) -> Application:
    """The application of one payment, entered and checked with the list; not approved yet."""
    account = _account(what)
    application = Application.objects.create(
        number=f"~{uuid4().hex[:18]}", filed_at=run.prepared_at,
        channel=Application.Channel.LISTED, pack=what.pack, rule=what.rule, kind="cash",
        period=what.period, as_of=what.as_of, subject=what.subject,
        key=f"{what.key}{LINE}{what.out_of}", person_id=what.person, employer_id=what.employer,
        place_id=what.place, stage="review", **account,
    )  # fmt: skip
    application.number = f"B{timezone.localdate(run.prepared_at):%y%m%d}{application.pk:07}"
    maker = Maker(run.prepared_by, run.prepared_by_name)
    append(application, "applied", by=maker, who=Who.CLERK, at=run.prepared_at, path=["county"],
           kind="pay", amount=what.amount, run=run.pk)  # fmt: skip
    append(application, "checked", by=maker, who=Who.CHECKER, at=run.prepared_at)
    refresh(application)
    return application


def approve(*, by: Staff, run: Run, application: Application, amount: int) -> None:
    """Approve one payment of a list: keep what it rests on, and take it from the budget.

    The line of the list must name the application already, so that its ground is found.

    Raises:
        Conflict: by its rule it is not to be paid, or the budgets have not enough left.
    """
    from .deciding import judged
    from .decisions import snapshot

    found = judged(application)
    if found.outcome != "eligible" or found.amount != amount:
        open_lines = [line.text["zh"] for line in found.lines if line.held is not True]
        raise Conflict(
            _("%(number)s is not to be paid by the rule: %(why)s. Discard the list, put right what "
              "is wrong and make it again.")
            % {"number": application.number, "why": "、".join(open_lines) or found.rule.id}
        )  # fmt: skip
    event = append(application, "approved", by=by, who=Who.APPROVER, at=run.approved_at,
                   amount=amount, run=run.pk)  # fmt: skip
    refresh(application)
    snapshot(application=application, event=event)
    budgets.commit(by=by, application=application)


def _account(what: Payable) -> dict[str, str | UUID | None]:
    """The account of what was granted; without one it is asked for before it is paid."""
    granted = what.granted
    if granted is None:
        return {}
    return {
        "payee": granted.payee, "bank": granted.bank, "account": granted.account,
        "account_index": granted.account_index,
    }  # fmt: skip
