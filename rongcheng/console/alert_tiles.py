"""The tiles of the home page that come from warnings, hand-overs and call-backs."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.alerts.models import Alert
from rongcheng.alerts.queries import levels
from rongcheng.appeals.queries import callbacks, handovers

from .inbox import Waiting, register


@register(order=5)
def warnings(staff: Staff) -> Waiting | None:
    """Warnings of the place that are not closed, red ones named."""
    if not staff.can(Can.SEE_ALERTS):
        return None
    found = levels(staff)
    red, orange = found.get(Alert.Level.RED, 0), found.get(Alert.Level.ORANGE, 0)
    hint, tone = "", "plain"
    if red:
        hint, tone = _("%(n)d red") % {"n": red}, "bad"
    elif orange:
        hint, tone = _("%(n)d orange") % {"n": orange}, "warn"
    return Waiting(_("Warnings"), sum(found.values()), reverse("alerts:stream"), "bell", hint, tone)


@register(order=6)
def requests_to_us(staff: Staff) -> Waiting | None:
    """Matters that another office handed over to the person's own."""
    if not staff.can(Can.HANDLE_APPEALS):
        return None
    found = handovers.waiting(staff)
    count = found.count()
    if not count:
        return None
    late = found.filter(due_at__lte=timezone.now()).count()
    return Waiting(
        _("Handed over to us"), count, f"{reverse('appeals:handovers')}?which=to_us", "envelope",
        _("%(n)d overdue") % {"n": late} if late else "", "bad" if late else "plain",
    )  # fmt: skip


@register(order=6)
def answers_to_us(staff: Staff) -> Waiting | None:
    """Answers to what the person's office handed over, on which it has not acted yet."""
    count = handovers.came_back(staff).count()
    if not count:
        return None
    address = f"{reverse('appeals:handovers')}?which=came_back"
    return Waiting(_("Answers to our hand-overs"), count, address, "inbox")


@register(order=7)
def calls_to_make(staff: Staff) -> Waiting | None:
    """Call-backs that were drawn and not made yet."""
    if not (staff.can(Can.SUPERVISE_APPEALS) or staff.can(Can.DISPATCH_APPEALS)):
        return None
    found = callbacks.callbacks(staff)
    late = found.filter(due_at__lte=timezone.now()).count()
    return Waiting(
        _("Call-backs to make"), found.count(), reverse("appeals:callbacks"), "telephone",
        _("%(n)d overdue") % {"n": late} if late else "", "bad" if late else "plain",
    )  # fmt: skip
