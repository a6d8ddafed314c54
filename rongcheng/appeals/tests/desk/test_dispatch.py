"""The dispatch desk: its order, the proposal, sending on, and who may sit there."""

import pytest
from django.urls import reverse
from django.utils import translation

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.events import Stage
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.queries.restriction import why_restricted
from rongcheng.appeals.services import dispatch
from rongcheng.appeals.tests import factories

DESK = reverse("appeals:dispatch")


def send(client, appeal, **given):
    return client.post(reverse("appeals:assign", args=[appeal.number]), given)


def read_as(appeal, **reading):
    """As if recognition had read the appeal so."""
    Appeal.objects.filter(pk=appeal.pk).update(reading=appeal.reading | reading)
    appeal.refresh_from_db()
    return appeal


@pytest.mark.parametrize("role", [Role.HANDLER, Role.SUPERVISOR, Role.COUNTY_OFFICER, Role.LEADER])
def test_only_dispatchers_sit_here(desk, as_, role):
    assert as_(agencies.staff(role)).get(DESK).status_code == 403


def test_urgent_first_then_oldest(desk, as_):
    first, second = factories.appeal(), factories.appeal(factories.SCHOOL)
    assert as_(desk.dispatcher).get(DESK).context["appeal"] == first
    dispatch.grade(by=desk.dispatcher, appeal=second, urgency="urgent")
    queue = as_(desk.dispatcher).get(DESK).context["waiting"]
    assert [each.pk for each in queue] == [second.pk, first.pk]


def test_the_queue_of_another_county_stays_there(desk, other, as_):
    factories.appeal()
    assert as_(other.dispatcher).get(DESK).context["appeal"] is None


def test_top_three_with_offices_and_one_press_sends_and_brings_the_next(desk, as_):
    brigade = factories.office("inspection", "鹤庆县劳动保障监察大队")
    appeal = read_as(
        factories.appeal(category=None), category="", confidence=0.41, abstain=True,
        top=[{"label": "labour_protection", "confidence": 0.41},
             {"label": "children_education", "confidence": 0.3}],
        words=[{"start": 0, "end": 2, "weight": 1.0}],
    )  # fmt: skip
    following = factories.appeal(factories.SCHOOL)
    answer = as_(desk.dispatcher).get(DESK)
    shown = answer.context["choices"]
    assert [(c.category, c.route.lead) for c in shown] == [
        ("labour_protection", brigade), ("children_education", desk.education),
    ]  # fmt: skip
    page = answer.content.decode()
    assert '<mark class="mark-decided"' in page
    assert "41" in page
    sent = send(as_(desk.dispatcher), appeal, choice="children_education")
    assert sent["Location"] == f"{DESK}?n={following.number}"
    appeal.refresh_from_db()
    assert (appeal.holder, appeal.category) == (desk.education, "children_education")
    assert appeal.events.filter(code="corrected", who="dispatcher").exists()


def test_another_office_by_name_and_a_name_that_is_none(desk, as_):
    appeal = factories.appeal()
    wrong = send(as_(desk.dispatcher), appeal, office="月球局", category="urban_settlement",
                 note="请今日办")  # fmt: skip
    assert wrong.status_code == 400 and wrong["HX-Push-Url"] == f"{DESK}?n={appeal.number}"
    page = wrong.content.decode()
    assert 'value="月球局"' in page and 'value="请今日办"' in page
    assert '<option value="urban_settlement" selected>' in page
    sent = send(as_(desk.dispatcher), appeal, office="教育体育局", note="请今日联系家长")
    assert sent.status_code == 302
    appeal.refresh_from_db()
    assert appeal.holder == desk.education
    assert appeal.events.get(code="assigned").text == "请今日联系家长"


def test_returns_so_far_are_told_and_the_same_office_is_not_taken_twice(desk, as_):
    appeal = factories.returned(desk)
    page = as_(desk.dispatcher).get(DESK).content.decode()
    assert "《职责清单》第三条" in page
    assert "此事不属本单位职责。" in page
    named = appeal.events.get(code="returned").to_office
    assert f'name="office" value="{named.pk}"' in page
    send(as_(desk.dispatcher), appeal, office=desk.hrss.name)
    appeal.refresh_from_db()
    assert appeal.stage == Stage.RETURNED


def test_refused_with_whom_to_turn_to_and_joined_to_another(desk, as_):
    first, second, third = factories.appeal(), factories.appeal(), factories.appeal()
    client = as_(desk.dispatcher)
    act = reverse("appeals:act", args=[first.number, "refused"])
    other = {"refused-text": "", "refused-elsewhere": "法院", "next": DESK}
    again = client.post(act, other)
    assert again.status_code == 400 and again.context["appeal"] == first
    opened = [each for each in again.context["acts"] if each["open"]]
    assert [each["code"] for each in opened] == ["refused"] and opened[0]["form"].errors
    assert client.post(act, other, headers={"HX-Request": "true"}).status_code == 200
    first.refresh_from_db()
    assert first.stage == Stage.RECEIVED
    client.post(act, {"refused-text": "请联系承办法官。", "next": DESK})
    first.refresh_from_db()
    assert first.stage == Stage.REFUSED
    client.post(
        reverse("appeals:act", args=[second.number, "merged"]), {"merged-into": third.number}
    )
    second.refresh_from_db()
    assert second.merged_into == third


