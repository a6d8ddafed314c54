"""Rules of a pack: read, tested by their examples, and every mistake told with its line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from rongcheng.rulekit.rulefiles import PackErrors, load_rules
from rongcheng.rulekit.rules import NoValue

from .packs import PACKS, write

RULE = """\
notice: T1
origin: seed
subject: person
valid: {from: 2023-01-01, to: 2023-12-31}
rules:
  A-1:
    title: {zh: 甲, en: a}
    clause: "1"
    parameters:
      least:
        unit: months
        values: [{from: 2023-01-01, value: 3, origin: default, source: us}]
    conditions:
      - {id: months, text: {zh: 满, en: enough}, when: months_worked_year >= least}
    outcome: {kind: cash, frequency: once, amount: yuan(100), text: {zh: 钱, en: money}}
    excludes: []
    examples:
      - {name: yes, given: {months_worked_year: 3}, outcome: eligible, amount: 100 yuan}
      - {name: no, given: {months_worked_year: 2}, outcome: not, fails: [months]}
"""


NOTICE = """\
name: T1
issuer: 某县人民政府
clauses:
  "1": {zh: 给钱, en: money is given}
"""


def pack(folder: Path, text: str = RULE, **more: str) -> Path:
    for name in ("person.yaml", "person.sql"):
        source = PACKS / "national/facts" / name
        write(folder / "x/facts" / name, source.read_text("utf-8"))
    write(folder / "x/pack.yaml", "name: {zh: 某, en: some}\n")
    write(folder / "x/notices/t.yaml", NOTICE)
    write(folder / "x/benefits/a.yaml", text)
    for name, content in more.items():
        write(folder / f"{name}/pack.yaml", "name: {zh: 里, en: inner}\nextends: x\n")
        write(folder / f"{name}/benefits/a.yaml", content)
    return folder


def names() -> list[str]:
    found = sorted(path.parent.name for path in PACKS.glob("*/pack.yaml"))
    assert {"national", "toy", "baotou", "dali"} <= set(found)
    return found


@pytest.mark.parametrize("name", names())
def test_packs_have_no_mistake(name):
    assert load_rules(PACKS, name).name == name


def test_a_rule_is_read_whole(tmp_path):
    rule = load_rules(pack(tmp_path), "x").rules["A-1"]
    assert rule.facts() == ["months_worked_year"]
    assert (rule.pack, rule.clause, rule.conditions[0].clause) == ("x", "1", "1")
    assert rule.in_force(date(2023, 12, 31)) and not rule.in_force(date(2024, 1, 1))
    with pytest.raises(NoValue, match="least has no value on 2022-12-31"):
        rule.at(date(2022, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("months_worked_year >= least}", "months_workd_year >= least}", 14,
         "no fact 'months_workd_year'; did you mean months_worked_year"),
        (">= least", ">= wage", 14, "a number of months and money cannot"),
        (">= least", ">= least / 2", 14, "share"),
        (">= least", "IS NULL", 14, "stays unknown by itself"),
        ("yuan(100), text", "1 + 1, text", 15, "money is expected here"),
        ("    clause: \"1\"\n", "", 7, "clause must be given"),
        ("clause: \"1\"", "clause: \"2\"", 7, "has no clause '2'; it has 1"),
        ("notice: T1", "notice: T2", 7, "there is no notice 'T2'"),
        ("when: months", "clause: 某办法, when: months", 7, "neither a clause of the notice nor"),
        ("to: 2023-12-31", "to: 2022-12-31", 4, "before it begins"),
        ("value: 3,", "value: three,", 12, "not a whole number"),
        ("2023-01-01, value: 3,", "2023-06-01, value: 3,", 7, "no value on 2023-01-01"),
        ("source: us}]", "source: us}, {from: 2023-05-01, value: 4, origin: seed, source: t}]", 12,
         "still holds on 2023-05-01"),
        ("excludes: []", "excludes: [A-2]", 7, "'A-2', which is no rule"),
        ("{months_worked_year: 3}", "{months_worked_year: 2}", 18, "the rule says not"),
        ("amount: 100 yuan", "amount: 99 yuan", 18, "amount should be 9900"),
        ("amount: 100 yuan", "amount: 100", 18, "write it as 300 yuan"),
        ("outcome: not, fails: [months]", "outcome: not", 18, "near miss"),
        ("fails: [months]", "fails: [month]", 19, "unknown condition 'month'"),
        ("{months_worked_year: 2}", "{wage: 2 yuan}", 19, "does not ask for wage"),
        ("origin: seed\n", "origin: hearsay\n", 2, "unknown origin"),
        ("excludes: []", "exclude: []", 16, "unknown key 'exclude'"),
        ("valid: {", "place: 150200000000\nvalid: {", 8, "where must be given"),
        ("      least:\n", "      wage:\n", 10, "wage is a fact already"),
        ("unit: months", "unit: moons", 11, "unknown unit"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_and_line(tmp_path, old, new, line, words):
    assert old in RULE
    with pytest.raises(PackErrors) as told:
        load_rules(pack(tmp_path, RULE.replace(old, new, 1)), "x")
    assert told.value.mistakes[0].startswith(f"packs/x/benefits/a.yaml, line {line}: ")
    assert re.search(re.escape(words), str(told.value)), str(told.value)


def told_of(root: Path, name: str = "x") -> list[str]:
    with pytest.raises(PackErrors) as told:
        load_rules(root, name)
    return [line.removeprefix("packs/x/") for line in told.value.mistakes]


def test_all_mistakes_are_told_at_once(tmp_path):
    twice = RULE + RULE.split("rules:\n")[1].replace("A-1", "A-2").replace("least}", "lest}")
    found = told_of(pack(tmp_path, twice.replace("amount: 100 yuan", "amount: 9 yuan", 1)))
    assert [line.partition(":")[0] for line in found] == [
        "benefits/a.yaml, line 18", "benefits/a.yaml, line 28",
    ]  # fmt: skip


ALL_WRONG = """\
notice: T1
origin: hearsay
subject: person
valid: {from: 2023-01-01, to: 2022-12-31}
rules:
  A 1:
    title: {zh: 甲}
    clause: "9"
    colour: red
    parameters:
      least:
        unit: months
        values: [{from: 2023-01-01, value: three, origin: us, source: ""}]
      most: {unit: moons, values: []}
    conditions:
      - {id: months, text: {zh: 满, en: enough}, when: months_workd >= least AND agee > most}
      - {id: months, text: 满, when: least > 2, clause: 某办法}
    outcome: {kind: gift, frequency: often, amount: wages + 1, text: {zh: 钱, en: money}}
    excludes: [B-1]
    examples:
      - {name: yes, given: {months_workd: 3, age: old}, outcome: perhaps, amount: 100 yuan}
      - {name: no, like: yes, given: {months_worked_year: 2}, outcome: not, fails: [month]}
      - {name: other, like: nobody, outcome: not, fails: [months]}
