"""Where an application stands, whose turn it is and when its step is due: the fold of its log.

Pure: events and the handling of its place in, a state out. What lists need of it is kept beside the
application by ``services/log.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from rongcheng.core.workdays import LOCAL

from .events import DEAD, TABLE, Stage, Who
from .handling import Handling

TURNS: dict[str, str] = {
    Stage.OFFERED: Who.APPLICANT, Stage.REVIEW: Who.CHECKER, Stage.WAITING: Who.APPLICANT,
    Stage.APPROVAL: Who.APPROVER, Stage.NOTICE: Who.SYSTEM, Stage.PAYABLE: Who.PAYER,
    Stage.PAYING: Who.PAYER, Stage.BOUNCED: Who.APPLICANT, Stage.RECOVERY: Who.APPLICANT,
}  # fmt: skip
ENDED = DEAD | {Stage.PAID, Stage.GRANTED}


class Fact(Protocol):
    """What the fold reads of an event; ``ApplicationEvent`` has it."""

    code: str
    at: datetime
    detail: dict[str, Any]


@dataclass
class Charge:
    """Time that passed at one step; ``seconds`` of it on working days."""

    stage: str
    step: str
    turn: str
    since: datetime
    until: datetime
    seconds: int
    late: bool


@dataclass
class State:
    """The fold; amounts in fen, times aware.

    ``reclaimed`` is what has to be paid back and ``repaid`` what came of it, ``returned`` all that
    ever came back; ``objections`` counts
    those that nobody has settled: a notice does not end before.
    """

    stage: str = ""
    step: str = ""
    path: list[str] = field(default_factory=list)
    kind: str = ""
    amount: int | None = None
    since: datetime | None = None
    due_at: datetime | None = None
    decided_at: datetime | None = None
    ended_at: datetime | None = None
    reclaimed: int = 0
    repaid: int = 0
    returned: int = 0
    objections: int = 0
    left: int | None = None
    """Working days that the step had left when papers were asked for; they go on with it."""
    charges: list[Charge] = field(default_factory=list)
    count: int = 0

    @property
    def turn(self) -> str:
        return TURNS.get(self.stage, "")


def fold(events: Iterable[Fact], handling: Handling, now: datetime | None = None) -> State:
    """The state after ``events``, in their order; with ``now``, the running step is charged too.

    Raises:
        KeyError: an event of a kind that the table does not know.
    """
    state = State()
    for event in events:
        before = (state.stage, state.step)
        state.count += 1
        _apply(state, event, handling)
        if (state.stage, state.step) != before or event.code == "put_up":
            if state.stage == Stage.WAITING and state.due_at is not None:
                state.left = _days(state.due_at, event.at, handling)
            _charge(state, before, event.at, handling)
            state.since = event.at
            state.due_at = _due(state, event, handling)
    if now is not None and state.stage not in ENDED:
        _charge(state, (state.stage, state.step), now, handling)
    return state


def _apply(state: State, event: Fact, handling: Handling) -> None:
    to, before = TABLE[event.code].to, state.stage
    if step := STEPS.get(event.code):
        step(state, event, handling)
    if to is not None:
        state.stage = to
    if state.stage not in ENDED:
        state.ended_at = None
    elif state.stage != before:
        state.ended_at = event.at


def _begun(state: State, event: Fact, handling: Handling) -> None:
    state.path = list(event.detail["path"])
    state.kind = event.detail["kind"]
    state.amount = event.detail.get("amount")
    state.step = state.path[0]


def _checked(state: State, event: Fact, handling: Handling) -> None:
    """On to the next step of the path, after the last one to the approver."""
    at = state.path.index(state.step)
    if at + 1 < len(state.path):
        state.step = state.path[at + 1]
    else:
        state.stage, state.step = Stage.APPROVAL, ""


def _sent_down(state: State, event: Fact, handling: Handling) -> None:
    """One step back; at the first step it stays there."""
    at = state.path.index(state.step) - 1 if state.step else len(state.path) - 1
    state.step = state.path[max(at, 0)]


def _approved(state: State, event: Fact, handling: Handling) -> None:
    state.decided_at = event.at
    state.amount = event.detail.get("amount", state.amount)
    if state.kind in handling.notice.kinds:
        state.stage = Stage.NOTICE
    else:
        state.stage = after_notice(state.kind)


def after_notice(kind: str) -> str:
    """Money goes on to be paid (``pay``: a month on a post); all else is granted."""
    return Stage.PAYABLE if kind in ("cash", "support", "pay") else Stage.GRANTED


def _notice_over(state: State, event: Fact, handling: Handling) -> None:
    state.stage = after_notice(state.kind)


def _account(state: State, event: Fact, handling: Handling) -> None:
    if state.stage == Stage.BOUNCED:
        state.stage = Stage.PAYABLE


def _amount(state: State, event: Fact, handling: Handling) -> None:
    state.amount = event.detail["amount"]


def _reclaimed(state: State, event: Fact, handling: Handling) -> None:
    state.reclaimed, state.repaid = event.detail["amount"], 0


def _repaid(state: State, event: Fact, handling: Handling) -> None:
    state.repaid += event.detail["amount"]
    state.returned += event.detail["amount"]


def _recovered(state: State, event: Fact, handling: Handling) -> None:
    """A part that was paid back leaves the rest paid: nobody applies for the same again."""
    whole = state.returned >= (state.amount or 0)
    state.stage = Stage.RECOVERED if whole else Stage.PAID


def _reopened(state: State, event: Fact, handling: Handling) -> None:
    state.decided_at, state.step = None, state.path[-1]


def _refused(state: State, event: Fact, handling: Handling) -> None:
    state.decided_at, state.step = event.at, ""


def _objected(state: State, event: Fact, handling: Handling) -> None:
    state.objections += 1


def _settled(state: State, event: Fact, handling: Handling) -> None:
    state.objections = max(0, state.objections - 1)


STEPS = {
    "offered": _begun, "applied": _begun, "checked": _checked, "sent_down": _sent_down,
    "approved": _approved, "notice_over": _notice_over, "account_given": _account,
    "amount_set": _amount, "reclaimed": _reclaimed, "repaid": _repaid, "recovered": _recovered,
    "reopened": _reopened,
    "refused": _refused, "objected": _objected, "objection_settled": _settled,
}  # fmt: skip
"""What an event does beyond its line in the table."""


def _charge(state: State, was: tuple[str, str], at: datetime, handling: Handling) -> None:
    if state.since is None or not was[0]:
        return
    stage, step = was
    late = state.due_at is not None and at > state.due_at
    seconds = handling.calendar.worked_seconds(state.since, at)
    state.charges.append(Charge(stage, step, TURNS.get(stage, ""), state.since, at, seconds, late))


def _due(state: State, event: Fact, handling: Handling) -> datetime | None:
    """When the step just begun is due; None where nothing is awaited."""
    clock = handling.clock(state.stage, state.step)
    if clock is None:
        return None
    days = event.detail.get("days", clock)
    if event.code == "papers_came" and state.left is not None:
        days, state.left = max(state.left, 1), None
    local: date = event.at.astimezone(LOCAL).date()
    last = handling.calendar.add_workdays(local, days)
    return datetime.combine(last + timedelta(days=1), time(), LOCAL)


def _days(due_at: datetime, now: datetime, handling: Handling) -> int:
    """Working days from now to a due time, 0 if it is over."""
    last = (due_at - timedelta(seconds=1)).astimezone(LOCAL).date()
    return max(0, handling.calendar.workdays_between(now.astimezone(LOCAL).date(), last))
