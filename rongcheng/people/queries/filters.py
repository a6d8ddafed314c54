"""What lists and figures can be narrowed by.

Every filter has two forms side by side, a database condition and a column expression, so that a
figure and the list behind it count the same persons; a test holds them against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.analytics.rollup import within
from rongcheng.core.errors import Refusal
from rongcheng.people.models import EmploymentSpell, Person
from rongcheng.places.codes import span_of

from . import codes

UNKNOWN = "unknown"
SIDES = ("home", "host")
Condition = tuple[Q, pl.Expr]


@dataclass(frozen=True)
class Filters:
    """The narrowing of a list of persons; empty values narrow nothing.

    Attributes:
        place: 12-digit place code; ``side`` says whether it is where they come from or work.
        industry: section letter of GB/T 4754 of the present work.
        range: transfer range of the present work.
        age, sex, education, poverty, work, fresh: keys of the tables in ``codes``.
        month: first day of a month in which they worked.
        today: the day that ages and freshness are reckoned from.
    """

    place: int | None = None
    side: str = "home"
    industry: str = ""
    range: str = ""
    age: str = ""
    sex: str = ""
    education: str = ""
    poverty: str = ""
    work: str = ""
    fresh: str = ""
    month: date | None = None
    today: date = field(default_factory=timezone.localdate)

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> Filters:
        """Filters of a page's address; a value that is not understood is refused, never ignored."""
        values = {name: (given.get(name) or "").strip() for name in NAMES}
        for name, table in codes.TABLES.items():
            if values.get(name) and values[name] not in (
                *table,
                *codes.SUMS.get(name, ()),
                UNKNOWN,
            ):
                raise _not_understood(name, values[name])
        side = values.pop("side") or "home"
        if side not in SIDES:
            raise _not_understood("side", side)
        place, month = values.pop("place"), values.pop("month")
        texts: dict[str, Any] = dict(values)  # the rest are the filters that are plain text
        return cls(place=_place(place), month=_month(month), side=side, **texts)

    def but(self, **changes: object) -> Filters:
        """The same filters with some changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def chosen(self) -> dict[str, str]:
        """Names and values that narrow, as they stand in an address."""
        given = {name: getattr(self, name) for name in NAMES if name != "side"}
        said = {name: str(value) for name, value in given.items() if value}
        if self.month:
            said["month"] = f"{self.month:%Y-%m}"
        if self.place:
            said["side"] = self.side
        return said

    @property
    def address(self) -> str:
        """The query string that brings the same filters back."""
        return urlencode(self.chosen)

    def apply(self, persons: QuerySet[Person]) -> QuerySet[Person]:
        """``persons`` narrowed in the database."""
        if conditions := self._conditions():
            persons = with_job(persons).filter(*(q for q, _ in conditions))
        return persons

    def expression(self) -> pl.Expr:
        """The same narrowing over the columns of a snapshot, without ``month``."""
        whole = pl.lit(True)
        for _q, expression in self._conditions():
            whole = whole & expression
        return whole

    def _conditions(self) -> list[Condition]:
        found = [
            make(value, self) for name, make in CONDITIONS.items() if (value := getattr(self, name))
        ]
        if self.month:
            found.append((_worked_in(self.month), pl.lit(True)))
        return found


NAMES = tuple(f.name for f in fields(Filters) if f.name != "today")


def with_job(persons: QuerySet[Person]) -> QuerySet[Person]:
    """``persons`` with their present work reachable as ``job``."""
    return persons.annotate(job=FilteredRelation("spells", condition=Q(spells__end_date=None)))


# --- one function for each filter: (database condition, column expression) ------------------------


def _in_place(code: int, filters: Filters) -> Condition:
    lo, hi = span_of(code)
    column = f"{filters.side}_place_id"
    return Q(**{f"{column}__gte": lo, f"{column}__lt": hi}), within(filters.side, (lo, hi))


def _industry(letter: str, _: Filters) -> Condition:
    if letter == UNKNOWN:
        q = Q(job__isnull=False, job__industry=None)
        return q, pl.col("working") & pl.col("industry").is_null()
    return Q(job__industry__startswith=letter), pl.col("industry") == letter


def _range(name: str, _: Filters) -> Condition:
    if name == "away":
        return Q(job__transfer_range__in=codes.AWAY), pl.col("range").is_in(codes.AWAY)
    return Q(job__transfer_range=name), pl.col("range") == name


def _work(value: str, _: Filters) -> Condition:
    working = value == "yes"
    return Q(job__isnull=not working), pl.col("working") == working


def _age(band: str, filters: Filters) -> Condition:
    if band == UNKNOWN:
        return Q(birth_date=None), pl.col("born").is_null()
    after, until = codes.born_in_band(band, filters.today)
    q = Q(birth_date__gt=after, birth_date__lte=until)
    return q, (pl.col("born") > after) & (pl.col("born") <= until)


def _sex(value: str, _: Filters) -> Condition:
    if value == UNKNOWN:
        return Q(sex=None), pl.col("sex").is_null()
    return Q(sex=int(value)), pl.col("sex") == int(value)


def _plain(name: str) -> Callable[[str, Filters], Condition]:
    column = {"poverty": "poverty_status"}.get(name, name)

    def make(value: str, _: Filters) -> Condition:
        if value == UNKNOWN:
            return Q(**{column: None}), pl.col(name).is_null()
        return Q(**{column: value}), pl.col(name) == value

    return make


def _fresh(value: str, filters: Filters) -> Condition:
    if value == "stale":
        day = filters.today - timedelta(days=180)
        q = Q(confirmed_on__lt=day) | Q(confirmed_on=None)
        return q, (pl.col("confirmed") < day) | pl.col("confirmed").is_null()
    if value in ("never", UNKNOWN):
        return Q(confirmed_on=None), pl.col("confirmed").is_null()
    oldest, newest = codes.FRESHNESS[value]
    after = filters.today - timedelta(days=oldest + 1) if oldest else date.min
    until = filters.today - timedelta(days=newest) if newest else date.max
    q = Q(confirmed_on__gt=after, confirmed_on__lte=until)
    return q, (pl.col("confirmed") > after) & (pl.col("confirmed") <= until)


CONDITIONS: dict[str, Callable[..., Condition]] = {
    "place": _in_place,
    "industry": _industry,
    "range": _range,
    "work": _work,
    "age": _age,
    "sex": _sex,
    "education": _plain("education"),
    "poverty": _plain("poverty"),
    "fresh": _fresh,
}


def _worked_in(month: date) -> Q:
    """Whether some spell has a day in the month; without a first day it counts from its source."""
    end = (month + timedelta(days=31)).replace(day=1)
    spells = EmploymentSpell.objects.filter(person=OuterRef("pk"))
    lasted = spells.filter(Q(end_date=None) | Q(end_date__gte=month))
    # two conditions: as one with OR over the join, the planner makes a loop of minutes out of it
    dated = lasted.filter(start_date__lt=end)
    undated = lasted.filter(start_date=None, source__said_on__lt=end)
    return Q(Exists(dated)) | Q(Exists(undated))


# --- reading an address ---------------------------------------------------------------------------


def _place(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 12):
        raise _not_understood("place", text)
    return int(text)


def _month(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise _not_understood("month", text) from None


def _not_understood(name: str, value: str) -> Refusal:
    return Refusal(
        _("The filter “%(name)s” cannot be “%(value)s”; choose a value from the list.")
        % {"name": name, "value": value[:40]}
    )
