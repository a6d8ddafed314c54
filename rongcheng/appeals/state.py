"""Where an appeal stands, whose turn it is and what time is left: the fold of its event log.

Pure: events and rules in, a state out. What lists need of it is kept beside the appeal by
``services/log.py``; there is no counter anywhere that could drift from the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from .deadlines import LOCAL, ROUND_THE_CLOCK, amber, due, received_on, span_end
from .events import ENDED, TABLE, Stage, Turn
from .pack import Rules


class Fact(Protocol):
    """What the fold reads of an event; ``AppealEvent`` has it."""

    code: str
    at: datetime
    office_id: int | None
    to_office_id: int | None
    detail: dict[str, Any]


@dataclass
class Part:
    """An office's part in the matter."""

    office: int
    part: str
    given_at: datetime
    due_at: datetime | None = None
    signed_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""


@dataclass
class Charge:
    """Counted time that passed in a stage while it was somebody's turn, an office's or others'."""

    stage: str
    turn: str
    office: int | None
    since: datetime
    until: datetime | None
    seconds: int


@dataclass
class State:
    """The fold; times are aware, durations seconds."""

    stage: str = ""
    turn: str = Turn.NOBODY
    holder: int | None = None
    answerable: int | None = None
    """The first receiver stays answerable until another office has signed (R724 art. 10)."""
    urgency: str = "normal"
    matter: str = "help"
    returns: int = 0
    ruled: bool = False
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    paused_since: datetime | None = None
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    extension: int = 0
    contacted_at: datetime | None = None
    contact_due: datetime | None = None
    due_at: datetime | None = None
    amber_at: datetime | None = None
    answered_at: datetime | None = None
    answer_due: datetime | None = None
    """What the due time was when the answer came: for statistics, after the clock has stopped."""
    contact_was_due: datetime | None = None
    last_due: datetime | None = None
    """The due time in force, or the last one before the clock stood."""
    provisional: bool = False
    ended_at: datetime | None = None
    outcome: str = ""
    satisfied: int | None = None
    parts: list[Part] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    count: int = 0

    def open_part(self, *parts: str, office: int | None = None) -> Part | None:
        """The open part of one of these kinds, of one office if given."""
        for each in reversed(self.parts):
            if each.ended_at is None and each.part in parts and office in (None, each.office):
                return each
        return None

    def charged(self) -> dict[tuple[str, int | None], int]:
        """Counted seconds by turn and office."""
        total: dict[tuple[str, int | None], int] = {}
        for each in self.charges:
            key = (each.turn, each.office)
            total[key] = total.get(key, 0) + each.seconds
        return total


def fold(events: Iterable[Fact], rules: Rules, now: datetime | None = None) -> State:
    """The state after ``events``, in their order; with ``now``, time is charged up to it.

    Raises:
        KeyError: an event of a kind that the table does not know.
    """
    state = State()
    for event in events:
        _charge(state, rules, event.at)
        _apply(state, event)
        _deadlines(state, rules)
        state.charges.append(Charge(state.stage, state.turn, _payer(state), event.at, None, 0))
    if now is not None:
        _charge(state, rules, now)
    return state


def lamp(due_at: datetime | None, amber_at: datetime | None, now: datetime) -> str:
    """``green``, ``amber`` or ``red``; empty while no clock runs."""
    if due_at is None:
        return ""
    if now >= due_at:
        return "red"
    return "amber" if amber_at is not None and now >= amber_at else "green"


def _payer(state: State) -> int | None:
    return state.holder if state.turn == Turn.HOLDER else None


def _charge(state: State, rules: Rules, until: datetime) -> None:
    """Close the running charge at ``until``; time after the end is charged to nobody."""
    if not state.charges:
        return
    last = state.charges[-1]
    if last.turn == Turn.NOBODY:
        last.until = until
        return
    last.until = until
    last.seconds = counted(rules, state.urgency, last.since, until)


def counted(rules: Rules, urgency: str, a: datetime, b: datetime) -> int:
    """Seconds between two moments that the clock counts: working days, or all for urgent ones."""
    if urgency in ROUND_THE_CLOCK:
        return max(int((b - a).total_seconds()), 0)
    return rules.calendar.worked_seconds(a, b)


