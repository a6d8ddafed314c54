"""Monthly pay of posts: a list made by one person, approved by another, then paid by batches.

Each line becomes an application of its own for the month, so that budgets, batches, returned
payments and clawbacks treat it as any other money.
"""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can, Role
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import Actor, record
from rongcheng.benefits import terms
from rongcheng.benefits.events import Who
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Application, PostHolding, PostPay, PostPayRun
from rongcheng.benefits.permissions import must
from rongcheng.benefits.queries.posts import term_of
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.places.codes import span_of
from rongcheng.places.models import Place

from . import budgets
from .log import append, refresh
from .posts import check_manages


@transaction.atomic
def prepare(*, by: Actor, place: int, month: str, at: datetime | None = None) -> PostPayRun:
    """Make the list of a month: everybody in post in it, by days, within their time on posts.

    Args:
        place: county or township whose posts are paid.
        month: as 2023-07; it must be over, because pay follows work.

    Raises:
        NotAllowed: see ``posts.check_manages``.
        Conflict: there is a list of this month, or nobody was in post who is not on one.
        Refusal: the month is none, or is not over.
    """
    check_manages(by, place)
    try:
        _first, end = terms.month_span(month)
    except ValueError as error:
        raise Refusal(_("“%(month)s” is no month; write it as 2023-07.") % {"month": month}) from (
            error
        )
    if end > timezone.localdate():
        raise Refusal(_("%(month)s is not over; pay follows work.") % {"month": month})
    lines = _lines(place, month)
    if not lines:
        raise Conflict(
            _("Nobody was in post in %(month)s who is not on a list.") % {"month": month}
        )
    try:
        with transaction.atomic():
            run = PostPayRun.objects.create(
                place=Place.objects.get(code=place), month=month, prepared_by=by.actor,
                prepared_by_name=by.actor_name, prepared_at=at or timezone.now(),
                total=sum(line.amount for line in lines), sha256=fingerprint(lines),
            )  # fmt: skip
            for line in lines:
                line.run = run
            PostPay.objects.bulk_create(lines)
    except IntegrityError as error:
        raise Conflict(_("There is a list of %(month)s already.") % {"month": month}) from error
    record("benefits.post_pay_prepared", by=by, subject=run, place=place, month=month,
           lines=len(lines), total=run.total, sha256=run.sha256)  # fmt: skip
    return run


def _lines(place: int, month: str, run: PostPayRun | None = None) -> list[PostPay]:
    """What is to be paid for a month at a place and on no other list; not saved."""
    first, end = terms.month_span(month)
    lo, hi = span_of(place)
    holdings = PostHolding.objects.filter(
        Q(left_on=None) | Q(left_on__gte=first), in_post_from__lte=end,
        post__place__gte=lo, post__place__lt=hi,
    )  # fmt: skip
    taken = PostPay.objects.filter(month=month)
    taken = taken.exclude(run=run) if run else taken
    found = []
    rows = holdings.exclude(pk__in=taken.values("holding")).select_related("post", "person")
    for holding in rows.order_by("post__place", "post", "pk"):
        days, amount = _due(holding, month)
        if amount:
            found.append(PostPay(holding=holding, month=month, days=days, amount=amount))
    return found


def _due(holding: PostHolding, month: str) -> tuple[int, int]:
    """Days and pay of one holder in a month; nothing beyond the time on posts."""
    assert holding.in_post_from
    _first, end = terms.month_span(month)
    term = term_of(holding.person, holding.post.place_id, end, start=holding.in_post_from)
    last = min(filter(None, (holding.left_on, term.ends)), default=None)
    return terms.part_of_month(holding.pay, month, holding.in_post_from, last)


def fingerprint(lines: list[PostPay]) -> str:
    """Hash over who gets how much for how many days, in the order of the list."""
    text = "\n".join(
        f"{line.holding_id},{line.holding.person_id},{line.month},{line.days},{line.amount}"
        for line in sorted(lines, key=lambda line: line.holding_id)
    )
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def discard(*, by: Actor, run: PostPayRun) -> None:
    """Throw a list away that nobody has approved.

    Raises:
        Conflict: it is approved.
    """
    check_manages(by, run.place_id)
    locked = PostPayRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.approved_at:
        raise Conflict(_("This list is approved; what is wrong in it is reclaimed."))
    record("benefits.post_pay_discarded", by=by, subject=locked, place=locked.place_id,
           month=locked.month)  # fmt: skip
    locked.delete()


