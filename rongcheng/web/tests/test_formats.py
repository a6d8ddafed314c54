"""Masked values, dates, money and numbers."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rongcheng.web import formats, masking


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张三丰", "张*丰"),
        ("欧阳小样", "欧**样"),
        ("张", "张"),
        ("", ""),
        (None, ""),
    ],
)
def test_names_keep_their_ends(name, shown):
    assert masking.mask_name(name) == shown


def test_numbers_keep_place_and_last_digits():
    assert masking.mask_id("530102199001011234") == "530102********1234"
    assert masking.mask_phone("13812345678") == "138****5678"
    assert masking.mask_card("6222020200012345678") == "***************5678"


@given(st.text(max_size=25))
def test_something_is_always_hidden(value):
    for mask in (masking.mask_id, masking.mask_phone, masking.mask_card):
        shown = mask(value)
        assert len(shown) == len(value.strip())
        assert not value.strip() or "*" in shown


def test_days_are_written_as_the_reader_writes_them():
    with translation.override("zh-hans"):
        assert formats.day(date(2026, 9, 18)) == "2026年9月18日"
        assert formats.month(date(2026, 9, 18)) == "2026年9月"
        assert formats.moment(datetime(2026, 9, 18, 6, 5, tzinfo=UTC)) == "2026年9月18日 14:05"
        assert formats.day(datetime(2026, 9, 18, 18, 0, tzinfo=UTC)) == "2026年9月19日"
    with translation.override("en"):
        assert formats.day(date(2026, 9, 18)) == "2026-09-18"
    assert formats.day(None) == "—"


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "¥0"), (480_050, "¥4,800.50"), (512_000, "¥5,120"), (-5, "-¥0.05"), (None, "—")],
)
def test_money_is_kept_in_fen(fen, shown):
    assert formats.yuan(fen) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (9_999, "9,999"), (10_000, "1万"), (241_310, "24.1万"), (99_960_000, "9,996万"),
        (99_996_000, "1亿"), (105_000_000, "1.05亿"), (-23_000, "-2.3万"), (None, "—"),
    ],
)  # fmt: skip
def test_large_numbers_in_wan(value, shown):
    with translation.override("zh-hans"):
        assert formats.wan(value) == shown
    with translation.override("en"):
        assert formats.wan(value) == formats.number(value)


def test_places_are_named_by_the_part_that_knows_them(monkeypatch):
    monkeypatch.setattr(formats, "_namers", [])
    assert formats.place_name(430104000000) == "430104000000"
    formats.use_place_names({430104000000: "岳麓区"}.get)
    assert formats.place_name(430104000000) == "岳麓区"
    assert formats.place_name(1) == "1"
    assert formats.place_name(None) == "—"
