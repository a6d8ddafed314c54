"""A batch sent back by its signer, another budget for what is approved, and whose turn it is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import PaymentBatch
from rongcheng.benefits.permissions import offered, possible
from rongcheng.benefits.queries.agreement import checks
from rongcheng.benefits.queries.funding import other_budgets
from rongcheng.benefits.queries.money import figures_of
from rongcheng.benefits.services import bankanswers, mending, paying, reviewing
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

from . import factories, money

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return factories.desk()


@pytest.fixture
def batch(staff):
    one = money.budget(staff)
    found = money.payable(staff, "甲一一", "乙二二", "丙三三")
    return paying.make(by=staff.finance, budget=one, applications=found)


def first(batch):
    return batch.payments.order_by("pk").select_related("application")[0]


def post(client, who, name, *args, **data):
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(reverse(f"benefits:{name}", args=args), data)


def get(client, who, name, *args):
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse(f"benefits:{name}", args=args)).content.decode()


def test_sent_back_mended_handed_in_and_paid(staff, batch):
    with pytest.raises(NotAllowed):
        mending.send_back(by=staff.finance, batch=batch, reason="自己的")
    with pytest.raises(Refusal):
        mending.send_back(by=staff.chief, batch=batch, reason=" ")
    mending.send_back(by=staff.chief, batch=batch, reason="甲一一的账户请核实")
    with pytest.raises(Conflict):
        paying.sign(by=staff.chief, batch=batch)
    with pytest.raises(NotAllowed):
        mending.hand_in(by=money.other(staff), batch=batch)
    out = first(batch)
    mending.take_out(by=staff.finance, batch=batch, payments=[out.pk], reason="核实账户")
    out.application.refresh_from_db()
    assert out.application.stage == Stage.PAYABLE
    mending.hand_in(by=staff.finance, batch=batch)
    made = paying.sign(by=staff.chief, batch=batch)
    assert (made.count, made.total, made.lines) == (2, 200_000, 2)
    content = money.answer(made, (1, "成功", ""), (2, "成功", ""))
    reply = bankanswers.read(by=staff.finance, batch=made, file_name="a.csv", content=content)
    made.refresh_from_db()
    assert (reply.paid, made.state) == (2, PaymentBatch.State.DONE)
    assert all(each.agrees for each in checks(staff.finance) if not each.hint)


def test_what_is_taken_out_goes_into_the_next_batch(staff, batch):
    mending.send_back(by=staff.chief, batch=batch, reason="请核实")
    out = first(batch)
    with pytest.raises(Refusal):
        mending.take_out(by=staff.finance, batch=batch, payments=[], reason="无")
    everything = list(batch.payments.values_list("pk", flat=True))
    with pytest.raises(Refusal, match="撤销"):
        mending.take_out(by=staff.finance, batch=batch, payments=everything, reason="全部")
    mending.take_out(by=staff.finance, batch=batch, payments=[out.pk], reason="核实账户")
    assert paying.make(by=staff.finance, budget=batch.budget, applications=[out.application])
    paying.cancel(by=staff.finance, batch=batch, reason="重做")
    stages = {each.application.stage for each in batch.payments.select_related("application")}
    assert stages == {Stage.PAYING, Stage.PAYABLE}
    assert all(each.agrees for each in checks(staff.finance) if not each.hint)


def test_a_batch_sent_back_by_its_pages(staff, batch, client):
    assert "退回" in get(client, staff.chief, "money_batch", batch.number)
    none = post(client, staff.chief, "money_batch_back", batch.number, reason="")
    assert none.status_code == 400
    post(client, staff.chief, "money_batch_back", batch.number, reason="金额请复核")
    text = get(client, staff.finance, "money_batch", batch.number)
    assert "金额请复核" in text and 'name="out"' in text
    assert 'name="out"' not in get(client, money.other(staff), "money_batch", batch.number)
    assert "1" in get(client, staff.finance, "money")
    out = first(batch).pk
    answer = post(client, staff.finance, "money_batch_out", batch.number, out=[out], reason="复核")
    assert answer.status_code == 302
    assert post(client, staff.finance, "money_batch_again", batch.number).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, batch.count) == (PaymentBatch.State.MADE, 2)


def test_another_budget_pays(staff, client):
    one, two = money.budget(staff), money.budget(staff, document="鹤财社〔2026〕13号")
    money.budget(staff, 1, document="鹤财社〔2026〕14号")  # not enough left
    (application,) = money.payable(staff)
    assert application.commitment.budget == one
    assert [each for each, _left in other_budgets(staff.finance, application)] == [two]
    assert "13号" in get(client, staff.finance, "money_move", application.number)
    wrong = post(client, staff.finance, "money_move", application.number, budget="0", reason="x")
    assert wrong.status_code == 400
    answer = post(client, staff.finance, "money_move", application.number, budget=two.pk,
                  reason="按鹤财社〔2026〕13号列支")  # fmt: skip
    assert answer.status_code == 302
    assert (figures_of(one).committed, figures_of(two).committed) == (100_000, 0)
    settle = "money_move_settle", application.number
    for alone in (staff.finance, staff.approver):  # who asked; who signs no batch
        assert post(client, alone, *settle, "agree").status_code == 403
    assert application.number in get(client, staff.chief, "money")
    assert "同意" in get(client, staff.chief, "money_move", application.number)
    assert post(client, staff.chief, *settle, "agree").status_code == 302
    assert (figures_of(one).committed, figures_of(two).committed) == (0, 100_000)
    assert post(client, staff.chief, *settle, "agree").status_code == 404
    paying.make(by=staff.finance, budget=two, applications=[application])
    application.refresh_from_db()
    assert other_budgets(staff.finance, application) == []


def test_taking_up_again_is_offered_only_where_it_can_be_done(staff):
    person = factories.worker()
    application = factories.to_approval(factories.applied(person), staff)
    reviewing.refuse(by=staff.approver, application=application, reason="不符", clause="三")
    assert "reopened" in possible(staff.chief, application)
    again = factories.applied(person)
    codes, why = offered(staff.chief, application)
    assert "reopened" not in codes and again.number in why
    with pytest.raises(Conflict, match=again.number):
        reviewing.reopen(by=staff.chief, application=application, reason="复核")
    reviewing.withdraw(by=factories.TestWorker(person), application=again)
    reviewing.reopen(by=staff.chief, application=application, reason="复核")
    assert application.step == "county"
    assert "checked" in possible(staff.county, application)  # the same step once more


def test_whoever_sets_the_amount_at_a_step_passes_it_on(staff):
    application = factories.applied()
    for by in (staff.village, staff.township):
        reviewing.check(by=by, application=application)
    reviewing.set_amount(by=staff.county, application=application, amount=90_000, reason="核减")
    reviewing.check(by=staff.county, application=application)
    assert application.stage == Stage.APPROVAL
    reviewing.send_down(by=staff.approver, application=application, reason="请补充")
    assert "checked" in possible(staff.county, application)
    assert "checked" not in possible(staff.township, application)
    reviewing.check(by=staff.county, application=application)
    reviewing.set_amount(by=staff.approver, application=application, amount=80_000, reason="核减")
    codes, why = offered(staff.approver, application)
    assert "approved" not in codes and why