def test_a_category_of_the_home_place_hands_it_to_the_other_dispatcher(desk, other, as_):
    appeal = factories.appeal("村里把我家的承包地收走了，我人在外面打工。", category=None,
                              home_place=factories.OTHER_COUNTY)  # fmt: skip
    assert appeal.place_id == factories.COUNTY
    send(as_(desk.dispatcher), appeal, choice="land_three_rights")
    appeal.refresh_from_db()
    assert (appeal.place_id, appeal.stage) == (factories.OTHER_COUNTY, Stage.RECEIVED)
    assert as_(other.dispatcher).get(DESK).context["appeal"] == appeal


def test_a_handler_cannot_send(desk, as_):
    appeal = factories.appeal()
    assert send(as_(desk.handler), appeal, choice="labour_protection").status_code == 403
    appeal.refresh_from_db()
    assert appeal.holder is None


def test_another_category_shows_its_office(desk, as_):
    appeal = factories.appeal()
    where = reverse("appeals:suggestion", args=[appeal.number])
    page = as_(desk.dispatcher).get(where, {"category": "children_education"}).content.decode()
    assert desk.education.name in page
    assert as_(desk.dispatcher).get(where, {"category": "x"}).content.decode().strip() == ""


def test_a_similar_one_is_joined_by_one_press(desk, as_):
    first = factories.appeal(employer="鹤庆宏达建筑有限公司")
    other = factories.signed(desk, employer="鹤庆宏达建筑公司")
    page = as_(desk.dispatcher).get(DESK).content.decode()
    assert f'name="merged-into" value="{other.number}"' in page
    given = {"merged-into": ["", other.number], "next": DESK}
    as_(desk.dispatcher).post(reverse("appeals:act", args=[first.number, "merged"]), given)
    first.refresh_from_db()
    assert first.merged_into == other


def test_a_correction_that_changes_nothing_is_told(desk, as_):
    appeal = factories.appeal()
    act = reverse("appeals:act", args=[appeal.number, "corrected"])
    same = {"corrected-category": appeal.category, "corrected-matter": appeal.matter}
    assert as_(desk.dispatcher).post(act, same).status_code == 400
    moved = same | {"corrected-matter": "complaint", "corrected-event_place": "532932102000"}
    assert as_(desk.dispatcher).post(act, moved).status_code == 302
    appeal.refresh_from_db()
    assert (appeal.matter, appeal.event_place_id) == ("complaint", 532932102000)
    assert not appeal.events.filter(code="corrected").exclude(detail__matter="complaint").exists()


def test_helpers_are_ticked_for_another_office(desk, as_):
    appeal = factories.appeal()
    given = {"office": desk.hrss.name, "helper": [desk.police.pk]}
    send(as_(desk.dispatcher), appeal, **given)
    parts = {(a.office, a.part) for a in appeal.assignments.all()}
    assert parts == {(desk.hrss, "lead"), (desk.police, "helper")}


def test_the_desk_costs_the_same_however_long_the_queue(desk, as_, django_assert_max_num_queries):
    for n in range(6):
        factories.appeal(employer=f"第{n}建筑公司")
    client = as_(desk.dispatcher)
    client.get(DESK)
    with django_assert_max_num_queries(40):
        client.get(DESK)


def test_what_seems_to_be_for_others_is_said_with_whom_to_call(desk, as_):
    factories.appeal("法院已经判了老板给我三万八，判决书下来半年了，法院一直不执行。")
    page = as_(desk.dispatcher).get(DESK).content.decode()
    assert "看起来归别处管" in page and "12368" in page


def test_a_lead_given_by_the_rule_for_two_matters_is_not_called_the_likeliest(desk, as_):
    appeal = read_as(
        factories.appeal(category=None), category="urban_settlement", confidence=0.02, abstain=True,
        top=[{"label": "land_three_rights", "confidence": 0.98},
             {"label": "urban_settlement", "confidence": 0.02}],
    )  # fmt: skip
    Appeal.objects.filter(pk=appeal.pk).update(
        category="urban_settlement", more_categories=["land_three_rights"]
    )
    page = as_(desk.dispatcher).get(DESK).content.decode()
    assert "识别更像“三权权益”（98%）" in page and "（把握 2%）" not in page


def test_it_is_said_why_an_appeal_is_restricted(desk, as_):
    appeal = factories.appeal("孩子的事情，请帮帮我。", category="children_education")
    assert why_restricted(appeal) == []
    sensitive = next(c for c in rules_for(appeal.place_id).categories.values() if c.sensitive)
    appeal = read_as(appeal, more_categories=[sensitive.id])
    Appeal.objects.filter(pk=appeal.pk).update(restricted=True)
    appeal.refresh_from_db()
    with translation.override("zh-hans"):
        (told,) = why_restricted(appeal)
    assert sensitive.names["zh"] in told and "可能" in told
    page = as_(desk.dispatcher).get(DESK).content.decode()
    assert told in page and "更正类别后仍是敏感件" in page
    appeal.text = "孩子在学校被打伤"
    assert any("被打" in each for each in why_restricted(appeal))
    dispatch.restrict(by=desk.dispatcher, appeal=appeal)
    assert len(why_restricted(appeal)) == 2
