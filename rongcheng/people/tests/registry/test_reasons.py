"""Why two records are one person, said in the reader's language."""

import pytest
from django.utils import translation

from rongcheng.people.matching.model import LEVELS
from rongcheng.people.matching.reasons import DIFFERS, EXACT, reason
from rongcheng.people.queries.reasons import in_words

CODES = {level[2] for levels in LEVELS.values() for level in levels if level[2]}


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("id_number", "身份证号相同", "same ID number"),
        ("name birth village -phone", "姓名、出生日期相同，同村；电话不同",
         "same name and birth date, same village; different phone number"),
        ("id_number -name", "身份证号相同；姓名不同", "same ID number; different name"),
        ("name_sound", "姓名同音", "names sound the same"),
        ("separated", "人工拆分", "separated by hand"),
        ("", "", ""),
        ("问过村支书", "问过村支书", "问过村支书"),
    ],
)  # fmt: skip
def test_reasons_in_both_languages(code, zh, en):
    with translation.override("zh-hans"):
        assert in_words(code) == zh
    with translation.override("en"):
        assert in_words(code) == en


def test_every_reason_that_the_comparison_gives_has_words():
    given = {*CODES, *(f"-{name}" for name in DIFFERS), *" ".join(EXACT.values()).split()}
    with translation.override("zh-hans"):
        assert [code for code in given if in_words(code) == code] == []


def test_levels_become_a_reason():
    order = list(LEVELS)
    gammas = dict.fromkeys(order, -1) | {"name": len(LEVELS["name"]) - 2, "phone": 0}
    assert reason(tuple(gammas[name] for name in order)) == "name -phone"
