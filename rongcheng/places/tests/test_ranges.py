"""The transfer range: one rule in three forms."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongcheng.core.codes import TRANSFER_RANGE
from rongcheng.places.gazetteer import Gazetteer
from rongcheng.places.ranges import (
    RANGES,
    transfer_range,
    transfer_range_expr,
    transfer_range_sql,
)

CASES = [
    (532932_105_001, 532932_000_000, "within_county"),
    (532932_105_000, 532901_000_000, "across_county_within_prefecture"),
    (532932_105_000, 530111_000_000, "across_prefecture_within_province"),
    (532932_105_000, 441900_119_000, "across_province"),
    (532932_105_000, 440000_000_000, "across_province"),
    (532932_105_000, 530000_000_000, "unknown"),
    (532932_105_000, 532900_000_000, "unknown"),
    (532932_105_000, 900000_000_000, "overseas"),
    (532932_105_000, 810000_000_000, "overseas"),
    (None, 710000_000_000, "overseas"),
    (532932_105_000, None, "unknown"),
    (None, 532932_000_000, "unknown"),
    (None, None, "unknown"),
    # Municipalities: districts (01xx) and counties (02xx) are one prefecture.
    (500101_000_000, 500228_000_000, "across_county_within_prefecture"),
    (110101_000_000, 110101_001_000, "within_county"),
    (110101_000_000, 110000_000_000, "unknown"),
    # Counties directly under a province are prefectures of their own.
    (429004_000_000, 429005_000_000, "across_prefecture_within_province"),
    (429004_000_000, 429004_001_000, "within_county"),
    (469001_000_000, 460100_000_000, "across_prefecture_within_province"),
    # Prefectures without counties: the first four digits decide.
    (441900_119_000, 441900_000_000, "within_county"),
    (441900_119_000, 442000_000_000, "across_prefecture_within_province"),
    (620200_000_000, 620201_000_000, "within_county"),
    (460400_000_000, 460400_100_000, "within_county"),
]


@pytest.mark.parametrize(("home", "work", "expected"), CASES)
def test_transfer_range(home, work, expected):
    assert transfer_range(home, work) == expected


def frame_of(pairs) -> pl.DataFrame:
    homes, works = ([pair[i] for pair in pairs] for i in (0, 1))
    return pl.DataFrame({"home": homes, "work": works}, schema={"home": pl.Int64, "work": pl.Int64})


def all_three(pairs) -> tuple[list[str], list[str], list[str]]:
    frame = frame_of(pairs)
    python = [transfer_range(home, work) for home, work in frame.iter_rows()]
    polars = frame.select(r=transfer_range_expr("home", "work"))["r"].to_list()
    with duckdb.connect() as link:
        link.register("pairs", frame.with_row_index("n").to_arrow())
        query = transfer_range_sql("home", "work", divide="//")
        rows = link.execute(f"SELECT {query} FROM pairs ORDER BY n").fetchall()
    return python, polars, [r for (r,) in rows]


def test_three_forms_agree_on_the_cases():
    python, polars, sql = all_three([case[:2] for case in CASES])
    assert python == polars == sql == [case[2] for case in CASES]


codes = st.one_of(st.none(), st.sampled_from(Gazetteer.load().codes), st.just(0))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(codes, codes), min_size=1, max_size=400))
def test_three_forms_agree_on_any_places(pairs):
    python, polars, sql = all_three(pairs)
    assert python == polars == sql


def test_ranges_are_the_labelled_ones():
    assert tuple(item.code for item in TRANSFER_RANGE) == RANGES
