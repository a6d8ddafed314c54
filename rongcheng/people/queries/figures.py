"""Figures: how many persons, by place, industry, range, age, sex and month.

Counted over the snapshot with the same filters as lists, so that each figure opens its list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.analytics.rollup import Counts, place_key, roll_up, within
from rongcheng.analytics.snapshot import Snapshot
from rongcheng.core import few
from rongcheng.core.errors import NotAllowed
from rongcheng.places.codes import (
    COUNTY,
    PREFECTURE,
    PROVINCE,
    SIZES,
    TOWNSHIP,
    VILLAGE,
    level_of,
)
from rongcheng.places.codes import (
    OVERSEAS_LEVEL as OVERSEAS,
)
from rongcheng.places.gazetteer import Gazetteer

from . import codes, snapshot
from .filters import CONDITIONS, UNKNOWN, Filters

MONTHS = 24
_BELOW = {None: PROVINCE, PROVINCE: PREFECTURE, PREFECTURE: COUNTY, COUNTY: TOWNSHIP,
          TOWNSHIP: VILLAGE}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One count: the value's key and name, how many (None: too few to show), the list's address."""

    key: str
    name: str
    count: int | None
    address: str = ""

    @property
    def shown(self) -> str:
        """The number as it is written; few persons are not told from fewer."""
        return f"{self.count:,}" if self.count is not None else f"<{few.LEAST}"


@dataclass(frozen=True)
class Overview:
    """All figures of one page.

    Attributes:
        filters: what was counted.
        total, working, away, stale: persons; at work; at work outside the home county; not
            confirmed for half a year.
        by: figures by name of dimension, in reading order; ``place`` for the level below.
        months: persons at work in each of the last 24 months, oldest first.
        level: the level that ``place`` counts by, empty where there is none below.
        as_of: when it was counted; ``behind`` tells that the registry has changed since.
        opens: whether the reader may open the lists behind the figures.
    """

    filters: Filters
    total: Figure
    working: Figure
    away: Figure
    stale: Figure
    by: dict[str, list[Figure]]
    months: list[Figure]
    level: str
    as_of: datetime
    behind: bool
    opens: bool


def overview(staff: Staff, filters: Filters, *, fresh: bool = False) -> Overview:
    """The figures of the persons in the reach of ``staff`` that the filters leave.

    Raises NotAllowed for roles without the right to see figures. For whoever may not open
    persons, counts below five are withheld, and so is the next smallest beside a single one.
    """
    if not staff.can(Can.SEE_FIGURES):
        raise NotAllowed(_("Your role does not include figures."))
    shot = snapshot.current(fresh=fresh)
    level = level_below(filters.place)
    months = _months(filters.today)
    everybody = reach(staff, shot) & filters.expression()
    counted = roll_up(
        shot, everybody & worked_in(filters.month, shot), _dimensions(filters, level),
        months=months, month_where=everybody, working_only=frozenset({"industry", "range"}),
    )  # fmt: skip
    opens = staff.can(Can.SEE_PEOPLE)
    writer = _Writer(filters, opens)
    by = {name: writer.figures(name, counted.by[name]) for name in codes.TABLES}
    if level:
        by["place"] = writer.places(counted.by["place"], level)
    ranges = counted.by["range"]
    away = sum(ranges.get(key, 0) for key in codes.AWAY)
    stale = sum(counted.by["fresh"].get(key, 0) for key in codes.STALE)
    return Overview(
        filters=filters,
        total=writer.one("total", counted.total, filters),
        working=writer.one("working", counted.by["work"].get("yes", 0), filters.but(work="yes")),
        away=writer.one("away", away, filters.but(range="away")),
        stale=writer.one("stale", stale, filters.but(fresh="stale")),
        by=by,
        months=writer.months(counted.months),
        level=level,
        as_of=shot.as_of,
        behind=snapshot.is_behind(shot),
        opens=opens,
    )


def reach(staff: Staff, shot: Snapshot) -> pl.Expr:
    """The rows of a snapshot that count for ``staff``; the same rule as in ``scope``."""
    scope = scope_of(staff)
    if scope.only_own_office:
        own = pl.Series(dtype=pl.Int64)
        if scope.office_id is not None:
            own = snapshot.recorded_by(scope.office_id, shot)
        return pl.col("id").is_in(own.implode())
    span = (scope.lo, scope.hi)
    return within("home", span).fill_null(False) | within("host", span).fill_null(False)


