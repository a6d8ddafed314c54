"""Lists of payments that are put right: somebody taken off, a later list, another account."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from rongcheng.audit.models import Event
from rongcheng.benefits.accounts import Account
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import PostPayRun
from rongcheng.benefits.queries import posts as read
from rongcheng.benefits.queries.money import figures_of
from rongcheng.benefits.queries.offers import standing
from rongcheng.benefits.queries.pay_lists import to_approve
from rongcheng.benefits.review_forms import clauses
from rongcheng.benefits.services import bankanswers, paying, post_pay, posts, reviewing
from rongcheng.benefits.services.posts import Leaving
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

from . import factories, money
from .granted_factories import holder, plan

pytestmark = pytest.mark.django_db
SEPTEMBER = "2026-09"
TODAY = date(2026, 11, 20)


@pytest.fixture
def staff():
    return factories.desk()


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda value=None: real(value) if value else TODAY)


@pytest.fixture
def two(staff):
    """Two holders of one post since the first of September."""
    post = posts.set_up(by=staff.county, plan=plan(slots=2))
    return [holder(staff, post, start=date(2026, 9, 1), name=name) for name in ("和一", "和二")]


def listed(staff, month=SEPTEMBER):
    return post_pay.prepare(by=staff.county, place=factories.COUNTY, period=month)


def cut(staff, run, holding, by=None, reason="出勤待核实"):
    key = run.lines.get(holding=holding).pk
    return post_pay.leave_out(by=by or staff.county, run=run, lines=[key], reason=reason)


def test_who_is_taken_off_a_list_is_on_the_next_one_of_the_month(staff, two):
    run = listed(staff)
    before = run.sha256, run.total
    run = cut(staff, run, two[0])
    assert run.total < before[1] and run.sha256 != before[0]
    assert [(one["of"], one["reason"]) for one in run.left_out] == [(two[0].pk, "出勤待核实")]
    assert Event.objects.filter(act="benefits.post_pay_cut", subject_id=str(run.pk)).exists()
    post_pay.approve(by=staff.approver, run=run)
    again = listed(staff)
    assert [line.holding for line in again.lines.all()] == [two[0]]
    with pytest.raises(Conflict):
        listed(staff)  # one that is not approved is enough


def test_an_approver_takes_somebody_off_too_and_nobody_else(staff, two):
    run = listed(staff)
    with pytest.raises(NotAllowed):
        cut(staff, run, two[0], by=staff.finance)
    with pytest.raises(Refusal):
        cut(staff, run, two[0], reason=" ")
    run = cut(staff, run, two[0], by=staff.approver)
    with pytest.raises(Conflict):
        cut(staff, run, two[1])  # nobody would be left
    run = post_pay.approve(by=staff.approver, run=run)
    with pytest.raises(Conflict):
        cut(staff, run, two[1])


def test_a_list_with_somebody_taken_off_still_notices_who_left(staff, two):
    run = cut(staff, listed(staff), two[0])
    posts.leave(by=staff.county, holding=two[1], leaving=Leaving(date(2026, 9, 10), "wish"))
    with pytest.raises(Conflict):
        post_pay.approve(by=staff.approver, run=run)


def test_who_is_wrong_on_it_is_ticked_on_its_page(client, staff, two):
    run = listed(staff)
    client.force_login(staff.county)
    page = reverse("benefits:posts_pay_one", args=[run.pk])
    at = reverse("benefits:posts_pay_act", args=[run.pk, "cut"])
    assert "2026年9月" in client.get(page).content.decode()
    refused = client.post(at, {"reason": "出勤待核实"})
    assert refused.status_code == 400 and "请勾选" in refused.content.decode()
    key = run.lines.get(holding=two[0]).pk
    client.post(at, {"reason": "出勤待核实", "out": [key]})
    shown = client.get(page).content.decode()
    assert "出勤待核实" in shown and "和*" in shown


def test_the_next_month_goes_to_the_account_that_was_given_last(staff, two):
    one = money.budget(staff)
    run = post_pay.approve(by=staff.approver, run=listed(staff))
    first, second = (line.application for line in run.lines.order_by("holding"))
    batch = money.signed(staff, one, [first, second])
    back = money.answer(batch, (1, "失败", "账号已销户"), (2, "成功", ""))
    bankanswers.read(by=staff.finance, batch=batch, file_name="a.csv", content=back)
    given = Account(str(two[0].person), "某农商行", "6222000199990000111")
    reviewing.give_account(by=staff.county, application=first, account=given)
    later = post_pay.approve(by=staff.approver, run=listed(staff, "2026-10"))
    paid = {line.holding: line.application.account for line in later.lines.all()}
    assert paid[two[0]] == given.number and paid[two[1]] == second.account


def test_an_account_that_the_bank_returned_is_asked_for_anew(staff, two):
    one = money.budget(staff)
    run = post_pay.approve(by=staff.approver, run=listed(staff))
    first = run.lines.get(holding=two[0]).application
    batch = money.signed(staff, one, [first])
    back = money.answer(batch, (1, "失败", "账号已销户"))
    bankanswers.read(by=staff.finance, batch=batch, file_name="a.csv", content=back)
    later = post_pay.approve(by=staff.approver, run=listed(staff, "2026-10"))
    assert not later.lines.get(holding=two[0]).application.account


def test_what_is_approved_wrongly_is_refused_before_it_is_paid(staff, two):
    one = money.budget(staff)
    run = post_pay.approve(by=staff.approver, run=listed(staff, "2026-10"))
    wrong = run.lines.get(holding=two[0]).application
    held = figures_of(one).committed
    with pytest.raises(Refusal):
        reviewing.refuse(by=staff.county, application=wrong, reason="当月未到岗", clause="第3条")
    assert any("在岗" in words for _clause, words in clauses(wrong))
    reviewing.refuse(by=staff.approver, application=wrong, reason="当月未到岗", clause="第3条")
    assert wrong.stage == Stage.REFUSED
    assert figures_of(one).committed == held - wrong.amount
    with pytest.raises(Conflict):
        paying.make(by=staff.finance, budget=one, applications=[wrong])
    left = Leaving(date(2026, 9, 15), "wish")
    posts.leave(by=staff.county, holding=two[0], leaving=left)
    with pytest.raises(Conflict, match="2026-10"):
        posts.leave(by=staff.county, holding=two[1], leaving=left)


def test_a_list_waits_for_whoever_can_approve_it_and_is_no_offer(staff, two):
    run = listed(staff)
    assert list(to_approve(PostPayRun, staff.approver)) == [run]
    assert not to_approve(PostPayRun, staff.county).exists()
    post_pay.approve(by=staff.approver, run=run)
    assert not to_approve(PostPayRun, staff.approver).exists()
    assert standing(staff.county)["confirmed"] == 0


def test_whose_time_ends_is_named_and_their_leaving_proposed(client, staff):
    post = posts.set_up(by=staff.county, plan=plan(slots=2))
    ends = holder(staff, post, on=date(2023, 10, 10), start=date(2023, 10, 10))
    holder(staff, post, name="和二", start=date(2026, 9, 1))
    assert [holding for holding, _term in read.ending(staff.county)] == [ends]
    client.force_login(staff.county)
    shown = client.get(reverse("benefits:posts_holder", args=[ends.pk])).content.decode()
    assert "2026年10月9日" in shown and 'value="2026-10-09"' in shown
    assert '<option value="term" selected>' in shown


def test_an_approval_that_cannot_be_says_who_is_in_its_way_beside_the_list(client, staff, two):
    run = listed(staff)
    two[0].application.decided_at = timezone.now()  # granted long after they were recruited
    two[0].application.save(update_fields=["decided_at"])
    client.force_login(staff.approver)
    answer = client.post(reverse("benefits:posts_pay_act", args=[run.pk, "approve"]))
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "和*不能发放：先批准后聘任" in told and 'name="out"' in told
