"""The tiles of the home page that come from applications for benefits."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.benefits.models import Objection
from rongcheng.benefits.queries import lists
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