"""


def test_all_mistakes_of_a_rule_are_told_at_once_and_none_that_only_follows(tmp_path):
    found = told_of(pack(tmp_path, ALL_WRONG))
    expected = [
        (2, "unknown origin 'hearsay'"), (4, "before it begins"), (6, "is not an id for a rule"),
        (7, "A 1: T1 has no clause '9'"), (7, "'B-1', which is no rule"),
        (7, "condition months: '某办法' is neither"), (7, "en must be given here"),
        (9, "unknown key 'colour'"), (13, "'three' is not a whole number"),
        (13, "unknown origin 'us'"), (13, "a text is expected"), (14, "unknown unit 'moons'"),
        (16, "two conditions have the id"), (16, "no fact 'agee'; did you mean age"),
        (16, "no fact 'months_workd'; did you mean"), (17, "asks for no fact"),
        (17, "a text in both languages"), (18, "unknown kind of outcome 'gift'"),
        (18, "unknown frequency 'often'"), (18, "no fact 'wages'"), (21, "'old' is not a whole"),
        (21, "no fact 'months_workd'; did you mean"), (21, "unknown outcome 'perhaps'"),
        (22, "unknown condition 'month'"), (23, "no example above is named 'nobody'"),
    ]  # fmt: skip
    for line, words in expected:
        at = [one for one in found if f"line {line}: " in one and words in one]
        assert len(at) == 1, (line, words, found)
    assert len(found) == len(expected), found


def test_signs_of_a_chinese_keyboard_hide_no_other_mistake(tmp_path):
    wrong = "agee ≥ 16 且 months_worked_year ≥ least"
    found = told_of(pack(tmp_path, RULE.replace("months_worked_year >= least", wrong)))
    assert [line.partition("': ")[2] or line.partition(": ")[2] for line in found] == [
        "≥ is not understood; write >=", "且 is not understood; write AND",
        "there is no fact 'agee'; did you mean age, wage?",
    ]  # fmt: skip
    found = told_of(pack(tmp_path, RULE.replace("months_worked_year >= least", "≥ 3")))
    assert len(found) == 1 and "write >=" in found[0]  # more cannot be seen yet


def test_mistakes_of_facts_notices_and_rules_are_told_together(tmp_path):
    root = pack(tmp_path, RULE.replace("origin: seed", "origin: hearsay"))
    write(root / "x/facts/household.yaml", "key: h\nfacts:\n  Old: {type: bool, zh: 老}\n")
    write(root / "x/notices/t.yaml", NOTICE.replace("en: money", "eng: money") + "colour: red\n")
    write(root / "x/benefits/b.yaml", "rules：\n  B-1: 3\nnotice：T1\n")
    found = told_of(root)
    for place in (
        "facts/household.yaml, line 3: 'Old' is not a name", "household.sql must stand beside",
        "facts/household.yaml, line 3: en and from must be given",
        "notices/t.yaml, line 4: unknown key 'eng'", "notices/t.yaml, line 5: unknown key 'colour'",
        "benefits/a.yaml, line 2: unknown origin", "benefits/b.yaml, line 1: “：” stands after",
        "benefits/b.yaml, line 3: “：” stands after",
    ):  # fmt: skip
        assert any(place in line for line in found), (place, found)
    assert not any("no fact" in line or "no notice" in line for line in found), found


def test_a_version_is_of_all_that_is_written_also_at_the_top(tmp_path):
    later = RULE.replace("to: 2023-12-31", "to: 2024-12-31")
    one, two = (load_rules(pack(tmp_path, text), "x").rules["A-1"] for text in (RULE, later))
    assert one.version != two.version


def test_a_narrower_pack_sets_a_value_and_leaves_the_rest(tmp_path):
    inner = """\
