"""What an application's page says of the next step, and what it offers nobody could do."""

from __future__ import annotations

import pytest

from rongcheng.benefits.asking import clause_words
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application
from rongcheng.benefits.permissions import possible
from rongcheng.benefits.queries.clawbacks import plan_of
from rongcheng.benefits.queries.lists import waits_for
from rongcheng.benefits.queries.review import changed, explained
from rongcheng.benefits.services import applying, bankanswers, notices, reclaiming, reviewing
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.standing import next_step, sentence
from rongcheng.core.errors import Conflict
from rongcheng.people.models import EmploymentSpell, Person

from . import factories, money

pytestmark = pytest.mark.django_db


def page(client, staff, application):
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/benefits/applications/{application.number}/")


def at_desk(by, person):
    request = Request("dali", "DL-8", "person", person.pk, person, day=factories.DAY,
                      account=factories.account(person), channel=Application.Channel.DESK,
                      consent="本人到窗口口头同意")  # fmt: skip
    return applying.apply(by=by, request=request)


def test_what_a_desk_took_itself_does_not_wait_for_the_same_desk():
    staff = factories.desk()
    taken = at_desk(staff.village, factories.worker())
    assert (taken.path, taken.step) == (["township", "county"], "township")
    assert Application.objects.filter(waits_for(staff.township)).get() == taken
    of_township = at_desk(staff.township, factories.worker("杨青山"))
    assert of_township.path == ["village", "county"]
    of_county = at_desk(staff.county, factories.worker("李望山"))
    assert of_county.path == ["village", "township", "county"]  # the last step stays
    station = factories.agencies.staff("station_clerk", factories.VILLAGE)
    assert at_desk(station, factories.worker("段知行")).path == ["village", "township", "county"]


def test_what_came_back_to_its_checker_is_their_turn_again():
    staff = factories.desk()
    application = factories.to_approval(factories.applied(), staff)
    mine = Application.objects.filter(waits_for(staff.county))
    assert not mine.exists()
    reviewing.send_down(by=staff.approver, application=application, reason="请补充")
    assert mine.get() == application
    assert not Application.objects.filter(waits_for(staff.township)).exists()


def test_there_is_no_step_before_the_first():
    staff, application = factories.desk(), factories.applied()
    assert "sent_down" not in possible(staff.village, application)
    reviewing.check(by=staff.village, application=application)
    assert "sent_down" in possible(staff.township, application)


def test_what_keeps_it_from_the_approver_stands_there_before_it_is_tried(client):
    staff, person = factories.desk(), factories.worker()
    spell = EmploymentSpell.objects.get(person=person)
    application = factories.applied(person)
    for by in (staff.village, staff.township):
        reviewing.check(by=by, application=application)
    assert "act-checked" in page(client, staff.county, application).content.decode()
    EmploymentSpell.objects.filter(pk=spell.pk).update(transfer_range="unknown")
    found, _gone = explained(application)
    assert found.needs and "登记里还没有" in reviewing.lacking(application, found)
    text = page(client, staff.county, application).content.decode()
    assert "登记里还没有" in text and "checked-note" not in text
    with pytest.raises(Conflict, match="登记里还没有"):
        reviewing.check(by=staff.county, application=application)


def test_every_reader_learns_whose_turn_it_is(client):
    staff, application = factories.desk(), factories.applied()
    assert "审核" in next_step(application)
    factories.to_approval(application, staff)
    Application.objects.filter(pk=application.pk).update(amount=900_000)
    text = page(client, staff.approver, application).content.decode()
    assert "主要审批人" in text and "act-approved" not in text
    application.refresh_from_db()
    Application.objects.filter(pk=application.pk).update(amount=100_000)
    application.refresh_from_db()
    reviewing.approve(by=staff.approver, application=application)
    line = application.notice_lines.get()
    assert "公示" in next_step(application)
    notices.object_to(notice=line.notice, line=line.pk, text="去年没有外出务工")
    assert "异议" in page(client, staff.county, application).context["next"]


def test_what_changed_names_places():
    staff, person = factories.desk(), factories.worker()
    application = factories.applied(person)
    other = factories.agencies.place(factories.VILLAGE + 1)
    Person.objects.filter(pk=person.pk).update(home_place=other)
    found, _gone = explained(application)
    was = [str(line.was["zh"]) for line in changed(application, found)]
    assert was and str(factories.VILLAGE) not in was
    assert staff.county


def test_clauses_are_said_as_people_say_them():
    assert clause_words("7") == "第7条"
    assert clause_words("某方案 7") == "某方案 第7条"
    assert clause_words("符合条件（待州里明确）") == "符合条件（待州里明确）"


def test_every_stage_has_its_sentence(client):
    staff = factories.desk()
    (application,) = money.payable(staff)
    for stage in Stage:
        application.stage = stage
        application.ended_at = application.decided_at
        assert sentence(application, application.decided_at)
        next_step(application)


def test_only_what_can_be_done_is_ticked(client):
    staff = factories.desk()
    waits = factories.to_approval(factories.applied(factories.worker("杨青山")), staff)
    objected = money.approved(staff)
    line = objected.notice_lines.get()
    notices.object_to(notice=line.notice, line=line.pk, text="去年没有外出务工")
    client.force_login(staff.approver, backend="django.contrib.auth.backends.ModelBackend")
    text = client.get("/benefits/applications/").content.decode()
    assert objected.number in text and f'value="{waits.number}"' in text
    assert f'value="{objected.number}"' not in text


def test_what_has_to_be_paid_back_is_told_with_its_days():
    staff = factories.desk()
    one = money.budget(staff)
    (application,) = money.payable(staff)
    batch = money.signed(staff, one, [application])
    content = money.answer(batch, (1, "成功", ""))
    bankanswers.read(by=staff.finance, batch=batch, file_name="a.csv", content=content)
    application.refresh_from_db()
    assert plan_of(application) == []
    clawback = reclaiming.reclaim(
        by=staff.approver, application=application, amount=60_000, reason="查实不符", clause="三"
    )
    application.refresh_from_db()
    assert "600" in sentence(application, clawback.decided_at)
    assert "1,000" not in sentence(application, clawback.decided_at)
    reclaiming.repaid(by=staff.finance, clawback=clawback, amount=20_000, receipt="R1")
    (part,) = plan_of(application)
    assert (part.came, part.instalment.amount) == (20_000, 60_000)
