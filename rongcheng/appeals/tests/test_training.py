"""Corrections as training data, training anew, which model reads: what is kept, what refused."""

import csv
import io
import json
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import call_command

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals import recognition, tasks
from rongcheng.appeals.models import TrainedModel
from rongcheng.appeals.queries.corrections import Lesson, lessons
from rongcheng.appeals.recognition import Correction, versions
from rongcheng.appeals.recognition.tests.conftest import shipped_into
from rongcheng.appeals.services import dispatch, handling, training, worker
from rongcheng.appeals.services.reading import propose, recogniser
from rongcheng.appeals.tests import factories
from rongcheng.audit.models import Event
from rongcheng.audit.services import System
from rongcheng.core.errors import Conflict, NotAllowed

PLATFORM = System("test")
ODD = "咨询一下蓝莓大棚的滴灌怎么装"


@pytest.fixture
def desk(db):
    return factories.desk()


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A folder with the shipped model."""
    folder = tmp_path_factory.mktemp("data")
    shipped_into(folder / "models")
    return folder


@pytest.fixture
def models(base, monkeypatch):
    """The models' folder of this test; afterwards the shipped model is in use again."""
    monkeypatch.setenv("RONGCHENG_DATA", str(base))
    yield base / "models"
    (base / "models" / versions.MARKER).unlink(missing_ok=True)
    versions._kept.pop(base / "models", None)


def corrected(desk, text: str, category: str = "cultural_life", **more):
    return dispatch.correct(
        by=desk.dispatcher, appeal=factories.appeal(text, **more), category=category
    )


def by_text(found: list[Lesson]) -> dict[str, Lesson]:
    return {each.text: each for each in found}


def odd(desk) -> None:
    for n in range(6):
        corrected(desk, f"{ODD}{n}")


# --- what can be learned -------------------------------------------------------------------------


def test_what_a_dispatcher_set_right_is_learned_with_the_last_word(desk):
    appeal = corrected(desk, "想借几本书看", "community_integration")
    dispatch.correct(by=desk.dispatcher, appeal=appeal, category="cultural_life")
    dispatch.grade(by=desk.dispatcher, appeal=appeal, urgency="raised")
    (found,) = lessons()
    assert (found.category, found.urgency, found.source) == ("cultural_life", "raised", "corrected")
    assert found.correction == Correction("想借几本书看", "cultural_life", "raised")


def test_nothing_is_learned_from_the_platform_or_the_worker_alone(desk):
    factories.appeal("想借几本书看", category="cultural_life")
    appeal = factories.appeal("孩子要上学", category="cultural_life")
    dispatch.correct(by=PLATFORM, appeal=appeal, category="children_education")
    dispatch.grade(by=PLATFORM, appeal=appeal, urgency="urgent")
    assert lessons() == []


def test_an_answer_confirms_only_what_a_person_sent_there(desk):
    factories.answered(desk, text="工资拖了三个月没发")
    alone = factories.appeal("押金不退给我")
    found = dispatch.route(alone)
    dispatch._give(alone, found, by=PLATFORM, who="system")
    assert [(each.text, each.category, each.source) for each in lessons()] == [
        ("工资拖了三个月没发", "labour_protection", "confirmed")
    ]


def test_what_the_worker_disputes_or_an_office_returned_confirms_nothing(desk):
    appeal = factories.answered(desk, text="工资拖了三个月没发")
    worker.dispute(by=PLATFORM, appeal=appeal, text="一分钱也没有到账。")
    factories.returned(desk, text="这事哪里管")
    assert lessons() == []


def test_numbers_and_the_workers_name_are_not_in_it(desk):
    corrected(desk, "我叫段水冰，电话13812345678，身份证53293219900101123X，想借书")
    (found,) = lessons()
    for secret in ("段水冰", "12345678", "19900101123"):
        assert secret not in found.text
    assert "想借书" in found.text


def test_restricted_appeals_teach_only_where_their_place_lets_them(desk):
    appeal = corrected(desk, "宿舍里有人打架，想借书")
    dispatch.restrict(by=desk.dispatcher, appeal=appeal)
    assert lessons() == []
    other = factories.other_desk()
    training.let_restricted(by=other.dispatcher, allowed=True)
    assert lessons() == []
    training.let_restricted(by=desk.dispatcher, allowed=True)
    assert len(lessons()) == 1
    with pytest.raises(NotAllowed):
        training.let_restricted(by=desk.handler, allowed=True)


def test_the_same_words_count_once(desk):
    for category in ("community_integration", "cultural_life"):
        corrected(desk, "想借几本书看", category)
    assert [each.category for each in lessons()] == ["cultural_life"]


# --- as a file -----------------------------------------------------------------------------------


