"""Figures about appeals, counted from their events; each figure opens the rows it counts.

A figure is a condition on appeals (``FIGURES``): the same condition counts it in a table and lists
it behind the number, so that the two cannot differ. The denominator of every rate is a figure too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff
from rongcheng.appeals.models import Appeal, AppealEvent
from rongcheng.appeals.state import LOCAL

from .scope import counted_appeals

SATISFIED = 3
"""Grades 5, 4 and 3 (very satisfied, satisfied, fairly satisfied) count as satisfied."""
DAY = 86_400


@dataclass(frozen=True)
class Figure:
    """A figure: its name, and the figure that it is a share of."""

    label: str | Promise
    of: str = ""


FIGURES: dict[str, Figure] = {
    "received": Figure(_("Received")),
    "open": Figure(_("Open")),
    "overdue": Figure(_("Overdue now"), "due"),
    "answered": Figure(_("Answered"), "received"),
    "due": Figure(_("Answered or due by now")),
    "on_time": Figure(_("Answered on time"), "due"),
    "contacted_on_time": Figure(_("First contact on time"), "received"),
    "returned": Figure(_("Returned at least once"), "received"),
    "reopened": Figure(_("Taken up again"), "answered"),
    "by_itself": Figure(_("Assigned by itself"), "received"),
    "corrected": Figure(_("Category corrected"), "received"),
    "rated": Figure(_("Rated")),
    "satisfied": Figure(_("Satisfied"), "rated"),
    "solved": Figure(_("Solved"), "answered"),
}
LINE = ("line",)
"""What a table is grouped by, beside the columns of an appeal."""
BY = ("category", "office", "place", "month", "urgency", "channel")


def condition(figure: str, now: datetime) -> Q:
    """The condition on appeals that a figure counts.

    Raises:
        KeyError: there is no such figure.
    """
    events = AppealEvent.objects.filter(appeal=OuterRef("pk"))
    late = Q(due_at__lt=now)
    conditions: dict[str, Q] = {
        "received": Q(),
        "open": Q(ended_at=None),
        "overdue": late,
        "answered": Q(answered_at__isnull=False),
        "due": Q(answered_at__isnull=False) | late,
        "on_time": Q(answered_at__lte=F("answer_due")),
        "contacted_on_time": Q(contacted_at__lte=F("contact_was_due")),
        "returned": Q(returns__gt=0),
        "reopened": Q(_exists(events.filter(code__in=("disputed", "reopened")))),
        "by_itself": Q(_exists(events.filter(code="assigned", who="system"))),
        "corrected": Q(_exists(events.filter(code="corrected", detail__has_key="category"))),
        "rated": Q(satisfied__isnull=False),
        "satisfied": Q(satisfied__gte=SATISFIED),
        "solved": Q(outcome="solved"),
    }
    return conditions[figure]


def _exists(events: QuerySet[AppealEvent]) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(Exists(events), output_field=BooleanField())


@dataclass(frozen=True)
class Period:
    """Days of filing, both included."""

    since: date
    until: date

    def narrow(self, appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
        """Appeals filed on these days."""
        start = datetime.combine(self.since, time(), LOCAL)
        end = datetime.combine(self.until + timedelta(days=1), time(), LOCAL)
        return appeals.filter(filed_at__gte=start, filed_at__lt=end)


def rows_of(staff: Staff, period: Period, figure: str, by: str = "", key: str = "",
            now: datetime | None = None) -> QuerySet[Appeal]:  # fmt: skip
    """The appeals behind one figure of one line.

    Args:
        by: one of ``BY``, or empty for the whole.
        key: the line's key as ``table`` gave it.
    """
    found = period.narrow(counted_appeals(staff)).filter(condition(figure, now or timezone.now()))
    if not by:
        return found
    if by == "month":
        return _month(key).narrow(found)
    return _grouped(found, by).filter(**{"line": _value(by, key)})


def _month(key: str) -> Period:
    """The days of ``2026-09``: a truncated time would be compared in the database's own zone."""
    first = date.fromisoformat(f"{key}-01")
    return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def table(staff: Staff, period: Period, by: str = "", now: datetime | None = None,
          figures: Iterable[str] = FIGURES) -> list[dict[str, Any]]:  # fmt: skip
    """Counts of appeals filed in a period, a line for each value of ``by``.

    Returns:
        Dicts with ``key`` (text, empty where not known), and a count for each figure.

    Raises:
        KeyError: an unknown figure or grouping.
    """
    now = now or timezone.now()
    counts = {name: Count("pk", filter=condition(name, now)) for name in figures}
    appeals = period.narrow(counted_appeals(staff))
    if not by:
        return [{"key": "", **appeals.aggregate(**counts)}]
    rows = _grouped(appeals, by).values(*LINE).annotate(**counts).order_by(*LINE)
    return [{"key": _key(by, row["line"]), **{n: row[n] for n in counts}} for row in rows]


def _grouped(appeals: QuerySet[Appeal], by: str) -> QuerySet[Appeal]:
    columns: dict[str, Any] = {
        "category": F("category"), "office": F("holder_id"), "place": F("place_id"),
        "month": TruncMonth("filed_at"), "urgency": F("urgency"), "channel": F("channel"),
    }  # fmt: skip
    return appeals.annotate(**{"line": columns[by]})


def _key(by: str, value: Any) -> str:
    if value is None:
        return ""
    return f"{timezone.localtime(value):%Y-%m}" if by == "month" else str(value)


def _value(by: str, key: str) -> Any:
    if by in ("office", "place"):
        return int(key) if key else None
    return key


SPENT = """
SELECT office_id, stage, count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds)
FROM (SELECT s.appeal_id, s.office_id, s.stage, sum(s.seconds) AS seconds
      FROM appeals_spent s WHERE s.turn = 'holder' AND s.appeal_id IN ({appeals})
      GROUP BY 1, 2, 3) AS each
GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Spell:
    """How long an office had appeals in a stage, in counted days."""

    office: int
    stage: str
    appeals: int
    median: float
    ninety: float


def durations(staff: Staff, period: Period) -> list[Spell]:
    """Median and 90 % of the counted time that offices had appeals, by stage.

    Time of days off and of waiting for the worker is not in it; an office is charged only while
    it was its turn.
    """
    appeals = period.narrow(counted_appeals(staff)).values("pk")
    sql, params = appeals.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(SPENT.format(appeals=sql), params)
        return [
            Spell(office, stage, count, median / DAY, ninety / DAY)
            for office, stage, count, median, ninety in cursor.fetchall()
        ]