# --- one event ------------------------------------------------------------------------------------


def _apply(state: State, event: Fact) -> None:
    kind = TABLE[event.code]
    state.count += 1
    before = state.stage
    _clock(state, kind.clock, event)
    if kind.to is not None:
        state.stage = kind.to
    if kind.turn is not None:
        state.turn = kind.turn
    if step := STEPS.get(event.code):
        step(state, event)
    if state.stage in ENDED and before not in ENDED:
        state.ended_at, state.turn = event.at, Turn.NOBODY
        _end(state, event, *PARTS)
    if event.code == "answered":
        _end(state, event, "lead")


def _clock(state: State, effect: str, event: Fact) -> None:
    if effect == "start":
        state.started_at, state.stopped_at, state.paused_since = event.at, None, None
        state.pauses, state.extension, state.ended_at = [], 0, None
        state.contacted_at = state.answered_at = state.answer_due = None
    elif effect == "pause":
        state.paused_since = event.at
    elif effect == "resume":
        _stood(state, state.stopped_at, event.at)
        state.stopped_at = None
    elif effect == "stop":
        _stood(state, None, event.at)
        state.stopped_at = state.stopped_at or event.at
    elif effect == "extend":
        state.extension += int(event.detail.get("days", 0))


def _stood(state: State, stopped: datetime | None, until: datetime) -> None:
    """Keep how long the clock stood, paused or stopped; a pause begun too late gives no time."""
    since = None if _paused_late(state) else state.paused_since or stopped
    if since is not None:
        state.pauses.append((since, until))
    state.paused_since = None


def _paused_late(state: State) -> bool:
    """Whether the pause was begun when the time was over: then it neither hides nor moves it."""
    paused, due_at = state.paused_since, state.last_due
    return paused is not None and due_at is not None and paused >= due_at


def _filed(state: State, event: Fact) -> None:
    state.urgency = event.detail.get("urgency", state.urgency)
    state.matter = event.detail.get("matter", state.matter)


def _assigned(state: State, event: Fact) -> None:
    _end(state, event, "lead")
    _end_offers(state, event)
    office = event.to_office_id
    assert office is not None  # the table demands it
    _end(state, event, *PARTS, office=office)
    state.parts.append(Part(office, "lead", event.at))
    state.holder = office
    state.answerable = state.answerable or office
    state.ruled = state.ruled or event.code == "ruled"


def _accused(state: State, event: Fact) -> None:
    """The office that it is about, and those below it (``detail``), lose every part of it."""
    for office in event.detail.get("taken_from", ()):
        _end(state, event, *PARTS, office=office)
        state.answerable = None if state.answerable == office else state.answerable
        if state.holder == office:
            _stood(state, None, event.at)
            state.holder, state.stage, state.turn = None, Stage.RETURNED, Turn.DISPATCHER


def _signed(state: State, event: Fact) -> None:
    if part := state.open_part("lead"):
        part.signed_at = event.at
    state.answerable = state.holder


def _returned(state: State, event: Fact) -> None:
    _end(state, event, "lead")
    _end_offers(state, event)
    state.returns += 1
    state.holder = None


def _helper(state: State, event: Fact) -> None:
    part = "offered" if event.code == "transfer_offered" else event.detail.get("part", "helper")
    if event.to_office_id is not None:
        _end(state, event, "helper", "home", "host", office=event.to_office_id)
        state.parts.append(Part(event.to_office_id, part, event.at, _half_way(state, event.at)))


def _half_way(state: State, at: datetime) -> datetime | None:
    """Helpers answer the lead in half of the time that is left (domain.md 3.5)."""
    if state.due_at is None or state.due_at <= at:
        return state.due_at
    return at + (state.due_at - at) / 2


def _accepted(state: State, event: Fact) -> None:
    _end(state, event, "offered", office=event.office_id)
    _end(state, event, "lead")
    _end_offers(state, event)
    assert event.office_id is not None
    state.parts.append(Part(event.office_id, "lead", event.at, signed_at=event.at))
    state.holder = state.answerable = event.office_id


def _answer_of_helper(state: State, event: Fact) -> None:
    _end(state, event, "helper", "home", "host", office=event.office_id)


