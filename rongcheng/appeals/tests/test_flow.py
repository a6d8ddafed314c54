"""From filing to the end, through the services that pages and the API call."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from rongcheng.appeals.events import Stage, Turn
from rongcheng.appeals.models import Appeal, AppealEvent, Assignment
from rongcheng.appeals.permissions import possible
from rongcheng.appeals.queries.scope import NotFound, appeal_for, may_read, visible_appeals
from rongcheng.appeals.services import dispatch, handling, supervision, worker
from rongcheng.appeals.services.filing import Filing, file_appeal
from rongcheng.appeals.services.log import FOLDED, state_of
from rongcheng.appeals.state import LOCAL
from rongcheng.audit.models import Event
from rongcheng.audit.services import verify
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return make.desk()


@pytest.fixture
def clock(monkeypatch):
    """``clock("2026-09-14 10:00")`` moves the time."""

    def move(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=LOCAL)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    move("2026-09-14 10:00")
    return move


def test_every_appeal_of_a_day_gets_the_next_number_of_its_county(at, clock):
    first, second = make.appeal(), make.appeal()
    assert re.fullmatch(r"532932-20260914-0001\d{3}", first.number)
    assert re.fullmatch(r"532932-20260914-0002\d{3}", second.number)
    clock("2026-09-15 10:00")
    assert re.fullmatch(r"532932-20260915-0001\d{3}", make.appeal().number)


def test_one_number_does_not_tell_the_next(at):
    ends = {make.appeal().number[-3:] for _n in range(8)}
    assert len(ends) > 2  # drawn; that eight of a thousand are two alike is one in 10^13


def test_an_appeal_without_words_or_place_is_refused_with_what_to_do(at):
    with pytest.raises(Refusal, match="几句话|few words"):
        make.appeal("  ")
    with pytest.raises(Refusal, match="哪里|where"):
        file_appeal(by=make.PLATFORM, filing=Filing(text="老板不给钱怎么办"))


def test_a_clerk_files_for_somebody_only_with_their_consent(at):
    with pytest.raises(Refusal):
        make.appeal(by=at.clerk, channel=Appeal.Channel.DESK)
    taken = make.appeal(by=at.clerk, channel=Appeal.Channel.DESK, consent="本人在场口头同意")
    assert taken.filed_office == at.clerk.office
    with pytest.raises(NotAllowed):
        make.appeal(by=at.handler, consent="本人在场")


def test_the_usual_way_leaves_a_complete_trace(at, clock):
    found = make.appeal()
    assert (found.stage, found.turn) == (Stage.RECEIVED, Turn.DISPATCHER)
    dispatch.assign(by=at.dispatcher, appeal=found, office=at.hrss)
    handling.sign(by=at.handler, appeal=found)
    handling.contact(by=at.handler, appeal=found)
    assert found.contact_due is None
    handling.answer(by=at.handler, appeal=found, text="已于9月15日发放。", outcome="solved")
    assert (found.stage, found.turn, found.due_at) == (Stage.ANSWERED, Turn.WORKER, None)
    worker.confirm(by=make.PLATFORM, appeal=found)
    worker.rate(by=make.PLATFORM, appeal=found, attitude=5, result=4)
    assert (found.stage, found.outcome, found.satisfied) == (Stage.CLOSED, "solved", 4)
    codes = list(found.events.order_by("seq").values_list("code", flat=True))
    assert codes == [
        "filed", "read", "assigned", "signed", "contacted", "answered", "confirmed", "rated",
    ]  # fmt: skip
    trail = Event.objects.filter(subject_type="appeal", subject_id=found.pk)
    assert trail.count() == len(codes)
    assert verify().intact


@pytest.mark.parametrize("stage", list(Stage))
def test_what_lists_filter_by_is_the_fold_of_the_log(at, stage):
    found = make.in_stage(stage, at)
    found.refresh_from_db()
    state = state_of(found)
    assert found.stage == stage
    for name in FOLDED:
        assert getattr(found, name) == getattr(state, name), name
    assert found.holder_id == state.holder
    assert found.events_seen == state.count == found.events.count()
    rows = Assignment.objects.filter(appeal=found).order_by("pk")
    assert [(r.office_id, r.part, r.ended_by) for r in rows] == [
        (p.office, p.part, p.ended_by) for p in state.parts
    ]


def test_a_return_names_clause_and_office_and_the_citizens_clock_stays(at, clock):
    found = make.assigned(at)
    due = found.due_at
    with pytest.raises(Refusal, match="条|clause"):
        handling.send_back(by=at.handler, appeal=found, text="不归我管", clause="",
                           responsible=at.police)  # fmt: skip
    handling.send_back(by=at.handler, appeal=found, text="居住证由公安办理",
                       clause="《居住证暂行条例》第八条", responsible=at.police)  # fmt: skip
    assert (found.stage, found.turn, found.holder, found.returns) == (
        Stage.RETURNED, Turn.DISPATCHER, None, 1,
    )  # fmt: skip
    assert found.due_at == due
    assert state_of(found).answerable == at.hrss.pk
    with pytest.raises(Conflict):
        dispatch.assign(by=at.dispatcher, appeal=found, office=at.hrss)


def test_the_second_return_is_signed_and_the_third_goes_to_the_ruler_who_teaches_the_table(at):
    found = make.returned(at, 1)
    dispatch.assign(by=at.dispatcher, appeal=found, office=at.education)
    unsigned = {"text": "不属本单位", "clause": "《职责清单》第二条", "responsible": at.police}
    with pytest.raises(Refusal, match="签|sign"):
        handling.send_back(by=at.teacher, appeal=found, **unsigned)
    handling.send_back(by=at.teacher, appeal=found, signed_by="局长 柏一诺", **unsigned)
    dispatch.assign(by=at.dispatcher, appeal=found, office=at.police)
    handling.send_back(by=at.policeman, appeal=found, **unsigned | {"responsible": at.hrss})
    assert (found.stage, found.turn) == (Stage.RULING, Turn.RULER)
    with pytest.raises(Conflict):
        dispatch.assign(by=at.dispatcher, appeal=found, office=at.hrss)
    with pytest.raises(Refusal):
        supervision.rule(by=at.supervisor, appeal=found, office=at.police, text="依第三条")
    ruling = supervision.rule(by=at.supervisor, appeal=found, office=at.police, words=["拉黑"],
                              text="依《职责清单》第三条，由公安局办理。")  # fmt: skip
    assert found.holder == at.police
    with pytest.raises(Conflict):
        handling.send_back(by=at.policeman, appeal=found, **unsigned | {"responsible": at.hrss})
    # the next one of the same kind goes there straight away
    from rongcheng.appeals.services.routing import route

    assert route(make.appeal()).lead == at.police
    assert route(make.appeal("老板三个月没发工资了，工地在云鹤镇")).lead != at.police
    supervision.end_ruling(by=at.supervisor, ruling=ruling)
    assert route(make.appeal()).lead != at.police


def test_only_who_has_a_part_may_act_and_the_refusal_says_who(at):
    found = make.assigned(at)
    with pytest.raises(NotAllowed, match=at.hrss.name):
        handling.sign(by=at.teacher, appeal=found)
    with pytest.raises(NotAllowed):
        handling.answer(by=at.dispatcher, appeal=found, text="…", outcome="solved")
    assert "signed" in possible(at.handler, found)
    assert "signed" not in possible(at.dispatcher, found)
    assert not possible(at.teacher, found)


def test_an_act_out_of_turn_says_where_the_appeal_is(at):
    found = make.assigned(at)
    with pytest.raises(Conflict):
        handling.answer(by=at.handler, appeal=found, text="已办", outcome="solved")
    assert AppealEvent.objects.filter(appeal=found, code="answered").count() == 0


def test_a_transfer_is_offered_and_the_first_office_answers_until_it_is_taken(at):
    there = make.other_desk()
    found = make.signed(at)
    handling.offer_transfer(by=at.handler, appeal=found, office=there.hrss, text="工地在剑川")
    assert found.holder == at.hrss
    assert appeal_for(there.handler, found.number) == found
    why = {"text": "合同签在鹤庆", "clause": "《劳动保障监察条例》第十三条"}
    handling.refuse_transfer(by=there.handler, appeal=found, responsible=at.hrss, **why)
    assert found.holder == at.hrss
    handling.offer_transfer(by=at.handler, appeal=found, office=there.hrss, text="工地确在剑川")
    handling.accept_transfer(by=there.handler, appeal=found)
    assert found.holder == there.hrss
    handling.contact(by=there.handler, appeal=found)
    with pytest.raises(NotAllowed):
        handling.contact(by=at.handler, appeal=found)


def test_an_extension_is_asked_once_in_time_and_granted_by_the_supervisor(at, clock):
    found = make.signed(at)
    before = found.due_at
    with pytest.raises(Refusal):
        handling.ask_extension(by=at.handler, appeal=found, days=99, text="复杂")
    with pytest.raises(Refusal):
        supervision.grant_extension(by=at.supervisor, appeal=found)
    handling.ask_extension(by=at.handler, appeal=found, days=3, text="等银行流水")
    with pytest.raises(NotAllowed):
        supervision.grant_extension(by=at.handler, appeal=found)
    supervision.grant_extension(by=at.supervisor, appeal=found)
    assert found.due_at > before
    with pytest.raises(Conflict):
        handling.ask_extension(by=at.handler, appeal=found, days=1, text="再等")
    late = make.signed(at)
    clock("2026-11-02 10:00")
    with pytest.raises(Conflict):
        handling.ask_extension(by=at.handler, appeal=late, days=1, text="忘了")


def test_waiting_for_the_worker_ends_when_the_material_comes(at, clock):
    found = make.waiting(at)
    assert found.due_at is None
    clock("2026-09-16 10:00")
    worker.add_material(by=make.PLATFORM, appeal=found, text="考勤表在这", files=[make.PHOTO])
    assert (found.stage, found.turn) == (Stage.IN_PROGRESS, Turn.HOLDER)
    assert found.due_at is not None
    assert found.attachments.get().content_type == "image/jpeg"


def test_a_dispute_brings_it_back_and_reopening_starts_a_new_clock(at, clock):
    found = make.answered(at)
    worker.dispute(by=make.PLATFORM, appeal=found, text="钱没到账")
    assert (found.stage, found.holder, found.outcome) == (Stage.IN_PROGRESS, at.hrss, "")
    over = make.closed(at)
    clock("2026-10-20 10:00")
    worker.reopen(by=make.PLATFORM, appeal=over, text="又拖欠了")
    assert over.ended_at is None
    assert over.due_at > timezone.now()


def test_a_worker_acts_on_their_own_appeal_only(at, db):
    from rongcheng.people.models import Person

    mine, other = (Person.objects.create(name=name) for name in ("段水冰", "杨望山"))
    found = make.appeal(person=mine)
    worker.hurry(by=make.TestWorker(mine), appeal=found)
    with pytest.raises(Conflict):
        worker.hurry(by=make.TestWorker(mine), appeal=found)
    with pytest.raises(NotAllowed):
        worker.withdraw(by=make.TestWorker(other), appeal=found)
    with pytest.raises(NotAllowed):
        worker.withdraw(by=make.Follower(found.pk + 1), appeal=found)
    worker.withdraw(by=make.Follower(found.pk), appeal=found)
    assert (found.stage, found.outcome) == (Stage.WITHDRAWN, "withdrawn")


def test_what_somebody_sees_ends_at_their_place_and_office(at):
    there = make.other_desk()
    found = make.assigned(at)
    seen = {who.username: found in visible_appeals(who) for who in (
        at.dispatcher, at.supervisor, at.handler, at.teacher, at.clerk,
        there.dispatcher, there.handler,
    )}  # fmt: skip
    assert seen == {
        "dispatcher": True, "supervisor": True, "handler": True, "teacher": False, "clerk": False,
        "dispatcher2": False, "handler2": False,
    }  # fmt: skip
    with pytest.raises(NotFound):
        appeal_for(there.dispatcher, found.number)


def test_a_sensitive_appeal_is_read_by_those_who_handle_it(at):
    found = make.assigned(at)
    dispatch.restrict(by=at.dispatcher, appeal=found)
    from rongcheng.agencies.roles import Role

    officer = make.account(Role.COUNTY_OFFICER, at.hrss, "officer", "褚若谷")
    assert found in visible_appeals(officer)
    assert may_read(at.handler, found)
    assert may_read(at.dispatcher, found)
    assert not may_read(at.teacher, found)


def test_merging_keeps_both_numbers_and_the_count(at):
    into, found = make.appeal(), make.appeal()
    dispatch.merge(by=at.dispatcher, appeal=found, into=into)
    into.refresh_from_db()
    assert (found.stage, found.merged_into) == (Stage.MERGED, into)
    assert into.events.filter(code="joined").count() == 1
    with pytest.raises(Conflict):
        dispatch.merge(by=at.dispatcher, appeal=into, into=found)


def test_a_bad_file_is_named_and_the_appeal_stays_as_it_was(at):
    from rongcheng.appeals.services.attachments import Upload

    found = make.appeal()
    with pytest.raises(Refusal, match="程序.exe"):
        worker.add_material(by=make.PLATFORM, appeal=found, files=[Upload("程序.exe", b"MZ" * 9)])
    assert not found.events.filter(code="material_added").exists()


def test_urgency_set_by_hand_moves_the_deadline_from_the_day_of_filing(at, clock):
    found = make.appeal()
    normal = found.due_at
    dispatch.grade(by=at.dispatcher, appeal=found, urgency="critical")
    assert found.due_at == found.filed_at + timedelta(hours=24) < normal
