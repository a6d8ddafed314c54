"""The reply editor: points, gaps, what the registry sees, and who may write it."""

from datetime import date

import pytest
from django.urls import reverse

from rongcheng.appeals.events import Stage
from rongcheng.appeals.models import Appeal, Attachment
from rongcheng.appeals.queries.solved import AGAINST, SILENT, SPEAKS, seen
from rongcheng.appeals.replies import check, points_of, takes_up
from rongcheng.appeals.tests import factories
from rongcheng.people.models import EmploymentSpell
from rongcheng.people.queries.scope import visible_persons
from rongcheng.people.tests import factories as people

GOOD = (
    "您好。经查，鹤庆宏达建筑公司拖欠您等12人三个月工资20万元属实。2026年9月20日，鹤庆县劳动保障监察大队"
    "约谈公司并下达限期改正指令书，依据《保障农民工工资支付条例》第三十条，公司已于9月22日支付，"
    "你们已经能拿到钱。如有不同意见，可以申请仲裁。"
)


def address(appeal):
    return reverse("appeals:answer", args=[appeal.number])


def codes(gaps):
    return {gap.code for gap in gaps}


def test_points_are_the_questions_and_demands():
    found = points_of(factories.ARREARS)
    assert [p.text for p in found] == ["工地在鹤庆县云鹤镇，什么时候能拿到钱？"]
    assert factories.ARREARS[found[0].start : found[0].end] == found[0].text
    assert [p.text for p in points_of("厂里灰尘很大。")] == ["厂里灰尘很大。"]


def test_a_whole_reply_has_no_gaps():
    assert check(GOOD, points_of(factories.ARREARS)) == []


@pytest.mark.parametrize(
    ("without", "code"),
    [("《保障农民工工资支付条例》第三十条", "clause"), ("9月", "when"), ("拿到钱", "point")],
)
def test_each_thing_left_out_is_noticed(without, code):
    reply = GOOD.replace(without, "").replace("20日", "").replace("22日", "")
    if code == "point":
        reply = reply.replace("鹤庆", "").replace("钱", "")
    assert code in codes(check(reply, points_of(factories.ARREARS)))


def test_a_day_of_its_own_and_a_tick_fill_the_gaps():
    reply = GOOD.replace("2026年9月20日", "").replace("9月22日", "")
    points = points_of(factories.ARREARS)
    assert "when" in codes(check(reply, points))
    assert "when" not in codes(check(reply, points, done_on=date(2026, 9, 22)))
    strange = points_of("能不能给我家小狗上户口？")
    assert "point" in codes(check(reply, strange))
    assert "point" not in codes(check(reply, strange, answered=[0]))


def test_phrases_that_push_people_away_and_braces_left():
    found = check("不归我们管，按有关规定办理。{facts}", [])
    assert {"forbidden", "placeholder", "short", "clause"} <= codes(found)


def test_taking_up_a_point_takes_more_than_filler():
    assert takes_up("工资已于昨日发放", "什么时候发工资？")
    assert not takes_up("您好，已收到。", "孩子能不能入学？")


def test_gaps_are_shown_first_and_sent_only_with_a_reason(desk, as_):
    appeal = factories.signed(desk)
    client = as_(desk.handler)
    short = {"outcome": "explained", "text": "已处理。", "then": "send"}
    answer = client.post(address(appeal), short)
    assert answer.status_code == 400
    assert {"clause", "short"} <= codes(answer.context["gaps"])
    appeal.refresh_from_db()
    assert appeal.stage == Stage.IN_PROGRESS
    sent = client.post(address(appeal), short | {"anyway": "on", "why": "诉求人已当面知晓"})
    assert sent.status_code == 302
    event = appeal.events.get(code="answered")
    assert event.detail["gaps_why"] == "诉求人已当面知晓"
    assert ["clause", ""] in event.detail["gaps"]
    page = client.get(reverse("appeals:case", args=[appeal.number])).content.decode()
    assert "诉求人已当面知晓" in page


