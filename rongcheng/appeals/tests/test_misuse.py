"""What somebody could try to bend: clocks that stand too often, own work confirmed, bombs."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from rongcheng.agencies.roles import Role
from rongcheng.appeals import case_forms
from rongcheng.appeals.events import Stage
from rongcheng.appeals.papers.read import form_number
from rongcheng.appeals.papers.sheet import smaller
from rongcheng.appeals.permissions import possible
from rongcheng.appeals.queries.case import similar
from rongcheng.appeals.services import dispatch, export, groups, handling, supervision, worker
from rongcheng.appeals.warnings import _rows
from rongcheng.core.errors import Conflict, NotAllowed

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return make.desk()


def test_an_extension_asked_for_too_late_is_refused_and_leaves_no_trace(at):
    late = make.signed(at, when=timezone.now() - timedelta(days=60))
    with pytest.raises(Conflict):
        handling.ask_extension(by=at.handler, appeal=late, days=2, text="等银行流水")
    assert not late.events.filter(code="extension_asked").exists()


def test_an_extension_is_granted_once_though_asked_of_a_stale_page(at):
    found = make.signed(at)
    handling.ask_extension(by=at.handler, appeal=found, days=2, text="等银行流水")
    stale = type(found).objects.get(pk=found.pk)
    supervision.grant_extension(by=at.supervisor, appeal=found)
    with pytest.raises(Exception, match="延期|xtension"):
        supervision.grant_extension(by=at.supervisor, appeal=stale)
    assert found.events.filter(code="extension_granted").count() == 1


def test_the_clock_stands_for_material_only_so_often(at):
    found = make.signed(at)
    for _n in range(2):
        handling.ask_material(by=at.handler, appeal=found, text="请补充照片。")
        worker.add_material(by=make.PLATFORM, appeal=found, text="已补充")
    with pytest.raises(Conflict):
        handling.ask_material(by=at.handler, appeal=found, text="再补一张。")
    assert found.stage == Stage.IN_PROGRESS


def test_the_clock_stands_for_one_reason_once(at):
    found = make.suspended(at)
    reason = found.events.get(code="suspended").reason
    handling.resume(by=at.handler, appeal=found)
    with pytest.raises(Conflict):
        handling.suspend(by=at.handler, appeal=found, reason=reason, text="再等等")


def test_an_office_that_answered_does_not_return_it_when_it_is_disputed(at):
    found = worker.dispute(by=make.PLATFORM, appeal=make.answered(at), text="没有到账")
    with pytest.raises(Conflict, match="退回"):
        handling.send_back(
            by=at.handler, appeal=found, text="不归我们", clause="《职责清单》第三条",
            responsible=at.police,
        )  # fmt: skip


def test_an_office_does_not_confirm_its_own_answer(at):
    officer = make.account(Role.COUNTY_OFFICER, at.hrss, "both", "卓亦凡")
    found = make.appeal(by=officer, channel="desk", consent="本人在场")
    dispatch.assign(by=at.dispatcher, appeal=found, office=at.hrss)
    handling.sign(by=at.handler, appeal=found)
    handling.answer(by=at.handler, appeal=found, text="已处理完毕。", outcome="solved")
    assert not {"confirmed", "rated"} & possible(officer, found)
    with pytest.raises(NotAllowed):
        worker.confirm(by=officer, appeal=found)
    assert {"disputed", "material_added"} <= possible(officer, found)


def test_a_desk_that_did_not_handle_it_still_confirms_for_the_worker(at):
    found = make.answered(at, by=at.clerk, channel="desk", consent="本人在场")
    worker.confirm(by=at.clerk, appeal=found)
    assert found.stage == Stage.CLOSED


def test_two_offers_are_not_both_accepted(at):
    there = make.other_desk()
    found = make.signed(at)
    for office in (there.hrss, there.police):
        handling.offer_transfer(by=at.handler, appeal=found, office=office, text="在贵县务工")
    handling.accept_transfer(by=there.handler, appeal=found)
    with pytest.raises((Conflict, NotAllowed)):
        handling.accept_transfer(by=there.policeman, appeal=found)
    assert found.holder == there.hrss


def test_joining_a_restricted_appeal_restricts_the_other(at):
    mother, other = make.appeal(), make.appeal()
    dispatch.restrict(by=at.dispatcher, appeal=other)
    dispatch.merge(by=at.dispatcher, appeal=other, into=mother)
    mother.refresh_from_db()
    assert mother.restricted


def test_nothing_is_joined_to_what_ended_meanwhile(at):
    mother, other = make.appeal(), make.appeal()
    stale = type(mother).objects.get(pk=mother.pk)
    worker.withdraw(by=make.PLATFORM, appeal=mother)
    with pytest.raises(Conflict):
        dispatch.merge(by=at.dispatcher, appeal=other, into=stale)


def test_being_alike_does_not_tell_of_a_restricted_appeal(at):
    officer = make.account(Role.COUNTY_OFFICER, at.hrss, "town", "卓亦凡")
    found = make.appeal(employer="顺达家政服务部", phone="19900008888")
    hidden = make.appeal(employer="顺达家政服务部", phone="19900008888")
    assert list(similar(officer, found)) == [hidden]
    dispatch.restrict(by=at.dispatcher, appeal=hidden)
    assert list(similar(officer, found)) == []
    assert list(similar(at.dispatcher, found)) == [hidden]


def test_workers_of_a_group_are_named_to_offices_only(at):
    found = make.signed(at, people=3)
    groups.start_group(by=make.PLATFORM, appeal=found)
    follower = make.Follower(found.pk)
    with pytest.raises(Conflict) as refused:
        worker.withdraw(by=follower, appeal=found)
    assert found.name not in str(refused.value)


def test_warnings_show_no_number_that_a_worker_wrote(at):
    number = "13800001234"
    text = f"打电话{number}没人接，老板拖欠工资三个月"
    marks = [{"start": 3, "end": 14, "text": number, "kind": "private"}]
    reading = make.Proposal(marks=marks)
    found = make.appeal(text, reading=reading)
    shown = _rows(at.dispatcher, [found.number])[0].text
    assert "打电话" in shown and number not in shown


def test_the_trail_of_an_export_keeps_no_phone(at):
    begun = export.begin(appeals=make.Appeal.objects.none(), by=at.supervisor,
                         filters={"q": "19900009999", "stage": "closed"})  # fmt: skip
    assert begun.filters == {"q": "199****9999", "stage": "closed"}


def test_a_small_file_that_unfolds_to_gigabytes_is_no_photo():
    bomb = io.BytesIO()
    Image.new("1", (9_000, 8_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 1_000_000
    assert smaller(bomb.getvalue()) is None
    with pytest.raises(ValueError):
        form_number(bomb.getvalue())


def test_files_of_one_act_are_weighed_before_they_are_read(at, monkeypatch):
    monkeypatch.setattr(case_forms, "TOGETHER", 1000)
    files = [SimpleUploadedFile(f"{n}.jpg", b"\xff\xd8\xff" + b"x" * 600) for n in range(2)]
    field = case_forms.FilesField()
    assert len(field.clean(files[:1])) == 1
    with pytest.raises(Exception, match="MB"):
        field.clean(files)
