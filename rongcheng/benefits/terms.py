"""Time on public-welfare posts, the age of retirement, and parts of a month; pure functions.

Time on posts is added over all of them, with 30 days to a month, so that it comes to the same to
the day however it was divided. Spans are half-open: ``until`` is the first day no longer counted.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MONTH, YEAR = 30, 360
DAY = timedelta(days=1)
Span = tuple[date, date | None]
"""First day in post, last day in post (None: still in post)."""


def days(start: date, until: date) -> int:
    """Days from ``start`` to ``until`` with 30 to a month; 0 if ``until`` is not later."""
    if until <= start:
        return 0
    last, first = min(until.day, MONTH), min(start.day, MONTH)
    return (until.year - start.year) * YEAR + (until.month - start.month) * MONTH + last - first


def used(spans: Iterable[Span], day: date) -> int:
    """Days on posts before ``day``, with 30 to a month."""
    return sum(days(start, min(day, last + DAY) if last else day) for start, last in spans)


def last_day(start: date, before: int, months: int) -> date:
    """The last day in post of who begins on ``start`` with ``before`` days used of ``months``.

    The day before ``start`` if nothing is left.
    """
    left = months * MONTH - before
    if left <= 0:
        return start - DAY
    until = start + timedelta(days=max(left - 5, 1))  # never later: a month has 28 days or more
    while days(start, until) < left:
        until += DAY
    return until - DAY


@dataclass(frozen=True)
class Ages:
    """Ages of retirement before they began to rise, in years (men, women)."""

    men: int = 60
    women: int = 50


_RISE = {60: (1965, 4, 36), 55: (1970, 4, 36), 50: (1975, 2, 60)}
"""Old age: year of birth that is first later, months of birth to a month later, most months later.

国务院关于渐进式延迟法定退休年龄的办法, in force since 2025-01-01.
"""


def retires_on(born: date, sex: int, ages: Ages | None = None) -> date:
    """The first day of retirement of who was born on a day; ``sex`` 1 male, 2 female."""
    ages = ages or Ages()
    old = ages.women if sex == 2 else ages.men
    first, step, most = _RISE[old]
    since = (born.year - first) * 12 + born.month - 1
    later = min(since // step + 1, most) if since >= 0 else 0
    return add_months(born, old * 12 + later)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_span(month: str) -> tuple[date, date]:
    """First and last day of a month written as 2023-07.

    Raises:
        ValueError: it is none.
    """
    first = date.fromisoformat(f"{month}-01")
    return first, date(first.year, first.month, monthrange(first.year, first.month)[1])


def part_of_month(pay: int, month: str, start: date, last: date | None) -> tuple[int, int]:
    """Days in post in a month, and the pay for them in fen: by days, half a fen up.

    Args:
        pay: for a whole month, in fen.
        start: first day in post.
        last: last day in post, None where it is not over.
    """
    first, end = month_span(month)
    begins, ends = max(first, start), min(end, last or end)
    count = max(0, (ends - begins).days + 1)
    whole = (end - first).days + 1
    return count, (2 * pay * count + whole) // (2 * whole)
