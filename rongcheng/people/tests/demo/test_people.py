"""Invented people fit together: numbers, families, jobs, statements."""

from datetime import date

import polars as pl
import pytest

from rongcheng.people.demo import generate
from rongcheng.people.demo.homes import place_names
from rongcheng.people.demo.profiles import profile_for, profiles
from rongcheng.people.ledger import identity
from rongcheng.places.codes import contains

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def dali():
    return generate(532900000000, 6_000, 4, TODAY)


def test_equal_seeds_give_equal_people_and_others_do_not():
    one, again, other = (generate(532932000000, 300, seed, TODAY) for seed in (7, 7, 8))
    assert one.persons.equals(again.persons)
    assert one.spells.equals(again.spells)
    assert one.statements.equals(again.statements)
    assert not one.persons["name"].equals(other.persons["name"])


def test_id_numbers_are_valid_unique_and_say_what_the_row_says(dali):
    known = dali.persons.filter(pl.col("id_number").is_not_null())
    assert known["id_number"].is_unique().all()
    read = identity.examine(known["id_number"], TODAY)
    assert read["id_problem"].null_count() == known.height
    assert read["id_birth"].equals(known["birth_date"], check_names=False)
    assert read["id_sex"].equals(known["sex"], check_names=False)
    assert 0.005 < 1 - known.height / dali.persons.height < 0.025


def test_some_older_people_bear_an_area_code_that_was_abolished():
    people = generate(330600000000, 4_000, 4, TODAY).persons.drop_nulls("id_number")
    old = people.filter(pl.col("id_number").str.slice(0, 6).cast(pl.Int64).is_in(
        profiles()["shaoxing"].old_codes))  # fmt: skip
    assert old.height > 20
    assert old["birth_date"].max() < date(1980, 1, 1)
    assert not {f"{code}000000" for code in old["id_number"].str.slice(0, 6)} & set(
        map(str, place_names())
    )


def test_phones_are_marked_as_invented_and_some_are_shared(dali):
    phones = dali.persons["phone"].drop_nulls()
    assert phones.str.contains(r"^199\d{8}$").all()
    assert 0.02 < 1 - phones.n_unique() / phones.len() < 0.3
    shared = dali.persons.drop_nulls("phone").group_by("phone").agg(pl.col("household").n_unique())
    assert shared["household"].max() == 1


def test_families_hold_together(dali):
    persons = dali.persons.with_columns(year=pl.col("birth_date").dt.year())
    heads = persons.filter(pl.col("relation_to_head") == "01").select(
        "household", head_year="year", head_name="name", head_sex="sex"
    )
    assert heads["household"].is_unique().all()
    members = persons.join(heads, on="household")
    children = members.filter(pl.col("relation_to_head").is_in(["20", "30"]))
    assert (children["year"] - children["head_year"]).min() >= 15
    parents = members.filter(pl.col("relation_to_head") == "50")
    assert (parents["head_year"] - parents["year"]).min() >= 18
    spouses = members.filter(pl.col("relation_to_head") == "10")
    assert (spouses["sex"] != spouses["head_sex"]).all()
    han = children.filter((pl.col("ethnicity") == "01") & (pl.col("head_sex") == 1))
    assert han.filter(pl.col("name").str.head(1) == pl.col("head_name").str.head(1)).height > (
        0.95 * han.height
    )


def test_children_and_elders_are_left_behind(dali):
    away = dali.persons.filter("away")["household"].unique()
    left = dali.persons.filter(~pl.col("worker") & pl.col("household").is_in(away.implode()))
    age = (pl.lit(TODAY) - pl.col("birth_date")).dt.total_days() / 365.25
    assert left.filter(age < 16).height > 300
    assert left.filter(age >= 60).height > 150


def test_homes_lie_in_the_place_and_crowd_in_its_focus():
    people = generate(532900000000, 6_000, 4, TODAY)
    homes = people.households["place"]
    assert all(contains(532900000000, code) for code in homes)
    assert (homes // 10**6).n_unique() == 12
    assert (homes // 10**6 == 532932).mean() == pytest.approx(1 / 3, abs=0.03)
    assert people.households.select("place", "number").is_unique().all()


def test_jobs_follow_each_other_and_one_at_most_is_open(dali):
    jobs = dali.spells.sort("person", "order")
    assert (jobs["end_date"] > jobs["start_date"]).drop_nulls().all()
    assert jobs.filter(pl.col("end_date").is_null())["order"].unique().to_list() == [0]
    newer = pl.col("start_date").shift(1).over("person")
    later = jobs.with_columns(newer=newer).drop_nulls("newer")
    assert (later["end_date"] < later["newer"]).all()
    assert later.height > 2_000
    grown = jobs.join(dali.persons.select("person", "birth_date"), on="person")
    assert ((grown["start_date"] - grown["birth_date"]).dt.total_days() >= 16 * 365).all()
    assert jobs["start_date"].max() <= TODAY


def test_every_job_and_person_is_told_of_and_nothing_in_the_future(dali):
    told = dali.statements
    assert set(told["person"]) == set(range(6_000))
    by_ledger = told.filter(pl.col("start_date").is_not_null())
    assert (
        by_ledger.select("person", "start_date")
        .sort("person", "start_date")
        .equals(dali.spells.select("person", "start_date").sort("person", "start_date"))
    )
    assert told["confirmed_on"].max() <= TODAY
    assert told.filter((pl.col("channel") == "ledger") != pl.col("batch").is_not_null()).is_empty()
    assert set(told["channel"]) == {"ledger", "desk", "self"}


def test_some_villages_were_not_confirmed_for_a_year(dali):
    seen = dali.persons.group_by("home_place").agg(pl.col("confirmed_on").max())
    stale = (pl.lit(TODAY) - pl.col("confirmed_on")).dt.total_days() > 365
    assert 0.05 < seen.select(stale.mean()).item() < 0.25


def test_long_names_keep_their_dot():
    names = generate(150200000000, 4_000, 4, TODAY).persons.filter(pl.col("ethnicity") == "02")
    assert names["name"].is_in(["苏日娜", "其其格", "巴特尔", "牧仁", "托娅", "高娃"]).any()
    yi = generate(532900000000, 6_000, 4, TODAY).persons.filter(pl.col("ethnicity") == "07")
    assert yi["name"].str.contains("·", literal=True).any()


def test_every_jurisdiction_has_a_profile_and_other_places_say_so():
    for profile in profiles().values():
        assert generate(profile.place, 200, 1, TODAY).persons.height == 200
        assert contains(profile.place, profile.focus * 10**6)
        assert sum(profile.ethnicity.values()) == pytest.approx(1, abs=0.011)
    with pytest.raises(ValueError, match="440100000000.*dali"):
        profile_for(440100000000)
    with pytest.raises(ValueError, match="at least 1"):
        generate(532900000000, 0, 1, TODAY)
