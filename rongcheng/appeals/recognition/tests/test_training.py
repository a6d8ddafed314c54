"""A classifier of any labels: learned, measured, kept, explained."""

import json

import numpy as np
import pytest

from rongcheng.appeals.recognition import (
    ModelProblem,
    Settings,
    TooFew,
    evaluate,
    load,
    model_folder,
    save,
    train,
)
from rongcheng.appeals.recognition.calibration import calibration, threshold_of
from rongcheng.appeals.recognition.classifier import NEVER, chances_of
from rongcheng.appeals.recognition.duplicates import groups_of

from .conftest import toy

QUICK = Settings(least=1, precision=0.9)


@pytest.fixture(scope="module")
def model():
    return train(*toy(), settings=QUICK)


def test_it_recognises_messages_it_has_not_seen(model):
    messages, labels = toy(30, seed=7)
    figures = evaluate(model, messages, labels)
    assert figures["accuracy"] > 0.9
    assert figures["rows"] == 30
    assert sum(of["support"] for of in figures["per_class"].values()) == 30
    assert figures["messages_per_second"] > 0


def test_wrong_answers_count_and_unknown_labels_are_named(model):
    messages, labels = toy(30, seed=7)
    turned = ["公交" if label == "路灯" else "路灯" for label in labels]
    assert evaluate(model, messages, turned)["accuracy"] < 0.2
    figures = evaluate(model, messages[:3], ["没见过"] * 3)
    assert figures["accuracy"] == 0
    assert figures["unknown_labels"] == ["没见过"]
    with pytest.raises(ValueError, match="no messages"):
        evaluate(model, [], [])


def test_the_same_messages_give_the_same_model(model):
    again = train(*toy(), settings=QUICK)
    assert np.array_equal(again.weights, model.weights)
    assert again.thresholds == model.thresholds


def test_a_model_is_kept_without_objects_and_comes_back_the_same(model, tmp_path):
    save(model, tmp_path / "toy")
    back = load("toy", tmp_path).category
    messages, _ = toy(12, seed=3)
    assert np.allclose(back.probabilities(messages), model.probabilities(messages), atol=0.01)
    assert [g.label for g in back.classify_many(messages)] == [
        g.label for g in model.classify_many(messages)
    ]
    assert sorted(p.name for p in (tmp_path / "toy").iterdir()) == ["arrays.npz", "card.json"]
    with np.load(tmp_path / "toy" / "arrays.npz", allow_pickle=False) as arrays:
        assert all(array.dtype.kind in "fu" for array in arrays.values())
    save(model, tmp_path / "toy")
    assert [p.name for p in tmp_path.iterdir()] == ["toy"]


def test_what_is_not_a_model_is_refused_in_words(model, tmp_path):
    with pytest.raises(ModelProblem, match="no model"):
        load("missing", tmp_path)
    with pytest.raises(ModelProblem, match="cannot name"):
        model_folder("../elsewhere", tmp_path)
    save(model, tmp_path / "broken")
    (tmp_path / "broken" / "arrays.npz").write_bytes(b"not numbers")
    with pytest.raises(ModelProblem, match="not a whole model"):
        load("broken", tmp_path)
    card = json.loads((tmp_path / "broken" / "card.json").read_text())
    (tmp_path / "broken" / "card.json").write_text(json.dumps(card | {"format": 99}))
    with pytest.raises(ModelProblem, match="format 99"):
        load("broken", tmp_path)


def test_the_card_tells_where_a_model_comes_from(model):
    card = train(*toy(), settings=QUICK, origin={"file": "a.csv", "sha256": "00"}).card
    assert card["labels"] == {"公交": 20, "垃圾": 20, "路灯": 20}
    assert card["file"] == "a.csv"
    assert 0 <= card["cross_validated"]["macro_f1"] <= 1
    assert card["cross_validated"] == model.card["cross_validated"]
    assert "scikit-learn" in card["versions"]


def test_words_that_decided_stand_where_they_are_said_to(model):
    text = "东街　2号，ＡＢ 路灯不亮，晚上看不见路！"
    words = model.words(text, "路灯")
    assert words
    assert all(text[w.start : w.end] == w.text for w in words)
    assert sum(w.weight for w in words) <= 1.001
    assert any("灯" in w.text for w in words[:4])
    assert all(w.weight >= other.weight for w, other in zip(words, words[1:], strict=False))
    with pytest.raises(KeyError):
        model.words(text, "没见过")