def test_checking_does_not_send_and_said_solved_is_held_against_the_registry(desk, as_):
    appeal = factories.signed(desk)
    given = {"outcome": "solved", "text": GOOD}
    answer = as_(desk.handler).post(address(appeal), given | {"then": "check"})
    assert codes(answer.context["gaps"]) == {"seen"}
    proof = factories.worker.add_material(by=factories.PLATFORM, appeal=appeal, text="收到了")
    event = proof.events.last()
    Attachment.objects.create(
        appeal=appeal, event=event, kind="proof", name="回单.jpg", content_type="image/jpeg",
        size=1, sha256="0", stored_as="x",
    )  # fmt: skip
    sent = as_(desk.handler).post(address(appeal), given | {"then": "send"})
    assert sent.status_code == 302
    appeal.refresh_from_db()
    assert (appeal.stage, appeal.outcome) == (Stage.ANSWERED, "solved")
    assert appeal.events.get(code="answered").detail["seen"][0]["says"] == SPEAKS


def test_what_the_registry_sees(desk):
    father = people.village()["father"]
    asked = factories.appeal("厂里不给签劳动合同，也不交社保，怎么办？", person=father)
    says = {fact.about: fact.says for fact in seen(asked)}
    assert list(says.values()) == [SPEAKS, SPEAKS]
    EmploymentSpell.objects.filter(person=father).update(contract="oral", insurance="none")
    assert [fact.says for fact in seen(asked)] == [AGAINST, AGAINST]
    EmploymentSpell.objects.filter(person=father).delete()
    assert [fact.says for fact in seen(asked)] == [SILENT, SILENT]
    assert seen(factories.appeal(factories.SCHOOL.replace("社保", "材料")))[0].says == SILENT


def test_templates_of_the_category_are_filled_in(desk, as_):
    appeal = factories.signed(desk)
    page = as_(desk.handler).get(address(appeal) + "?template=wages_paid")
    text = page.context["form"].initial["text"]
    assert appeal.number in text
    assert desk.hrss.name in text
    assert "{查明的情况}" in text and "{facts}" not in text
    assert text.startswith("您好。") and "*" not in text  # an anonymous name, or one not seen
    assert {"{查明的情况}"} <= {gap.about for gap in check(text, [])}


def test_the_worker_is_greeted_by_name_only_where_the_writer_sees_it(desk, as_):
    father = people.village()["father"]
    appeal = factories.signed(desk, person=father, name=father.name)
    where = address(appeal) + "?template=wages_paid"
    seen = visible_persons(desk.handler).filter(pk=father.pk).exists()
    text = as_(desk.handler).get(where).context["form"].initial["text"]
    assert text.startswith(f"{father.name}：您好。" if seen else "您好。")
    other = factories.signed(desk, name="苗小里")
    assert "苗" not in as_(desk.handler).get(address(other) + "?template=wages_paid").context[
        "form"].initial["text"]  # fmt: skip
    Appeal.objects.filter(pk=appeal.pk).update(group=True)
    assert father.name not in as_(desk.handler).get(where).context["form"].initial["text"]


@pytest.mark.parametrize("left", ["{facts}", "{查明的情况}", "｛做了什么｝"])
def test_what_a_template_left_open_is_not_sent_whatever_the_reason(desk, as_, left):
    appeal = factories.signed(desk)
    given = {"outcome": "explained", "text": GOOD + left, "then": "send"}
    answer = as_(desk.handler).post(address(appeal), given | {"anyway": "on", "why": "急"})
    assert answer.status_code == 400
    assert left in str(answer.context["form"].non_field_errors())
    appeal.refresh_from_db()
    assert appeal.stage == Stage.IN_PROGRESS


def test_only_the_office_responsible_answers(desk, as_):
    appeal = factories.signed(desk)
    assert as_(desk.teacher).get(address(appeal)).status_code == 404
    assert as_(desk.dispatcher).get(address(appeal)).status_code == 403
    assert as_(desk.supervisor).post(address(appeal), {"then": "send"}).status_code == 403
    unsigned = factories.assigned(desk)
    assert as_(desk.handler).get(address(unsigned)).status_code == 409
