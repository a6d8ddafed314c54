"""Incoming rows against people already known."""

import datetime as dt
import subprocess
import sys

import polars as pl

from rongcheng.people.matching import link, mostly_duplicates

from .people import COLUMNS, VILLAGE, id_number

WANG = id_number("19870305", "127")


def frame(key: str, *rows: tuple) -> pl.DataFrame:
    data = [(i, *row) for i, row in enumerate(rows, start=1)]
    schema = {key: pl.Int64} | dict.fromkeys(COLUMNS, pl.String)
    return pl.DataFrame(data, schema=schema, orient="row")


KNOWN = frame(
    "person_id",
    ("王小明", WANG, "1", "1987-03-05", "13800138000", VILLAGE),
    ("李桂兰", id_number("19520819", "124"), "2", "1952-08-19", "13911112222", VILLAGE),
)


def decide(*row) -> tuple:
    found = link(frame("incoming_id", row), KNOWN)
    return tuple(found.row(0, named=True)[c] for c in ("person_id", "decision", "reason"))


def test_same_number_links():
    assert decide("王小明", WANG, None, None, None, None) == (1, "link", "id_number")


def test_same_name_and_birth_date_link():
    assert decide("李桂兰", None, "2", "1952-08-19", None, VILLAGE)[:2] == (2, "link")


def test_a_stranger_is_new():
    assert decide("赵六顺", id_number("19700101", "018"), "1", "1970-01-01", None, VILLAGE) == (
        None, "new", "",
    )  # fmt: skip


def test_another_valid_number_is_new_whatever_else_agrees():
    other = id_number("19870305", "135")
    assert decide("王小明", other, "1", "1987-03-05", "13800138000", VILLAGE)[1] == "new"


def test_same_number_under_a_wholly_different_name_is_reviewed():
    person, decision, reason = decide("赵六顺", WANG, "1", "1987-03-05", None, None)
    assert (person, decision, reason) == (1, "review", "id_number -name")


def test_name_and_village_alone_never_link():
    assert decide("王小明", None, None, None, None, VILLAGE)[1] != "link"


def test_two_equally_likely_people_are_both_shown():
    twice = pl.concat([KNOWN, KNOWN.head(1).with_columns(person_id=pl.lit(9, pl.Int64))])
    known = twice.with_columns(id_number=pl.lit(None, pl.String))
    row = frame("incoming_id", ("王小明", None, "1", "1987-03-05", None, VILLAGE))
    found = link(row, known)
    assert found["decision"].to_list() == ["review", "review"]
    assert set(found["person_id"].to_list()) == {1, 9}


def test_typed_columns_of_the_ledger_are_taken_as_they_are():
    row = pl.DataFrame(
        {"incoming_id": [5], "name": ["王小明"], "id_number": [None], "sex": [1],
         "birth_date": [dt.date(1987, 3, 5)], "phone": ["13800138000"],
         "home_place": [int(VILLAGE)]},
        schema_overrides={"sex": pl.Int8, "home_place": pl.Int64, "id_number": pl.String},
    )  # fmt: skip
    assert link(row, KNOWN).row(0)[:2] == (5, 1)


def test_rows_alike_are_each_compared():
    row = ("王晓铭", None, "1", "1987-03-05", None, VILLAGE)
    found = link(frame("incoming_id", row, row, row), KNOWN)
    assert found["person_id"].to_list() == [1, 1, 1]


def test_no_candidates_means_everybody_is_new():
    rows = frame("incoming_id", ("王小明", WANG, *[None] * 4), ("李四", *[None] * 5))
    found = link(rows, KNOWN.clear())
    assert found["decision"].to_list() == ["new", "new"]
    assert found["incoming_id"].to_list() == [1, 2]


def test_splink_is_not_loaded_when_exact_passes_decide():
    code = (
        "import sys, polars as pl; from rongcheng.people.matching import link;"
        f"row = dict(name=['王小明'], id_number=['{WANG}']);"
        "found = link(pl.DataFrame({'incoming_id': [1]} | row),"
        " pl.DataFrame({'person_id': [1]} | row));"
        "assert found['decision'][0] == 'link'; assert 'splink' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_fuse_blows_when_a_file_repeats_itself():
    assert mostly_duplicates(1000, 700)
    assert not mostly_duplicates(1000, 120)
    assert not mostly_duplicates(4, 3)
