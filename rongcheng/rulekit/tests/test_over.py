"""Files that take effect on a day of their own, and clauses that a page of rules brings along."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from rongcheng.rulekit.dated import load_over_time
from rongcheng.rulekit.rulefiles import PackErrors, load_rules
from rongcheng.rulekit.rules import RulePack
from rongcheng.rulekit.sources import text_of

from .packs import write
from .test_rules import RULE, pack

DAY = date(2023, 7, 1)
SHORTER = RULE.replace("value: 3", "value: 2").replace("year: 2}", "year: 1}")


def read(folder: Path, over: str, today: date = DAY) -> RulePack:
    pack(folder)
    write(folder / "x/benefits/0-sorted-before-a.yaml", over)
    return load_over_time(folder, "x", today)


def months(found: RulePack, day: date) -> object:
    rule = found.rule("A-1", day)
    assert rule
    return rule.parameters["least"].at(day).value


def test_a_file_holds_from_its_day_on_and_the_old_words_until_then(tmp_path):
    found = read(tmp_path, f"effective: {DAY}\n{SHORTER}")
    assert months(found, DAY) == 2
    assert months(found, DAY - timedelta(days=1)) == 3
    assert [rule.valid for rule in found.dated["A-1"]] == [
        (date(2023, 1, 1), date(2023, 6, 30)), (DAY, date(2023, 12, 31)),
    ]  # fmt: skip
    before = load_over_time(tmp_path, "x", DAY - timedelta(days=1))
    assert before.rules["A-1"].parameters["least"].at(DAY).value == 3


def test_a_value_alone_after_a_file_before_it(tmp_path):
    value = "[{from: 2023-09-01, value: 1, origin: default, source: us}]"
    text = f"effective: 2023-09-01\nvalues:\n  A-1.least: {value}\n"
    write(tmp_path / "x/benefits/00-first.yaml", text)
    found = read(tmp_path, f"effective: {DAY}\n{SHORTER}")
    days = (date(2023, 6, 30), DAY, date(2023, 8, 31), date(2023, 9, 1))
    assert [months(found, day) for day in days] == [3, 2, 2, 1]


def test_the_day_of_a_file_is_no_part_of_the_rule(tmp_path):
    one = load_rules(pack(tmp_path / "1", SHORTER), "x").rules["A-1"]
    two = read(tmp_path / "2", f"effective: {DAY}\n{SHORTER}").rule("A-1", DAY)
    assert two and one.version == two.version
    text = text_of([("a", f"effective: {DAY}\n{SHORTER}")], "A-1")
    assert text and "effective" not in text and "least" in text


def test_a_day_that_is_none_is_told(tmp_path):
    with pytest.raises(PackErrors, match="line 1: 'soon' is not a day"):
        read(tmp_path, f"effective: soon\n{SHORTER}")


CITES = SHORTER.replace('clause: "1"', 'clause: "9"')


def test_a_page_brings_the_clause_that_it_cites(tmp_path):
    with pytest.raises(PackErrors, match="T1 has no clause '9'"):
        read(tmp_path / "1", f"effective: {DAY}\n{CITES}")
    clause = 'clauses:\n  T1:\n    "9": {zh: 多给钱, en: more money}\n'
    found = read(tmp_path / "2", f"effective: {DAY}\n{clause}{CITES}", DAY - timedelta(days=1))
    assert found.notices["T1"].clauses["9"]["zh"] == "多给钱"
    assert found.notices["T1"].clauses["1"]["zh"] == "给钱"


def test_a_clause_that_is_there_is_not_written_otherwise(tmp_path):
    given = (
        ('T1:\n    "1": {zh: 乙, en: b}', "has a clause '1' already"),
        ('T7:\n    "1": {zh: 乙, en: b}', "no notice 'T7'"),
    )
    for number, (clause, what) in enumerate(given):
        with pytest.raises(PackErrors, match=what):
            text = f"effective: {DAY}\nclauses:\n  {clause}\n{SHORTER}"
            read(tmp_path / str(number), text)
