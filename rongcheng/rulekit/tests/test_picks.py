"""Amounts picked from a few written ones: which they are, and the same expression as a number."""

from __future__ import annotations

import pytest

from rongcheng.rulekit.language import parse
from rongcheng.rulekit.meaning import evaluate
from rongcheng.rulekit.picks import numbered, picked

from .expressions import FACTS

NESTED = """CASE WHEN away THEN CASE WHEN age > 40 THEN yuan(500) ELSE yuan(300) END
            WHEN age > 60 THEN yuan(300) ELSE yuan(80) END"""


def test_a_number_stands_for_the_amount():
    granted = parse(NESTED, FACTS, {})
    assert picked(granted) == (50_000, 30_000, 8_000)
    number = numbered(granted, picked(granted))
    for away in (True, False, None):
        for age in (20, 50, 70, None):
            row = dict.fromkeys(FACTS) | {"away": away, "age": age}
            amount, pick = evaluate(granted, row), evaluate(number, row)
            assert amount == (None if pick is None else picked(granted)[pick])


def test_one_amount_for_all_and_none():
    assert picked(parse("yuan(500)", FACTS, {})) == (50_000,)
    assert numbered(parse("yuan(500)", FACTS, {}), (50_000,)) == numbered(None, (None,))
    assert picked(None) == (None,)


@pytest.mark.parametrize(
    "text", ["share(wage, 50)", "CASE WHEN away THEN wage ELSE yuan(1) END", "least(wage, yuan(5))"]
)
def test_what_is_reckoned_is_not_picked(text):
    assert picked(parse(text, FACTS, {})) == ()
