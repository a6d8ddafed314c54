"""The shipped model: on messages written apart from those it learned, and by rules."""

import csv
from pathlib import Path

import pytest

from rongcheng.appeals.recognition import Correction, Recogniser, evaluate, read_table, shipped
from rongcheng.appeals.recognition.shipped import EXAMPLES, recogniser
from rongcheng.appeals.recognition.urgency import LEVELS, hits, load_rules
from rongcheng.core.yamlfile import PackError

UNSEEN = Path(__file__).parent / "unseen.csv"
KINDS = {
    "labour_protection", "safety_health", "urban_settlement", "skills_training",
    "children_education", "medical_health", "housing_security", "political_rights",
    "cultural_life", "community_integration", "association_services", "left_behind_care",
    "land_three_rights", "other",
}  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_examples_are_whole_varied_and_apart_from_the_unseen_ones():
    examples = rows(EXAMPLES / "examples.csv")
    texts = [row["text"] for row in examples]
    assert len(texts) == len(set(texts))
    assert not set(texts) & {row["text"] for row in rows(UNSEEN)}
    for kind in KINDS:
        assert sum(row["category"] == kind for row in examples) >= 60, kind
    assert {row["category"] for row in examples} == KINDS
    assert {row["urgency"] for row in examples} == set(LEVELS)
    assert {row["arrears"] for row in examples} == {"yes", "no"}


def test_matters_written_in_another_style_are_recognised(national: Recogniser):
    table = read_table(UNSEEN, ["text"], "category")
    assert len(table.labels) >= 140
    figures = evaluate(national.category, table.messages, table.labels)
    assert figures["accuracy"] >= 0.9
    assert figures["accuracy_at_threshold"] >= 0.95
    assert figures["coverage"] >= 0.4


def test_owed_wages_are_told_from_other_money(national: Recogniser):
    said = [row["arrears"] == "yes" for row in rows(UNSEEN)]
    readings = national.read_many([row["text"] for row in rows(UNSEEN)])
    found = [reading.arrears.owed for reading in readings]
    assert sum(a == b for a, b in zip(found, said, strict=True)) / len(said) >= 0.95
    assert national.read("土地流转费三年没给").arrears.owed is False
    assert national.read("干了三个月工资一分没给").arrears.owed is True


def test_a_reading_tells_all_at_once(national: Recogniser):
    text = "我们十几个工友在工地干完活，工资拖了四个多月，包工头跑了，一共欠一万二"
    reading = national.read(text)
    assert reading.category.label == "labour_protection"
    assert reading.category.top3[0] == ("labour_protection", reading.category.confidence)
    assert {text[w.start : w.end] for w in reading.words} & {"工资", "包工头", "拖"}
    assert (reading.urgency.level, reading.urgency.by) == ("urgent", "rule")
    assert reading.arrears.owed
    assert reading.found.months_owed == 4
    assert reading.found.most_people == 15
    again = national.read_many(["别的事", text])[1]
    assert (again.found, again.urgency.hits) == (reading.found, reading.urgency.hits)
    assert again.category.confidence == pytest.approx(reading.category.confidence, abs=1e-4)


def test_traditional_characters_are_read_alike(national: Recogniser):
    one = national.read("工地塌方了，有两个工友压在下面，在固阳县银号镇")
    other = national.read("工地塌方了，有兩個工友壓在下面，在固陽縣銀號鎮")
    assert other.category == one.category
    assert [hit.rule.id for hit in other.urgency.hits] == [hit.rule.id for hit in one.urgency.hits]
    assert (other.urgency.level, other.urgency.by) == ("critical", "rule")


@pytest.mark.parametrize(
    ("text", "level", "rule"),
    [
        ("儿子留了遗书，我打电话他不接", "critical", "self_harm"),
        ("再不给钱我们就上塔吊", "critical", "self_harm"),
        ("老板叫人把我们围殴了", "critical", "violence"),
        ("九岁的弟弟独自在家两天", "critical", "minor_in_danger"),
        ("仓库起火了快来", "critical", "fire_explosion"),
        ("有人从脚手架上摔下来了", "critical", "accident"),
        ("医院说不交钱就停止治疗", "critical", "treatment_stopped"),
        ("宿舍十多人发高烧", "critical", "infectious"),
        ("五十多个人把项目部围了", "critical", "large_group"),
        ("挖机正在拆我家老房", "critical", "eviction_now"),
        ("厂长跑路了", "urgent", "boss_fled"),
        ("房东叫我们两天之内搬走", "urgent", "eviction_soon"),
        ("明天报名截止", "urgent", "school_deadline"),
    ],
)
def test_grave_words_count_whatever_the_classifier_thinks(national, text, level, rule):
    urgency = national.read(text).urgency
    assert (urgency.level, urgency.by) == (level, "rule")
    assert rule in {hit.rule.id for hit in urgency.hits}
    for hit in urgency.hits:
        assert text[hit.start : hit.end] == hit.text
    without = Recogniser(national.category, None, None, national.rules)
    assert without.read(text).urgency.level == level


@pytest.mark.parametrize(
    "text",
    ["宿舍电线太乱怕着火", "我打了12345没人接", "孩子找不到学位", "农民工群体能不能办卡",
     "买房遇到跳楼价", "想学瓦斯检测证", "累得想死想换个工作", "公租房还在轮候"],
)  # fmt: skip
def test_words_that_only_look_grave_are_not_critical(national, text):
    assert national.read(text).urgency.level != "critical"


def test_critical_comes_from_rules_alone(national: Recogniser):
    texts = [row["text"] for row in rows(UNSEEN)]
    for reading in national.read_many(texts):
        if reading.urgency.level == "critical":
            assert reading.urgency.by == "rule"
            assert reading.urgency.call


def test_positions_hold_in_full_width_text_with_blanks():
    rules = load_rules(EXAMPLES / "urgency.yaml")
    text = "救命　啊，仓 库 着 火 了！！"
    (hit,) = hits(text, rules)
    assert text[hit.start : hit.end] == "着 火"


def test_a_wrong_rule_is_told_by_file_and_line(tmp_path):
    folder = tmp_path / "packs" / "somewhere" / "appeals"
    folder.mkdir(parents=True)
    path = folder / "urgency.yaml"
    path.write_text("- {id: a, level: huge, reason: r, words: [w], source: s}\n")
    with pytest.raises(PackError, match=r"urgency.yaml, line 1: unknown level 'huge'"):
        load_rules(path)


def test_corrections_of_the_offices_are_learned(tmp_path, national: Recogniser):
    text = "咨询一下蓝莓大棚的滴灌怎么装"
    assert national.category.classify(text).confidence < 0.9
    said = [Correction(f"{text}{n}", category="cultural_life", urgency="raised", arrears=False)
            for n in range(6)]  # fmt: skip
    learned = shipped(tmp_path, said)
    assert learned.category.classify(text).label == "cultural_life"
    assert learned.category.card["corrections"] == 6
    made = (tmp_path / "national" / "category" / "arrays.npz").stat().st_mtime_ns
    assert shipped(tmp_path, said).category.card == learned.category.card
    assert (tmp_path / "national" / "category" / "arrays.npz").stat().st_mtime_ns == made
    assert recogniser(tmp_path / "national").urgency is not None