def test_columns_are_read_apart_and_a_plain_text_stands_for_both():
    messages, labels = toy(45)
    rows = [{"title": m[:6], "detail": m} for m in messages]
    model = train(rows, labels, columns=["title", "detail"], settings=QUICK)
    assert model.columns == ("title", "detail")
    assert model.classify({"title": "", "detail": "公交车不来，等车半小时"}).label == "公交"
    assert model.classify("垃圾没人收。臭气熏天").label == "垃圾"
    assert model.classify({"text": "路灯不亮，灯泡坏了"}).label == "路灯"


def test_an_empty_message_is_left_to_a_person(model):
    guess = model.classify("")
    assert guess.abstain
    assert 0 < guess.confidence < 1
    assert model.classify_many([]) == []


def test_two_labels_and_too_few_messages():
    messages, labels = toy(40)
    two = train(messages, ["车" if x == "公交" else "别的" for x in labels], settings=QUICK)
    assert two.classify("公交车不来，司机甩站").label == "车"
    assert two.probabilities(["公交车不来"]).sum() == pytest.approx(1, abs=1e-5)
    with pytest.raises(TooFew, match="there is only a"):
        train(["x", "y"], ["a", "a"])
    with pytest.raises(TooFew, match="b has only 1"):
        train(["x", "y", "z"], ["a", "a", "b"])


def test_hints_teach_words_no_message_has():
    messages, labels = toy(45)
    taught = train(messages, labels, settings=QUICK, hints=[("地铁轻轨", "公交")] * 3)
    assert taught.classify("地铁轻轨").label == "公交"
    assert taught.card["rows"] == 45
    with pytest.raises(KeyError):
        train(messages, labels, hints=[("地铁", "没有这种")])


def test_near_duplicates_are_one_group():
    letter = "尊敬的领导，我们小区门口的垃圾堆了三个月没有人来收，夏天臭气熏天，请尽快派人处理"
    other = "公交车每天晚点半个多小时，学生上学总是迟到，希望增加班次或者换一条线路走"
    groups = groups_of([letter, other, letter + "，谢谢！", letter, ""])
    assert groups[0] == groups[2] == groups[3]
    assert len({groups[0], groups[1], groups[4]}) == 3


def test_a_threshold_keeps_the_precision_asked_for():
    sure = np.linspace(1, 0, 200, dtype=np.float32)
    right = np.arange(200) < 100
    limit = threshold_of(sure, right, 0.9)
    kept = sure >= limit
    assert right[kept].mean() >= 0.9
    assert kept.sum() == 111
    assert threshold_of(sure, np.zeros(200, dtype=bool), 0.9) == NEVER
    assert threshold_of(sure[:5], np.ones(5, dtype=bool), 0.9) == NEVER


def test_a_label_with_one_message_repeated_is_refused():
    alike = [f"蓝莓大棚的滴灌怎么装{n}" for n in range(6)]
    others = ["工资拖了三个月", "孩子上学难", "医保怎么报销", "宿舍漏水", "想学电焊", "土地被占"]
    with pytest.raises(TooFew, match="nearly the same"):
        train([*alike, *others], ["a"] * 6 + ["b"] * 6)


def test_a_message_claimed_by_two_labels_is_less_sure_where_such_answers_were_often_wrong() -> None:
    random = np.random.default_rng(0)
    answers = random.integers(0, 3, 600)
    scores = np.full((600, 3), -1.0)
    scores[np.arange(600), answers] = 1.0
    claimed = np.arange(600) < 300
    # Two labels claim the first half, with the same distance to the next, and a third are wrong.
    scores[claimed] += 1.0
    wrong = claimed & (random.random(600) < 0.33)
    scores[wrong] = np.roll(scores[wrong], 1, axis=1)

    learned = calibration(scores, answers)
    clear, double = chances_of(np.array([[1.0, -1, -1], [2.0, 0, 0]]), *learned)

    assert clear[0] > 0.9 > double[0] > 0.5
    assert calibration(scores, answers)[2].tolist() == learned[2].tolist()
