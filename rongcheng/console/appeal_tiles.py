"""The tiles of the home page that come from appeals."""

from __future__ import annotations

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.barring import kept_from
from rongcheng.appeals.events import OPEN, Stage
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.queries import lists

from .inbox import Waiting, register


@register(order=1)
def appeals_of_my_office(staff: Staff) -> Waiting | None:
    """Appeals in which it is the turn of the person's office, overdue ones named."""
    if not staff.can(Can.HANDLE_APPEALS):
        return None
    found = lists.waiting(staff)
    hint, tone = "", "plain"
    if found.red:
        hint, tone = _("%(n)d overdue") % {"n": found.red}, "bad"
    elif found.amber:
        hint, tone = _("%(n)d soon due") % {"n": found.amber}, "warn"
    return Waiting(
        _("Appeals with us"), found.all, reverse("appeals:list"), "chat-left-text", hint, tone
    )


@register(order=2)
def appeals_to_dispatch(staff: Staff) -> Waiting | None:
    """Appeals that no office has yet, urgent ones named."""
    if not staff.can(Can.DISPATCH_APPEALS):
        return None
    queue = lists.queue(staff)
    urgent = queue.filter(urgency__in=(Appeal.Urgency.URGENT, Appeal.Urgency.CRITICAL)).count()
    hint = _("%(n)d urgent") % {"n": urgent} if urgent else ""
    return Waiting(
        _("Appeals to send on"), queue.count(), reverse("appeals:dispatch"), "send", hint,
        "bad" if urgent else "plain",
    )  # fmt: skip


@register(order=3)
def appeals_to_rule(staff: Staff) -> Waiting | None:
    """Appeals that no office takes, before the ruling office."""
    if not staff.can(Can.RULE_APPEALS):
        return None
    count = _here(staff, Q(stage=Stage.RULING))
    return Waiting(
        _("Appeals to rule on"), count, _address("appeals:rulings"), "award",
        _("returned three times"), "warn",
    )  # fmt: skip


@register(order=4)
def appeals_overdue(staff: Staff) -> Waiting | None:
    """Open appeals of the place whose day is over."""
    if not staff.can(Can.SUPERVISE_APPEALS):
        return None
    count = _here(staff, Q(stage__in=OPEN, due_at__lte=timezone.now()))
    return Waiting(
        _("Appeals overdue"), count, _address("appeals:supervision"), "exclamation-triangle",
        _("by office, with a reminder"), "bad",
    )  # fmt: skip


def _here(staff: Staff, which: Q) -> int:
    scope = scope_of(staff)
    found = Appeal.objects.filter(
        which, ~kept_from(staff), place_id__gte=scope.lo, place_id__lt=scope.hi
    )
    return found.count()


def _address(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""
