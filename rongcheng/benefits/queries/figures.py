"""Figures about applications; each is a condition, so that its list holds what it counts.

Whoever sees figures but may not open applications sees no count below five, nor its sum in yuan:
it could tell of a person. What would follow from the sum of its column is withheld with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.benefits.events import DECIDED, OPEN, Stage, Who
from rongcheng.benefits.models import Application, Spent
from rongcheng.core import few
from rongcheng.core.workdays import LOCAL
from rongcheng.places.codes import COUNTY, PREFECTURE, SIZES, TOWNSHIP, level_of

from .scope import counted_applications

DAY = 86_400
NOT_MADE = (Stage.OFFERED, Stage.LAPSED)
APPROVED = (*sorted(DECIDED), Stage.RECOVERED)
PAID = (Stage.PAID, Stage.RECOVERY, Stage.RECOVERED)
OURS = (Who.CHECKER, Who.APPROVER, Who.PAYER)
"""Whose time is charged to a level; waiting for the applicant is not."""
LINE = ("line", "line2")
"""What a table is grouped by, beside the columns of an application."""
BY = ("benefit", "place", "month")

FIGURES: dict[str, str | Promise] = {
    "received": _("Applications"), "open": _("Open"), "overdue": _("Overdue now"),
    "approved": _("Approved"), "refused": _("Refused"), "paid": _("Paid"),
    "late": _("Late at some step"),
}  # fmt: skip
SUMS = {
    "approved_fen": ("approved", _("Approved in yuan")),
    "paid_fen": ("paid", _("Paid in yuan")),
}


@dataclass(frozen=True)
class Period:
    """Days of filing, both included."""

    since: date
    until: date

    def narrow(self, found: QuerySet[Application]) -> QuerySet[Application]:
        """Applications filed on these days."""
        start = datetime.combine(self.since, time(), LOCAL)
        end = datetime.combine(self.until + timedelta(days=1), time(), LOCAL)
        return found.filter(filed_at__gte=start, filed_at__lt=end)


def condition(figure: str, now: datetime) -> Q:
    """The condition on applications that a figure counts; KeyError for none of ``FIGURES``."""
    late = Spent.objects.filter(application=OuterRef("pk"), late=True, turn__in=OURS)
    conditions: dict[str, Q] = {
        "received": Q(),
        "open": Q(stage__in=OPEN),
        "overdue": Q(stage__in=OPEN, due_at__lte=now),
        "approved": Q(stage__in=APPROVED),
        "refused": Q(stage=Stage.REFUSED),
        "paid": Q(stage__in=PAID),
        "late": Q(Exists(late)),
    }
    return conditions[figure]


def counted(staff: Staff, period: Period) -> QuerySet[Application]:
    """What was applied for, or confirmed, in a period within reach."""
    return period.narrow(counted_applications(staff)).exclude(stage__in=NOT_MADE)


def rows_of(
    staff: Staff, period: Period, figure: str, by: str = "", key: str = "",
    now: datetime | None = None,
) -> QuerySet[Application]:  # fmt: skip
    """The applications behind one figure of one line.

    Args:
        key: the line's key as ``table`` gave it.

    Raises:
        KeyError: there is no such figure; ValueError: no such line.
    """
    found = counted(staff, period).filter(condition(figure, now or timezone.now()))
    if by == "benefit":
        pack, _colon, rule = key.partition(":")
        return found.filter(pack=pack, rule=rule)
    if by == "place":
        size = SIZES[below(staff)]
        return found.filter(place_id__gte=int(key), place_id__lt=int(key) + size)
    if by == "month":
        first = date.fromisoformat(f"{key}-01")
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return Period(first, last).narrow(found)
    return found


def table(
    staff: Staff, period: Period, by: str = "", now: datetime | None = None
) -> list[dict[str, Any]]:
    """A line for each value of ``by``: ``key``, a count for each figure, sums in fen.

    Beside each sum stands, as ``<sum>_of``, how many applications it adds up. Nothing is withheld
    here; pages show ``shown``.
    """
    now = now or timezone.now()
    counts: dict[str, Any] = {
        name: Count("pk", filter=condition(name, now)) for name in FIGURES if name != "late"
    }
    found = counted(staff, period)
    late = Spent.objects.filter(application=OuterRef("pk"), late=True, turn__in=OURS)
    found = found.annotate(was_late=Exists(late))
    counts["late"] = Count("pk", filter=Q(was_late=True))
    money = Q(kind__in=("cash", "support"))  # the limit of a loan is nobody's expense
    counts |= {
        name: Sum("amount", filter=condition(of, now) & money, default=0)
        for name, (of, _l) in SUMS.items()
    }
    counts |= {
        f"{name}_of": Count("pk", filter=condition(of, now) & money)
        for name, (of, _l) in SUMS.items()
    }
    if not by:
        return [{"key": "", **found.aggregate(**counts)}]
    rows = _grouped(staff, found, by).values(*LINE).annotate(**counts)
    return [{"key": _key(by, row), **row} for row in rows.order_by(*LINE)]


def opens(staff: Staff) -> bool:
    """Whether ``staff`` may open every application that a figure of theirs counts."""
    return staff.can(Can.SEE_BENEFITS)


def shown(
    staff: Staff, period: Period, by: str, now: datetime | None = None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The lines of ``table`` and the whole of them as ``staff`` may see them; withheld: None."""
    lines = table(staff, period, by, now)
    (whole,) = table(staff, period, now=now)
    if not opens(staff):
        for name in FIGURES:
            _withhold(lines, whole, name, name)
        for name, (of, _label) in SUMS.items():
            _withhold(lines, whole, f"{name}_of", name)
            for row in (*lines, whole):  # divided by what one gets, a sum would tell the count
                row[name] = None if row[of] is None else row[name]
    return lines, whole


