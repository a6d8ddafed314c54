"""Times as pages of appeals say them: the last day, what is left, how long somebody had it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from rongcheng.web import formats


def due_day(due_at: datetime | None) -> str:
    """The last moment in time: a day where the term ends with it, else the minute."""
    if due_at is None:
        return formats.NOTHING
    local = timezone.localtime(due_at)
    if local.hour or local.minute:
        return formats.moment(due_at)
    return formats.day(local - timedelta(days=1))


def length(seconds: float) -> str:
    """``3 days``, ``5 hours``, ``20 minutes``: the largest unit that fits."""
    seconds = abs(int(seconds))
    if seconds >= 86_400:
        n = seconds // 86_400
        return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}
    if seconds >= 3600:
        n = seconds // 3600
        return ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}
    n = max(seconds // 60, 1)
    return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}
