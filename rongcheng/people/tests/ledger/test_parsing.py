"""Properties of reading ID numbers, dates, phones and wages."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rongcheng.people.ledger import columns, fields, identity, messages
from rongcheng.people.ledger import normalise_dates as dates
from rongcheng.people.ledger import normalise_numbers as numbers
from rongcheng.people.ledger import normalise_phones as phones
from rongcheng.people.ledger import workbook as workbooks

TODAY = date(2026, 11, 1)
BORN = st.dates(date(1930, 1, 1), date(2020, 12, 31))
AREAS = st.sampled_from(["532932", "430104", "341002", "150203", "330602"])


@st.composite
def id_numbers(draw):
    seventeen = f"{draw(AREAS)}{draw(BORN):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return seventeen + identity.check_character(seventeen)


def examine(text):
    return identity.examine(pl.Series([text]), TODAY).row(0, named=True)


@given(id_numbers())
def test_a_right_number_is_read_whole(number):
    seen = examine(f" {number[:6]} {number[6:].lower()}")
    assert seen["id_problem"] is None
    assert seen["id_number"] == number
    assert seen["id_birth"] == identity.birth_date(number)
    assert seen["id_sex"] == identity.sex(number)


@given(id_numbers(), st.integers(0, 17), st.integers(1, 9))
@example("532932200001010000", 6, 8)  # born in the year 0
def test_one_wrong_digit_never_passes(number, at, shift):
    old = 10 if number[at] == "X" else int(number[at])
    wrong = number[:at] + str((old + shift) % 10) + number[at + 1 :]
    if wrong != number:
        assert not identity.is_valid(wrong)
        assert examine(wrong)["id_problem"] is not None


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_the_right_number_is_among_the_corrections_of_a_wrong_one(number, at, shift):
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    found = identity.corrections(wrong)
    assert number in found
    assert all(identity.is_valid(candidate) for candidate in found)


@given(id_numbers(), st.integers(0, 15))
def test_a_swap_of_neighbours_is_among_the_corrections(number, at):
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if swapped != number:
        assert number in identity.corrections(swapped)


@given(id_numbers(), st.integers(6, 13), st.integers(1, 9))
def test_a_wrong_birth_digit_is_proposed_only_as_it_was(number, at, shift):
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    proposal = identity.propose(
        wrong,
        born=identity.birth_date(number),
        sex_known=identity.sex(number),
        county=number[:6],
        today=TODAY,
    )
    assert proposal in (number, None)


@given(id_numbers())
def test_old_numbers_of_the_last_century_convert_back(number):
    if number[6:8] == "19":
        assert identity.from_15(number[:6] + number[8:17]) == number


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "34052419800101001X"]
)
def test_published_vectors(number):
    assert identity.is_valid(number)
    assert not identity.is_valid("110105194912310021")


@given(BORN, st.sampled_from(["{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0.year}.{0.month}.{0.day}",
                              "{0.year}年{0.month}月{0.day}日", "{0:%Y/%m/%d}",
                              "{0:%Y-%m-%d} 00:00:00"]))  # fmt: skip
def test_dates_to_the_day(day, form):
    assert dates.parse(form.format(day), TODAY) == dates.Parsed(day)


@given(BORN, st.sampled_from(["{0.year}.{0.month:02d}", "{0.year}年{0.month}月", "{0:%Y%m}",
                              "{0.year}-{0.month}", "{0.year}/{0.month}"]))  # fmt: skip
def test_dates_to_the_month(day, form):
    assert dates.parse(form.format(day), TODAY) == dates.Parsed(day.replace(day=1), "m")


@given(st.dates(date(1927, 1, 1), date(2026, 11, 1)))
def test_two_digit_years_lie_in_the_last_hundred(day):
    read = dates.parse(f"{day:%y}年{day.month}月", TODAY)
    assert read is not None
    assert read.day == day.replace(day=1)


@given(BORN, BORN)
def test_spans_keep_both_ends(one, other):
    start, end = sorted((one, other))
    text = f"{start.year}.{start.month}-{end.year}.{end.month}"
    span = dates.parse_span(text, TODAY)
    assert span is not None
    assert (span.start.day, span.end.day) == (start.replace(day=1), end.replace(day=1))


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_without_an_accident(text):
    dates.parse(text, TODAY)
    dates.parse_span(text, TODAY)
    numbers.parse_wage(text)
    numbers.parse_age(text)
    phone = phones.parse(text)
    assert phone is None or phone.number.isdigit()
    examine(text)
    fields.plain(text)
    columns.header_key(text)


@given(st.integers(3_000_000_000, 9_999_999_999), st.sampled_from(["", "+86", "86 ", "0086-"]))
def test_mobiles_survive_their_decoration(number, prefix):
    mobile = f"1{number}"
    for text in (f"{prefix}{mobile}", f"{prefix}{mobile[:3]}-{mobile[3:7]} {mobile[7:]}"):
        assert phones.parse(text) == phones.Phone(mobile)


@given(st.integers(1, 60_000))
def test_wages_in_yuan_and_in_ten_thousands(yuan):
    assert numbers.parse_wage(f"{yuan}元/月") == numbers.Wage(yuan * 100)
    assert numbers.parse_wage(f"{yuan:,}") == numbers.Wage(yuan * 100)
    assert numbers.parse_wage(f"{yuan / 10_000:.4f}万") == numbers.Wage(yuan * 100)


@given(st.integers(0, 16_383))
def test_column_letters_count_like_a_spreadsheet(index):
    assert workbooks.column_index(workbooks.column_letter(index)) == index


def test_every_code_has_its_words_and_titles_in_both_languages():
    assert set(messages.TITLES) == set(messages.MESSAGES)
    for code, (severity, chinese, english) in messages.MESSAGES.items():
        assert severity in ("error", "warning")
        assert messages.message(code, "zh", value="甲")
        assert set(_parameters(chinese)) >= {"value"} or code in (
            "required_missing", "duplicate_in_file",
        )  # fmt: skip
        assert set(_parameters(english)) == set(_parameters(chinese)), code


def _parameters(template):
    import string

    return [name for _, name, _, _ in string.Formatter().parse(template) if name]
