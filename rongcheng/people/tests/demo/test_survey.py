"""Invented people against the national survey whose shares they are to follow."""

from datetime import date

import polars as pl
import pytest

from rongcheng.people.demo import generate
from rongcheng.people.demo.profiles import profiles
from rongcheng.people.demo.survey import figure, share, wage_index
from rongcheng.people.demo.workers import away_share, industry_shares

TODAY = date(2026, 11, 1)
PEOPLE = 30_000
# The sampling error of 17,000 workers is below half a point; the rest is slack for small groups.
POINTS = 0.015


@pytest.fixture(scope="module")
def hunan():
    return generate(430000000000, PEOPLE, 5, TODAY)


@pytest.fixture(scope="module")
def workers(hunan):
    return hunan.persons.filter(pl.col("worker")).with_columns(
        age=(pl.lit(TODAY) - pl.col("birth_date")).dt.total_days() / 365.2425
    )


@pytest.fixture(scope="module")
def newest(hunan):
    jobs = hunan.spells.filter(pl.col("order") == 0)
    return jobs.join(hunan.persons.select("person", "away"), on="person")


def _share(frame: pl.DataFrame, condition: pl.Expr) -> float:
    return frame.select(condition.mean()).item()


def _nationwide(frame: pl.DataFrame, value: pl.Expr) -> float:
    """A mean with local workers and those away in the proportion of the whole country."""
    away = figure("outgoing") / figure("workers")
    means = dict(frame.group_by("away").agg(value.mean()).iter_rows())
    return away * means[True] + (1 - away) * means[False]


def test_most_registered_persons_are_workers(hunan):
    assert hunan.persons.height == PEOPLE
    assert 0.53 < hunan.persons["worker"].mean() < 0.65


def test_share_of_those_away_is_the_regions(workers):
    assert workers["away"].mean() == pytest.approx(away_share(profiles()["hunan"]), abs=POINTS)


def test_sex_by_place_of_work(workers):
    women = pl.col("sex") == 2
    away, local = workers.filter("away"), workers.filter(~pl.col("away"))
    assert _share(away, women) == pytest.approx(share("female_outgoing"), abs=POINTS)
    assert _share(local, women) == pytest.approx(share("female_local"), abs=0.025)
    assert _nationwide(workers, women) == pytest.approx(share("female"), abs=POINTS)


def test_age(workers):
    away, local = workers.filter("away"), workers.filter(~pl.col("away"))
    assert away["age"].mean() == pytest.approx(figure("mean_age_outgoing"), abs=1)
    assert local["age"].mean() == pytest.approx(figure("mean_age_local"), abs=1)
    for name, condition in {
        "age_to_40": pl.col("age") < 41,
        "age_41_50": pl.col("age").is_between(41, 51, closed="left"),
        "age_over_50": pl.col("age") >= 51,
    }.items():
        assert _nationwide(workers, condition) == pytest.approx(share(name), abs=0.02), name


def test_schooling_and_marriage(workers):
    for name, codes in {
        "education_none": ["90"], "education_primary": ["80"], "education_junior": ["70"],
        "education_senior": ["60", "40"], "education_college": ["30", "20", "10"],
    }.items():  # fmt: skip
        found = _share(workers, pl.col("education").is_in(codes))
        assert found == pytest.approx(share(name), abs=POINTS), name
    for name, codes in {
        "unmarried": ["10"], "married": ["20"], "widowed_or_divorced": ["30", "40"],
    }.items():  # fmt: skip
        found = _share(workers, pl.col("marital_status").is_in(codes))
        assert found == pytest.approx(share(name), abs=POINTS), name


def test_industry(newest):
    shares = industry_shares()
    assert sum(shares.values()) == pytest.approx(1)
    for letter in "CEFGHO":
        assert shares[letter] == share(f"industry_{letter}")
        found = _share(newest, pl.col("industry") == letter)
        assert found == pytest.approx(shares[letter], abs=POINTS), letter


@pytest.mark.parametrize("pack", ["hunan", "dali", "shaoxing"])
def test_range_of_transfer(pack):
    profile = profiles()[pack]
    people = generate(profile.place, 12_000, 2, TODAY)
    jobs = people.spells.filter(pl.col("order") == 0)
    jobs = jobs.join(people.persons.select("person", "away"), on="person")
    far = pl.col("transfer_range").is_in(["across_province", "overseas"])
    found = _share(jobs.filter("away"), far)
    assert found == pytest.approx(share(f"across_province_{profile.region}"), abs=0.025)
    assert jobs.filter(~pl.col("away"))["transfer_range"].unique().to_list() == ["within_county"]
    assert jobs.filter(pl.col("transfer_range") == "unknown").is_empty()


def test_wages_by_industry_and_range(newest):
    year = pl.col("end_date").dt.year()
    recent = newest.filter(pl.col("wage").is_not_null() & (year.is_null() | (year >= 2025)))
    level = wage_index(2026)
    for letter in "CEFGHO":
        mean = recent.filter(pl.col("industry") == letter)["wage"].mean() / 100
        assert mean == pytest.approx(figure(f"wage_{letter}") * level, rel=0.06), letter
    away, local = (recent.filter(pl.col("away") == flag)["wage"].mean() for flag in (True, False))
    wanted = figure("wage_outgoing") / figure("wage_local")
    assert away / local == pytest.approx(wanted, rel=0.06)


def test_wages_grow_by_year():
    assert wage_index(2024) == 1
    assert wage_index(2021) == figure("wage", 2021) / figure("wage", 2024)
    assert wage_index(2020) < wage_index(2021) < wage_index(2025) < wage_index(2026)
    with pytest.raises(KeyError, match="no_such"):
        figure("no_such")
