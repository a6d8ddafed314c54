"""Messy values read the way people mean them."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongcheng.people.matching.records import read_records
from rongcheng.people.matching.values import read_date

from .people import id_number, table


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1987-03-05", 19870305), ("1987/3/5", 19870305), ("1987.3.5", 19870305),
        ("19870305", 19870305), ("1987年3月5日", 19870305), ("87年3月", 19870300),
        ("1987.3", 19870300), ("198703", 19870300), ("1987", 19870000), ("5/3/1987", 19870305),
        ("１９８７．３．５", 19870305), ("31841", 19870305), ("1987-03-05 00:00:00", 19870305),
        ("1987-13-45", 0), ("不详", 0), ("", 0), ("87", 0),
    ],
)  # fmt: skip
def test_dates_as_written(written, meant):
    assert read_date(written) == meant
    people = read_records(pl.DataFrame({"birth_date": [written]}))
    assert people.birth[0] == meant


@given(st.dates(dt.date(1900, 1, 1), dt.date(2024, 12, 31)))
def test_every_date_is_read_in_every_form(day):
    forms = [f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日",
             f"{day.year}.{day.month}.{day.day}", f"{day:%Y/%m/%d}"]  # fmt: skip
    people = read_records(pl.DataFrame({"birth_date": forms}))
    assert set(people.birth.tolist()) == {day.year * 10000 + day.month * 100 + day.day}


def test_one_id_number_in_many_spellings():
    number = id_number("19900307", "029", "110101")
    assert number.endswith("X")
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    spellings = [number, number.lower(), wide, f" {number[:6]} {number[6:14]} {number[14:]}"]
    people = read_records(pl.DataFrame({"id_number": spellings}))
    assert len(set(people.proof.tolist())) == 1
    assert people.proof[0] != 0
    assert people.birth.tolist() == [19900307] * 4
    assert people.sex.tolist() == [1] * 4


def test_fifteen_digits_equal_their_long_form_but_prove_nothing():
    number = id_number("19900307", "757", "110101")
    people = read_records(pl.DataFrame({"id_number": [number, number[:6] + number[8:17]]}))
    assert people.ids.code[0] == people.ids.code[1]
    assert people.proof[1] == 0


@pytest.mark.parametrize("useless", ["4.30103E+17", "无", "", "123", "-", "000000", None])
def test_useless_id_numbers_are_unknown(useless):
    people = read_records(pl.DataFrame({"id_number": [useless]}, schema={"id_number": pl.String}))
    assert people.ids.code[0] == people.proof[0] == people.birth[0] == 0


def test_a_digit_changed_anywhere_invalidates_the_number():
    number = id_number()
    wrong = [number[:i] + str((int(number[i]) + 1) % 10) + number[i + 1 :] for i in range(17)]
    assert not read_records(pl.DataFrame({"id_number": wrong})).proof.any()


def test_somebody_elses_number_does_not_prove():
    row = table(("王小明", id_number("19870305", "127"), "女", "1952-08-19", None, None))
    people = read_records(row)
    assert people.proof[0] == 0
    assert (people.birth[0], people.sex[0]) == (19520819, 2)


def test_names_and_phones_are_freed_of_blanks_dots_and_prefixes():
    people = read_records(
        pl.DataFrame(
            {
                "name": ["王 小明", "王小明", "古丽•买买提", "古丽·买买提"],
                "phone": ["+86 138-0013-8000", "13800138000", "13800138000.0", "00000000000"],
            }
        )
    )
    assert people.name[0] == people.name[1]
    assert people.name[2] == people.name[3]
    assert people.phone[0] == people.phone[1] == people.phone[2]
    assert people.phone[3] == 0


def test_places_as_codes_of_any_depth_and_as_text():
    texts = ["430225102203", "430225", "430225102000", "湖南省炎陵县霞阳镇草坪村", "000000", ""]
    people = read_records(pl.DataFrame({"home_place": texts}))
    assert people.village.tolist()[:3] == [430225102203, 0, 0]
    assert people.town.tolist()[:3] == [430225102, 0, 430225102]
    assert people.county.tolist()[:3] == [430225] * 3
    assert all(part[3] != 0 for part in (people.village, people.town, people.county))
    assert not any(part[i] for part in (people.village, people.county) for i in (4, 5))


def test_missing_columns_are_unknown():
    people = read_records(pl.DataFrame({"record_id": ["a", "b"]}))
    assert len(people) == 2
    assert not people.name.any()
