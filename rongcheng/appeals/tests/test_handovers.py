"""Hand-overs: to whom, by when, what comes back, who may tell it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from rongcheng.agencies.models import Office
from rongcheng.agencies.roles import Role
from rongcheng.appeals.models import Handover
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.queries.handovers import came_back, handovers, waiting
from rongcheng.appeals.services import dispatch, handling
from rongcheng.appeals.services import handovers as service
from rongcheng.appeals.services.attachments import Upload
from rongcheng.appeals.state import LOCAL
from rongcheng.appeals.tests import factories as make
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

pytestmark = pytest.mark.django_db

PAPER = Upload("受理通知书.pdf", b"%PDF-1.4 notice")


@pytest.fixture
def desk():
    return make.desk()


@pytest.fixture
def court():
    return make.office(Office.Kind.ARBITRATION, "鹤庆县劳动人事争议仲裁院")


@pytest.fixture
def judge(court):
    return make.account(Role.HANDLER, court, "judge", "虞清川")


def to_court(desk, court, **more: object) -> Handover:
    appeal = more.pop("appeal", None) or make.signed(desk)
    return service.hand_over(
        by=desk.handler, appeal=appeal, to="arbitration", office=court, message="请依法受理。",
        **more,
    )  # fmt: skip


def last_day(handover: Handover):
    return timezone.localtime(handover.due_at - timedelta(seconds=1), LOCAL).date()


def test_the_court_has_five_working_days_then_forty_five_days(desk, court, judge):
    made = to_court(desk, court, bundle=Upload("证据.pdf", b"%PDF-1.4 bundle"))
    calendar = rules_for(make.COUNTY).calendar
    sent = timezone.localtime(made.sent_at, LOCAL).date()
    assert (made.step, last_day(made)) == ("accept", calendar.add_workdays(sent, 5))
    assert made.bundle.for_offices_only and made.sent_at < made.amber_at < made.due_at
    taken = service.take_up(by=judge, handover=made, case_number="鹤劳人仲案〔2026〕88号")
    day = timezone.localtime(taken.taken_at, LOCAL).date()
    assert (taken.step, last_day(taken)) == ("award", calendar.add_days(day, 45))
    assert taken.case_number == "鹤劳人仲案〔2026〕88号"
    with pytest.raises(Conflict):
        service.take_up(by=judge, handover=made)


@pytest.mark.parametrize(
    ("to", "step"),
    [("inspection", "accept"), ("legal_aid", "decide"), ("mediation", "mediate"),
     ("police", "decide")],
)  # fmt: skip
def test_each_body_has_the_step_of_its_law(desk, to, step):
    made = service.hand_over(
        by=desk.handler, appeal=make.signed(desk), to=to, name="某机构", message="请处理。"
    )
    assert made.step == step and made.due_at > made.sent_at


def test_the_answer_comes_back_from_the_body_itself(desk, court, judge):
    made = to_court(desk, court)
    assert list(waiting(judge)) == [made]
    done = service.answer(by=judge, handover=made, text="裁决支付42,000元。", files=[PAPER])
    assert done.state == "answered" and not waiting(judge).exists()
    event = made.appeal.events.last()
    assert (event.code, event.who, event.office) == ("handover_answered", "helper", court)
    with pytest.raises(Conflict):
        service.answer(by=judge, handover=made, text="再来一次")


def test_an_answer_waits_for_the_office_until_it_goes_on(desk, court, judge):
    made = to_court(desk, court)
    assert not came_back(desk.handler).exists()
    service.answer(by=judge, handover=made, text="裁决支付42,000元。", files=[PAPER])
    assert list(came_back(desk.handler)) == [made]
    assert not came_back(judge).exists() and not came_back(desk.dispatcher).exists()
    handling.tell_progress(by=desk.handler, appeal=made.appeal, text="仲裁已裁决，正在督促支付。")
    assert not came_back(desk.handler).exists()


def test_a_name_that_is_an_office_of_the_platform_reaches_its_inbox(client, desk, court, judge):
    appeal = make.signed(desk)
    client.force_login(desk.handler)
    given = {"to": "arbitration", "name": court.name, "message": "请受理", "bundle": "on"}
    client.post(reverse("appeals:handovers_new", args=[appeal.number]), given)
    made = waiting(judge).get()
    assert made.office == court and court.name in made.bundle.name
    page = client.get(reverse("appeals:case", args=[appeal.number])).content.decode()
    assert page.count(made.bundle.name) == 1  # with the hand-over, not among what was brought


def test_entered_by_the_holder_it_needs_the_paper(desk):
    made = service.hand_over(
        by=desk.handler, appeal=make.signed(desk), to="legal_aid", name="大理州法律援助中心",
        message="请指派律师。",
    )  # fmt: skip
    with pytest.raises(Refusal, match="法律援助中心"):
        service.answer(by=desk.handler, handover=made, text="已指派。")
    done = service.answer(by=desk.handler, handover=made, text="不属受援范围。", files=[PAPER],
                          refused=True)  # fmt: skip
    assert done.state == "refused"
    assert made.appeal.attachments.filter(name="受理通知书.pdf").exists()


def test_others_neither_hand_over_nor_answer(desk, court, judge):
    appeal = make.signed(desk)
    with pytest.raises(NotAllowed):
        service.hand_over(
            by=desk.teacher, appeal=appeal, to="police", name="派出所", message="请查"
        )
    made = to_court(desk, court, appeal=appeal)
    for stranger in (desk.teacher, desk.dispatcher):
        with pytest.raises(NotAllowed):
            service.answer(by=stranger, handover=made, text="好了", files=[PAPER])
    with pytest.raises(Conflict):  # a second request to the same body
        to_court(desk, court, appeal=appeal)
    with pytest.raises(Refusal):  # to itself
        service.hand_over(by=desk.handler, appeal=appeal, to="inspection", office=desk.hrss,
                          message="请查")  # fmt: skip
    with pytest.raises(Refusal):
        service.hand_over(by=desk.handler, appeal=appeal, to="inspection", message="请查")


def test_a_request_to_another_place_runs_on_the_appeals_clock(desk):
    there = make.other_desk()
    appeal = make.signed(desk)
    made = service.hand_over(
        by=desk.handler, appeal=appeal, to="other_place", office=there.hrss, message="请协查。"
    )
    assert made.due_at == appeal.due_at
    assert list(waiting(there.handler)) == [made]
    taken = service.take_up(by=there.handler, handover=made)
    assert taken.due_at == appeal.due_at  # it does not begin anew there
    service.answer(by=there.handler, handover=made, text="已核实，单位在册。")
    appeal.refresh_from_db()
    assert appeal.holder == desk.hrss  # and the first office stays answerable


def test_what_comes_after_the_end_is_still_recorded(desk, court, judge):
    appeal = make.signed(desk)
    made = to_court(desk, court, appeal=appeal)
    handling.into_procedure(by=desk.handler, appeal=appeal, text="已转仲裁。",
                            procedure="arbitration", case_number="88")  # fmt: skip
    assert service.answer(by=judge, handover=made, text="已裁决。").state == "answered"
    appeal.refresh_from_db()
    assert appeal.stage == "procedure"


def test_the_body_reads_a_restricted_matter_and_others_do_not(client, desk, court, judge):
    appeal = make.signed(desk)
    dispatch.restrict(by=desk.handler, appeal=appeal)
    made = to_court(desk, court, appeal=appeal)
    client.force_login(judge)
    url = reverse("appeals:handovers_one", args=[made.pk])
    assert "请依法受理。" in client.get(url).content.decode()
    assert (
        appeal.text[:10]
        in client.get(reverse("appeals:case", args=[appeal.number])).content.decode()
    )
    client.force_login(desk.teacher)
    assert client.get(url).status_code == 404


def test_the_pages_hand_over_take_and_answer(client, desk, court, judge):
    appeal = make.signed(desk)
    client.force_login(desk.handler)
    assert reverse("appeals:handovers_new", args=[appeal.number]) in (
        client.get(reverse("appeals:case", args=[appeal.number])).content.decode()
    )
    url = reverse("appeals:handovers_new", args=[appeal.number])
    assert client.post(url, {"to": "arbitration", "message": "请受理"}).status_code == 400
    given = {"to": "arbitration", "office": str(court.pk), "message": "请受理", "bundle": "on"}
    assert client.post(url, given).status_code == 302
    made = Handover.objects.get()
    assert made.bundle.content_type == "application/pdf"
    client.force_login(judge)
    listed = client.get(reverse("appeals:handovers") + "?which=to_us").content.decode()
    assert appeal.number in listed
    client.post(reverse("appeals:handovers_take", args=[made.pk]), {"case_number": "12号"})
    answer = reverse("appeals:handovers_answer", args=[made.pk])
    assert client.post(answer, {"text": ""}).status_code == 400
    paper = SimpleUploadedFile("裁决书.pdf", b"%PDF-1.4 award")
    assert client.post(answer, {"text": "裁决支付。", "paper": paper}).status_code == 302
    assert not handovers(judge).exists() and handovers(judge, everything=True).count() == 1
    client.force_login(desk.handler)
    shown = client.get(reverse("appeals:handovers_one", args=[made.pk])).content.decode()
    assert "裁决支付。" in shown and "裁决书.pdf" in shown and "12号" in shown
