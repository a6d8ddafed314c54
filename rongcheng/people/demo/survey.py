"""Figures of the national survey that the invented people follow."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

SURVEY_YEAR = 2024


@cache
def _table() -> dict[tuple[str, int], float]:
    with (Path(__file__).parent / "survey.csv").open(encoding="utf-8") as file:
        return {
            (row["figure"], int(row["year"])): float(row["value"]) for row in csv.DictReader(file)
        }


def figure(name: str, year: int | None = None) -> float:
    """A figure of one year, of its newest year by default, in the unit the survey gives.

    Source: National Bureau of Statistics, migrant worker monitoring survey (``survey.csv``).
    """
    years = [y for found, y in _table() if found == name]
    if not years:
        raise KeyError(f"the survey table has no figure {name!r}")
    return _table()[name, year or max(years)]


def share(name: str) -> float:
    """A figure given in percent, as a fraction of one."""
    return figure(name) / 100


def wage_index(year: int) -> float:
    """Mean wage of a year over that of the survey year.

    Years outside the table go on at the growth of the nearest two, which is an assumption.
    """
    known = sorted(y for name, y in _table() if name == "wage")
    base = figure("wage", SURVEY_YEAR)
    if year > known[-1]:
        growth = figure("wage", known[-1]) / figure("wage", known[-2])
        return figure("wage", known[-1]) * growth ** (year - known[-1]) / base
    if year < known[0]:
        growth = figure("wage", known[1]) / figure("wage", known[0])
        return figure("wage", known[0]) / growth ** (known[0] - year) / base
    return figure("wage", year) / base
