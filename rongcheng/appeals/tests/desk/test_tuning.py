"""The routing table, its rehearsal, thresholds and rules: what they tell, to whom, what they do."""

import pytest
from django.urls import reverse

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.models import LocalThreshold, Ruling
from rongcheng.appeals.services import dispatch, supervision
from rongcheng.appeals.services.reading import Proposal
from rongcheng.appeals.services.routing import route
from rongcheng.appeals.tests import factories
from rongcheng.audit.models import Event

DUTIES = reverse("appeals:duties")
REHEARSAL = reverse("appeals:duties_rehearsal")
THRESHOLDS = reverse("appeals:thresholds")


@pytest.fixture
def ruling(desk):
    appeal = factories.returned(desk, times=3)
    return supervision.rule(
        by=desk.supervisor, appeal=appeal, office=desk.education, words=["工钱"],
        text="依《三定》第五条，由教育体育局办理。",
    )  # fmt: skip


def test_the_table_tells_lines_sources_and_rulings(desk, ruling, as_):
    page = as_(desk.handler).get(DUTIES).content.decode()
    assert "《保障农民工工资支付条例》第七条" in page
    assert "依《三定》第五条" in page
    assert "终止" not in page
    assert desk.group.name in page


def test_a_ruling_is_ended_by_its_place_only(desk, other, ruling, as_):
    where = reverse("appeals:duties_end", args=[ruling.pk])
    assert as_(desk.dispatcher).post(where).status_code == 403
    assert as_(other.supervisor).post(where).status_code == 404
    ruling.refresh_from_db()
    assert ruling.valid_to is None
    assert as_(desk.supervisor).post(where).status_code == 302
    ruling.refresh_from_db()
    assert ruling.valid_to is not None


def test_rehearsal_shows_what_would_move_and_writes_nothing(desk, as_):
    first, second = factories.appeal(), factories.appeal()
    school = factories.appeal(factories.SCHOOL, category="children_education")
    usual = route(first).lead
    given = {
        "category-0": "labour_protection", "words-0": "拉黑 跑路", "office-0": desk.police.name,
        "months": "3",
    }  # fmt: skip
    found = as_(desk.supervisor).post(REHEARSAL, given).context["found"]
    assert {move.appeal for move in found.moves} == {first, second}
    assert {(m.before, m.after) for m in found.moves} == {(usual, desk.police)}
    assert (desk.police, 0, 2) in found.loads
    assert found.looked_at == 3
    assert school not in {move.appeal for move in found.moves}
    assert not Ruling.objects.exists()
    assert route(first).lead == usual


def test_rehearsal_without_a_ruling(desk, ruling, as_):
    appeal = factories.appeal()
    assert route(appeal).lead == desk.education
    found = as_(desk.supervisor).post(REHEARSAL, {"drop": ruling.pk}).context["found"]
    moved = {move.appeal: move for move in found.moves}
    assert moved[appeal].before == desk.education
    assert moved[appeal].after != desk.education
    assert route(appeal).lead == desk.education


def test_an_empty_or_wrong_draft_is_told(desk, as_):
    client = as_(desk.dispatcher)
    assert client.post(REHEARSAL, {}).status_code == 400
    wrong = client.post(REHEARSAL, {"category-0": "labour_protection", "office-0": "月球局"})
    assert wrong.status_code == 400
    assert "月球局" in wrong.content.decode()
    assert as_(desk.handler).get(REHEARSAL).status_code == 403


def test_rehearsal_keeps_to_the_place(desk, other, as_):
    factories.appeal()
    given = {"category-0": "labour_protection", "office-0": other.police.name}
    assert as_(other.supervisor).post(REHEARSAL, given).context["found"].looked_at == 0


def test_a_threshold_is_set_beside_how_often_people_corrected(desk, as_):
    for sure, right in ((0.95, True), (0.82, False), (0.55, True)):
        reading = Proposal(category="labour_protection", confidence=sure, abstain=True)
        appeal = factories.appeal(category=None, reading=reading)
        if not right:
            dispatch.correct(by=desk.dispatcher, appeal=appeal, category="safety_health")
    rows = as_(desk.dispatcher).get(THRESHOLDS).context["rows"]
    row = next(r for r in rows if r["tuned"].category == "labour_protection")
    assert (row["tuned"].read, row["tuned"].corrected) == (3, 1)
    assert [(n, wrong) for _level, n, wrong in row["levels"]] == [
        (3, 1), (2, 1), (2, 1), (2, 1), (1, 0),
    ]  # fmt: skip
    given = {"category": "labour_protection", "percent": "85"}
    assert as_(desk.dispatcher).post(THRESHOLDS, given).status_code == 302
    assert LocalThreshold.objects.get().confidence == 0.85
    assert dispatch.threshold(factories.COUNTY, "labour_protection") == 0.85
    told = Event.objects.get(act="appeals.threshold_set")
    assert told.detail["confidence"] == 0.85
    as_(desk.dispatcher).post(THRESHOLDS, given | {"percent": ""})
    assert not LocalThreshold.objects.exists()


@pytest.mark.parametrize("percent", ["120", "-3", "x"])
def test_a_threshold_that_is_none(desk, as_, percent):
    given = {"category": "labour_protection", "percent": percent}
    assert as_(desk.dispatcher).post(THRESHOLDS, given).status_code == 400
    assert not LocalThreshold.objects.exists()


def test_thresholds_are_for_those_who_tune(desk, as_):
    for staff in (desk.handler, desk.clerk, agencies.staff(Role.COUNTY_OFFICER)):
        assert as_(staff).get(THRESHOLDS).status_code == 403
        given = {"category": "labour_protection", "percent": "1"}
        assert as_(staff).post(THRESHOLDS, given).status_code == 403


def test_clocks_and_categories_with_their_sources(desk, as_):
    page = as_(desk.handler).get(reverse("appeals:rules")).content.decode()
    for words in ("劳动保障", "留守关爱", "5 个工作日", "平台默认"):
        assert words in page
    assert as_(agencies.staff(Role.LEADER)).get(reverse("appeals:rules")).status_code == 403
