"""Lists of payments out of what was granted: made by one person, approved by another, then paid.

Each line of an approved list becomes an application, so that budgets, batches, returned payments
and clawbacks treat it as any other money, and what it was worked out from is kept with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Can, Role
from rongcheng.audit.services import Actor, record
from rongcheng.benefits.events import Who
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Application
from rongcheng.benefits.models.pay_list import PayLine, PayRun
from rongcheng.benefits.permissions import must_at
from rongcheng.benefits.queries.accounts import last_with_account
from rongcheng.benefits.subjects import LINE
from rongcheng.benefits.words import applicant
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.places.models import Place

from . import budgets
from .log import append, refresh
from .posts import check_manages

ELSEWHERE = gettext_lazy("This list is of a place that is not yours.")
R = TypeVar("R", bound=PayRun)
L = TypeVar("L", bound=PayLine)


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
    office: Office | None


@dataclass(frozen=True)
class Kind(Generic[R, L]):
    """One kind of list: what it has beside what all of them have.

    ``check`` refuses a period that is none or is not over. ``due`` makes the lines, not saved, of a
    place and period that are not among those given. ``told`` is what the hash is over, the number
    of what it is paid out of first. ``joined`` is read with the lines. The words are for a list
    without lines, one that is there already, and one that is no longer what is due.
    """

    act: str
    run: type[R]
    line: type[L]
    check: Callable[[str], object]
    due: Callable[[int, str, QuerySet[L]], list[L]]
    told: Callable[[L], tuple[object, ...]]
    payable: Callable[[L], Payable]
    joined: tuple[str, ...]
    nothing: Promise
    twice: Promise
    changed: Promise


@transaction.atomic
def prepare(
    kind: Kind[R, L], *, by: Actor, place: int, period: str, at: datetime | None = None
) -> R:
    """Make the list of a period: all that is due and on no other list.

    Args:
        place: county or township that pays.
        period: as the kind writes it; it must be over.

    Raises:
        NotAllowed: see ``posts.check_manages``.
        Conflict: there is such a list already, or nothing is due.
        Refusal: the period is none, or is not over.
    """
    check_manages(by, place)
    kind.check(period)
    lines = _due(kind, place, period)
    if not lines:
        raise Conflict(str(kind.nothing) % {"period": period})
    try:
        with transaction.atomic():
            run = kind.run._default_manager.create(
                place=Place.objects.get(code=place), prepared_by=by.actor,
                prepared_by_name=by.actor_name, prepared_at=at or timezone.now(),
                total=sum(line.amount for line in lines), sha256=fingerprint(kind, lines),
                **{kind.run.PERIOD: period},
            )  # fmt: skip
            for line in lines:
                line.run = run
            kind.line._default_manager.bulk_create(lines)
    except IntegrityError as error:
        raise Conflict(str(kind.twice) % {"period": period}) from error
    _record(kind, "prepared", by, run, lines=len(lines), total=run.total, sha256=run.sha256)
    return run


@transaction.atomic
def discard(kind: Kind[R, L], *, by: Actor, run: R) -> None:
    """Throw a list away that nobody has approved.

    Raises:
        NotAllowed: see ``posts.check_manages``.
        Conflict: it is approved.
    """
    check_manages(by, run.place_id)
    locked = _locked(kind, run)
    if locked.approved_at:
        raise Conflict(_("This list is approved; what is wrong in it is reclaimed."))
    _record(kind, "discarded", by, locked)
    locked.delete()


@transaction.atomic
def leave_out(kind: Kind[R, L], *, by: Staff, run: R, lines: Collection[int], reason: str) -> R:
    """Take payments off a list that nobody has approved; the next list of its period has them.

    Args:
        lines: keys of the lines.

    Raises:
        NotAllowed: ``by`` neither makes nor approves lists of this place.
        Conflict: it is approved, or nothing would be left on it.
        Refusal: no line of it is named, or no reason given.
    """
    if not by.can(Can.APPROVE_BENEFITS):
        check_manages(by, run.place_id)
    must_at(by, Can.SEE_BENEFITS, run.place_id, str(ELSEWHERE))
    locked = _locked(kind, run)
    if locked.approved_at:
        raise Conflict(_("This list is approved; what is wrong in it is refused or reclaimed."))
    rows = kind.line._default_manager.filter(run=locked).order_by("pk")
    gone, rest = list(rows.filter(pk__in=lines)), list(rows.exclude(pk__in=lines))
    if not gone or not reason.strip():
        raise Refusal(_("Tick who is to be left out, and say why."))
    if not rest:
        raise Conflict(_("Nobody would be left on it; discard the list instead."))
    why = {"reason": reason.strip()[:300], "by": by.actor_name}
    locked.left_out += [{"of": kind.told(one)[0], "amount": one.amount} | why for one in gone]
    locked.total, locked.sha256 = sum(one.amount for one in rest), fingerprint(kind, rest)
    locked.save()
    rows.filter(pk__in=[one.pk for one in gone]).delete()
    _record(kind, "cut", by, locked, why=why["reason"], of=[kind.told(one)[0] for one in gone],
            total=locked.total, sha256=locked.sha256)  # fmt: skip
    return locked


@transaction.atomic
def approve(kind: Kind[R, L], *, by: Staff, run: R, at: datetime | None = None) -> R:
    """Approve a list: each line becomes money to be paid, taken from the budget.

    Raises:
        NotAllowed: the role or place does not reach, or ``by`` made the list.
        Conflict: it is approved, it is no longer what is due, or the budgets have not enough left.
    """
    locked = _locked(kind, run)
    rows = kind.line._default_manager.filter(run=locked).select_related(*kind.joined)
    lines = list(rows.order_by("pk"))
    _must_approve(by, locked, max(line.amount for line in lines))
    left_out = {each["of"] for each in locked.left_out}
    due = [line for line in _due(kind, locked.place_id, locked.period, locked)
           if kind.told(line)[0] not in left_out]  # fmt: skip
    if fingerprint(kind, due) != fingerprint(kind, lines):
        raise Conflict(str(kind.changed))
    locked.approved_by, locked.approved_by_name = by.actor, by.actor_name
    locked.approved_at = at or timezone.now()
    locked.save()
    for line in lines:
        line.application = _made(locked, kind.payable(line))
        line.save()
        _approve_one(by, locked, line.application, line.amount)
    _record(kind, "approved", by, locked,
            lines=len(lines), total=locked.total, sha256=locked.sha256)  # fmt: skip
    return locked


def fingerprint(kind: Kind[R, L], lines: list[L]) -> str:
    """Hash over what each line tells, in the order of what is paid out of."""
    told = sorted(kind.told(line) for line in lines)
    text = "\n".join(",".join(map(str, one)) for one in told)
    return hashlib.sha256(text.encode()).hexdigest()


def _due(kind: Kind[R, L], place: int, period: str, run: R | None = None) -> list[L]:
    taken = kind.line._default_manager.filter(**{kind.run.PERIOD: period}).exclude(run=run)
    return kind.due(place, period, taken)


def _locked(kind: Kind[R, L], run: R) -> R:
    return kind.run._default_manager.select_for_update(of=("self",)).get(pk=run.pk)


def _record(kind: Kind[R, L], act: str, by: Actor, run: R, **detail: object) -> None:
    detail[run.PERIOD] = run.period
    record(f"{kind.act}_{act}", by=by, subject=run, place=run.place_id, reason="", **detail)


def _must_approve(by: Staff, run: PayRun, most: int) -> None:
    """Refuse whoever may not approve a list whose highest payment is ``most`` fen.

    Raises:
        NotAllowed: the role or place does not reach, or ``by`` made the list.
        Conflict: it is approved.
    """
    must_at(by, Can.APPROVE_BENEFITS, run.place_id, str(ELSEWHERE))
    if run.approved_at:
        raise Conflict(_("This list is approved already."))
    if run.prepared_by == by.actor:
        raise NotAllowed(_("You made this list yourself; a colleague has to approve it."))
    needed = handling_at(run.place_id).approver(most)
    if by.role not in (needed, Role.CHIEF_APPROVER):
        raise NotAllowed(_("The highest pay on this list is for a chief approver."))


def _made(run: PayRun, what: Payable) -> Application:
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
    maker = _maker(run)
    append(application, "applied", by=maker, who=Who.CLERK, at=run.prepared_at, path=["county"],
           kind="pay", amount=what.amount, run=run.pk)  # fmt: skip
    append(application, "checked", by=maker, who=Who.CHECKER, at=run.prepared_at)
    refresh(application)
    return application


def _maker(run: PayRun) -> Maker:
    """Who made a list, with their office where they are staff."""
    own = run.prepared_by.removeprefix("staff:")
    staff = Staff.objects.filter(pk=own).select_related("office").first() if own.isdigit() else None
    return Maker(run.prepared_by, run.prepared_by_name, staff.office if staff else None)


def _approve_one(by: Staff, run: PayRun, application: Application, amount: int) -> None:
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
            _("%(who)s is not to be paid by the rule: %(why)s. Take them off the list, or put "
              "right what is wrong and make it again.")
            % {"who": applicant(application), "why": "、".join(open_lines) or found.rule.id}
        )  # fmt: skip
    event = append(application, "approved", by=by, who=Who.APPROVER, at=run.approved_at,
                   amount=amount, run=run.pk)  # fmt: skip
    refresh(application)
    snapshot(application=application, event=event)
    budgets.commit(by=by, application=application)


def _account(what: Payable) -> dict[str, str | UUID | None]:
    """The account that was given last; without one it is asked for before it is paid."""
    latest = last_with_account(what.person, what.employer)
    if latest is None:
        return {}
    return {
        "payee": latest.payee, "bank": latest.bank, "account": latest.account,
        "account_index": latest.account_index,
    }  # fmt: skip
