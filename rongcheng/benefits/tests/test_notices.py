"""Public notices: up and down by themselves, masked, open to objections that are settled."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from rongcheng.agencies.tests import factories as agencies
from rongcheng.benefits.models import Objection, PublicNotice
from rongcheng.benefits.queries import notices as read
from rongcheng.benefits.services import notices, reviewing
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

from . import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def up():
    """Staff, and an application on public notice."""
    staff = factories.desk()
    application = factories.to_approval(factories.applied(), staff)
    reviewing.approve(by=staff.approver, application=application)
    return staff, application, PublicNotice.objects.get()


def test_put_up_when_approved_one_sheet_for_county_benefit_and_day(up):
    staff, application, notice = up
    other = factories.worker("杨青山")
    second = factories.applied(other, account=factories.account(other, "6222000099990000"))
    factories.to_approval(second, staff)
    reviewing.approve(by=staff.approver, application=second)
    assert PublicNotice.objects.count() == 1 and notice.lines.count() == 2
    assert notice.county_id == factories.COUNTY
    assert notice.ends_at == application.due_at
    days = [timezone.localdate() + timedelta(n) for n in range(1, 12)]
    last = timezone.localdate(notice.ends_at - timedelta(seconds=1))
    assert last in days and (last - date.today()).days >= 5  # five working days


def test_taken_down_by_itself_and_nothing_personal_stays(up, client):
    _staff, application, notice = up
    url = f"/notices/{notice.number}"
    page = client.get(url)
    text = page.content.decode()
    assert "和*" in text and "和丽江" not in text and "6222" not in text and "¥1,000" in text
    assert "noindex" in page["X-Robots-Tag"] and 'name="robots"' in text
    before = notice.ends_at - timedelta(minutes=1)
    assert notices.take_down(now=before).applications == 0
    assert not read.lines(notice, notice.ends_at)  # from the moment on, not from the round on
    done = notices.take_down(now=notice.ends_at)
    assert (done.notices, done.applications) == (1, 1)
    application.refresh_from_db()
    assert application.stage == "payable"
    text = client.get(url).content.decode()
    assert "¥1,000" not in text and "公示已结束" in text
    assert notices.take_down(now=notice.ends_at).notices == 0
    assert client.get("/notices/N0").status_code == 404


def test_an_open_objection_holds_the_application_until_it_is_settled(up, client, monkeypatch):
    staff, application, notice = up
    line = notice.lines.get()
    data = {"line": str(line.pk), "text": "这个人一直在家，没有外出务工。", "phone": ""}
    assert client.post(f"/notices/{notice.number}", data).status_code == 302
    objection = Objection.objects.get()
    assert objection.phone is None
    notices.take_down(now=notice.ends_at + timedelta(days=1))
    application.refresh_from_db()
    assert application.stage == "notice"
    with pytest.raises(NotAllowed):
        notices.settle(by=staff.county, objection=objection, upheld=False, text="已核实")
    with pytest.raises(Refusal):
        notices.settle(by=staff.approver, objection=objection, upheld=True, text="属实")
    later = notice.ends_at + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    notices.settle(by=staff.approver, objection=objection, upheld=False, text="工资流水齐全")
    application.refresh_from_db()
    assert application.stage == "payable"
    with pytest.raises(Conflict):
        notices.settle(by=staff.approver, objection=objection, upheld=False, text="再次")


def test_an_objection_that_is_right_refuses_with_the_clause(up, client):
    staff, application, notice = up
    objection = notices.object_to(
        notice=notice, line=notice.lines.get().pk, text="这个人一直在家。", phone="13912345678"
    )
    client.force_login(staff.approver)
    page = client.get(f"/benefits/applications/{application.number}/").content.decode()
    assert "这个人一直在家" in page and "13912345678" not in page
    code = f"objection-{objection.pk}"
    url = f"/benefits/applications/{application.number}/objections/{objection.pk}"
    assert client.post(url, {f"{code}-upheld": "yes", f"{code}-text": "属实"}).status_code == 400
    clauses = client.get(f"/benefits/applications/{application.number}/").context["objections"]
    clause = clauses[0][1].fields["clause"].choices[1][0]
    data = {f"{code}-upheld": "yes", f"{code}-text": "属实", f"{code}-clause": clause}
    assert client.post(url, data).status_code == 302
    application.refresh_from_db()
    assert application.stage == "refused"
    assert not read.lines(PublicNotice.objects.get())  # who was refused is no longer shown


def test_objections_are_few_from_one_network_and_only_while_it_is_up(up):
    _staff, _application, notice = up
    line = notice.lines.get().pk
    for bad in ({"text": "短"}, {"text": "没有外出务工", "phone": "12"}):
        with pytest.raises(Refusal):
            notices.object_to(notice=notice, line=line, **bad)
    with pytest.raises(Conflict):
        notices.object_to(notice=notice, line=0, text="没有外出务工")
    for _n in range(notices.PER_ADDRESS_A_DAY):
        notices.object_to(notice=notice, line=line, text="没有外出务工", address="10.0.0.1")
    with pytest.raises(notices.TooMany):
        notices.object_to(notice=notice, line=line, text="没有外出务工", address="10.0.0.1")
    notices.object_to(notice=notice, line=line, text="没有外出务工", address="10.0.0.2")
    notice.ends_at = timezone.now() - timedelta(minutes=1)
    with pytest.raises(Conflict):
        notices.object_to(notice=notice, line=line, text="没有外出务工")


def test_offices_see_the_notices_of_their_place_and_print_them(up, client):
    staff, _application, notice = up
    client.force_login(staff.village)
    assert notice.number in client.get("/benefits/notices/").content.decode()
    assert client.get(f"/benefits/notices/{notice.number}/").status_code == 200
    sheet = client.get(f"/benefits/notices/{notice.number}/sheet")
    assert sheet.content.startswith(b"%PDF") and "和丽江".encode() not in sheet.content
    neighbour = agencies.staff("county_officer", agencies.OTHER_COUNTY)
    client.force_login(neighbour)
    assert notice.number not in client.get("/benefits/notices/").content.decode()
    assert client.get(f"/benefits/notices/{notice.number}/").status_code == 404
    assert client.get(f"/benefits/notices/{notice.number}/sheet").status_code == 404
