"""Applications at the point where money begins, for the tests of this part."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from django.utils import timezone

from rongcheng.audit.services import System
from rongcheng.benefits.models import Application, Budget, PaymentBatch
from rongcheng.benefits.services import budgets, log, paying, reviewing
from rongcheng.places.models import Place

from . import factories
from .factories import Desk

_accounts = count(6222000100000000)


def budget(staff: Desk, yuan: int = 10_000, **more: object) -> Budget:
    """A budget of the county for this year."""
    given = {
        "place": Place.objects.get(pk=factories.COUNTY), "year": timezone.localdate().year,
        "source": "employment", "document": "鹤财社〔2026〕12号",
    } | more  # fmt: skip
    return budgets.set_up(by=staff.finance, amount=yuan * 100, **given)


def approved(staff: Desk, name: str = "和丽江", number: str = "", **more: object) -> Application:
    """A travel allowance of 1,000 yuan, approved and on public notice."""
    person = factories.worker(name)
    account = factories.account(person, number or str(next(_accounts)))
    application = factories.to_approval(factories.applied(person, account=account, **more), staff)
    reviewing.approve(by=staff.approver, application=application)
    return application


def payable(staff: Desk, *names: str, **more: object) -> list[Application]:
    """Allowances whose notice is over."""
    found = [approved(staff, name, **more) for name in names or ("和丽江",)]
    for each in found:
        log.add(each, "notice_over", by=System("test"))
    return found


def other(staff: Desk):
    """Another finance officer of the county."""
    return factories.agencies.staff("finance_officer", factories.COUNTY)


def signed(
    staff: Desk, one: Budget, applications: list[Application], **more: object
) -> PaymentBatch:
    """A batch made by the finance officer and signed by the chief approver."""
    batch = paying.make(by=staff.finance, budget=one, applications=applications, **more)
    return paying.sign(by=staff.chief, batch=batch)


def answer(batch: PaymentBatch, *rows: tuple, total: str = "") -> bytes:
    """A bank's answer: (line, result, reason) of each row, amounts and accounts as sent."""
    lines = ["业务参考号,收款账号,金额（元）,处理结果,失败原因"]
    payments = {payment.line: payment for payment in batch.payments.all()}
    for line, result, reason in rows:
        payment = payments[line]
        lines.append(
            f"{batch.number}{line:04},*{payment.account[-4:]},{payment.amount / 100:.2f},"
            f"{result},{reason}"
        )
    if total:
        lines.append(f"合计,{total}")
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


TOMORROW = timedelta(days=1)
