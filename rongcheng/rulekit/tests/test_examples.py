"""Examples have a name for every reader of the packs that come along."""

from __future__ import annotations

import re

import pytest

from rongcheng.rulekit.rulefiles import PackErrors, load_rules

from .packs import PACKS
from .test_rules import RULE, names, pack

TWO = RULE.replace("name: yes", "name: {zh: 满了, en: enough}")


@pytest.mark.parametrize("name", names())
def test_no_example_of_a_pack_lacks_its_chinese_name(name):
    for rule in load_rules(PACKS, name).rules.values():
        for example in rule.examples:
            assert re.search("[\u4e00-\u9fff]", example.names["zh"]), (rule.id, example.name)
            assert re.search("[a-z]", example.names["en"]), (rule.id, example.name)


@pytest.mark.parametrize("like", ["满了", "enough"])
def test_like_takes_either_name(tmp_path, like):
    text = TWO.replace("{name: no, given", f"{{name: no, like: {like}, given")
    found = load_rules(pack(tmp_path, text), "x").rules["A-1"].examples
    assert [each.names["zh"] for each in found] == ["满了", "no"]


def test_a_failing_example_is_told_by_its_chinese_name(tmp_path):
    with pytest.raises(PackErrors, match="A-1, '满了': amount should be 900"):
        load_rules(pack(tmp_path, TWO.replace("amount: 100 yuan", "amount: 9 yuan")), "x")
