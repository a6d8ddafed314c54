"""Money of the demonstration: budgets, batches in every state, a returned payment, clawbacks.

Everything goes through the services, with the times of the past weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from rongcheng.agencies.models import Staff
from rongcheng.agencies.packs import Pack
from rongcheng.agencies.roles import Role
from rongcheng.audit.services import Actor
from rongcheng.places.codes import span_of
from rongcheng.places.models import Place
from rongcheng.rules.packs import live

from .events import Stage
from .models import Application, Budget, PaymentBatch
from .money_forms import benefits_at
from .queries.money import HELD
from .services import bankanswers, budgets, paying, reclaiming
from .services.bankfile import money as in_yuan

ROUND = 5_000_000
"""Budgets are given in steps of 50,000 yuan."""
FAILED = ("账号已销户", "收款人户名不符")
REASON = "复核工资流水，领取期间外出务工不满规定月数。"


@dataclass(frozen=True)
class Desk:
    """Who pays and who signs in the demonstration county."""

    finance: Staff
    chief: Staff
    place: Place


def fill(*, by: Actor, pack: Pack, people: int, seed: int = 1) -> int:
    """Budgets, batches and clawbacks of a pack's demonstration county; returns how many payments.

    Nothing is made where the demonstration has no finance officer or chief approver.
    """
    desk = _desk(pack)
    if desk is None:
        return 0
    lo, hi = span_of(pack.demo_county or 0)
    held = Application.objects.filter(
        place_id__gte=lo, place_id__lt=hi, stage__in=HELD, kind__in=budgets.MONEY
    )
    found = _budgets(desk, held, pack)
    for application in held.order_by("decided_at", "pk"):
        budgets.commit(by=by, application=application)
    return sum(_paid(desk, budget) for budget in found)


def _desk(pack: Pack) -> Desk | None:
    lo, hi = span_of(pack.demo_county or 0)
    staff = Staff.objects.filter(office__place_id__gte=lo, office__place_id__lt=hi, is_active=True)
    finance = staff.filter(role=Role.FINANCE_OFFICER).order_by("pk").first()
    chief = staff.filter(role=Role.CHIEF_APPROVER).order_by("pk").first()
    if finance is None or chief is None or finance.office is None:
        return None
    return Desk(finance, chief, finance.office.place)


def _budgets(desk: Desk, held: QuerySet[Application], pack: Pack) -> list[Budget]:
    """One of the employment fund for every benefit, one of the bridging fund for a single one."""
    amounts: dict[tuple[int, str], int] = {}
    for each in held:
        year = timezone.localdate(each.decided_at).year
        amounts[year, each.rule] = amounts.get((year, each.rule), 0) + (each.amount or 0)
    made = []
    titles = dict(benefits_at(desk.place.pk))
    for year in sorted({year for year, _rule in amounts}):
        here = {rule: sum_ for (y, rule), sum_ in amounts.items() if y == year}
        person = [rule for rule in here if live(pack.key).rules[rule].subject == "person"]
        most = max(person or here, key=lambda rule: here[rule])
        rest = sum(here.values()) - here[most]
        own = [most] if most in titles else []
        given = [
            ("bridging", "衔接资金〔{}〕18号", own, here[most] * 5 // 4),
            ("employment", "就业资金〔{}〕7号", [], rest * 3 // 2 + ROUND),
        ]  # fmt: skip
        made += [
            budgets.set_up(
                by=desk.finance, place=desk.place, year=year, source=source,
                amount=-(-amount // ROUND) * ROUND, document=name.format(year), rules=rules,
            )
            for source, name, rules, amount in given
        ]  # fmt: skip
    return made


def _paid(desk: Desk, budget: Budget) -> int:
    """Batches of one budget: answered, with the bank, to be signed; a third stays to be paid."""
    rows = Application.objects.filter(stage=Stage.PAYABLE, commitment__budget=budget)
    rows = rows.exclude(account_index=None).annotate(last=Max("events__at")).order_by("last")
    ready: list[Application] = list(rows)
    third = len(ready) // 3
    if third < 2:
        return 0
    half = max(1, third // 2)
    parts = ready[:third], ready[third : third + half], ready[third + half : third * 2]
    title = dict(benefits_at(budget.place_id)).get(ready[0].rule, "").partition(" ")[2]
    purpose = title if len({each.rule for each in ready}) == 1 and title else "就业补助"
    for at, part in enumerate(parts):
        if part:
            _batch(desk, budget, part, purpose[:30], at)
    return sum(map(len, parts))


def _batch(desk: Desk, budget: Budget, part: list[Application], purpose: str, turn: int) -> None:
    """The first batch is answered, the second lies with the bank, the third waits for a hand."""
    last = max(each.last for each in part)  # type: ignore[attr-defined]
    made = _office(last + timedelta(days=1), 10)
    batch = paying.make(by=desk.finance, budget=budget, applications=part, purpose=purpose, at=made)
    if turn == 2:
        return
    signed = _office(made, 15)
    batch = paying.sign(by=desk.chief, batch=batch, at=signed)
    if turn == 1:
        return
    answered = _office(signed + timedelta(days=2), 11)
    bankanswers.read(
        by=desk.finance, batch=batch, file_name=f"{batch.number}回盘.csv",
        content=_answer(batch), at=answered,
    )  # fmt: skip
    _clawback(desk, batch, answered)


def _answer(batch: PaymentBatch) -> bytes:
    """The bank's file: every line paid but the last one."""
    lines = ["业务参考号,收款账号,金额（元）,处理结果,失败原因"]
    payments = list(batch.payments.order_by("line"))
    for payment in payments:
        fails = payment.line == len(payments)
        said = f"失败,{FAILED[batch.pk % 2]}" if fails else "成功,"
        lines.append(
            f"{batch.number}{payment.line:04},*{payment.account[-4:]},{in_yuan(payment.amount)},"
            f"{said}"
        )
    lines.append(f"合计,{len(payments)},{in_yuan(batch.total)}")
    return "\r\n".join(lines).encode("gb18030")


def _clawback(desk: Desk, batch: PaymentBatch, after: datetime) -> None:
    """The first one paid is reclaimed in three parts; one part has come, the next is late."""
    first = batch.payments.filter(state="paid").select_related("application").order_by("line")[0]
    decided = _office(after + timedelta(days=1), 16)
    plan = reclaiming.in_parts(
        first.amount, 3, timezone.localdate(decided) + timedelta(days=2), months=1
    )
    clawback = reclaiming.reclaim(
        by=desk.chief, application=first.application, amount=first.amount, reason=REASON,
        clause=live(first.application.pack).rules[first.application.rule].clause,
        plan=plan, at=decided,
    )  # fmt: skip
    reclaiming.repaid(
        by=desk.finance, clawback=clawback, amount=plan[0][1] // 2, receipt=f"T{batch.pk:06}",
        at=_office(decided + timedelta(days=1), 9),
    )  # fmt: skip


def _office(at: datetime, hour: int) -> datetime:
    """An hour of that day, never later than now."""
    wanted = timezone.localtime(at).replace(hour=hour, minute=20, second=0, microsecond=0)
    return min(max(wanted, at), timezone.now())
