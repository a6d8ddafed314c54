"""How far from home somebody works: the transfer range, in Python, Polars and SQL.

The three forms apply the same rule to 12-digit codes of home and work place, and a test holds
them against each other. City districts count as counties; the four municipalities count as one
prefecture each; counties directly under a province count as prefectures of their own.
"""

from __future__ import annotations

import polars as pl

from rongcheng.places.codes import OUTSIDE_MAINLAND, WITHOUT_COUNTIES

WITHIN_COUNTY = "within_county"
ACROSS_COUNTY = "across_county_within_prefecture"
ACROSS_PREFECTURE = "across_prefecture_within_province"
ACROSS_PROVINCE = "across_province"
OVERSEAS_RANGE = "overseas"
UNKNOWN = "unknown"
RANGES = (
    WITHIN_COUNTY, ACROSS_COUNTY, ACROSS_PREFECTURE, ACROSS_PROVINCE, OVERSEAS_RANGE, UNKNOWN,
)  # fmt: skip

MUNICIPALITIES = frozenset({11, 12, 31, 50})
_FIRST_PROVINCE = 11


def transfer_range(home: int | None, work: int | None) -> str:  # noqa: PLR0911 (a return per rule)
    """The transfer range from home to work, both 12-digit place codes (None: not known).

    `unknown` where a code is missing or too shallow to decide: a work place known only to its
    province, in the home province, could be anywhere in it.
    """
    if work is not None and work // 10**10 in OUTSIDE_MAINLAND:
        return OVERSEAS_RANGE
    if not home or not work or home // 10**10 < _FIRST_PROVINCE or work // 10**10 < _FIRST_PROVINCE:
        return UNKNOWN
    province, (h4, w4), (h6, w6) = home // 10**10, _cut(home, work, 8), _cut(home, work, 6)
    if province != work // 10**10:
        return ACROSS_PROVINCE
    if province in MUNICIPALITIES:
        if 0 in (h6 % 100, w6 % 100):
            return UNKNOWN
        return WITHIN_COUNTY if h6 == w6 else ACROSS_COUNTY
    if h4 % 100 == 0 or w4 % 100 == 0:
        return UNKNOWN
    if h4 != w4:
        return ACROSS_PREFECTURE
    if h4 in WITHOUT_COUNTIES:
        return WITHIN_COUNTY
    if h6 % 100 == 0 or w6 % 100 == 0:
        return UNKNOWN
    if h6 == w6:
        return WITHIN_COUNTY
    return ACROSS_PREFECTURE if h4 % 100 == 90 else ACROSS_COUNTY


def _cut(home: int, work: int, digits: int) -> tuple[int, int]:
    """Both codes without their last `digits` digits."""
    return home // 10**digits, work // 10**digits


def transfer_range_expr(home: str, work: str) -> pl.Expr:
    """The same as a Polars expression over two integer columns; the result is a string."""
    h, w = pl.col(home).cast(pl.Int64), pl.col(work).cast(pl.Int64)
    hp, wp, h4, w4, h6, w6 = (c // n for n in (10**10, 10**8, 10**6) for c in (h, w))
    shallow = pl.any_horizontal(h6 % 100 == 0, w6 % 100 == 0)
    municipal = (
        pl.when(shallow).then(pl.lit(UNKNOWN))
        .when(h6 == w6).then(pl.lit(WITHIN_COUNTY))
        .otherwise(pl.lit(ACROSS_COUNTY))
    )  # fmt: skip
    return (
        pl.when(wp.is_in(sorted(OUTSIDE_MAINLAND)).fill_null(False)).then(pl.lit(OVERSEAS_RANGE))
        .when(((hp < _FIRST_PROVINCE) | (wp < _FIRST_PROVINCE)).fill_null(True))
        .then(pl.lit(UNKNOWN))
        .when(hp != wp).then(pl.lit(ACROSS_PROVINCE))
        .when(hp.is_in(sorted(MUNICIPALITIES))).then(municipal)
        .when((h4 % 100 == 0) | (w4 % 100 == 0)).then(pl.lit(UNKNOWN))
        .when(h4 != w4).then(pl.lit(ACROSS_PREFECTURE))
        .when(h4.is_in(sorted(WITHOUT_COUNTIES))).then(pl.lit(WITHIN_COUNTY))
        .when(shallow).then(pl.lit(UNKNOWN))
        .when(h6 == w6).then(pl.lit(WITHIN_COUNTY))
        .when(h4 % 100 == 90).then(pl.lit(ACROSS_PREFECTURE))
        .otherwise(pl.lit(ACROSS_COUNTY))
    )  # fmt: skip


def transfer_range_sql(home: str, work: str, *, divide: str = "/") -> str:
    """The same as an SQL expression over two integer columns or expressions.

    `divide` is the engine's integer division: "/" in PostgreSQL, "//" in DuckDB, "div" in Spark.
    The column names are put in as they are: never pass anything a user typed.
    """

    def cut(column: str, digits: int) -> str:
        return f"({column} {divide} {10**digits})"

    hp, wp, h4, w4, h6, w6 = (cut(c, n) for n in (10, 8, 6) for c in (home, work))
    outside, municipal, whole = (
        ", ".join(map(str, sorted(group)))
        for group in (OUTSIDE_MAINLAND, MUNICIPALITIES, WITHOUT_COUNTIES)
    )
    shallow = f"({h6} % 100 = 0 OR {w6} % 100 = 0)"
    return f"""CASE
  WHEN {wp} IN ({outside}) THEN '{OVERSEAS_RANGE}'
  WHEN {home} IS NULL OR {work} IS NULL
    OR {hp} < {_FIRST_PROVINCE} OR {wp} < {_FIRST_PROVINCE} THEN '{UNKNOWN}'
  WHEN {hp} <> {wp} THEN '{ACROSS_PROVINCE}'
  WHEN {hp} IN ({municipal}) THEN CASE
    WHEN {shallow} THEN '{UNKNOWN}'
    WHEN {h6} = {w6} THEN '{WITHIN_COUNTY}' ELSE '{ACROSS_COUNTY}' END
  WHEN {h4} % 100 = 0 OR {w4} % 100 = 0 THEN '{UNKNOWN}'
  WHEN {h4} <> {w4} THEN '{ACROSS_PREFECTURE}'
  WHEN {h4} IN ({whole}) THEN '{WITHIN_COUNTY}'
  WHEN {shallow} THEN '{UNKNOWN}'
  WHEN {h6} = {w6} THEN '{WITHIN_COUNTY}'
  WHEN {h4} % 100 = 90 THEN '{ACROSS_PREFECTURE}'
  ELSE '{ACROSS_COUNTY}' END"""
