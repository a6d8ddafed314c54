"""The page of an appeal against a decision tells what was decided, and on which facts."""

from __future__ import annotations

import pytest

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.tests import factories as appeals
from rongcheng.benefits.queries.objecting import decision_against, may_see_facts
from rongcheng.benefits.services import reviewing
from rongcheng.benefits.services.log import add

from . import factories

pytestmark = pytest.mark.django_db


def refused() -> tuple:
    """An application refused and appealed against, and the appeal."""
    person = factories.worker()
    application = factories.applied(person)
    staff = factories.desk()
    factories.to_approval(application, staff)
    reviewing.refuse(by=staff.approver, application=application, reason="流水看不清", clause="3")
    appeal = appeals.appeal("对决定不服，请复查。", person=person, name=person.name)
    by = factories.TestWorker(person)
    add(application, "appealed", by=by, number=appeal.number)
    return application, appeal, staff


def page(client, staff, appeal, status: int = 200) -> str:
    client.force_login(staff)
    answer = client.get(f"/appeals/{appeal.number}/")
    assert answer.status_code == status
    return answer.content.decode()


def test_the_leading_group_reads_the_decision_its_conditions_and_facts(client):
    group = appeals.desk()
    application, appeal, _staff = refused()
    text = page(client, group.supervisor, appeal)
    assert "这件诉求针对的决定" in text and "流水看不清" in text and application.number in text
    assert "一次性外出务工交通补助" in text and "脱贫劳动力" in text and "脱贫监测情况" in text
    assert f"/benefits/applications/{application.number}/" not in text  # it may not open that


def test_who_may_open_the_application_gets_there(client):
    appeals.desk()
    application, appeal, staff = refused()
    text = page(client, staff.county, appeal)
    assert f"/benefits/applications/{application.number}/" in text


def test_facts_are_not_for_everybody_who_reads_the_appeal(client, monkeypatch):
    group = appeals.desk()
    application, appeal, _staff = refused()
    leader = agencies.staff(Role.LEADER, factories.COUNTY)
    assert not may_see_facts(leader, application)
    assert may_see_facts(group.handler, application)
    target = "rongcheng.benefits.views.appealed.may_see_facts"
    monkeypatch.setattr(target, lambda staff, _application: may_see_facts(leader, application))
    text = page(client, group.supervisor, appeal)
    assert "流水看不清" in text and "脱贫劳动力" not in text and "脱贫监测情况" not in text


def test_elsewhere_it_is_not_there_and_other_appeals_have_no_such_card(client):
    group, other = appeals.desk(), appeals.other_desk()
    _application, appeal, _staff = refused()
    page(client, other.supervisor, appeal, 404)
    assert "这件诉求针对的决定" not in page(client, group.supervisor, appeals.appeal())


def test_it_is_the_decision_before_the_appeal_that_counts():
    appeals.desk()
    application, appeal, staff = refused()
    first = decision_against(appeal)
    reviewing.reopen(by=staff.chief, application=application, reason="复核后改正")
    reviewing.refuse(by=staff.chief, application=application, reason="仍不符合", clause="3")
    assert decision_against(appeal) == first and first.event.text == "流水看不清"
    assert decision_against(appeals.appeal()) is None