def worked_in(month: date | None, shot: Snapshot) -> pl.Expr:
    """The month filter, which needs the working months beside the persons; None narrows nothing."""
    if not month:
        return pl.lit(True)
    number = _number(month)
    rows = shot.months.filter((pl.col("first") <= number) & (pl.col("last") >= number))["row"]
    return pl.int_range(pl.len(), dtype=pl.UInt32).is_in(rows.implode())


def _dimensions(filters: Filters, level: str) -> dict[str, pl.Expr]:
    made = {name: pl.col(name) for name in ("sex", "education", "poverty", "industry", "range")}
    made["work"] = pl.when("working").then(pl.lit("yes")).otherwise(pl.lit("no"))
    made["age"] = _first_true("age", filters, "born")
    made["fresh"] = _first_true("fresh", filters, "confirmed")
    if level:
        made["place"] = place_key(filters.side, SIZES[level])
    return made


def _first_true(name: str, filters: Filters, column: str) -> pl.Expr:
    """The key of the band that a person falls in, by the same conditions as the filter."""
    last = pl.lit("never" if name == "fresh" else UNKNOWN)
    band = last
    for key in reversed(codes.TABLES[name]):
        if key != "never":
            band = pl.when(CONDITIONS[name](key, filters)[1]).then(pl.lit(key)).otherwise(band)
    return pl.when(pl.col(column).is_null()).then(last).otherwise(band)


def level_below(place: int | None) -> str:
    """The level of the places directly under one; empty under a village."""
    level = level_of(place) if place else None
    below = _BELOW.get(level, "")
    if level == PREFECTURE and place and not _has_counties(place):
        return TOWNSHIP
    return below


def _has_counties(place: int) -> bool:
    return any(level_of(c) == COUNTY for c in Gazetteer.load().children(place))


def _months(today: date) -> range:
    now = today.year * 12 + today.month - 1
    return range(now - MONTHS + 1, now + 1)


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


_Row = tuple[str, str, int, Filters | None]
"""Key, name and count of a figure, and the list that it opens."""


@dataclass(frozen=True)
class _Writer:
    """Turns counts into figures with names and addresses, withholding what would tell too much."""

    filters: Filters
    opens: bool

    def one(self, key: str, count: int, listed: Filters | None = None) -> Figure:
        address = listed.address if listed and self.opens else ""
        return Figure(key, "", self._kept(count), address)

    def figures(self, name: str, counts: Counts) -> list[Figure]:
        """Figures of a coded dimension in the table's order; values outside it count as unknown."""
        table = codes.TABLES[name]
        plain = {UNKNOWN if key is None else str(key): n for key, n in counts.items()}
        order = [*table, *(key for key in plain if key not in table)]
        rows: list[_Row] = [
            (key, str(table.get(key, _("Not known"))), plain[key], self._list(name, key))
            for key in order
            if plain.get(key)
        ]
        return self._written(rows)

    def _list(self, name: str, key: str) -> Filters | None:
        known = key in codes.TABLES[name] or key == UNKNOWN
        return self.filters.but(**{name: key}) if known else None

    def places(self, counts: Counts, level: str) -> list[Figure]:
        """Figures of places of one level, most persons first, those known less exactly last."""
        gazetteer = Gazetteer.load()
        rows: list[_Row] = []
        rest = 0
        for code, n in sorted(counts.items(), key=lambda item: -item[1]):
            if isinstance(code, int) and code in gazetteer and level_of(code) in (level, OVERSEAS):
                rows.append((str(code), gazetteer.name(code), n, self.filters.but(place=code)))
            else:
                rest += n
        if rest:
            rows.append(("", _("Not known in more detail"), rest, None))
        return self._written(rows)

    def months(self, counts: dict[int, int]) -> list[Figure]:
        rows: list[_Row] = []
        for number, n in counts.items():
            month = date(number // 12, number % 12 + 1, 1)
            rows.append((f"{month:%Y-%m}", f"{month:%Y-%m}", n, self.filters.but(month=month)))
        return self._written(rows, complement=False)

    def _written(self, rows: list[_Row], *, complement: bool = True) -> list[Figure]:
        counts: list[int | None] = [n for _key, _name, n, _listed in rows]
        if not self.opens:
            every = [n for _key, _name, n, _listed in rows]
            counts = few.shown(every) if complement else [few.kept(n) for n in every]
        return [
            Figure(key, name, count, listed.address if listed and self.opens else "")
            for (key, name, _n, listed), count in zip(rows, counts, strict=True)
        ]

    def _kept(self, count: int) -> int | None:
        return count if self.opens else few.kept(count)