def _offer_refused(state: State, event: Fact) -> None:
    _end_offers(state, event, office=event.office_id)


def _end_offers(state: State, event: Fact, office: int | None = None) -> None:
    """Offers are over; the part that an office had before its offer is its part again."""
    while offer := state.open_part("offered", office=office):
        offer.ended_at, offer.ended_by = event.at, event.code
        for each in reversed(state.parts):
            if (each.office, each.ended_by) == (offer.office, "transfer_offered"):
                each.ended_at, each.ended_by = None, ""
                break


def _contacted(state: State, event: Fact) -> None:
    if state.contacted_at is None:
        state.contacted_at, state.contact_was_due = event.at, state.contact_due


def _answered(state: State, event: Fact) -> None:
    state.outcome = event.detail.get("outcome", "")
    state.answered_at, state.answer_due = event.at, None
    _contacted(state, event)


def _again(state: State, event: Fact) -> None:
    """Back to the office that had it; the same office leads, and has signed already."""
    state.ended_at, state.outcome, state.answered_at = None, "", None
    if state.holder is None:
        state.stage, state.turn = Stage.RETURNED, Turn.DISPATCHER
    else:
        state.parts.append(Part(state.holder, "lead", event.at, signed_at=event.at))


def _rated(state: State, event: Fact) -> None:
    state.satisfied = event.detail.get("result", state.satisfied)


def _ended_as(state: State, event: Fact) -> None:
    state.outcome = event.detail.get("outcome", state.outcome or event.code)


def _graded(state: State, event: Fact) -> None:
    state.urgency = event.detail.get("urgency", state.urgency)


def _corrected(state: State, event: Fact) -> None:
    state.matter = event.detail.get("matter", state.matter)


PARTS = ("lead", "helper", "home", "host", "offered")
STEPS = {
    "accused": _accused,
    "filed": _filed, "assigned": _assigned, "ruled": _assigned, "signed": _signed,
    "returned": _returned, "helper_added": _helper, "transfer_offered": _helper,
    "transfer_accepted": _accepted, "transfer_refused": _offer_refused,
    "helper_answered": _answer_of_helper, "contacted": _contacted, "material_asked": _contacted,
    "answered": _answered, "disputed": _again, "reopened": _again, "rated": _rated,
    "called_back": _rated, "graded": _graded, "corrected": _corrected, "closed": _ended_as,
    "withdrawn": _ended_as, "merged": _ended_as, "refused": _ended_as,
    "into_procedure": _ended_as,
}  # fmt: skip
"""What an event does beyond its line in the table."""


def _end(state: State, event: Fact, *parts: str, office: int | None = None) -> None:
    for each in state.parts:
        if each.ended_at is None and each.part in parts and office in (None, each.office):
            each.ended_at, each.ended_by = event.at, event.code


# --- deadlines ------------------------------------------------------------------------------------


def _deadlines(state: State, rules: Rules) -> None:
    limit = rules.limit(state.urgency, state.matter)
    state.contact_due = state.due_at = state.amber_at = None
    state.provisional = False
    if state.started_at is None:
        return
    due_at = due(rules, state.urgency, state.started_at, limit.close, state.pauses, state.extension)
    if state.stopped_at is not None:
        if state.answered_at is not None and state.answer_due is None:
            state.answer_due = due_at
        return
    if state.contacted_at is None:
        state.contact_due = span_end(rules, state.urgency, state.started_at, limit.first_contact)
    paused = state.paused_since is not None and not _paused_late(state)
    if paused and state.stage not in (Stage.IN_PROGRESS, Stage.ASSIGNED):
        return
    state.due_at = state.last_due = due_at
    state.amber_at = amber(rules, state.started_at, state.due_at, limit.close)
    last = (state.due_at - timedelta(seconds=1)).astimezone(LOCAL)
    state.provisional = not rules.calendar.published(last.year)
    lead = state.open_part("lead")
    if lead is not None:
        lead.due_at = state.due_at


__all__ = [
    "LOCAL", "Charge", "Fact", "Part", "State", "counted", "fold", "lamp", "received_on",
    "span_end",
]  # fmt: skip
