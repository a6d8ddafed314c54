"""The ledgers to try really hold the mistakes that their README promises, and no others."""

from collections import Counter
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from rongcheng.people.demo import generate, ledgers
from rongcheng.people.demo.ledgers.cast import cast_of
from rongcheng.people.ledger import engine
from rongcheng.places.gazetteer import Gazetteer

TODAY = date(2026, 11, 1)
COUNTY = 532932000000


@pytest.fixture(scope="module")
def population():
    return generate(532900000000, 6_000, 1, TODAY)


@pytest.fixture(scope="module")
def checked(population, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ledgers")
    gazetteer = Gazetteer.load()
    return {
        path.name[0]: engine.check(path, place=COUNTY, gazetteer=gazetteer, today=TODAY)
        for path in ledgers.write(population, folder, 1, COUNTY)
    }


def _codes(found) -> Counter:
    return Counter(found.problems["code"])


def test_every_ledger_is_read_with_names_and_ids(checked):
    assert sorted(checked) == list("123456789")
    for number, found in checked.items():
        fields = {column["field"] for column in found.mapping}
        assert {"name", "id_number"} <= fields, number
        assert found.counts["rows"] > 20, number


def test_the_first_has_the_promised_bad_cells_and_no_subtotal_as_a_person(checked):
    assert _codes(checked["1"]) == {"id_checksum": 3, "phone_invalid": 1}
    assert not set(checked["1"].rows["name"]) & {"小计", "合计"}


def test_spoilt_ids_are_told_apart(checked):
    found = _codes(checked["3"])
    wanted = {"id_precision_lost", "id_checksum", "id_length", "id_converted", "id_trimmed"}
    assert wanted <= set(found)
    proposals = checked["3"].problems["proposal"].drop_nulls()
    assert len(proposals) > 0


def test_households_come_out_of_merged_cells_and_same_as_above(checked):
    rows = checked["4"].rows
    assert rows["household_no"].n_unique() == 16
    assert rows["ethnicity"].null_count() == 0
    assert {"01", "10"} <= set(rows["relation_to_head"])


def test_cover_and_draft_sheets_are_left_out(checked):
    assert {sheet["sheet"] for sheet in checked["5"].skipped} == {"填表说明", "草稿"}
    assert checked["5"].rows["sheet"].n_unique() >= 4


def test_dates_and_wages_by_hand_are_read(checked):
    rows = checked["6"].rows
    assert rows["birth_date"].null_count() == 0
    assert "birth_mismatch" in _codes(checked["6"])
    assert rows["wage"].drop_nulls().is_between(80_000, 3_000_000).all()


def test_repeated_and_contradicting_rows_are_found(checked):
    assert {"duplicate_in_file", "conflict_in_file", "sex_mismatch"} <= set(_codes(checked["9"]))


def test_overlap_is_with_the_registry_and_the_rest_is_new(checked, population):
    known = set(population.persons["id_number"].drop_nulls())
    again = checked["8"].rows["id_number"].drop_nulls()
    assert len(again) > 30 and set(again) <= known
    fresh = checked["7"].rows["id_number"].drop_nulls()
    assert len(fresh) > 40 and not set(fresh) & known
    mixed = checked["1"].rows["id_number"].drop_nulls().is_in(list(known))
    assert 8 <= mixed.sum() <= 14
    last_year = set(checked["2"].rows["id_number"].drop_nulls())
    assert len(last_year & set(checked["1"].rows["id_number"])) > 35


def test_equal_seeds_write_equal_files_and_the_readme_names_each(population, tmp_path):
    one = ledgers.write(population, tmp_path / "one", 1, COUNTY)
    again = ledgers.write(population, tmp_path / "again", 1, COUNTY)
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in again]
    text = (tmp_path / "one" / "说明.txt").read_text(encoding="utf-8")
    assert all(path.name in text for path in one)
    assert one[6].read_bytes().decode("gb18030").startswith("序号,姓名")


@pytest.mark.parametrize("county", [430626000000, 341021000000, 150222000000, 330624000000])
def test_every_jurisdiction_gets_its_ledgers(county, tmp_path):
    people = generate(county, 2_500, 1, TODAY)
    assert len(ledgers.write(people, tmp_path, 1, county)) == 9


def test_new_people_are_new_where_every_early_number_is_taken(population):
    """In a registry of a million, whoever was born on a day has used up its first numbers."""
    county = 532932000000
    township = cast_of(population, county, 1).township
    taken = generate(township, 900, 1 + 7919, population.today).persons
    crowded = replace(population, persons=pl.concat([population.persons, taken.drop("phone")],
                                                    how="diagonal"))  # fmt: skip
    assert cast_of(crowded, county, 1).new.height > 100
