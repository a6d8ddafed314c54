"""Working days: weekends, public holidays and their make-up days, and terms counted in them.

The State Council publishes each autumn which days of the next year are off and which weekends are
worked instead; ``packs/national/calendar.yaml`` keeps them, and a jurisdiction's own file beside
its pack adds local holidays. Without a published year, Monday to Friday count as working days.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from .yamlfile import Line, read

LOCAL = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
SATURDAY = 5


class Calendar:
    """Which days are worked, and terms that end on them.

    Args:
        off: days that are off though they may fall on Monday to Friday.
        work: weekend days that are worked.
        years: the years whose holidays are published.
        statutory: the public holidays by law, on which work is paid threefold.
    """

    def __init__(
        self,
        off: Iterable[date] = (),
        work: Iterable[date] = (),
        years: Iterable[int] = (),
        statutory: Iterable[date] = (),
    ) -> None:
        off = set(off)
        self._off = sorted({day for day in off if day.weekday() < SATURDAY})
        self._work = sorted({day for day in work if day.weekday() >= SATURDAY} - off)
        self._changed = dict.fromkeys(self._off, False) | dict.fromkeys(self._work, True)
        self._years = frozenset(years)
        self.statutory = frozenset(statutory)

    @classmethod
    def load(cls, *folders: Path) -> Calendar:
        """The national calendar that lies beside the packs ``folders``, with theirs added to it.

        Raises:
            PackError: a file is wrong; the message tells its line.
        """
        root = folders[0].parent
        off: set[date] = set()
        work: set[date] = set()
        years: set[int] = set()
        statutory: set[date] = set()
        for folder in dict.fromkeys((root / "national", *folders)):
            path = folder / "calendar.yaml"
            if not path.exists():
                continue
            for year, line in read(path, root).items({"years"}, {"years"})["years"].pairs():
                days = _year(year, line)
                off |= days["off"]
                work = (work - days["off"]) | days["work"]
                statutory |= days["statutory"]
                if folder.name == "national":
                    years.add(int(year.text()))
        return cls(off, work, years, statutory)

    def published(self, year: int) -> bool:
        """Whether the holidays of ``year`` are known; terms that end in others may still move."""
        return year in self._years

    def is_workday(self, day: date) -> bool:
        """Whether offices work on ``day``."""
        return self._changed.get(day, day.weekday() < SATURDAY)

    def next_workday(self, day: date) -> date:
        """``day`` itself if it is worked, else the first working day after it."""
        while not self.is_workday(day):
            day += DAY
        return day

    def add_workdays(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``; day 1 is the next working day, 0 is ``day``."""
        if n < 0:
            raise ValueError(f"{n} working days after a day: use days_before for days before it")
        for _ in range(n):
            day = self.next_workday(day + DAY)
        return day

    def days_before(self, day: date, n: int) -> date:
        """The ``n``-th working day before ``day``."""
        if n < 0:
            raise ValueError(f"{n} working days before a day: use add_workdays for days after it")
        for _ in range(n):
            day -= DAY
            while not self.is_workday(day):
                day -= DAY
        return day

    def add_days(self, day: date, n: int) -> date:
        """``n`` natural days after ``day``; a term that ends on a rest day ends on the next working
        day, as legal terms do."""
        return self.next_workday(day + timedelta(days=n))

    def workdays_between(self, a: date, b: date) -> int:
        """How many working days lie after ``a`` up to ``b``; negative if ``b`` comes first."""
        return self._until(b) - self._until(a)

    def worked_seconds(self, a: datetime, b: datetime) -> int:
        """Seconds from ``a`` (counted) to ``b`` (not counted) that lie on working days.

        Days are those of Asia/Shanghai, whole ones of 24 hours; 0 if ``b`` is not after ``a``.
        """
        if b <= a:
            return 0
        return round(self._clock(b) - self._clock(a))

    def _clock(self, moment: datetime) -> float:
        """Seconds worked from the beginning of time to ``moment``."""
        local = moment.astimezone(LOCAL).replace(tzinfo=None)
        today = local.date()
        seconds = float(self._until(today - DAY) * 86_400)
        if self.is_workday(today):
            seconds += (local - datetime.combine(today, time())).total_seconds()
        return seconds

    def _until(self, day: date) -> int:
        """How many working days there are up to ``day``; day 1 of year 1 was a Monday."""
        weeks, rest = divmod(day.toordinal(), 7)
        weekdays = weeks * 5 + min(rest, 5)
        return weekdays - bisect_right(self._off, day) + bisect_right(self._work, day)


def _year(year: Line, line: Line) -> dict[str, set[date]]:
    """The days of one year of a calendar file, by ``off``, ``work`` and ``statutory``."""
    number = year.number(2000, 2100)
    given = line.items({"off", "work", "statutory", "source", "origin", "note"}, {"off", "source"})
    days = {
        key: {day for each in given[key].list() for day in _days(each, number)}
        if key in given
        else set()
        for key in ("off", "work", "statutory")
    }
    for day in sorted(days["work"]):
        if day.weekday() < SATURDAY or day in days["off"]:
            raise given["work"].wrong(f"{day} is not a weekend day that could be worked instead")
    for day in sorted(days["statutory"] - days["off"]):
        raise given["statutory"].wrong(f"{day} is a public holiday but is not listed as off")
    return days


def _days(line: Line, year: int) -> list[date]:
    """A day, or all days of a span written as 2026-02-15..2026-02-23."""
    text = line.text()
    first, _, last = text.partition("..")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise line.wrong(
            f"{text!r} is neither a day (2026-10-01) nor a span (2026-10-01..2026-10-07)"
        ) from error
    if not (start.year == end.year == year and start <= end):
        raise line.wrong(f"{text} does not lie in {year}, or ends before it begins")
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]
