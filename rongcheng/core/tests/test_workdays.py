"""Working days: the published years, terms that the law counts in them, and what always holds."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongcheng.core.workdays import DAY, LOCAL, Calendar
from rongcheng.core.yamlfile import PackError

PACKS = Path(__file__).parents[3] / "packs"
NATIONAL = Calendar.load(PACKS / "national")
days = st.dates(date(2024, 6, 1), date(2027, 6, 1))
moments = st.datetimes(datetime(2024, 6, 1), datetime(2027, 6, 1), timezones=st.just(UTC))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_published_year_has_248_working_days_and_13_public_holidays(year):
    assert NATIONAL.published(year)
    assert NATIONAL.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == 248
    assert len([each for each in NATIONAL.statutory if each.year == year]) == 13


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-28", 5, "2026-10-10"),
        ("2026-09-15", 20, "2026-10-19"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-04-30", 2, "2026-05-07"),
    ],
)
def test_terms_in_working_days(start, n, end):
    assert NATIONAL.add_workdays(day(start), n) == day(end)
    assert NATIONAL.workdays_between(day(start), day(end)) == n


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-03-10", 30, "2026-04-09"),
        ("2026-10-12", 45, "2026-11-26"),
        ("2026-10-12", 60, "2026-12-11"),
        ("2026-09-22", 3, "2026-09-28"),  # ends on a holiday
    ],
)
def test_terms_in_natural_days(start, n, end):
    assert NATIONAL.add_days(day(start), n) == day(end)


def test_a_term_that_ends_in_a_year_without_a_calendar_is_known_to_be_provisional():
    end = NATIONAL.add_workdays(day("2026-10-10"), 60)
    assert end.year == 2027
    assert not NATIONAL.published(end.year)
    assert NATIONAL.is_workday(day("2027-01-01"))  # a Friday; will move once 2027 is published


@given(days, st.integers(0, 90))
def test_adding_and_counting_working_days_agree(start, n):
    end = NATIONAL.add_workdays(start, n)
    assert NATIONAL.workdays_between(start, end) == n == -NATIONAL.workdays_between(end, start)
    assert n == 0 or NATIONAL.is_workday(end)


@given(days, st.integers(1, 90))
def test_days_before_is_the_way_back(start, n):
    before = NATIONAL.days_before(start, n)
    assert NATIONAL.is_workday(before)
    assert NATIONAL.workdays_between(before - DAY, start - DAY) == n


@given(days, days, days)
def test_counts_add_up(a, b, c):
    between = NATIONAL.workdays_between
    assert between(a, c) == between(a, b) + between(b, c)
    assert between(a, a + DAY) == int(NATIONAL.is_workday(a + DAY))


@given(moments, st.integers(0, 40 * 86_400), st.integers(0, 40 * 86_400))
def test_worked_seconds_add_up_and_are_no_more_than_the_time_itself(a, more, further):
    b, c = a + timedelta(seconds=more), a + timedelta(seconds=more + further)
    worked = NATIONAL.worked_seconds
    assert 0 <= worked(a, b) <= more
    assert abs(worked(a, c) - worked(a, b) - worked(b, c)) <= 1
    assert worked(b, a) == 0


@given(moments)
def test_a_day_is_worked_wholly_or_not_at_all(moment):
    start = moment.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    expected = 86_400 if NATIONAL.is_workday(start.date()) else 0
    assert NATIONAL.worked_seconds(start, start + timedelta(days=1)) == expected


def test_the_day_of_a_moment_is_that_of_china():
    friday_evening = datetime(2026, 9, 18, 15, 59, 30, tzinfo=UTC)  # 23:59:30 on Friday 18th
    assert NATIONAL.worked_seconds(friday_evening, friday_evening + timedelta(minutes=1)) == 30


def folder(root: Path, name: str, text: str) -> Path:
    (root / name).mkdir(exist_ok=True)
    (root / name / "calendar.yaml").write_text(text, encoding="utf-8")
    return root / name


def test_a_jurisdiction_adds_its_own_holidays(tmp_path):
    folder(tmp_path, "national", "years: {2026: {source: a, off: [2026-10-01]}}")
    local = folder(tmp_path, "dali", "years: {2026: {source: b, off: [2026-04-30]}}")
    calendar = Calendar.load(local)
    assert not calendar.is_workday(day("2026-04-30"))
    assert not calendar.is_workday(day("2026-10-01"))
    assert Calendar.load(tmp_path / "national").is_workday(day("2026-04-30"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("years: {2026: {source: a, off: [2026-13-01]}}", "neither a day"),
        ("years: {2026: {source: a, off: [2025-10-01]}}", "does not lie in 2026"),
        (
            "years:\n  2026:\n    source: a\n    off: []\n    work: [2026-10-12]\n",
            "line 5: 2026-10",
        ),
        ("years: {2026: {source: a, off: [], statutory: [2026-10-01]}}", "not listed as off"),
        ("years: {2026: {off: []}}", "source must be given"),
        ("years: {26: {source: a, off: []}}", "from 2000 to 2100"),
        ("jahre: {}", "unknown key 'jahre'"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path, text, told):
    where = folder(tmp_path, "national", text)
    with pytest.raises(PackError, match="packs/national/calendar.yaml, line") as error:
        Calendar.load(where)
    assert told in str(error.value)
