"""What the platform does by itself as time passes: reminds, reports up the line, closes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from rongcheng.agencies.models import Office
from rongcheng.agencies.queries import offices_of
from rongcheng.alerts.services import Warning, raise_alert
from rongcheng.appeals.deadlines import LOCAL, span_end, term_end
from rongcheng.appeals.events import OPEN, Stage
from rongcheng.appeals.models import Appeal, AppealEvent
from rongcheng.appeals.pack import Escalation, Rules, rules_for
from rongcheng.appeals.queries.closing import lines_open, workers_time
from rongcheng.appeals.wording import days_left
from rongcheng.audit.services import Actor, System
from rongcheng.places.codes import truncations

from .log import add

PLATFORM = System("融城")
RULE = "appeals.overdue"
LEVELS = {"leader": 2, "leading_group": 3, "level_up": 4}
"""How serious the warning is that goes to whom; see alerts."""
LANGUAGE = "zh-hans"
"""What is written by itself is read here in Chinese."""


@dataclass
class Watched:
    """What one round did."""

    reminded: int = 0
    escalated: int = 0
    closed: int = 0
    resumed: int = 0


def watch(*, by: Actor = PLATFORM, now: datetime | None = None) -> Watched:
    """One round over all open appeals; a second one at the same time does nothing.

    Reminds the holder once when the lamp turns amber and when first contact is overdue, reports
    overdue appeals up the line by the steps of the packs, closes those whose worker did not send in
    time what was asked for or say what they think of the answer, and takes up again what stood too
    long. When a due day moves, the steps for the new one run again.
    """
    now = now or timezone.now()
    done = Watched()
    with override(LANGUAGE):
        for pk in _late(now).values_list("pk", flat=True):
            with transaction.atomic():
                _press(by, pk, now, done)
        for pk in _at(Stage.WAITING_WORKER, Stage.ANSWERED).values_list("pk", flat=True):
            with transaction.atomic():
                done.closed += _close(by, pk, now)
        for pk in _at(Stage.SUSPENDED).values_list("pk", flat=True):
            with transaction.atomic():
                done.resumed += _resume(by, pk, now)
    return done


def _late(now: datetime) -> QuerySet[Appeal]:
    due = Q(amber_at__lte=now) | Q(due_at__lte=now) | Q(contact_due__lte=now)
    return Appeal.objects.filter(due, stage__in=OPEN).order_by("pk")


def _at(*stages: Stage) -> QuerySet[Appeal]:
    return Appeal.objects.filter(stage__in=stages).order_by("pk")


def _locked(pk: int) -> Appeal:
    return Appeal.objects.select_for_update(of=("self",)).get(pk=pk)


# --- reminding and reporting ----------------------------------------------------------------------


def _press(by: Actor, pk: int, now: datetime, done: Watched) -> None:
    appeal = _locked(pk)
    rules = rules_for(appeal.place_id)
    told = list(appeal.events.filter(code__in=("reminded", "escalated"), who="system"))
    called_for = appeal.stage in (Stage.ASSIGNED, Stage.IN_PROGRESS)
    if called_for and appeal.contact_due and appeal.contact_due <= now:
        done.reminded += _remind(by, appeal, told, now, "contact", appeal.contact_due)
    if appeal.due_at is None:
        return
    for step, each in enumerate(rules.escalation):
        at = _moment(appeal, each, rules)
        if at is None or now < at:
            continue
        if each.lamp == "amber":
            if now < appeal.due_at:  # in red it is too late to remind of it
                done.reminded += _remind(by, appeal, told, now, "amber", appeal.due_at)
        else:
            done.escalated += _escalate(by, appeal, told, now, step, each)


def _moment(appeal: Appeal, step: Escalation, rules: Rules) -> datetime | None:
    """When a step of the line upwards is due."""
    start = appeal.amber_at if step.lamp == "amber" else appeal.due_at
    if start is None or step.after is None:
        return start
    last = (start - timedelta(seconds=1)).astimezone(LOCAL).date()
    return term_end(rules, start, step.after, last)


def _told(told: list[AppealEvent], lamp: str, due: datetime, step: int = -1) -> bool:
    """Whether this step was taken already for this due time."""
    return any(
        (e.detail.get("lamp"), e.detail.get("due"), e.detail.get("step", -1))
        == (lamp, due.isoformat(), step)
        for e in told
    )


def _remind(by: Actor, appeal: Appeal, told: list[AppealEvent], now: datetime, lamp: str,
            due: datetime) -> int:  # fmt: skip
    if _told(told, lamp, due):
        return 0
    words = {
        "amber": _("The time is running out; please answer in time."),
        "contact": _("The worker has not been spoken with yet; please call today."),
    }[lamp]
    add(appeal, "reminded", by=by, at=now, text=words, lamp=lamp, due=due.isoformat())
    return 1


def _escalate(by: Actor, appeal: Appeal, told: list[AppealEvent], now: datetime, step: int,
              each: Escalation) -> int:  # fmt: skip
    due = appeal.due_at
    assert due is not None  # the caller looked
    if _told(told, "red", due, step):
        return 0
    to, words = _whom(appeal, each.to)
    add(appeal, "escalated", by=by, at=now, text=words, lamp="red", due=due.isoformat(),
        step=step, to=to)  # fmt: skip
    raise_alert(by=by, warning=_warning(appeal, each.to, to, now))
    return 1


def _whom(appeal: Appeal, to: str) -> tuple[str, str]:
    """Who is told, by name, and what they are told."""
    holder = appeal.holder.name if appeal.holder else _("the dispatcher")
    if to == "leader":
        return (
            _("the leader of %(office)s") % {"office": holder},
            _("Overdue: the leader of the office is told."),
        )
    if to == "leading_group":
        office = offices_of(appeal.place_id, Office.Kind.LEADING_GROUP)
        words = _("Still overdue: the leading group is told.")
    else:
        above = truncations(appeal.place_id)
        office = offices_of(max(above), Office.Kind.LEADING_GROUP) if above else None
        words = _("Still overdue: the level above is told.")
    return (office.name if office else _("the level above")), words


def _warning(appeal: Appeal, step: str, to: str, now: datetime) -> Warning:
    assert appeal.due_at is not None
    late = max(-days_left(appeal.due_at, now, rules_for(appeal.place_id)), 0)
    return Warning(
        rule=RULE, key=appeal.number, level=LEVELS.get(step, 2), place=appeal.place_id,
        title="appeal_overdue", about=appeal.number,
        facts={
            "number": appeal.number, "office": appeal.holder.name if appeal.holder else "",
            "days": late, "to": to, "due": appeal.due_at.isoformat(),
        },
        rows=[appeal.number],
    )  # fmt: skip


# --- what stood or waited too long ----------------------------------------------------------------


def _close(by: Actor, pk: int, now: datetime) -> int:
    """Close what the worker left unanswered; a group only when every line is settled."""
    over = workers_time(Appeal.objects.get(pk=pk))
    if over is None or now < over:
        return 0
    appeal = _locked(pk)
    asked, over = appeal.stage, workers_time(appeal)
    if over is None or now < over or lines_open(appeal):
        return 0
    rules = rules_for(appeal.place_id)
    if asked == Stage.ANSWERED:
        words = _(
            "Nobody said within %(n)d working days that it is not solved, so it is closed. If it "
            "is not solved, it can be taken up again at any time."
        ) % {"n": rules.unconfirmed_limit.n}
        add(appeal, "closed", by=by, at=now, text=words, unconfirmed=True)
        return 1
    day = appeal.events.filter(code="material_asked").order_by("-seq")[0].at
    words = _(
        "What was asked for on %(day)s did not come within %(n)d working days. The matter can be "
        "taken up again at any time."
    ) % {"day": f"{day.astimezone(LOCAL):%Y-%m-%d}", "n": rules.waiting_limit.n}
    add(appeal, "closed", by=by, at=now, text=words, outcome="no_material")
    return 1


def _resume(by: Actor, pk: int, now: datetime) -> int:
    """Take up again what stood as long as its reason may hold."""
    appeal = _locked(pk)
    begun = appeal.events.filter(code="suspended").order_by("-seq").first()
    if begun is None or appeal.stage != Stage.SUSPENDED:
        return 0
    rules = rules_for(appeal.place_id)
    reason = rules.reasons.get(begun.reason)
    if reason is None or reason.longest is None:
        return 0
    if now < span_end(rules, appeal.urgency, begun.at, reason.longest):
        return 0
    words = _("The clock stood as long as it may for this reason.")
    add(appeal, "resumed", by=by, at=now, text=words)
    return 1
