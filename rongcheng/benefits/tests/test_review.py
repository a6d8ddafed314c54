"""The queue, the page of an application and its acts, several at once, figures, decisions."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.models import Event
from rongcheng.benefits.models import Application
from rongcheng.benefits.permissions import possible
from rongcheng.benefits.queries import figures, lists
from rongcheng.benefits.services import applying, bulk, opening, reviewing
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.views.review_acts import ACTIONS
from rongcheng.core.errors import NotAllowed, Refusal
from rongcheng.places.models import Place
from rongcheng.rules.models import Answer

from . import factories

pytestmark = pytest.mark.django_db


def numbers(staff, **given) -> list[str]:
    return [a.number for a in lists.in_order(staff, given, "")]


def account(n: int, person) -> object:
    return factories.account(person, f"62220000100000{n:02}")


def test_my_turn_is_the_step_of_my_office_and_never_my_own_hand():
    staff, application = factories.desk(), factories.applied()
    assert numbers(staff.village) == [application.number]
    assert numbers(staff.county) == [] == numbers(staff.approver)
    assert numbers(staff.county, show="open") == [application.number]
    factories.to_approval(application, staff)
    assert numbers(staff.approver) == [application.number]
    assert numbers(staff.chief) == []  # the smaller amounts are the approver's
    Application.objects.filter(pk=application.pk).update(amount=900_000)
    assert numbers(staff.approver) == [] and numbers(staff.chief) == [application.number]


def test_a_neighbour_sees_nothing_of_it(client):
    application = factories.applied()
    neighbour = agencies.staff("county_officer", agencies.OTHER_COUNTY)
    assert numbers(neighbour, show="all") == []
    client.force_login(neighbour)
    assert client.get(f"/benefits/applications/{application.number}/").status_code == 404
    found = figures.table(neighbour, _year())
    assert found[0]["received"] == 0


def test_the_list_is_narrowed_and_tells_counts(client):
    staff = factories.desk()
    first = factories.applied()
    second = factories.applied(factories.worker("杨青山"))
    Application.objects.filter(pk=first.pk).update(due_at=timezone.now() - timedelta(days=1))
    Application.objects.filter(pk=second.pk).update(due_at=timezone.now() + timedelta(days=9))
    client.force_login(staff.county)
    both = [first, second]
    cases = {
        "?show=overdue": [first], "?show=open": both, "?show=all&q=杨青山": [second],
        f"?show=all&q={first.number}": [first], "?show=all&step=county": [],
        "?show=all&benefit=dali:DL-8&sort=-due": both[::-1],
        "?show=all&step=village&channel=portal&stage=review": both,
    }  # fmt: skip
    for query, wanted in cases.items():
        answer = client.get(f"/benefits/applications/{query}")
        assert [a.number for a in answer.context["page"]] == [a.number for a in wanted], query
    told = lists.waiting(staff.village)
    assert (told.mine, told.late, told.overdue) == (2, 1, 1)


def test_the_page_offers_exactly_what_is_possible_and_explains_each_condition(client):
    staff, application = factories.desk(), factories.applied()
    client.force_login(staff.village)
    answer = client.get(f"/benefits/applications/{application.number}/")
    offered = {one["code"] for _label, group in answer.context["groups"] for one in group}
    assert offered == possible(staff.village, application) & set(ACTIONS)
    page = answer.content.decode()
    assert "稳定就业3个月以上" in page and "¥1,000" in page and "6222000012345678" not in page
    assert Event.objects.filter(act="benefits.opened").exists()
    answer = client.post(f"/benefits/applications/{application.number}/do/checked",
                         {"checked-note": "已入户"})  # fmt: skip
    assert answer.status_code == 302
    application.refresh_from_db()
    assert application.step == "township"
    again = client.post(f"/benefits/applications/{application.number}/do/checked")
    assert again.status_code == 403  # not a second time


def test_refusing_asks_for_a_clause_of_the_rule(client):
    staff = factories.desk()
    application = factories.to_approval(factories.applied(), staff)
    client.force_login(staff.approver)
    url = f"/benefits/applications/{application.number}/do/refused"
    assert client.post(url, {"refused-reason": "不符合"}).status_code == 400
    clause = client.get(f"/benefits/applications/{application.number}/").context["groups"]
    choices = next(
        one["form"].fields["clause"].choices
        for _label, group in clause for one in group if one["code"] == "refused"
    )  # fmt: skip
    data = {"refused-reason": "不符合", "refused-clause": choices[0][0]}
    assert client.post(url, data).status_code == 302
    application.refresh_from_db()
    assert application.stage == "refused"
    reviewing.reopen(by=staff.chief, application=application, reason="复核后改正")
    assert application.step == "county"


def test_several_at_once_and_a_bad_one_hinders_no_other(client):
    staff = factories.desk()
    first = factories.applied()
    second = factories.applied(factories.worker("杨青山"))  # the same account: to be looked at
    third_person = factories.worker("李望山")
    third = factories.applied(third_person, account=account(3, third_person))
    client.force_login(staff.village)
    answer = client.post("/benefits/applications/several", {
        "code": "checked", "number": [first.number, second.number, third.number, "B0"],
    })  # fmt: skip
    results = {r.number: r.problem for r in answer.context["results"]}
    assert results[third.number] == "" and answer.context["done"] == 1
    assert results[first.number] and results[second.number] and results["B0"]
    steps = dict(Application.objects.values_list("number", "step"))
    assert (steps[third.number], steps[first.number]) == ("township", "village")
    with pytest.raises(Refusal):
        bulk.do_all(by=staff.village, code="refused", numbers=[first.number])
    assert bulk.do_all(by=staff.county, code="approved", numbers=[third.number])[0].problem


def test_statements_are_compared_where_the_application_lies():
    staff, person = factories.desk(), factories.worker(range_="within_county")
    request = Request("dali", "DL-5", "person", person.pk, person, day=factories.DAY,
                      account=factories.account(person), said={"training_days": 10})  # fmt: skip
    application = applying.apply(by=factories.TestWorker(person), request=request)
    with pytest.raises(NotAllowed):
        opening.compare(by=staff.approver, application=application, facts=["training_days"])
    with pytest.raises(Refusal):
        opening.compare(by=staff.village, application=application, facts=["weak_labour"])
    opening.compare(by=staff.village, application=application, facts=["training_days"])
    assert Answer.objects.get().checked_by


def test_what_changed_since_it_was_filed_is_shown(client):
    staff, application = factories.desk(), factories.applied()
    application.person.poverty_status = "monitored"
    application.person.save()
    client.force_login(staff.village)
    answer = client.get(f"/benefits/applications/{application.number}/")
    (one,) = answer.context["changed"]
    assert (one.was["zh"], one.now["zh"]) == ("脱贫人口", "防止返贫监测对象")
    assert answer.context["found"].outcome == "not"


def test_export_counts_hashes_and_masks(client):
    staff, application = factories.desk(), factories.applied()
    client.force_login(staff.county)
    assert client.get("/benefits/applications/export?show=all").context["total"] == 1
    answer = client.post("/benefits/applications/export/file", {"kind": "csv", "show": "all"})
    text = b"".join(answer.streaming_content).decode()
    assert application.number in text and "和丽江" not in text and "6222000012345678" not in text
    told = Event.objects.get(act="benefits.exported").detail
    assert told["rows"] == 1 and told["sha256"] in text
    client.force_login(staff.approver)  # a role without exports
    assert client.post("/benefits/applications/export/file").status_code == 403


def test_figures_open_the_rows_they_count(client):
    staff = factories.desk()
    application = factories.to_approval(factories.applied(), staff)
    reviewing.approve(by=staff.approver, application=application)
    factories.applied(factories.worker("杨青山"))
    client.force_login(staff.county)
    for by in ("benefit", "place", "month"):
        page = client.get(f"/benefits/figures/?by={by}")
        assert page.status_code == 200
        for _name, cells in page.context["lines"]:
            for kind, value, url in cells:
                if url and kind == "count":
                    assert client.get(url).context["page"].paginator.count == value, url
    (whole,) = figures.table(staff.county, _year())
    assert (whole["received"], whole["approved"], whole["approved_fen"]) == (2, 1, 100_000)
    assert {p.step for p in figures.pace(staff.county, _year())} >= {"village", "county"}


def test_few_are_not_told_to_whoever_may_not_open_them(client):
    """Six of one township and two of another; the two follow neither from the sum nor the money."""
    staff, leader = factories.desk(), agencies.staff("leader")
    made = [factories.applied(factories.worker(f"和{n}"), account=None) for n in range(8)]
    for each in made[:6]:
        reviewing.approve(by=staff.chief, application=factories.to_approval(each, staff))
    elsewhere = Place.objects.filter(parent=factories.COUNTY).exclude(pk=factories.TOWNSHIP)
    of_two = Application.objects.filter(pk__in=[each.pk for each in made[6:]])
    of_two.update(place=elsewhere.first())
    lines, whole = figures.shown(leader, _year(), "place")
    assert [row["received"] for row in lines] == [None, None] and whole["received"] == 8
    assert sorted(row["approved_fen"] for row in lines) == [0, 600_000]
    of_two.update(stage="paid", amount=123_400)
    lines, whole = figures.shown(leader, _year(), "place")
    assert [row["approved_fen"] for row in lines] == [None, None]
    assert whole["paid"] is None and whole["paid_fen"] is None
    assert all(each.applications >= 5 for each in figures.pace(leader, _year()))
    client.force_login(leader)
    page = client.get("/benefits/figures/?by=place").content.decode()
    assert "1,234" not in page and "不显示" in page
    lines, whole = figures.shown(staff.county, _year(), "place")
    assert sorted(row["received"] for row in lines) == [2, 6] and whole["paid_fen"] == 246_800


def _year() -> figures.Period:
    today = timezone.localdate()
    return figures.Period(today - timedelta(days=300), today)


def test_a_decision_is_worked_out_again_on_its_page_and_by_the_command(client):
    staff, application = factories.desk(), factories.applied()
    decision = application.decisions.get()
    client.force_login(staff.village)
    url = f"/benefits/applications/{application.number}/decisions/{decision.pk}"
    assert client.get(url).context["again"] is None
    assert client.get(f"{url}?again=1").context["again"].same
    out = StringIO()
    call_command("benefits_recompute", all=True, json=True, stdout=out)
    assert json.loads(out.getvalue()) == {"decisions": 1, "differing": []}
    application.decisions.update(facts={**decision.facts, "months_in_row": 2})
    again = client.get(f"{url}?again=1").context["again"]
    assert (again.same, again.intact) == (False, False)
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("benefits_recompute", application.number, stdout=StringIO())


def test_the_lamp_counts_the_working_days_of_the_place(monkeypatch):
    from rongcheng.benefits.templatetags import benefits as tags

    asked, real = [], tags.rules_for
    monkeypatch.setattr(tags, "rules_for", lambda place: asked.append(place) or real(place))
    application = factories.applied()
    assert "工作日" in tags.due_badge(application)
    assert asked == [application.place_id]
    application.due_at = None
    assert tags.due_badge(application) == ""
