"""The pages of money, opened by those who work there and refused to the others."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from rongcheng.agencies.packs import load_pack
from rongcheng.benefits import demo_money
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import ApplicationEvent, Clawback, PaymentBatch
from rongcheng.benefits.queries.agreement import checks
from rongcheng.benefits.queries.clawbacks import overdue_first
from rongcheng.benefits.services import bankanswers, paying, reclaiming

from . import factories, money

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return factories.desk()


def as_(client, who):
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def get(client, name, *args, **query):
    answer = client.get(reverse(f"benefits:{name}", args=args), query)
    return answer.status_code, answer.content.decode()


def post(client, name, *args, **data):
    return client.post(reverse(f"benefits:{name}", args=args), data)


def world(staff):
    """A budget, a batch of each state, one payment returned, one clawback."""
    one = money.budget(staff, 20_000)
    found = money.payable(staff, "甲一一", "乙二二", "丙三三", "丁四四", "戊五五")
    done = money.signed(staff, one, found[:2])
    content = money.answer(done, (1, "成功", ""), (2, "失败", "账号已销户"))
    bankanswers.read(by=staff.finance, batch=done, file_name="a.csv", content=content)
    money.signed(staff, one, found[2:3])
    paying.make(by=staff.finance, budget=one, applications=found[3:4])
    found[0].refresh_from_db()
    clawback = reclaiming.reclaim(
        by=staff.approver, application=found[0], amount=60_000, reason="查实不符", clause="三"
    )
    reclaiming.repaid(by=staff.finance, clawback=clawback, amount=20_000, receipt="R1")
    return one, found, done, clawback


def test_every_page_opens_for_those_who_read_money_and_for_nobody_else(staff, client):
    one, found, done, clawback = world(staff)
    pages = [
        ("money",), ("money_agreement",), ("money_bounced",), ("money_budget", one.pk),
        ("money_batches",), ("money_batch", done.number), ("money_clawbacks",),
        ("money_clawback", clawback.number),
    ]  # fmt: skip
    elsewhere = factories.agencies.staff("finance_officer", 532931000000)
    for name, *args in pages:
        for who in (staff.finance, staff.chief, staff.approver):
            status, text = get(as_(client, who), name, *args)
            assert status == 200, (name, who)
            for account in (each.account for each in found):
                assert account not in text
            assert "甲一一" not in text
        assert get(as_(client, staff.county), name, *args)[0] == 403
        assert get(as_(client, elsewhere), name, *args)[0] == (404 if args else 200)
    for side in ("committed", "paid", "returned"):
        assert get(as_(client, staff.finance), "money_budget", one.pk, side=side)[0] == 200


def test_leaders_see_budgets_and_sums_and_auditors_every_payment(staff, client):
    one, _found, done, clawback = world(staff)
    leader = factories.agencies.staff("leader", factories.COUNTY)
    auditor = factories.agencies.staff("auditor", factories.agencies.CITY)
    rows = [("money_bounced",), ("money_batches",), ("money_batch", done.number),
            ("money_clawbacks",), ("money_clawback", clawback.number)]  # fmt: skip
    for name, *args in (("money",), ("money_agreement",), ("money_budget", one.pk)):
        for who in (leader, auditor):
            status, text = get(as_(client, who), name, *args)
            assert status == 200 and '<form method="post" action="/benefits' not in text
            assert (reverse("benefits:money_batches") in text) == (who == auditor)
    for name, *args in rows:
        assert get(as_(client, leader), name, *args)[0] == 403
        assert get(as_(client, auditor), name, *args)[0] == 200
    assert get(as_(client, leader), "money_budget", one.pk)[1].count("甲") == 0
    assert [(c.left, c.right) for c in checks(leader)] == [
        (c.left, c.right) for c in checks(auditor)
    ]
    assert post(as_(client, auditor), "money_batch_sign", done.number).status_code == 403


def test_a_batch_by_its_pages(staff, client):
    one = money.budget(staff)
    found = money.payable(staff, "甲一一", "乙二二")
    shared = money.payable(staff, "丙三三", number=found[0].account)
    as_(client, staff.finance)
    assert get(client, "money_batch_new")[0] == 200
    status, text = get(client, "money_batch_new", budget=one.pk)
    assert status == 200 and text.count("checked") == 2  # both who share an account
    data = {"budget": one.pk, "form": "csv", "purpose": "补助", "count": 3, "total": 300_000}
    stale = post(client, "money_batch_new", **data | {"count": 2})
    assert stale.status_code == 400 and not PaymentBatch.objects.exists()
    post(client, "money_batch_new", **data, skip=[str(shared[0].pk)])
    batch = PaymentBatch.objects.get()
    assert batch.count == 2
    assert post(client, "money_batch_sign", batch.number).status_code == 403
    assert post(client, "money_batch_file", batch.number).status_code == 409
    assert post(as_(client, staff.chief), "money_batch_sign", batch.number).status_code == 302
    assert post(client, "money_batch_file", batch.number).status_code == 403
    as_(client, staff.finance)
    sent = post(client, "money_batch_file", batch.number)
    assert found[0].account in sent.content.decode("gb18030")
    content = money.answer(batch, (1, "成功", ""))
    file = SimpleUploadedFile("回盘.csv", content)
    assert post(client, "money_batch_answer", batch.number, file=file).status_code == 302
    wrong = SimpleUploadedFile("回盘.csv", b"a,b\n1,2\n")
    assert post(client, "money_batch_answer", batch.number, file=wrong).status_code == 400
    told = post(client, "money_batch_line", batch.number, line=2, result="failed", reason="销户")
    assert told.status_code == 302
    found[1].refresh_from_db()
    assert found[1].stage == Stage.BOUNCED


def test_the_purpose_of_a_batch_is_the_benefit_where_all_are_of_one(staff, client):
    from rongcheng.benefits.lines import INTEREST

    one = money.budget(staff)
    money.payable(staff, "甲一一", "乙二二")
    text = get(as_(client, staff.finance), "money_batch_new", budget=one.pk, rule="DL-8")[1]
    assert 'value="一次性外出务工交通补助"' in text
    assert get(client, "money_batch_new", budget=one.pk, rule=INTEREST)[0] == 200


def test_a_batch_cancelled_by_its_page(staff, client):
    one = money.budget(staff)
    found = money.payable(staff)
    batch = paying.make(by=staff.finance, budget=one, applications=found)
    as_(client, staff.finance)
    assert post(client, "money_batch_cancel", batch.number, reason="").status_code == 400
    assert post(client, "money_batch_cancel", batch.number, reason="改账号").status_code == 302
    found[0].refresh_from_db()
    assert found[0].stage == Stage.PAYABLE


def test_budgets_by_their_pages(staff, client):
    as_(client, staff.finance)
    data = {"source": "county", "year": 2026, "amount": "1000.50", "document": "县财〔2026〕1号",
            "rules": ["DL-8"]}  # fmt: skip
    shown = get(client, "money_budget_new")[1]
    assert "创业贷款贴息" in shown and "loan-interest 创业贷款贴息" not in shown
    assert post(client, "money_budget_new", **data).status_code == 302
    assert post(client, "money_budget_new", **data).status_code == 400
    status, text = get(client, "money", year=2026)
    assert status == 200 and "¥1,000.50" in text
    from rongcheng.benefits.models import Budget

    one = Budget.objects.get()
    assert (one.amount, one.rules) == (100_050, ["DL-8"])
    assert (
        post(client, "money_budget_change", one.pk, amount="2000", reason="追加").status_code == 302
    )
    assert post(client, "money_budget_change", one.pk, amount="2000").status_code == 400


def test_a_clawback_by_its_pages(staff, client):
    one = money.budget(staff)
    found = money.payable(staff)
    batch = money.signed(staff, one, found)
    bankanswers.read(by=staff.finance, batch=batch, file_name="a.csv",
                     content=money.answer(batch, (1, "成功", "")))  # fmt: skip
    number = found[0].number
    assert get(as_(client, staff.finance), "money_reclaim", number)[0] == 403
    as_(client, staff.approver)
    assert get(client, "money_reclaim", number)[0] == 200
    data = {"amount": "900", "reason": "查实不符", "clause": "三", "parts": 3, "months": 1,
            "first": "2026-09-30"}  # fmt: skip
    assert post(client, "money_reclaim", number, **data | {"amount": "1000.01"}).status_code == 400
    assert post(client, "money_reclaim", number, **data).status_code == 302
    clawback = Clawback.objects.get()
    assert [each.amount for each in clawback.instalments.all()] == [30_000] * 3
    as_(client, staff.finance)
    money_in = {"amount": "300", "receipt": "R1", "came_on": "2026-09-01"}
    assert post(client, "money_repaid", clawback.number, **money_in).status_code == 302
    assert post(client, "money_repaid", clawback.number, **money_in).status_code == 400
    plan = {"parts": 2, "first": "2099-01-31", "months": 1, "reason": "困难"}
    assert post(client, "money_replan", clawback.number, **plan).status_code == 302
    for state in ("", "overdue", "open"):
        assert get(client, "money_clawbacks", state=state)[0] == 200
    assert post(client, "money_clawbacks_export").content[:2] == b"PK"
    assert post(client, "money_reclaim_end", clawback.number, reason="x").status_code == 403
    as_(client, staff.approver)
    assert post(client, "money_clawbacks_export").status_code == 403
    assert post(client, "money_reclaim_end", clawback.number, reason="申诉成立").status_code == 302


def test_sums_agree_and_what_does_not_is_named(staff):
    one, found, done, clawback = world(staff)
    told = checks(staff.finance)
    assert [each.label for each in told if not each.agrees] == []
    assert checks(staff.county) == []
    payment = done.payments.get(state="paid")
    type(payment).objects.filter(pk=payment.pk).update(amount=90_000)
    clawback.repayments.all().delete()
    type(found[4]).objects.filter(pk=found[4].pk).update(stage=Stage.PAYING)
    wrong = {each.label: each.rows for each in checks(staff.finance) if not each.agrees}
    named = {row[1] for rows in wrong.values() for row in rows}
    assert named == {found[0].number, found[4].number, done.number, clawback.number}


def test_the_commands_write_the_file_and_book_the_answer(staff, tmp_path, capsys):
    batch = money.signed(staff, money.budget(staff), money.payable(staff))
    by, out = staff.finance.username, tmp_path / "x.csv"
    call_command("benefits_bankfile", batch.number, by=by, out=out)
    assert hashlib.sha256(out.read_bytes()).hexdigest() == batch.sha256
    assert out.stat().st_mode & 0o077 == 0
    answer = tmp_path / "answer.csv"
    answer.write_bytes(money.answer(batch, (1, "成功", "")))
    capsys.readouterr()
    call_command("benefits_bankanswer", batch.number, answer, by=by, json=True)
    told = json.loads(capsys.readouterr().out)
    assert told == {"paid": 1, "returned": 0, "known_already": 0, "problems": []}
    with pytest.raises(CommandError, match="nobody"):
        call_command("benefits_bankfile", batch.number, by="nobody", out=out)
    with pytest.raises(CommandError):
        call_command("benefits_bankfile", batch.number, by=staff.chief.username, out=out)


def test_the_page_of_an_application_tells_of_its_money(staff, client):
    def text(who, application):
        return as_(client, who).get(reverse("benefits:application", args=[application.number]))

    person = factories.worker("甲一一")
    waiting = factories.applied(person, account=factories.account(person))
    factories.to_approval(waiting, staff)
    assert "还没有人" in text(staff.approver, waiting).content.decode()
    money.budget(staff, 500)
    assert "会被拒绝" in text(staff.approver, waiting).content.decode()
    assert "会被拒绝" not in text(staff.county, waiting).content.decode()
    money.budget(staff, 20_000, source="county")
    assert "会被拒绝" not in text(staff.approver, waiting).content.decode()
    shown = money.payable(staff, "乙二二")
    batch = money.signed(staff, shown[0].commitment.budget, shown)
    bankanswers.read(by=staff.finance, batch=batch, file_name="a.csv",
                     content=money.answer(batch, (1, "成功", "")))  # fmt: skip
    assert batch.number in text(staff.approver, shown[0]).content.decode()
    reclaim = reverse("benefits:money_reclaim", args=[shown[0].number])
    assert reclaim in text(staff.approver, shown[0]).content.decode()
    assert reclaim not in text(staff.finance, shown[0]).content.decode()


def test_the_demonstration_has_money_in_every_state(staff):
    names = [f"{name}大山" for name in "甲乙丙丁戊己庚辛壬"]
    found = money.payable(staff, *names)
    ApplicationEvent.objects.update(at=timezone.now() - timedelta(days=20))
    assert demo_money.fill(by=factories.PLATFORM, pack=load_pack("dali"), people=400) == 6
    assert set(PaymentBatch.objects.values_list("state", flat=True)) == {"done", "signed", "made"}
    for each in found:
        each.refresh_from_db()
    assert {each.stage for each in found} == {
        Stage.PAYABLE, Stage.PAYING, Stage.BOUNCED, Stage.RECOVERY, Stage.PAID,
    }  # fmt: skip
    assert overdue_first(Clawback.objects.all())
    told = checks(staff.finance)
    assert [each.label for each in told if not each.agrees] == []
    assert any(each.hint and each.rows for each in told)  # the bank has been silent for long
