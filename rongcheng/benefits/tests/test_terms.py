"""Time on posts to the day, retirement, and parts of a month."""

from __future__ import annotations

from datetime import date

import pytest

from rongcheng.benefits import terms


@pytest.mark.parametrize(
    ("start", "before", "last"),
    [
        (date(2023, 3, 15), 0, date(2026, 3, 14)),
        (date(2023, 3, 1), 0, date(2026, 2, 28)),
        (date(2024, 3, 1), 0, date(2027, 2, 28)),
        (date(2026, 1, 1), 35 * 30, date(2026, 1, 31)),
        (date(2026, 2, 1), 35 * 30 + 29, date(2026, 2, 1)),
        (date(2026, 2, 1), 36 * 30, date(2026, 1, 31)),
    ],
)
def test_thirty_six_months_to_the_day(start, before, last):
    found = terms.last_day(start, before, 36)
    assert found == last
    if found >= start:
        assert before + terms.days(start, found) < 36 * 30
        assert before + terms.days(start, found + terms.DAY) >= 36 * 30


def test_spans_add_up_over_posts():
    spans = [(date(2023, 1, 1), date(2023, 12, 31)), (date(2024, 7, 16), None)]
    assert terms.used(spans, date(2024, 8, 1)) == 12 * 30 + 15
    assert terms.used(spans, date(2023, 7, 1)) == 6 * 30
    assert terms.used([], date(2024, 1, 1)) == 0


@pytest.mark.parametrize(
    ("born", "sex", "day"),
    [
        (date(1964, 12, 31), 1, date(2024, 12, 31)),
        (date(1965, 1, 1), 1, date(2025, 2, 1)),
        (date(1965, 5, 10), 1, date(2025, 7, 10)),
        (date(1976, 9, 1), 1, date(2039, 9, 1)),
        (date(1974, 12, 1), 2, date(2024, 12, 1)),
        (date(1975, 3, 1), 2, date(2025, 5, 1)),
        (date(1990, 1, 1), 2, date(2045, 1, 1)),
    ],
)
def test_the_age_of_retirement_rises_step_by_step(born, sex, day):
    assert terms.retires_on(born, sex) == day


def test_a_part_of_a_month_is_paid_by_its_days():
    pay = 100_000
    assert terms.part_of_month(pay, "2026-06", date(2026, 1, 1), None) == (30, 100_000)
    assert terms.part_of_month(pay, "2026-06", date(2026, 6, 16), None) == (15, 50_000)
    assert terms.part_of_month(pay, "2026-06", date(2026, 6, 16), date(2026, 6, 16)) == (1, 3_333)
    assert terms.part_of_month(pay, "2026-06", date(2026, 7, 1), None) == (0, 0)
    assert terms.part_of_month(pay, "2026-06", date(2026, 1, 1), date(2026, 5, 31)) == (0, 0)
