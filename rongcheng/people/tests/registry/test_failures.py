"""Why a ledger failed, kept in codes and told in the reader's language."""

import pytest
from django.utils import translation

from rongcheng.people import ledger
from rongcheng.people.ledger import errors
from rongcheng.people.queries.failures import MostlyDuplicates, coded, in_words

ERRORS = [
    errors.missing("a.xlsx"), errors.encrypted("a.xlsx"), errors.damaged("a.xlsx", "crc"),
    errors.not_a_table("a.xlsx"), errors.empty("a.xlsx"), errors.no_roster("a.xlsx", "Sheet1"),
]  # fmt: skip


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_a_file_that_cannot_be_read_is_told_in_both_languages(error: ledger.LedgerError):
    kept = coded(error.code, **error.facts)
    with translation.override("zh-hans"):
        assert in_words(kept) == error.zh and "a.xlsx" in error.zh
    with translation.override("en"):
        assert in_words(kept) == error.en and "a.xlsx" in error.en


def test_the_fuse_tells_its_counts():
    with translation.override("en"):
        kept = MostlyDuplicates(60, 100).failure
        assert in_words(kept).startswith("60 of 100 rows")
    with translation.override("zh-hans"):
        assert "60" in in_words(kept) and "rows" not in in_words(kept)
        assert str(MostlyDuplicates(60, 100)) == in_words(kept)


@pytest.mark.parametrize("code", ["check_stopped", "load_stopped", "server_stopped"])
def test_what_stopped_is_told(code):
    with translation.override("en"):
        assert "stopped" in in_words(coded(code))


def test_a_sentence_stays_as_it_is_and_long_facts_fit():
    assert in_words("已撤销") == "已撤销" and in_words("") == ""
    assert len(coded("no_roster", name="长" * 300, sheets="表" * 900)) <= 500
