"""The tiles of the home page that come from applications for benefits."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can, Role
from rongcheng.benefits.models import InterestRun, Objection, PostPayRun
from rongcheng.benefits.queries import lists, money, pay_lists, payable, posts
from rongcheng.benefits.queries.scope import visible_applications

from .inbox import Waiting, register

MINE = (Can.CHECK_BENEFITS, Can.APPROVE_BENEFITS)


@register(order=5)
def applications_of_my_turn(staff: Staff) -> Waiting | None:
    """Applications at the person's step or before them as approver, late ones named."""
    if not any(staff.can(each) for each in MINE):
        return None
    found = lists.waiting(staff)
    hint, tone = "", "plain"
    if found.late:
        hint, tone = _("%(n)d overdue") % {"n": found.late}, "bad"
    elif found.soon:
        hint, tone = _("%(n)d soon due") % {"n": found.soon}, "warn"
    return Waiting(
        _("Applications of my turn"), found.mine, reverse("benefits:list"), "award", hint, tone
    )


@register(order=6)
def objections_to_settle(staff: Staff) -> Waiting | None:
    """Objections against public notices that nobody has settled."""
    if not staff.can(Can.APPROVE_BENEFITS):
        return None
    seen = visible_applications(staff).order_by().values("pk")
    count = Objection.objects.filter(settled_at=None, line__application__in=seen).count()
    return Waiting(
        _("Objections to settle"), count, reverse("benefits:notices"), "megaphone",
        _("against public notices"), "warn",
    )  # fmt: skip


@register(order=7)
def batches_to_sign(staff: Staff) -> Waiting | None:
    """Payment batches of others that wait for the person's signature."""
    if not (staff.can(Can.APPROVE_BENEFITS) or staff.can(Can.PAY_BENEFITS)):
        return None
    url = f"{reverse('benefits:money_batches')}?state=made"
    return Waiting(_("Batches to sign"), money.to_sign(staff).count(), url, "pencil")


@register(order=7)
def lists_of_pay_to_approve(staff: Staff) -> Waiting | None:
    """Lists of a month's pay on posts that others made."""
    if not staff.can(Can.APPROVE_BENEFITS):
        return None
    count = pay_lists.to_approve(PostPayRun, staff).count()
    return Waiting(_("Lists of post pay to approve"), count, reverse("benefits:posts_pay"),
                   "cash-stack")  # fmt: skip


@register(order=7)
def lists_of_interest_to_approve(staff: Staff) -> Waiting | None:
    """Lists of a quarter's interest subsidies that others made."""
    if not staff.can(Can.APPROVE_BENEFITS):
        return None
    found = pay_lists.to_approve(InterestRun, staff)
    first = found.first()
    url = reverse("benefits:loans_interest") + (f"?quarter={first.quarter}" if first else "")
    return Waiting(_("Lists of interest to approve"), found.count(), url, "bank")


@register(order=7)
def moves_of_money_to_settle(staff: Staff) -> Waiting | None:
    """What colleagues ask to be paid from another budget."""
    if not (staff.can(Can.PAY_BENEFITS) or staff.role == Role.CHIEF_APPROVER):
        return None
    count = money.open_moves(staff).exclude(asked_by=staff.pk).count()
    return Waiting(_("Payments from another budget to agree to"), count, reverse("benefits:money"),
                   "arrow-left-right")  # fmt: skip


@register(order=12)
def holders_whose_time_ends(staff: Staff) -> Waiting | None:
    """Holders of posts whose time is nearly or quite used up."""
    if not (staff.can(Can.CHECK_BENEFITS) and staff.can(Can.SEE_BENEFITS)):
        return None
    found = posts.ending(staff)
    over = sum(term.passed for _holding, term in found)
    hint, tone = (_("%(n)d over") % {"n": over}, "bad") if over else ("", "warn")
    url = f"{reverse('benefits:posts_holders')}?show=near"
    return Waiting(
        _("Post holders whose time ends"), len(found), url, "hourglass-split", hint, tone
    )


@register(order=8)
def batches_sent_back(staff: Staff) -> Waiting | None:
    """Batches that the person made and the signer sent back."""
    if not staff.can(Can.PAY_BENEFITS):
        return None
    url = f"{reverse('benefits:money_batches')}?state=back"
    count = money.sent_back_to(staff).count()
    return Waiting(_("Batches sent back to me"), count, url, "arrow-counterclockwise", "", "warn")


@register(order=9)
def applications_to_pay(staff: Staff) -> Waiting | None:
    """Applications that can go into a payment batch."""
    if not staff.can(Can.PAY_BENEFITS):
        return None
    count = payable.payable(staff).count()
    return Waiting(_("Applications to be paid"), count, reverse("benefits:money_batch_new"),
                   "cash-stack")  # fmt: skip
