"""A jurisdiction's own files, and every mistake in them told with file, line and what to do."""

import shutil
from pathlib import Path

import pytest

from rongcheng.appeals.pack import Span, forget, rules_for
from rongcheng.core.yamlfile import PackError

SHIPPED = Path(__file__).parents[3] / "packs"
DALI, YUNNAN, HUNAN = 532_900_000_000, 530_000_000_000, 430_000_000_000
FACT = "origin: default\nsource: test\n"


@pytest.fixture
def write(tmp_path, settings):
    """Write a file of the pack of Dali, which extends that of Yunnan."""
    shutil.copytree(SHIPPED / "national", tmp_path / "national")
    for name, place, base in (("yunnan", YUNNAN, "national"), ("dali", DALI, "yunnan")):
        (tmp_path / name / "appeals").mkdir(parents=True)
        (tmp_path / name / "pack.yaml").write_text(
            f"name: {{zh: {name}, en: {name}}}\nplace: {place}\nextends: {base}\n", "utf-8"
        )
    settings.PACKS_DIR = tmp_path
    forget()

    def one(file, text, pack="dali"):
        (tmp_path / pack / "appeals" / f"{file}.yaml").write_text(FACT + text, "utf-8")
        forget()

    yield one
    forget()


def test_the_narrowest_pack_that_contains_the_place_holds(write):
    write("clocks", "waiting: {longest: 7 workdays}\n", pack="yunnan")
    write("clocks", "waiting: {longest: 5 workdays}\n")
    assert rules_for(DALI + 32 * 10**6).waiting_limit == Span(5, "workdays")
    assert rules_for(YUNNAN + 10**8).waiting_limit == Span(7, "workdays")
    assert rules_for(HUNAN).waiting_limit == Span(10, "workdays")


def test_what_a_pack_does_not_say_comes_from_the_wider_ones(write):
    limits = "{first_contact: 1 hours, close: 2 workdays, extension: none, return: 1 workdays}"
    write("clocks", f"limits: {{help: {limits}}}\n", pack="yunnan")
    rules = rules_for(DALI)
    assert rules.limit("normal", "help").close == Span(2, "workdays")
    assert rules.limit("normal", "complaint").close == Span(7, "workdays")
    assert len(rules.top()) == 13


def test_local_lines_of_the_duty_list_go_first_but_words_before_all(write):
    write("duties", "duties: [{category: cultural_life, lead: education}]\n")
    rules = rules_for(DALI)
    assert rules.duty("cultural_life", "county", "放电影").lead == "education"
    assert rules.duty("cultural_life", "county", "球场").lead == "culture_tourism"
    write("duties", "duties: [{category: cultural_life, words: [球场], lead: education}]\n")
    assert rules_for(DALI).duty("cultural_life", "county", "球场").lead == "education"
    assert rules_for(HUNAN).duty("cultural_life", "county", "球场").lead == "culture_tourism"


def test_a_narrower_category_is_stricter_and_takes_over_the_rest(write):
    write("categories",
          "categories:\n"
          "  - {id: bullying, parent: children_education, zh: 校园欺凌, en: Bullying,\n"
          "     sensitive: true}\n")  # fmt: skip
    rules = rules_for(DALI)
    child, parent = rules.category("bullying"), rules.category("children_education")
    assert (child.sensitive, parent.sensitive) == (True, False)
    assert (child.place, child.answers) == (parent.place, parent.answers)
    assert set(parent.sensitive_words) <= set(child.sensitive_words)
    assert rules.duty("bullying", "county", "").lead == "education"
    assert len(rules.top()) == 13
    assert "bullying" not in rules_for(HUNAN).categories


def test_a_local_reply_goes_before_the_national_ones(write):
    write("replies",
          "replies:\n  - {id: own, category: cultural_life, zh: 甲, en: A, text: '{name}',"
          " points: [done]}\n")  # fmt: skip
    assert [each.id for each in rules_for(DALI).replies["cultural_life"]] == ["own", "culture"]


