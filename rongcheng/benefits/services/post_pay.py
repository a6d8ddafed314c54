"""Monthly pay of posts: everybody in post in a month, by days, within their time on posts.

What a list goes through, and that each line becomes an application, is in ``lines.py``.
"""

from __future__ import annotations

import csv
import io
from functools import partial

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.roles import Can
from rongcheng.audit.services import Actor, record
from rongcheng.benefits import terms
from rongcheng.benefits.models import PostHolding, PostPay, PostPayRun
from rongcheng.benefits.permissions import must
from rongcheng.benefits.queries.posts import term_of
from rongcheng.core.errors import Refusal
from rongcheng.places.codes import span_of
from rongcheng.web.masking import mask_name
from rongcheng.web.spreadsheets import safe

from . import lines
from .lines import Payable


def _check(month: str) -> None:
    """Refuse what is no month, written as 2023-07, or is not over: pay follows work."""
    try:
        _first, end = terms.month_span(month)
    except ValueError as error:
        raise Refusal(_("“%(month)s” is no month; write it as 2023-07.") % {"month": month}) from (
            error
        )
    if end > timezone.localdate():
        raise Refusal(_("%(month)s is not over; pay follows work.") % {"month": month})


def _lines(place: int, month: str, taken: QuerySet[PostPay]) -> list[PostPay]:
    """The pay of everybody in post in a month at a place who is not on ``taken``."""
    first, end = terms.month_span(month)
    lo, hi = span_of(place)
    holdings = PostHolding.objects.filter(
        Q(left_on=None) | Q(left_on__gte=first), in_post_from__lte=end,
        post__place__gte=lo, post__place__lt=hi,
    )  # fmt: skip
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


def _payable(line: PostPay) -> Payable:
    """The month of one holder, out of the post that was granted."""
    granted, person = line.holding.application, line.holding.person_id
    return Payable(
        granted.rule, granted.pack, line.month, terms.month_span(line.month)[1], "person",
        str(person), line.holding_id, granted.place_id, line.amount, person=person,
        granted=granted,
    )  # fmt: skip


def _told(line: PostPay) -> tuple[object, ...]:
    return line.holding_id, line.holding.person_id, line.month, line.days, line.amount


KIND = lines.Kind(
    "benefits.post_pay", PostPayRun, PostPay, _check, _lines, _told, _payable,
    joined=("holding__application", "holding__person", "holding__post__place"),
    nothing=gettext_lazy("Nobody was in post in %(period)s who is not on a list."),
    twice=gettext_lazy("There is a list of %(period)s already."),
    changed=gettext_lazy(
        "Somebody came or left since the list was made; discard it and make it again."
    ),
)  # fmt: skip
prepare = partial(lines.prepare, KIND)
discard = partial(lines.discard, KIND)
leave_out = partial(lines.leave_out, KIND)
approve = partial(lines.approve, KIND)


def as_csv(*, by: Actor, run: PostPayRun) -> bytes:
    """A list of pay with names masked, rows, sum and hash in its last line.

    Raises:
        NotAllowed: the role does not include exports.
    """
    must(by, Can.EXPORT)
    file = io.StringIO()
    write = csv.writer(file).writerow
    heads = (_("Month"), _("Place"), _("Post"), _("Person's name"), _("Days in post"))
    write([*heads, _("Amount (yuan)")])
    rows = run.lines.select_related("holding__post__place", "holding__person").order_by("pk")
    for line in rows:
        post = line.holding.post
        name = mask_name(line.holding.person.name)
        write([line.month, post.place.full_name, safe(post.title), safe(name), line.days,
               f"{line.amount / 100:.2f}"])  # fmt: skip
    write([f"# {_('Rows')}：{len(rows)}", f"{_('Total')}：{run.total / 100:.2f}",
           f"SHA-256：{run.sha256}", f"{_('Exported by')}：{by.actor_name}"])  # fmt: skip
    record("benefits.post_pay_exported", by=by, subject=run, place=run.place_id, rows=len(rows),
           sha256=run.sha256)  # fmt: skip
    return "\ufeff".encode() + file.getvalue().encode()
