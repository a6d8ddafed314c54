"""Payment batches: two persons, the bank's file, its answer, and every way in which it is odd."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace

import pytest

from rongcheng.audit.models import Event
from rongcheng.benefits import banktable
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Payment, PaymentBatch
from rongcheng.benefits.queries.money import figures_of
from rongcheng.benefits.queries.payable import candidates, payable_from
from rongcheng.benefits.services import bankanswers, log, paying, reviewing
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

from . import factories, money

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return factories.desk()


@pytest.fixture
def one(staff):
    return money.budget(staff)


def read(staff, batch, content, name="回盘.csv"):
    return bankanswers.read(by=staff.finance, batch=batch, file_name=name, content=content)


def stages(applications):
    for each in applications:
        each.refresh_from_db()
    return [each.stage for each in applications]


def test_from_payable_to_paid(staff, one):
    three = money.payable(staff, "甲一一", "乙二二", "丙三三")
    assert list(payable_from(staff.finance, one)) == three
    batch = paying.make(by=staff.finance, budget=one, applications=three, purpose="交通补助")
    assert (batch.total, batch.count, batch.state) == (300_000, 3, "made")
    assert stages(three) == [Stage.PAYING] * 3
    batch = paying.sign(by=staff.chief, batch=batch)
    name, content = paying.fetch(by=staff.finance, batch=batch)
    assert hashlib.sha256(content).hexdigest() == batch.sha256
    rows = list(csv.reader(io.StringIO(content.decode("gb18030"))))
    assert rows[0] == [
        "序号", "业务参考号", "收款人户名", "收款账号", "收款行", "金额（元）", "用途",
    ]  # fmt: skip
    assert rows[1][:4] == ["1", f"{batch.number}0001", "甲一一", three[0].account]
    assert rows[1][5:] == ["1000.00", "交通补助"]
    assert rows[4] == ["合计", "3", "3000.00"] and rows[5][0] == "校验"
    assert (name, batch.lines) == (f"{batch.number}.csv", 3)
    assert Event.objects.filter(act="benefits.bankfile_fetched").count() == 1
    rows = (1, "成功", ""), (2, "成功", ""), (3, "失败", "账号已销户")
    reply = read(staff, batch, money.answer(batch, *rows, total="3,3000.00"))
    assert (reply.paid, reply.failed, reply.problems) == (2, 1, [])
    assert stages(three) == [Stage.PAID, Stage.PAID, Stage.BOUNCED]
    batch.refresh_from_db()
    assert batch.state == "done"
    figures = figures_of(one)
    assert (figures.committed, figures.paid, figures.left) == (100_000, 200_000, 700_000)


def test_the_same_answer_twice_pays_once(staff, one):
    two = money.payable(staff, "甲一一", "乙二二")
    batch = money.signed(staff, one, two)
    first = money.answer(batch, (1, "成功", ""))
    assert read(staff, batch, first).paid == 1
    batch.refresh_from_db()
    assert batch.state == "signed"  # one line is still open
    again = read(staff, batch, first)
    assert (again.paid, again.already, again.problems) == (0, 1, [])
    wider = read(staff, batch, money.answer(batch, (1, "成功", ""), (2, "成功", "")))
    assert (wider.paid, wider.already) == (1, 1)
    assert two[0].events.filter(code="paid").count() == 1
    assert figures_of(one).paid == 200_000


def test_rows_that_do_not_fit_are_told_and_cost_no_other_row(staff, one):
    four = money.payable(staff, "甲一一", "乙二二", "丙三三", "丁四四")
    batch = money.signed(staff, one, four)
    text = money.answer(batch, (1, "成功", ""), (2, "成功", ""), (3, "处理中", ""), (4, "成功", ""))
    text = text.decode("gb18030").replace(f"{batch.number}0002,", f"{batch.number}0009,")
    text = text.replace(",1000.00,处理中", ",900.00,成功", 1)
    lines = text.splitlines()
    lines[4] = lines[4].replace("*" + four[3].account[-4:], "*0000")
    reply = read(staff, batch, "\n".join([*lines, "合计,5,5000.00"]).encode())
    assert reply.paid == 1
    assert [each["row"] for each in reply.problems] == [3, 4, 5, 6]
    assert "¥900" in reply.problems[1]["text"] and "¥1,000" in reply.problems[1]["text"]
    assert "0000" in reply.problems[2]["text"]
    assert stages(four) == [Stage.PAID, *[Stage.PAYING] * 3]


def test_a_file_that_says_two_things_about_a_line_books_neither(staff, one):
    two = money.payable(staff, "甲一一", "乙二二")
    batch = money.signed(staff, one, two)
    reply = read(
        staff, batch, money.answer(batch, (1, "成功", ""), (1, "失败", "户名不符"), (2, "成功", ""))
    )
    assert (reply.paid, len(reply.problems)) == (1, 2)
    assert stages(two) == [Stage.PAYING, Stage.PAID]


def test_no_answer_before_the_signature_nor_for_a_cancelled_batch(staff, one):
    applications = money.payable(staff)
    batch = paying.make(by=staff.finance, budget=one, applications=applications)
    Payment.objects.update(line=1)
    content = money.answer(batch, (1, "成功", ""))
    with pytest.raises(Conflict):
        read(staff, batch, content)
    paying.cancel(by=staff.finance, batch=batch, reason="账号要更正")
    with pytest.raises(Conflict):
        read(staff, batch, content)
    assert stages(applications) == [Stage.PAYABLE]
    again = money.signed(staff, one, applications)
    with pytest.raises(Conflict):
        paying.cancel(by=staff.finance, batch=again, reason="晚了")
    other = read(staff, again, content)  # the old batch's file for the new one
    assert other.paid == 0 and batch.number in other.problems[0]["text"]


def test_a_file_that_is_no_answer_is_refused(staff, one):
    batch = money.signed(staff, one, money.payable(staff))
    with pytest.raises(Refusal):
        read(staff, batch, b"%PDF-1.4 no table at all")
    with pytest.raises(Refusal, match="处理结果"):
        read(staff, batch, "姓名,电话\n和丽江,138\n".encode())


def test_returned_with_a_plain_reason_another_account_next_batch(staff, one):
    applications = money.payable(staff)
    batch = money.signed(staff, one, applications)
    read(staff, batch, money.answer(batch, (1, "失败", "收款人户名不符")))
    application = applications[0]
    application.refresh_from_db()
    assert "请提供本人名下的银行卡" in application.events.get(code="bounced").text
    person = application.person
    reviewing.give_account(by=factories.TestWorker(person), application=application,
                           account=factories.account(person, "6217000000001111"))  # fmt: skip
    assert application.stage == Stage.PAYABLE
    second = money.signed(staff, one, [application])
    assert read(staff, second, money.answer(second, (1, "成功", ""))).paid == 1
    late = read(staff, batch, money.answer(batch, (1, "成功", "")))  # the first one, told otherwise
    assert (late.paid, len(late.problems)) == (0, 1)
    assert figures_of(one).paid == 100_000


def test_what_the_bank_takes_back_days_later_waits_for_another_account(staff, one):
    applications = money.payable(staff)
    batch = money.signed(staff, one, applications)
    paid = money.answer(batch, (1, "成功", ""))
    read(staff, batch, paid)
    read(staff, batch, money.answer(batch, (1, "退票", "账户冻结")))
    assert stages(applications) == [Stage.BOUNCED]
    assert figures_of(one).paid == 0 and figures_of(one).committed == 100_000
    assert read(staff, batch, paid).paid == 0  # the older file again changes nothing
    assert stages(applications) == [Stage.BOUNCED]


def test_a_line_told_by_hand(staff, one):
    two = money.payable(staff, "甲一一", "乙二二")
    batch = money.signed(staff, one, two)
    with pytest.raises(Refusal):
        bankanswers.tell(by=staff.finance, batch=batch, line=1, paid=True, reason=" ")
    bankanswers.tell(by=staff.finance, batch=batch, line=1, paid=True, reason="回单 0091")
    bankanswers.tell(by=staff.finance, batch=batch, line=2, paid=False, reason="账号不存在")
    assert stages(two) == [Stage.PAID, Stage.BOUNCED]
    with pytest.raises(Conflict):
        bankanswers.tell(by=staff.finance, batch=batch, line=2, paid=True, reason="又说成功")


def test_a_second_person_signs(staff, one):
    batch = paying.make(by=staff.finance, budget=one, applications=money.payable(staff))
    with pytest.raises(NotAllowed):
        paying.sign(by=staff.finance, batch=batch)
    with pytest.raises(NotAllowed):
        paying.sign(by=staff.approver, batch=batch)
    with pytest.raises(Conflict):
        paying.fetch(by=staff.finance, batch=batch)
    batch = paying.sign(by=money.other(staff), batch=batch)
    with pytest.raises(Conflict):
        paying.sign(by=staff.chief, batch=batch)
    with pytest.raises(NotAllowed):
        paying.fetch(by=staff.chief, batch=batch)  # signing is not reading accounts


def test_what_cannot_go_into_a_batch(staff, one):
    applications = money.payable(staff, "甲一一", "乙二二")
    paying.make(by=staff.finance, budget=one, applications=applications[:1])
    with pytest.raises(Conflict, match=applications[0].number):
        paying.make(by=staff.finance, budget=one, applications=applications)
    assert stages(applications) == [Stage.PAYING, Stage.PAYABLE]
    assert PaymentBatch.objects.count() == 1
    applications[1].__class__.objects.filter(pk=applications[1].pk).update(account=None)
    with pytest.raises(Conflict, match=applications[1].number):
        paying.make(by=staff.finance, budget=one, applications=applications[1:])
    with pytest.raises(Refusal):
        paying.make(by=staff.finance, budget=one, applications=[])
    with pytest.raises(NotAllowed):
        paying.make(by=staff.chief, budget=one, applications=applications[1:])


def test_what_no_budget_holds_is_committed_by_its_batch_if_there_is_money(staff):
    two = money.payable(staff, "甲一一", "乙二二")  # approved while nobody kept a budget
    one = money.budget(staff, 1500)
    with pytest.raises(Conflict, match="¥500"):
        paying.make(by=staff.finance, budget=one, applications=two)
    assert stages(two) == [Stage.PAYABLE] * 2
    paying.make(by=staff.finance, budget=one, applications=two[:1])
    assert figures_of(one).left == 50_000


def test_warnings_before_a_batch(staff, one):
    shared = money.payable(staff, "甲一一", number="6222111122223333")
    shared += money.payable(staff, "乙二二", number="6222111122223333")
    alone = money.payable(staff, "丙三三")
    other = factories.Application.objects.get(pk=alone[0].pk)
    factories.Application.objects.filter(pk=other.pk).update(payee="别人")
    other.refresh_from_db()
    found = {each.application.payee: each.warnings for each in candidates([*shared, other], one)}
    assert found == {"甲一一": ["shared"], "乙二二": ["shared"], "别人": ["other_name"]}


def test_one_account_is_one_line_where_the_bank_wants_it_and_several_where_not(staff, one):
    first = money.payable(staff, "甲一一")[0]
    person, number = first.person, first.account
    more = {"rule": "DL-5", "said": {"training_days": 10}}
    second = factories.applied(person, account=factories.account(person, number), **more)
    factories.to_approval(second, staff)
    reviewing.approve(by=staff.approver, application=second)
    log.add(second, "notice_over", by=factories.PLATFORM)
    apart = paying.make(by=staff.finance, budget=one, applications=[first, second], form="csv")
    paying.cancel(by=staff.finance, batch=apart, reason="改用表格")
    batch = money.signed(staff, one, [first, second], form="xlsx")
    assert (batch.lines, batch.count, batch.total) == (1, 2, 180_000)
    _name, content = paying.fetch(by=staff.finance, batch=batch)
    table = banktable.read("x.xlsx", content + b"", _results(batch))
    assert [(row.cells["account"], row.amount) for row in table.rows] == [(number, 180_000)]
    answer = f"业务参考号,账号,金额,处理结果\n{batch.number}0001,{number},1800.00,成功\n"
    assert read(staff, batch, answer.encode()).paid == 2
    assert stages([first, second]) == [Stage.PAID] * 2


def _results(batch):
    """Read our own file as if its purposes were results."""
    answer = paying.paying_at(batch.place_id).answer
    return replace(answer, heads={**answer.heads, "result": ("用途",)}, paid=(batch.purpose,))
