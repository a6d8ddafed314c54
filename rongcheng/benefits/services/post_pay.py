"""Monthly pay of posts: a list made by one person, approved by another, then paid by batches.

Each line becomes an application of its own for the month (``lines.py``).
"""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.audit.services import Actor, record
from rongcheng.benefits import terms
from rongcheng.benefits.models import PostHolding, PostPay, PostPayRun
from rongcheng.benefits.permissions import must
from rongcheng.benefits.queries.posts import term_of
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.places.codes import span_of
from rongcheng.places.models import Place

from . import lines as continuing
from .lines import Payable
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
    locked = PostPayRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    lines = list(locked.lines.select_related("holding__application", "holding__post__place"))
    continuing.must_approve(by, locked, max(line.amount for line in lines))
    if fingerprint(_lines(locked.place_id, locked.month, locked)) != fingerprint(lines):
        raise Conflict(
            _("Somebody came or left since the list was made; discard it and make it again.")
        )
    locked.approved_by, locked.approved_by_name = by.actor, by.actor_name
    locked.approved_at = at or timezone.now()
    locked.save()
    for line in lines:
        line.application = continuing.made(locked, _payable(line))
        line.save()
        continuing.approve(by=by, run=locked, application=line.application, amount=line.amount)
    record(
        "benefits.post_pay_approved", by=by, subject=locked, place=locked.place_id,
        month=locked.month, lines=len(lines), total=locked.total, sha256=locked.sha256,
    )  # fmt: skip
    return locked


def _payable(line: PostPay) -> Payable:
    """The month of one holder, out of the post that was granted."""
    granted, person = line.holding.application, line.holding.person_id
    return Payable(
        granted.rule, granted.pack, line.month, terms.month_span(line.month)[1], "person",
        str(person), line.holding_id, granted.place_id, line.amount, person=person,
        granted=granted,
    )  # fmt: skip


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
