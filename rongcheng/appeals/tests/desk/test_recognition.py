"""The page of the recognition: what it tells, to whom, and what those who tune may do there."""

import csv
import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals import recognition
from rongcheng.appeals.models import Appeal, TrainedModel, TrainingChoice
from rongcheng.appeals.recognition import versions
from rongcheng.appeals.recognition.tests.conftest import shipped_into
from rongcheng.appeals.services import dispatch
from rongcheng.appeals.services.reading import Proposal
from rongcheng.appeals.tests import factories
from rongcheng.audit.models import Event

PAGE = reverse("appeals:recognition")
ACTS = {
    "recognition_train": {}, "recognition_use": {"version": "national"},
    "recognition_restricted": {"allowed": "yes"}, "recognition_corrections": {},
}  # fmt: skip


@pytest.fixture(autouse=True)
def models(tmp_path_factory, monkeypatch):
    """One folder of models for these tests; each begins with the shipped one in use."""
    base = tmp_path_factory.getbasetemp() / "recognition"
    shipped_into(base / "models")
    monkeypatch.setenv("RONGCHENG_DATA", str(base))
    yield base / "models"
    (base / "models" / versions.MARKER).unlink(missing_ok=True)
    versions._kept.pop(base / "models", None)


def act(name: str) -> str:
    return reverse(f"appeals:{name}")


def odd(desk) -> None:
    for n in range(6):
        appeal = factories.appeal(f"咨询一下蓝莓大棚的滴灌怎么装{n}")
        dispatch.correct(by=desk.dispatcher, appeal=appeal, category="cultural_life")


def test_readers_see_what_it_was_trained_on_and_how_well_it_does(desk, as_):
    page = as_(desk.handler).get(PAGE).content.decode()
    card = recognition.load().category.card
    for words in (card["sha256"], card["file"], f"{card['rows']:,}", "劳动保障", "留守关爱",
                  recognition.load().version, "90"):  # fmt: skip
        assert words in page
    assert "现在训练" not in page
    assert "更正记录导出" not in page


def test_who_reads_no_appeals_does_not_open_it(desk, as_):
    assert as_(agencies.staff(Role.LEADER)).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


@pytest.mark.parametrize("name", ACTS)
def test_acts_are_for_those_who_tune(desk, as_, name):
    for staff in (desk.handler, desk.clerk):
        assert as_(staff).post(act(name), ACTS[name]).status_code == 403
    assert as_(desk.dispatcher).get(act(name)).status_code == 405
    assert not TrainedModel.objects.exists()
    assert not TrainingChoice.objects.exists()


def test_training_and_going_back(desk, as_):
    odd(desk)
    chief = factories.chief()
    client = as_(chief)
    assert client.post(act("recognition_train"), follow=True).status_code == 200
    run = TrainedModel.objects.get(in_use=True)
    page = client.get(PAGE).content.decode()
    assert run.version in page
    assert chief.full_name in page
    client.post(act("recognition_use"), {"version": "national"})
    assert not TrainedModel.objects.filter(in_use=True).exists()
    client.post(act("recognition_use"), {"version": run.version})
    assert TrainedModel.objects.get(in_use=True) == run
    assert client.post(act("recognition_use"), {"version": "../x"}).status_code == 409
    chosen = Event.objects.filter(act="appeals.model_chosen").order_by("pk")
    assert [e.detail["version"] for e in chosen] == ["national", run.version]


@pytest.mark.parametrize("who", ["dispatcher", "supervisor"])
def test_a_county_contributes_corrections_but_does_not_choose_for_all(desk, as_, who):
    odd(desk)
    client = as_(getattr(desk, who))
    page = client.get(PAGE).content.decode()
    assert "现在训练" not in page and "由州市或省级督办员" in page
    assert client.post(act("recognition_train")).status_code == 403
    assert client.post(act("recognition_use"), {"version": "national"}).status_code == 403
    assert not TrainedModel.objects.exists()
    as_(factories.chief()).post(act("recognition_train"))
    assert TrainedModel.objects.get(in_use=True).corrections == 6


def test_corrections_as_a_file(desk, as_):
    odd(desk)
    answer = as_(desk.supervisor).post(act("recognition_corrections"))
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert [row["category"] for row in rows] == ["cultural_life"] * 6
    digest = hashlib.sha256(answer.content).hexdigest()
    assert answer["X-Content-SHA256"] == digest
    assert Event.objects.get(act="appeals.corrections_exported").detail["sha256"] == digest
    assert as_(desk.dispatcher).post(act("recognition_corrections")).status_code == 403


def test_restricted_appeals_of_the_place(desk, as_):
    client = as_(desk.dispatcher)
    client.post(act("recognition_restricted"), {"allowed": "yes"})
    assert TrainingChoice.objects.get().restricted_too
    assert client.post(act("recognition_restricted"), {"allowed": "?"}).status_code == 400
    client.post(act("recognition_restricted"), {"allowed": "no"})
    assert not TrainingChoice.objects.get().restricted_too


def test_a_text_is_tried_and_not_kept(desk, as_):
    text = "老板拖了我们12个人三个月工钱，电话13812345678，在鹤庆县云鹤镇"
    client = as_(desk.handler)
    before = (Appeal.objects.count(), Event.objects.count())
    page = client.post(act("recognition_try"), {"text": text})
    assert page.context["named"] == "劳动保障"
    assert len(page.context["top"]) == 3
    assert page.context["tried"].found["people"] == 12
    shown = page.content.decode()
    assert "mark-decided" in shown
    assert (Appeal.objects.count(), Event.objects.count()) == before
    for wrong in ("", "长" * 2001):
        assert as_(desk.handler).post(act("recognition_try"), {"text": wrong}).status_code == 400


def test_practice_of_the_last_months(desk, other, as_):
    sure = Proposal(category="labour_protection", confidence=0.99, abstain=False)
    alone = factories.appeal(category=None, reading=sure)
    assert alone.holder is not None
    dispatch.correct(by=desk.dispatcher, appeal=alone, category="safety_health")
    doubt = Proposal(category="labour_protection", confidence=0.4)
    factories.appeal(category=None, reading=doubt)
    found = as_(desk.supervisor).get(PAGE).context["practice"]
    assert (found.read, found.alone, found.corrected, found.alone_corrected) == (2, 1, 1, 1)
    (line,) = found.lines
    assert line.category == "labour_protection"
    assert as_(other.supervisor).get(PAGE).context["practice"].read == 0
