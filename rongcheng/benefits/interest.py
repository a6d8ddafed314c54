"""Interest on loans and the part of it that is subsidised; pure functions, money in fen.

Interest runs from the day of lending on what is not repaid, day by day, at a 360th of the yearly
rate, as banks here reckon it. Nothing is subsidised from the day on which a loan is due.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

BASE = 360 * 10_000
"""Days of a bank's year, times hundredths of a percent in one."""
DAY = timedelta(days=1)
Change = tuple[date, int]
"""A day and the principal repaid on it; that day no longer bears interest on it."""


@dataclass(frozen=True)
class Terms:
    """What was agreed: principal, from, until (that day is not counted), rates in 0.01 %.

    Of the interest the state bears ``share`` percent; or, with ``borrower_rate``, all above the
    rate that the borrower bears alone.
    """

    amount: int
    starts: date
    ends: date
    rate: int
    share: int | None = None
    borrower_rate: int | None = None


@dataclass(frozen=True)
class Due:
    """One quarter: days counted, interest worked out, what the bank states, the subsidy of it."""

    quarter: str
    days: int
    worked_out: int
    stated: int | None
    subsidy: int


def quarter_of(day: date) -> str:
    """``2023Q4``."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def quarter_span(quarter: str) -> tuple[date, date]:
    """The first day of a quarter, and the first of the next one.

    Raises:
        ValueError: it is none.
    """
    year, _q, number = quarter.partition("Q")
    first = date(int(year), int(number) * 3 - 2, 1)
    return first, next_quarter(first)


def next_quarter(day: date) -> date:
    """The first day of the quarter after the one that a day lies in."""
    month = (day.month - 1) // 3 * 3 + 4
    return date(day.year + 1, 1, 1) if month > 12 else date(day.year, month, 1)


def last_quarters(day: date, count: int = 20) -> list[str]:
    """So many quarters up to the one that a day lies in, which comes first."""
    at = day.year * 4 + (day.month - 1) // 3
    return [f"{each // 4}Q{each % 4 + 1}" for each in range(at, at - count, -1)]


def interest(terms: Terms, repaid: Iterable[Change], since: date, until: date, rate: int) -> int:
    """Interest from ``since`` up to ``until`` (not counted), half a fen up."""
    parts = sum(balance * days for balance, days in _balances(terms, repaid, since, until))
    return (2 * parts * rate + BASE) // (2 * BASE)


def _balances(
    terms: Terms, repaid: Iterable[Change], since: date, until: date
) -> list[tuple[int, int]]:
    """What was not repaid, and for how many days, between two days."""
    first, last = max(since, terms.starts), min(until, terms.ends)
    changes = sorted(repaid)
    marks = sorted({first, last, *(day for day, _a in changes if first < day < last)})
    found = []
    for begins, ends in zip(marks, marks[1:], strict=False):
        balance = terms.amount - sum(amount for day, amount in changes if day <= begins)
        found.append((max(balance, 0), (ends - begins).days))
    return found if first < last else []


def subsidy_of(terms: Terms, repaid: list[Change], quarter: str, stated: int | None = None) -> Due:
    """What the state owes for one quarter.

    The bank's statement of the interest paid stands before what is worked out, and no more than
    that is subsidised.
    """
    since, until = quarter_span(quarter)
    whole = interest(terms, repaid, since, until, terms.rate)
    actual = whole if stated is None else min(stated, whole)
    if terms.borrower_rate is not None:
        above = max(0, terms.rate - terms.borrower_rate)
        subsidy = actual * above // terms.rate if terms.rate else 0
    else:
        subsidy = actual * (terms.share or 0) // 100
    days = sum(days for balance, days in _balances(terms, repaid, since, until) if balance)
    return Due(quarter, days, whole, stated, subsidy)


def quarters(terms: Terms, until: date) -> list[str]:
    """The quarters of a loan that have begun by a day."""
    found, day = [], terms.starts
    while day < min(terms.ends, until + DAY):
        found.append(quarter_of(day))
        day = next_quarter(day)
    return found
