"""What the rule language says of mistakes is translated, all of it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

from rongcheng.core import yamlfile
from rongcheng.rulekit import rulefiles
from rongcheng.rulekit.language import INSTEAD
from rongcheng.rules.mistakes import in_words

NOT_OF_RULES = {"facts", "sql", "polars", "spark", "engine", "frames", "stated"}
"""Modules whose mistakes concern files that no draft writes."""
PASSED_ON = ("extends this pack itself", "already in this pack", "is no fact above",
             "{what}", "no_comparison")  # fmt: skip


def sentences() -> list[str]:
    """Each sentence that a mistake is told with, with a word in place of what it names."""
    found = []
    paths = [*Path(rulefiles.__file__).parent.glob("*.py"), Path(yamlfile.__file__)]
    for path in paths:
        if path.stem in NOT_OF_RULES:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("wrong", "Wrong", "NoValue") and node.args:
                    found.append(written(node.args[0]))
    plain = [each for each in found if each and each != "xyz: xyz"]  # one passes another on
    return [each for each in plain if not any(passed in each for passed in PASSED_ON)]


def written(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = []
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value))
        else:
            parts.append(named(ast.unparse(value.value)))
    return "".join(parts)


def named(source: str) -> str:
    """What could stand there: nothing for “did you mean”, a name for the rest."""
    if source.startswith(("nearest(", "_meant(")) or source in ("near", "where"):
        return ""
    if "INSTEAD" in source or source == "instead":
        return "a condition is an expression, not a query"
    if "no_comparison" in source:
        return "no_comparison"
    return "{what}" if source == "what" else "xyz"


def test_sentences_are_found_at_all():
    assert len(sentences()) > 50


@pytest.mark.parametrize("sentence", sentences())
def test_every_sentence_has_a_translation(sentence):
    with override("zh-hans"):
        said = in_words(sentence)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said), sentence


@pytest.mark.parametrize("instead", sorted(set(INSTEAD.values())))
def test_what_to_write_instead_too(instead):
    with override("zh-hans"):
        said = in_words(f"'a / b': {instead}")
    assert said.startswith("'a / b'：") and any("\u4e00" <= sign <= "\u9fff" for sign in said)


def test_types_and_suggestions_within():
    with override("zh-hans"):
        assert in_words("'a = 3': money and a number of months cannot be compared") == (
            "'a = 3'：金额 与 以 months 计的数 不能比较"
        )
        assert in_words("there is no fact 'agee'; did you mean age?") == (
            "没有名为 'agee' 的事实；您要写的是不是 age？"
        )
        assert in_words("unknown key 'titel'; did you mean title?") == (
            "不认识的 key：'titel'；您要写的是不是 title？"
        )
        assert in_words("unknown unit 'x'; known are day, yuan") == (
            "不认识的 unit：'x'；可用的有 day, yuan"
        )
    with override("en"):
        assert in_words("there is no fact 'x'") == "there is no fact 'x'"
