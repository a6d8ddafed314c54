"""When something is due: lengths of time laid over the working days of a place. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .pack import Rules, Span

LOCAL = ZoneInfo("Asia/Shanghai")
ROUND_THE_CLOCK = frozenset({"urgent", "critical"})
"""Urgencies whose clocks also run outside office hours."""


def due(rules: Rules, urgency: str, start: datetime, close: Span,
        pauses: Iterable[tuple[datetime, datetime]], extension: int) -> datetime:  # fmt: skip
    """When an answer is due: ``close`` from the start, with the days stood and those granted."""
    if close.unit in ("minutes", "hours"):
        stood = sum(((b - a) for a, b in pauses), timedelta())
        found = start + _length(close) + stood
    else:
        stood_days = sum(
            rules.calendar.workdays_between(a.astimezone(LOCAL).date(), b.astimezone(LOCAL).date())
            for a, b in pauses
        )
        found = span_end(rules, urgency, start, Span(close.n + stood_days, close.unit))
    if extension:
        last = (found - timedelta(seconds=1)).astimezone(LOCAL).date()
        found = end_of(rules.calendar.add_workdays(last, extension))
    return found


def span_end(rules: Rules, urgency: str, start: datetime, span: Span) -> datetime:
    """The moment when a span from ``start`` is over; days end at midnight, local time."""
    return term_end(rules, start, span, received_on(rules, urgency, start))


def term_end(rules: Rules, start: datetime, span: Span, day: date | None = None) -> datetime:
    """The end of a term of the law: its days begin with the day after ``day``.

    Without ``day`` that is the day of ``start`` itself: bodies with procedures of their own count
    from the day on which they were given the matter, whatever the hour.
    """
    if span.unit in ("minutes", "hours"):
        return start + _length(span)
    add = rules.calendar.add_workdays if span.unit == "workdays" else rules.calendar.add_days
    return end_of(add(day or start.astimezone(LOCAL).date(), span.n))


def received_on(rules: Rules, urgency: str, start: datetime) -> date:
    """The day of receipt: outside office hours the next working day, unless it is urgent."""
    local = start.astimezone(LOCAL)
    if urgency in ROUND_THE_CLOCK:
        return local.date()
    if not rules.calendar.is_workday(local.date()):
        return rules.calendar.next_workday(local.date())
    if local.time() >= rules.office_hours.closes:
        return rules.calendar.next_workday(local.date() + timedelta(days=1))
    return local.date()


def amber(rules: Rules, start: datetime, due: datetime, close: Span) -> datetime:
    """When so much of the time is gone, or so little is left, whichever comes first."""
    share = start + (due - start) * rules.amber.share / 100
    if close.unit in ("minutes", "hours"):
        return share
    last = (due - timedelta(seconds=1)).astimezone(LOCAL).date()
    left = rules.calendar.days_before(last, rules.amber.left.n)
    return min(share, end_of(left))


def _length(span: Span) -> timedelta:
    return timedelta(minutes=span.n) if span.unit == "minutes" else timedelta(hours=span.n)


def end_of(day: date) -> datetime:
    """The midnight, local time, with which a day is over."""
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)