def test_the_file_goes_into_training_and_is_on_record(desk, models, tmp_path):
    told = {
        "cultural_life": ["想借几本书看", "图书馆几点关门", "周末哪里放露天电影", "篮球赛怎么报名"],
        "labour_protection": ["=工资没发", "加班费算少了", "老板不签合同", "辞退我有没有补偿"],
    }  # fmt: skip
    for category, texts in told.items():
        for text in texts:
            corrected(desk, text, category)
    out = io.StringIO()
    call_command("appeals_corrections", out=tmp_path / "c.csv", json=True, stdout=out)
    told = json.loads(out.getvalue())
    event = Event.objects.get(act="appeals.corrections_exported")
    assert told["rows"] == event.detail["rows"] == 8
    assert told["sha256"] == event.detail["sha256"]
    rows = list(csv.DictReader((tmp_path / "c.csv").read_text("utf-8-sig").splitlines()))
    assert "'=工资没发" in {row["text"] for row in rows}
    table = recognition.read_table(tmp_path / "c.csv", ["text"], "category")
    assert (len(table.messages), table.bad) == (8, [])


def test_who_may_not_read_an_appeal_does_not_get_it_as_a_lesson(desk, models):
    odd(desk)
    assert training.export_corrections(by=desk.supervisor).rows == 6
    assert training.export_corrections(by=factories.other_desk().supervisor).rows == 0
    for staff in (desk.handler, desk.dispatcher, agencies.staff(Role.COUNTY_OFFICER)):
        with pytest.raises(NotAllowed):
            training.export_corrections(by=staff)


# --- trained anew --------------------------------------------------------------------------------


def test_a_model_that_learned_reads_from_then_on(desk, models):
    before = propose(ODD)
    assert before.category != "cultural_life" or before.confidence < 0.9
    odd(desk)
    run = tasks.start_training(by=factories.chief())
    assert (run.state, run.corrections, run.in_use) == ("kept", 6, True)
    assert recogniser().version == run.version
    after = propose(ODD)
    assert after.category == "cultural_life"
    assert after.model == run.version != before.model
    trained = Event.objects.get(act="appeals.trained")
    assert trained.detail["version"] == run.version
    assert trained.actor == factories.chief().actor
    assert run.figures["now"]["category"]["accuracy"] > 0.8
    again = tasks.start_training(by=factories.chief())
    assert again.state == "same"
    training.use(by=factories.chief(), version=recognition.NAME)
    assert propose(ODD).model == before.model
    assert not TrainedModel.objects.filter(in_use=True).exists()
    training.use(by=factories.chief(), version=run.version)
    assert propose(ODD).model == run.version


def test_a_worse_model_is_not_kept(desk, models):
    odd(desk)
    with patch.object(training, "MARGIN", -1.0):  # even an equal one counts as worse
        run = tasks.start_training(by=factories.chief())
    assert run.state == "worse"
    assert "category accuracy" in run.problem
    assert not run.in_use
    assert not (models / run.version).exists()
    assert recogniser().version.startswith("national-")
    assert recognition.chosen(models) == recognition.NAME


def test_what_fails_is_told_and_leaves_the_old_one(desk, models):
    odd(desk)
    with patch.object(recognition, "shipped", side_effect=OSError("disk full")):
        run = tasks.start_training(by=factories.chief())
    assert (run.state, run.problem) == ("failed", "disk full")
    assert recognition.chosen(models) == recognition.NAME
    assert tasks.start_training(by=factories.chief()).state == "kept"


def test_one_training_at_a_time_by_those_who_may(desk, models):
    training.begin(by=factories.chief())
    with pytest.raises(Conflict):
        training.begin(by=factories.chief())
    tasks.train_weekly(0)  # gives way without a word
    assert TrainedModel.objects.count() == 1
    for staff in (desk.handler, desk.clerk, desk.dispatcher, desk.supervisor):
        with pytest.raises(NotAllowed):
            training.begin(by=staff)
        with pytest.raises(NotAllowed):
            training.use(by=staff, version=recognition.NAME)


def test_without_corrections_the_week_brings_nothing_new(desk, models):
    tasks.train_weekly(0)
    run = TrainedModel.objects.get()
    assert (run.state, run.by) == ("same", "system")


def test_a_version_whose_files_are_gone_cannot_be_chosen(desk, models):
    with pytest.raises(Conflict):
        training.use(by=factories.chief(), version="national-20200101-00000000")


# --- how processes hear of it --------------------------------------------------------------------


def test_a_running_process_hears_within_a_minute(models):
    first = recognition.in_use(models)
    (models / versions.MARKER).write_text('{"model": "gone"}')  # as another process would
    assert recognition.in_use(models) is first
    with patch.object(versions.time, "monotonic", return_value=versions.time.monotonic() + 61):
        shipped = recognition.in_use(models)
    assert shipped is not first
    assert shipped.version == first.version  # the chosen one cannot be read: the shipped one reads


def test_a_marker_names_only_a_folder_beside_it(models: Path):
    for wrong in ('{"model": "../../etc"}', "[]", "{", '{"model": ""}'):
        (models / versions.MARKER).write_text(wrong)
        assert recognition.chosen(models) == recognition.NAME
    with pytest.raises(recognition.ModelProblem):
        recognition.choose(models, "gone")


def test_handling_is_untouched_by_a_new_model(desk, models):
    appeal = factories.assigned(desk)
    odd(desk)
    tasks.start_training(by=factories.chief())
    appeal.refresh_from_db()
    assert appeal.reading["model"] == ""
    assert handling.sign(by=desk.handler, appeal=appeal).holder == desk.hrss
