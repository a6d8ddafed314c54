"""``rongcheng appeals train | evaluate | classify`` as they are typed."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from rongcheng.appeals.recognition.tests.conftest import toy


def run(*words, **options) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def feed(monkeypatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    messages, labels = toy()
    lines = [f"{m[:6]},{m},{k}" for m, k in zip(messages, labels, strict=True)]
    (folder / "a.csv").write_text("\n".join(["title,detail,label", *lines, "坏行"]), "gb18030")
    return folder


@pytest.fixture
def trained(models):
    if not (models / "toy").exists():
        run("appeals_train", models / "a.csv", model="toy", models=models, json=True,
            stderr=io.StringIO())  # fmt: skip
    return models


def test_train_then_evaluate(models):
    told = io.StringIO()
    answer = json.loads(run("appeals_train", models / "a.csv", model="toy", models=models,
                            json=True, stderr=told))  # fmt: skip
    assert answer["rows"] == 60
    assert "a.csv, line 62: 1 cells where the header has 3" in told.getvalue()
    answer = json.loads(run("appeals_evaluate", models / "a.csv", model="toy", models=models,
                            json=True, stderr=io.StringIO()))  # fmt: skip
    assert answer["accuracy"] > 0.9
    for figure in ("macro_f1", "threshold", "coverage", "accuracy_at_threshold",
                   "messages_per_second", "accuracy_on_surest_80_percent"):  # fmt: skip
        assert figure in answer
    assert set(answer["per_class"]["公交"]) == {"precision", "recall", "f1", "support"}
    text = run("appeals_evaluate", models / "a.csv", model="toy", models=models,
               stderr=io.StringIO())  # fmt: skip
    assert "macro_f1" in text


def test_classify_answers_each_line(trained, monkeypatch):
    line = json.dumps({"title": "公交", "detail": "公交车不来"}, ensure_ascii=False)
    lines = ["路灯不亮，灯泡坏了", "", line, '{"text": "垃圾没人收"}', "{不是JSON 路灯不亮"]
    feed(monkeypatch, "\n".join(lines).encode())
    answers = [json.loads(x) for x in run("appeals_classify", model="toy", models=trained,
                                          json=True).splitlines()]  # fmt: skip
    assert [a["label"] for a in answers] == ["路灯", None, "公交", "垃圾", "路灯"]
    first = answers[0]
    assert first["confidence"] == first["top3"][0]["confidence"]
    assert len(first["top3"]) == 3
    assert isinstance(first["abstain"], bool)
    assert all(lines[0][w["start"] : w["end"]] == w["text"] for w in first["words"])
    assert answers[1]["abstain"] is True
    feed(monkeypatch, "\n公交车不来".encode())
    empty, bus = run("appeals_classify", model="toy", models=trained).splitlines()
    assert empty == "(an empty line)" and bus.startswith("公交")


def test_labels_that_nobody_taught_are_told(trained, tmp_path):
    file = tmp_path / "b.csv"
    file.write_text("title,detail,label\n车,公交车不来,公交\n地,地被占了,土地\n", "utf-8")
    text = run("appeals_evaluate", file, model="toy", models=trained)
    assert "1  土地 (the model does not know this label" in text
    with pytest.raises(CommandError, match="公交 has only 1, 土地 has only 1"):
        run("appeals_train", file, model="short", models=trained)


def test_classify_reads_gb18030_and_can_leave_the_words_out(trained, monkeypatch):
    feed(monkeypatch, "公交车不来".encode("gb18030"))
    (line,) = run("appeals_classify", model="toy", models=trained, json=True,
                  no_words=True).splitlines()  # fmt: skip
    assert json.loads(line)["label"] == "公交"
    assert "words" not in json.loads(line)
    feed(monkeypatch, "公交车不来".encode())
    assert run("appeals_classify", model="toy", models=trained).startswith("公交")


def test_without_a_model_the_shipped_one_answers(tmp_path, monkeypatch):
    feed(monkeypatch, "老板拖欠我们三个月工资".encode())
    (line,) = run("appeals_classify", models=tmp_path, json=True).splitlines()
    assert json.loads(line)["label"] == "labour_protection"


def test_problems_are_told_in_a_line(models):
    with pytest.raises(CommandError, match="none.csv"):
        run("appeals_train", models / "none.csv", model="toy", models=models)
    with pytest.raises(CommandError, match="no column body"):
        run("appeals_train", models / "a.csv", model="toy", models=models, text="body")
    with pytest.raises(CommandError, match="no model in"):
        run("appeals_evaluate", models / "a.csv", model="nobody", models=models)
    with pytest.raises(CommandError, match="give yours another name"):
        run("appeals_train", models / "a.csv", model="national", models=models)
