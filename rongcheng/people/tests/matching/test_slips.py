"""Slips of a typing hand between two numbers."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongcheng.people.matching.slips import FAR, ONE, SAME, TWO, slips


def distance(a: str, b: str) -> int:
    """Levenshtein's distance, the slow way."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        before, row = row, [i]
        for j, y in enumerate(b, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y)))
    return row[-1]


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        ("13800138000", "13800138000", SAME), ("13800138000", "13800138001", ONE),
        ("13800138000", "13801038000", ONE), ("13800138000", "13800138011", TWO),
        ("1234567890", "1245678930", TWO), ("1234567890", "9876543210", FAR),
        ("1234", "12345", FAR), (None, "1234", FAR), ("1234", None, FAR), ("", "", FAR),
    ],
)  # fmt: skip
def test_slips(left, right, found):
    texts = (pl.Series([text], dtype=pl.String) for text in (left, right))
    assert slips(*texts).tolist() == [found]


@given(st.lists(st.tuples(*[st.text("012", min_size=6, max_size=6)] * 2), min_size=1))
def test_two_slips_are_what_levenshtein_calls_two(pairs):
    left, right = (pl.Series(list(side)) for side in zip(*pairs, strict=True))
    for (a, b), found in zip(pairs, slips(left, right).tolist(), strict=True):
        crossed = any(a == b[:i] + b[i + 1] + b[i] + b[i + 2 :] for i in range(5))
        assert (found == SAME) == (a == b)
        assert (found <= ONE) == (distance(a, b) <= 1 or crossed)
        assert (found <= TWO) == (distance(a, b) <= 2)
