"""The worked case of the Baotou notice, from spells of work to what the organiser is paid."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rongcheng.rulekit import engine, screened
from rongcheng.rulekit.frames import facts_of
from rongcheng.rulekit.rulefiles import load_rules

from .packs import PACKS
from .test_facts import person, tables

YEAR_END = date(2023, 12, 31)
RANGES = (
    ["across_county_within_prefecture"] * 12
    + ["across_prefecture_within_province"] * 15
    + ["across_province"] * 10
)


def placed(short: set[int]) -> dict:
    """37 persons brought to work from July on (six months), those in ``short`` from August."""
    work = [
        {"spell": n, "person": n, "work": 0, "range": far, "told": start, "start": start}
        for n, far in enumerate(RANGES, 1)
        for start in [date(2023, 8, 1) if n in short else date(2023, 7, 1)]
    ]
    by = [
        {
            "person": n,
            "organiser": "91150000A",
            "organiser_kind": "hr_agency",
            "since": date(2023, 7, 1),
        }
        for n in range(1, len(RANGES) + 1)
    ]
    return tables(person=[person(n) for n in range(1, 38)], spell=work, organised=by)


def paid(folder: Path, short: set[int]) -> dict[str, int]:
    pack = load_rules(PACKS, "baotou")
    subject = pack.subjects["placement"]
    rules = pack.for_subject("placement", YEAR_END)
    facts = facts_of(subject, placed(short), YEAR_END)
    facts.write_parquet(folder / "facts.parquet")
    engine.screen_files(rules, folder / "facts.parquet", folder, subject)
    return screened.totals(rules, folder)["BT-1"]


def test_thirty_seven_persons_of_whom_three_have_five_months(tmp_path):
    found = paid(tmp_path, short={13, 14, 37})
    assert (found["eligible"], found["not"], found["needs"]) == (34, 3, 0)
    assert found["amount"] == 17_300 * 100


def test_with_the_sixth_month_they_count(tmp_path):
    assert paid(tmp_path, short=set())["amount"] == (12 * 300 + 15 * 500 + 10 * 800) * 100