values:
  A-1.least:
    - {from: 2023-07-01, to: 2023-09-30, value: 1, origin: provincial, source: county}
"""
    root = pack(tmp_path, inner=inner)
    rule, wide = (load_rules(root, name).rules["A-1"] for name in ("inner", "x"))
    values = [rule.parameters["least"].at(date(2023, m, 1)).value for m in (6, 7, 10)]
    assert values == [3, 1, 3]
    assert rule.version != wide.version
    with pytest.raises(PackErrors, match="has no parameter 'lest'; did you mean least"):
        load_rules(pack(tmp_path, inner=inner.replace("least", "lest")), "inner")


def test_a_pack_that_is_not_there(tmp_path):
    with pytest.raises(PackErrors, match="no pack 'y'"):
        load_rules(pack(tmp_path), "y")


NAMING = RULE.replace("{zh: 满, en: enough}", '{zh: "满{least}", en: "{least} of work"}').replace(
    "{zh: 钱, en: money}", '{zh: "满{least}的钱", en: money}'
)


def test_texts_say_the_value_of_the_day(tmp_path):
    later = "{from: 2023-07-01, value: 5, origin: default, source: us}"
    dated = NAMING.replace("source: us}]", f"source: us, to: 2023-06-30}}, {later}]")
    rule = load_rules(pack(tmp_path, dated), "x").rules["A-1"]
    assert rule.conditions[0].text["zh"] == "满{least}"
    june, july = (rule.worded(date(2023, month, 1)) for month in (6, 7))
    assert [one.conditions[0].text["zh"] for one in (june, july)] == ["满3个月", "满5个月"]
    assert july.conditions[0].text["en"] == "5 months of work"
    assert july.outcome.text["zh"] == "满5个月的钱"
    assert july.conditions[0].when == rule.conditions[0].when  # still open
    assert rule.at(date(2023, 7, 1)).conditions[0].text == july.conditions[0].text
    assert rule.worded(date(2022, 1, 1)).conditions[0].text["zh"] == "满3个月"  # the nearest


def test_a_text_that_names_an_unknown_parameter_is_refused(tmp_path):
    wrong = NAMING.replace('"满{least}"', '"满{leats}"').replace('"满{least}的钱"', '"{}的钱"')
    with pytest.raises(PackErrors) as told:
        load_rules(pack(tmp_path, wrong), "x")
    assert re.search(r"line 14: the text names \{leats\}, .*did you mean least\?", str(told.value))
    assert re.search(r"line 15: the text names \{\}, which is no parameter", str(told.value))
