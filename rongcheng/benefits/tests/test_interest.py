"""Interest and its subsidy, worked out by hand beside."""

from __future__ import annotations

from datetime import date

import pytest

from rongcheng.benefits import interest
from rongcheng.benefits.interest import Terms

LOAN = Terms(30_000_000, date(2023, 11, 1), date(2025, 11, 1), 345, share=50)


def test_a_quarter_of_the_terms_since_october_2023():
    # 300,000 yuan × 61 days × 3.45 % / 360 = 1,753.75 yuan; half of it 876.87
    due = interest.subsidy_of(LOAN, [], "2023Q4")
    assert (due.days, due.worked_out, due.subsidy) == (61, 175_375, 87_687)
    # 91 days of the first quarter of 2024: 2,616.25 and half of it
    due = interest.subsidy_of(LOAN, [], "2024Q1")
    assert (due.days, due.worked_out, due.subsidy) == (91, 261_625, 130_812)


def test_what_is_repaid_bears_no_more_interest():
    # 300,000 for 30 days of October, 200,000 for 62 days of November and December 2024
    back = [(date(2024, 10, 31), 10_000_000)]
    due = interest.subsidy_of(LOAN, back, "2024Q4")
    assert due.worked_out == round(345 * (30_000_000 * 30 + 20_000_000 * 62) / 3_600_000)
    all_back = [*back, (date(2025, 1, 1), 20_000_000)]
    assert interest.subsidy_of(LOAN, all_back, "2025Q1").worked_out == 0
    assert interest.subsidy_of(LOAN, all_back, "2025Q1").days == 0


def test_nothing_is_subsidised_once_a_loan_is_due():
    due = interest.subsidy_of(LOAN, [], "2025Q4")
    assert due.days == 31  # to the end of October
    assert interest.subsidy_of(LOAN, [], "2026Q1").subsidy == 0


def test_the_banks_statement_stands_first_and_never_adds():
    assert interest.subsidy_of(LOAN, [], "2023Q4", 100_001).subsidy == 50_000
    assert interest.subsidy_of(LOAN, [], "2023Q4", 900_000).subsidy == 87_687


def test_before_october_2023_the_borrower_bears_lpr_less_150_points():
    # LPR 3.55 % − 1.5 = 2.05 %; of 4.00 % the state bears 1.95 points
    old = Terms(20_000_000, date(2023, 7, 1), date(2026, 7, 1), 400, borrower_rate=205)
    due = interest.subsidy_of(old, [], "2023Q3")
    assert (due.days, due.worked_out) == (92, 204_444)
    assert due.subsidy == 204_444 * 195 // 400 == 99_666


def test_the_quarters_of_a_loan():
    assert interest.quarters(LOAN, date(2024, 4, 1)) == ["2023Q4", "2024Q1", "2024Q2"]
    assert interest.quarters(LOAN, date(2024, 3, 31)) == ["2023Q4", "2024Q1"]
    assert len(interest.quarters(LOAN, date(2030, 1, 1))) == 9
    with pytest.raises(ValueError, match="month|invalid"):
        interest.quarter_span("2023Q5")