CHILD = "categories:\n  - id: care2\n    parent: left_behind_care\n    zh: 甲\n    en: A\n    "


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("categories", CHILD + "sensitive: false\n", "line 8: left_behind_care is sensitive"),
        ("categories", CHILD + "place: work\n", "line 8: the place of left_behind_care is home"),
        ("categories", "categories: [{id: land_three_rights, place: work}]", "three_rights is"),
        ("categories", "categories: [{id: left_behind_care, sensitive: false}]", "never looser"),
        ("categories", "categories: [{id: new, zh: 甲, en: A}]", "definition and place and sens"),
        ("categories", "categories: [{id: a, parent: b, zh: 甲, en: A}]", "unknown category 'b'"),
        ("categories", "kategorien: []", "line 3: unknown key 'kategorien'; did you mean categ"),
        ("categories", "elsewhere: {a: {words: [b]}}", "call and message and take must be given"),
        ("duties", "duties:\n  - {category: weather, lead: hrss}", "line 4: unknown category 'we"),
        ("duties", "duties:\n  - {category: cultural_life, lead: circus}", "kind of office 'circ"),
        ("duties", "duties: [{category: cultural_life, lead: tax, helpers: [tax]}]", "cannot help"),
        ("duties", "duties: [{category: cultural_life, lead: tax, levels: [moon]}]", "level 'moon"),
        ("duties", "duties: [{category: cultural_life, lead: tax, origin: us}]", "unknown origin"),
        ("clocks", "waiting: {longest: 10 Tage}", "such as 5 workdays"),
        ("clocks", "waiting: {longest: 0 workdays}", "no length of time"),
        ("clocks", "limits:\n  help: {close: 5 workdays}", "line 4: extension and first_contact"),
        ("clocks", "office_hours: {opens: '9 Uhr', closes: '17:00'}", "is not a time"),
        ("clocks", "office_hours: {opens: '18:00', closes: '17:00'}", "cannot close at"),
        ("clocks", "amber: {share: 120, left: 1 workdays}", "120 is not a number from 1 to 99"),
        ("replies", "replies: [{id: a, category: cultural_life, zh: a, en: a, text: '{boss}',"
                    " points: []}]", "unknown placeholder {boss}"),
        ("replies", "replies: [{id: a, category: cultural_life, zh: a, en: a, text: a,"
                    " points: [mood]}]", "unknown point 'mood'"),
        ("hotspots", "hotspots: {a: {zh: a, en: a, by: employer, people: 1, days: 3,"
                     " colour: red}}", "1 is not a number of at least 2"),
        ("outcomes", "outcomes: {a: {zh: a, en: a, solved: maybe, by: office}}", "answer 'maybe'"),
        ("callbacks", "callbacks: {share: 20, share: 30, at_least: 1, due: 1 days}", " above "),
        ("callbacks", "callbacks: [", "not YAML"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_file_and_line(write, file, text, told):
    write(file, text)
    with pytest.raises(PackError) as error:
        rules_for(DALI)
    assert told in str(error.value)
    assert f"packs/dali/appeals/{file}.yaml, line " in str(error.value)


def test_all_mistakes_of_a_file_are_told_at_once(write):
    write("outcomes", "outcomes:\n  a: {zh: a, en: a, solved: maybe, by: office}\n"
                      "  b: {zh: b, en: b, solved: perhaps, by: office}\n")  # fmt: skip
    with pytest.raises(PackError) as error:
        rules_for(DALI)
    assert [line.partition(", ")[2][:7] for line in error.value.mistakes] == ["line 4:", "line 5:"]
    assert "'maybe'" in str(error.value) and "'perhaps'" in str(error.value)


def test_files_that_cannot_be_read_are_told_together(write):
    write("callbacks", "callbacks: [")
    write("outcomes", "outcome: {}")
    with pytest.raises(PackError) as error:
        rules_for(DALI)
    assert {line.partition(",")[0] for line in error.value.mistakes} == {
        "packs/dali/appeals/callbacks.yaml", "packs/dali/appeals/outcomes.yaml",
    }  # fmt: skip


def test_source_and_origin_must_stand_somewhere(write, settings):
    path = settings.PACKS_DIR / "dali" / "appeals" / "duties.yaml"
    path.write_text("duties: [{category: cultural_life, lead: tax}]\n", "utf-8")
    forget()
    with pytest.raises(PackError, match="origin must be given here, or at the top of the file"):
        rules_for(DALI)
