"""What is not of the language is refused in words that tell what to write instead."""

from __future__ import annotations

import pytest

from rongcheng.rulekit.facts import load_facts
from rongcheng.rulekit.language import parse
from rongcheng.rulekit.types import Wrong
from rongcheng.rulekit.writing import in_words

from .expressions import FACTS
from .packs import PACKS

REFUSED = [
    ("wages > yuan(3)", "did you mean wage"),
    ("age > worked", "years and a number of months"),
    ("wage > 3000", "yuan(300)"),
    ("wage > yuan(1.234)", "plain number"),
    ("status = 'poor'", "one of none, alleviated, monitored"),
    ("status > 'none'", "has no order"),
    ("age = NULL", "nothing compares with NULL"),
    ("away IS NULL", "stays unknown by itself"),
    ("coalesce(age, 1) > 1", "no function 'coalesce'"),
    ("age / 2 > 1", "share(money, percent)"),
    ("age % 2 = 1", "no remainders"),
    ("trade LIKE 'a%'", "starts_with"),
    ("age > 1 away", "is an AND or OR missing?"),
    ("away; insured", "exactly one expression"),
    ("away -- and so on", "comments"),
    ("p.age > 1", "table is not understood"),
    ("age > 1.5", "not a whole number"),
    ("CASE WHEN away THEN true END", "needs an ELSE"),
    ("CASE age WHEN 1 THEN true ELSE false END", "this is not understood"),
    ("since > '2023-01-01'", "DATE '2026-10-01'"),
    ("since > DATE '2023-02-30'", "not a day"),
    ("since - until > 3", "days_between"),
    ("add_months(since, age) > as_of", "the same for all"),
    ("within(home, 1502)", "12-digit"),
    ("home = 15", "12-digit"),
    ("wage * saved > yuan(1)", "means nothing"),
    ("age IN (1, worked)", "plain values"),
    ("age IN (SELECT 1)", "query is not understood"),
    ("sum(age) OVER () > 1", "WINDOW"),
    ("age > any(worked)", "ANY"),
    ("age BETWEEN SYMMETRIC 1 AND 2", "symmetric"),
    ("age IS DISTINCT FROM 3", "not part of the language"),
    ("CAST(age AS DATE) > since", "no function 'cast'"),
    ("age::DATE > since", "only dates"),
    ("\"abc\" = trade", "single quotes"),
    ("not age", "joins yes-or-no"),
    ("away +", "cannot be read"),
    ("", "exactly one expression"),
    ("not " * 60 + "away", "nested too deeply"),
    ("away and " * 300 + "away", "characters"),
    ("(" * 900 + "away" + ")" * 900, "nested too deeply"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_refused(text, words):
    with pytest.raises(Wrong) as told:
        parse(text, FACTS, {})
    assert words in str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        "age >= 16 AND wage > yuan(3000.50)",
        "status IN ('none', 'monitored') OR NOT away",
        "within(home, 150200000000) AND add_months(since, 6) <= as_of",
        "least(wage, yuan(1)) < share(saved, 2, 3)",
        "age BETWEEN 16 AND 60",
        "(age + 3) * 2 > older",
    ],
)
def test_read(text):
    assert parse(text, FACTS, {}).type.kind == "bool"


def test_yes_or_no_is_told_as_such():
    person = load_facts(PACKS, ["national"])["person"]
    for text, words in (
        ("NOT disabled", "“是否残疾”为否"),
        ("disabled AND age >= 16", "“是否残疾”为是 且 “年龄” ≥ 16岁"),
        ("disabled = FALSE", "“是否残疾” 是 否"),
    ):
        assert in_words(parse(text, person.types, {}), person.facts, {}) == words