def _withhold(lines: list[dict[str, Any]], whole: dict[str, Any], count: str, name: str) -> None:
    """Take away the values called ``name`` whose ``count`` is too small to be shown."""
    parts = few.shown([row[count] for row in lines])
    for row, left in zip((*lines, whole), (*parts, few.kept(whole[count])), strict=True):
        row[name] = None if left is None else row[name]


def below(staff: Staff) -> str:
    """The level that places are counted by: the one below the reader's own."""
    own = level_of(staff.office.place_id) if staff.office else "province"
    return {"province": PREFECTURE, "prefecture": COUNTY, "county": TOWNSHIP}.get(own, "village")


def _grouped(staff: Staff, found: QuerySet[Application], by: str) -> QuerySet[Application]:
    none = Case(When(pk=None, then=1), default=0, output_field=IntegerField())
    if by == "benefit":
        return found.annotate(line=F("pack"), line2=F("rule"))
    if by == "place":
        size = SIZES[below(staff)]
        return found.annotate(line=F("place_id") / size * size, line2=none)
    return found.annotate(line=TruncMonth("filed_at"), line2=none)


def _key(by: str, row: dict[str, Any]) -> str:
    if by == "benefit":
        return f"{row['line']}:{row['line2']}"
    if by == "month":
        return f"{timezone.localtime(row['line']):%Y-%m}"
    return str(row["line"])


SPENT = """
SELECT stage, step, count(*), count(*) FILTER (WHERE late),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds)
FROM (SELECT s.application_id, s.stage, s.step, sum(s.seconds) AS seconds, bool_or(s.late) AS late
      FROM benefits_spent s
      WHERE s.turn IN ('checker', 'approver', 'payer') AND s.application_id IN ({chosen})
      GROUP BY 1, 2, 3) AS each
GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Pace:
    """How long a step had applications, in working days, and how many of them were late there.

    ``late`` is None where it is withheld.
    """

    stage: str
    step: str
    applications: int
    late: int | None
    median: float
    ninety: float


def pace(staff: Staff, period: Period) -> list[Pace]:
    """Time by step: half and nine in ten of the applications, lateness charged to the step.

    Steps of fewer than five applications are for those who may open them.
    """
    sql, params = counted(staff, period).order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(SPENT.format(chosen=sql), params)
        found = [
            Pace(stage, step, n, late, median / DAY, ninety / DAY)
            for stage, step, n, late, median, ninety in cursor.fetchall()
        ]
    if opens(staff):
        return found
    return [
        replace(each, late=few.kept(each.late or 0))
        for each in found if each.applications >= few.LEAST
    ]  # fmt: skip


def late_at(staff: Staff, period: Period, stage: str, step: str) -> QuerySet[Application]:
    """The applications that were late at one step."""
    late = Spent.objects.filter(application=OuterRef("pk"), stage=stage, step=step, late=True)
    return counted(staff, period).filter(Exists(late))
