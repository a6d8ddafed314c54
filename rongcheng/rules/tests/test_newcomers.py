"""The mistakes of whoever writes a first pack file: told with file, line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.utils.translation import override

from rongcheng.rulekit.tests.packs import PACKS
from rongcheng.rules.mistakes import in_place
from rongcheng.rules.packs import mistakes

CLAUSE = '    clause: "3"\n    parameters:'
RULE = "    title: {zh: 外出务工交通补助, en: travel allowance for work away from home}\n"
CASES = {
    "wrong indent": (CLAUSE, CLAUSE.replace("    clause", "   clause"), 12, "same number of"),
    "tab": (CLAUSE, CLAUSE.replace("    clause", "\tclause"), 12, "begins with a tab"),
    "wide colon": (CLAUSE, CLAUSE.replace("clause: ", "clause： "), 12, "write “: ”"),
    "wide comma": ("01-01, value: 3", "01-01，value: 3", 18, "before value; write “, ”"),
    "colon in a text": (RULE, "    title: 外出: 补助: 交通\n", 11, "put a text that holds one in"),
    "comma in braces": (
        "      - {zh: 工资流水或务工证明, en: wage statement or certificate of work}",
        "      - {zh: 证明, en: statement ('a', 'b')}", 39, "stands in double quotes"),
    "unknown fact": ("transfer_range <>", "transfer_rang <>", 25, "did you mean transfer_range?"),
    "fact in Chinese": ("when: months_in_row", "when: 连续务工月数", 28, "mean months_in_row"),
    "fact of an example": ("months_in_row: 2}", "months_in_raw: 2}", 48, "mean months_in_row"),
    "wrong type": (">= least_months", ">= 'three'", 28, "a number of months and a text"),
    "value of wrong type": ("value: 3,", "value: three,", 18, "'three' is not a whole number"),
    "Chinese sign": ("row >= least", "row ≥ least", 28, "≥ is not understood; write >="),
    "Chinese and": ("<> 'within_county'", "<> 'overseas' 且 age > 16", 25, "write AND"),
    "days out of order": ("to: 2025-12-31", "to: 2022-12-31", 7, "before it begins on 2023-01-01"),
    "no day": ("from: 2023-01-01, to", "from: 2023/1/1, to", 7, "write it as 2026-10-01"),
    "no clause": ('    clause: "3"\n', "", 11, "clause must be given here"),
    "clause not there": ('clause: "3"\n', 'clause: "33"\n', 11, "it has 3, 3（二）"),
    "one language": (RULE, "    title: 交通补助\n", 11, "in both languages is expected here"),
    "misspelt key": ('    clause: "3"\n', '    claus: "3"\n', 12, "did you mean clause"),
    "duplicate rule": ("  TOY-2:", "  TOY-1:", 55, "stands above already, on line 10"),
    "amount without unit": ("amount: 800 yuan", "amount: 800", 47, "write it as 300 yuan"),
    "money without yuan": ("THEN yuan(800)", "THEN 800", 34, "write yuan(300)"),
    "example is wrong": ("months_in_row: 3}", "months_in_row: 1}", 42, "the rule says not"),
}  # fmt: skip


@pytest.fixture
def toy(tmp_path) -> Path:
    for name in ("national", "toy"):
        shutil.copytree(PACKS / name, tmp_path / "packs" / name)
    return tmp_path / "packs/toy"


def told(toy: Path) -> list[str]:
    return mistakes(str(toy))


def assert_chinese(line: str) -> None:
    with override("zh-hans"):
        said = in_place(line)
    assert said != line and "第" in said, said


@pytest.mark.parametrize("name", CASES)
def test_each_is_told_at_its_line_with_what_to_do(toy, name):
    old, new, line, words = CASES[name]
    file = toy / "benefits/work.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    found = told(toy)
    assert found[0].startswith(f"packs/toy/benefits/work.yaml, line {line}: "), found
    assert words in found[0]
    assert_chinese(found[0])
    assert not any("which is no rule" in each for each in found)  # a broken one is told once


def test_examples_that_are_missing(toy):
    file = toy / "benefits/work.yaml"
    text = file.read_text("utf-8")
    before, _examples, rest = text.partition("    examples:\n")
    after = rest[rest.index("\n  TOY-2:") :]
    file.write_text(before + after, "utf-8")
    assert told(toy) == ["packs/toy/benefits/work.yaml, line 11: examples must be given here"]
    file.write_text(f"{before}    examples: []\n{after}", "utf-8")
    assert "no example of TOY-1 is eligible; give one" in told(toy)[0]


@pytest.mark.parametrize(
    ("coding", "line", "words"),
    [("gbk", 2, "may be GBK or ANSI; save it as UTF-8"), ("utf-16", 1, "save it as UTF-8")],
)
def test_a_file_that_windows_saved(toy, coding, line, words):
    file = toy / "benefits/work.yaml"
    text = file.read_text("utf-8").split("\n", 1)[1]
    file.write_bytes(f"# a county\n{text}".encode(coding))
    (found,) = told(toy)
    assert found.startswith(f"packs/toy/benefits/work.yaml, line {line}: ") and words in found
    assert_chinese(found)
    file.write_bytes(text.encode("utf-8-sig"))
    assert told(toy) == []


def test_the_same_rule_in_another_file(toy):
    file = toy / "benefits/places.yaml"
    file.write_text(file.read_text("utf-8").replace("  TOY-4:", "  TOY-1:"), "utf-8")
    (found,) = told(toy)
    assert "there is a rule TOY-1 in this pack already (packs/toy/benefits/places.yaml" in found
    assert_chinese(found)


def test_a_pack_that_is_not_there(toy):
    file = toy / "pack.yaml"
    file.write_text(file.read_text("utf-8").replace("extends: national", "extends: nation"))
    (found,) = told(toy)
    assert found.startswith("packs/toy/pack.yaml, line ") and "there are national, toy" in found
    assert_chinese(found)