@transaction.atomic
def approve(*, by: Staff, run: PostPayRun, at: datetime | None = None) -> PostPayRun:
    """Approve a list: each line becomes money to be paid, taken from the budget.

    Raises:
        NotAllowed: the role or place does not reach, or ``by`` made the list.
        Conflict: it is approved, it is no longer what is due, or the budgets have not enough left.
    """
    must(by, Can.APPROVE_BENEFITS)
    if not scope_of(by).covers(run.place_id):
        raise NotAllowed(_("This list is of a place that is not yours."))
    locked = PostPayRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.approved_at:
        raise Conflict(_("This list is approved already."))
    if locked.prepared_by == by.actor:
        raise NotAllowed(_("You made this list yourself; a colleague has to approve it."))
    lines = list(locked.lines.select_related("holding__application", "holding__post__place"))
    if fingerprint(_lines(locked.place_id, locked.month, locked)) != fingerprint(lines):
        raise Conflict(
            _("Somebody came or left since the list was made; discard it and make it again.")
        )
    _reaches(by, locked, max(line.amount for line in lines))
    locked.approved_by, locked.approved_by_name = by.actor, by.actor_name
    locked.approved_at = at or timezone.now()
    locked.save()
    for line in lines:
        line.application = _payable(by, locked, line)
        line.save()
    record(
        "benefits.post_pay_approved", by=by, subject=locked, place=locked.place_id,
        month=locked.month, lines=len(lines), total=locked.total, sha256=locked.sha256,
    )  # fmt: skip
    return locked


def _reaches(by: Staff, run: PostPayRun, most: int) -> None:
    needed = handling_at(run.place_id).approver(most)
    if by.role not in (needed, Role.CHIEF_APPROVER):
        raise NotAllowed(_("The highest pay on this list is for a chief approver."))


def _payable(by: Staff, run: PostPayRun, line: PostPay) -> Application:
    """The month's application of one holder: entered, checked and approved with the list."""
    granted = line.holding.application
    application = Application.objects.create(
        number=f"~{uuid4().hex[:18]}", filed_at=run.prepared_at,
        channel=Application.Channel.LISTED, pack=granted.pack, rule=granted.rule, kind="cash",
        period=line.month, as_of=terms.month_span(line.month)[1], subject="person",
        key=str(line.holding.person_id), person_id=line.holding.person_id, place=granted.place,
        payee=granted.payee, bank=granted.bank, account=granted.account,
        account_index=granted.account_index, stage="review",
    )  # fmt: skip
    application.number = f"B{timezone.localdate(run.prepared_at):%y%m%d}{application.pk:07}"
    maker = _Maker(run.prepared_by, run.prepared_by_name)
    append(application, "applied", by=maker, who=Who.CLERK, at=run.prepared_at, path=["county"],
           kind="pay", amount=line.amount, run=run.pk)  # fmt: skip
    append(application, "checked", by=maker, who=Who.CHECKER, at=run.prepared_at)
    append(application, "approved", by=by, who=Who.APPROVER, at=run.approved_at,
           amount=line.amount, run=run.pk)  # fmt: skip
    refresh(application)
    budgets.commit(by=by, application=application)
    return application


class _Maker:
    """Who made the list, as an actor of what follows from it."""

    def __init__(self, actor: str, name: str) -> None:
        self.actor, self.actor_name = actor, name


def as_csv(*, by: Actor, run: PostPayRun) -> bytes:
    """A list of pay with names masked, rows, sum and hash in its last line.

    Raises:
        NotAllowed: the role does not include exports.
    """
    from rongcheng.web.masking import mask_name

    must(by, Can.EXPORT)
    file = io.StringIO()
    write = csv.writer(file).writerow
    heads = (_("Month"), _("Place"), _("Post"), _("Person's name"), _("Days in post"))
    write([*heads, _("Amount (yuan)")])
    lines = run.lines.select_related("holding__post__place", "holding__person").order_by("pk")
    for line in lines:
        post = line.holding.post
        write([line.month, post.place.full_name, post.title, mask_name(line.holding.person.name),
               line.days, f"{line.amount / 100:.2f}"])  # fmt: skip
    write([f"# {_('Rows')}：{len(lines)}", f"{_('Total')}：{run.total / 100:.2f}",
           f"SHA-256：{run.sha256}", f"{_('Exported by')}：{by.actor_name}"])  # fmt: skip
    record("benefits.post_pay_exported", by=by, subject=run, place=run.place_id, rows=len(lines),
           sha256=run.sha256)  # fmt: skip
    return "\ufeff".encode() + file.getvalue().encode()
