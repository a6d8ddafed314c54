"""The fold: stages, turns, deadlines and charged time, on calendars of the real 2026."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongcheng.appeals.events import ENDED, OPEN, TABLE, Stage, Turn
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.state import LOCAL, fold, lamp

HRSS, EDUCATION, POLICE, ELSEWHERE = 1, 2, 3, 4


@dataclass
class Fact:
    code: str
    at: datetime
    office_id: int | None = None
    to_office_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def filed(when: str, **detail: str) -> Fact:
    return Fact("filed", at(when), detail={"urgency": "normal", "matter": "help"} | detail)


def assigned(when: str, office: int = HRSS) -> Fact:
    return Fact("assigned", at(when), to_office_id=office)


@pytest.fixture(scope="module")
def rules():
    return rules_for(0)


def test_an_urgent_matter_of_friday_afternoon_is_answered_by_the_fifth_working_day(rules):
    # domain story 8: Friday 2026-09-18, 16:30; the Sunday after is a make-up day
    state = fold([filed("2026-09-18 16:30", urgency="urgent")], rules)
    assert state.due_at == at("2026-09-25 00:00")  # the end of 24 September
    assert state.contact_due == at("2026-09-18 18:30")
    assert (state.stage, state.turn) == (Stage.RECEIVED, Turn.DISPATCHER)


def test_what_comes_in_the_evening_counts_as_of_the_next_working_day(rules):
    by_day = fold([filed("2026-09-16 10:00")], rules).due_at
    by_night = fold([filed("2026-09-16 21:00")], rules).due_at
    assert by_night - by_day == timedelta(days=1)


def test_waiting_for_the_worker_is_not_charged_and_moves_the_due_day(rules):
    log = [
        filed("2026-09-14 10:00"), assigned("2026-09-14 11:00"),
        Fact("signed", at("2026-09-14 12:00"), HRSS),
        Fact("material_asked", at("2026-09-15 12:00"), HRSS),
    ]  # fmt: skip
    waiting = fold(log, rules)
    assert waiting.due_at is None
    assert waiting.turn == Turn.WORKER
    log += [Fact("material_added", at("2026-09-17 12:00")),
            Fact("material_came", at("2026-09-17 12:00"))]  # fmt: skip
    before = fold(log[:3], rules).due_at
    state = fold(log, rules, at("2026-09-18 12:00"))
    # two working days stood still, over a make-up Sunday: 21 September + 2 = 22 September …
    assert state.due_at > before
    charged = state.charged()
    assert charged[(Turn.HOLDER, HRSS)] == 3600 + 86400 + 86400
    assert charged[(Turn.WORKER, None)] == 2 * 86400


def test_nobody_is_charged_on_days_off(rules):
    log = [filed("2026-09-30 10:00"), assigned("2026-09-30 10:00")]
    state = fold(log, rules, at("2026-10-08 10:00"))  # 1 to 7 October are off
    assert state.charged()[(Turn.HOLDER, HRSS)] == 86400


def test_a_transfer_between_offices_does_not_reset_the_citizens_clock(rules):
    log = [filed("2026-09-14 10:00"), assigned("2026-09-14 11:00", EDUCATION)]
    due = fold(log, rules).due_at
    log += [Fact("returned", at("2026-09-15 09:00"), EDUCATION, POLICE),
            assigned("2026-09-15 10:00", POLICE)]  # fmt: skip
    state = fold(log, rules)
    assert state.due_at == due
    assert state.holder == POLICE
    assert state.answerable == EDUCATION, "the first receiver answers until another signs"
    signed = fold([*log, Fact("signed", at("2026-09-15 11:00"), POLICE)], rules)
    assert signed.answerable == POLICE


def test_each_office_has_its_own_part_with_its_own_end(rules):
    log = [
        filed("2026-09-14 10:00"), assigned("2026-09-14 11:00"),
        Fact("helper_added", at("2026-09-14 11:00"), None, ELSEWHERE, {"part": "home"}),
        Fact("helper_answered", at("2026-09-15 11:00"), ELSEWHERE),
    ]  # fmt: skip
    state = fold(log, rules)
    lead, home = state.parts
    assert (lead.part, lead.ended_at) == ("lead", None)
    assert (home.part, home.ended_by) == ("home", "helper_answered")
    assert home.due_at < lead.due_at, "a helper answers in half of the time left"


def test_an_accepted_transfer_moves_the_lead_and_a_refused_one_does_not(rules):
    log = [
        filed("2026-09-14 10:00"), assigned("2026-09-14 11:00"),
        Fact("signed", at("2026-09-14 12:00"), HRSS),
        Fact("transfer_offered", at("2026-09-14 13:00"), HRSS, ELSEWHERE),
    ]  # fmt: skip
    refused = fold([*log, Fact("transfer_refused", at("2026-09-14 14:00"), ELSEWHERE)], rules)
    assert (refused.holder, refused.open_part("offered")) == (HRSS, None)
    taken = fold([*log, Fact("transfer_accepted", at("2026-09-14 14:00"), ELSEWHERE)], rules)
    assert taken.holder == taken.answerable == ELSEWHERE
    assert [part.ended_by for part in taken.parts] == ["transfer_accepted"] * 2 + [""]


def test_once_an_offer_is_taken_the_others_are_over(rules):
    log = [
        filed("2026-09-14 10:00"), assigned("2026-09-14 11:00"),
        Fact("signed", at("2026-09-14 12:00"), HRSS),
        Fact("transfer_offered", at("2026-09-14 13:00"), HRSS, ELSEWHERE),
        Fact("transfer_offered", at("2026-09-14 13:30"), HRSS, POLICE),
    ]  # fmt: skip
    taken = fold([*log, Fact("transfer_accepted", at("2026-09-14 14:00"), ELSEWHERE)], rules)
    assert taken.open_part("offered") is None
    back = fold([*log, Fact("returned", at("2026-09-14 14:00"), HRSS, POLICE)], rules)
    assert back.open_part("offered") is None


def test_a_pause_begun_too_late_neither_hides_the_lamp_nor_gives_time(rules):
    log = [filed("2026-09-14 10:00"), assigned("2026-09-14 11:00"),
           Fact("signed", at("2026-09-14 12:00"), HRSS)]  # fmt: skip
    due = fold(log, rules).due_at
    late = Fact("material_asked", due + timedelta(days=1), HRSS)
    assert fold([*log, late], rules).due_at == due
    came = Fact("material_came", due + timedelta(days=5))
    assert fold([*log, late, came], rules).due_at == due


def test_an_answer_given_while_the_clock_stood_is_on_time(rules):
    log = [
        filed("2026-09-14 10:00"), assigned("2026-09-14 11:00"),
        Fact("signed", at("2026-09-14 12:00"), HRSS),
        Fact("material_asked", at("2026-09-15 12:00"), HRSS),
        Fact("answered", at("2026-09-24 12:00"), HRSS, None, {"outcome": "solved"}),
    ]  # fmt: skip
    assert fold(log[:3], rules).due_at < at("2026-09-24 12:00")
    state = fold(log, rules)
    assert state.answered_at <= state.answer_due
    again = fold([*log, Fact("disputed", at("2026-09-25 12:00"))], rules)
    assert again.due_at > at("2026-09-25 12:00")


def test_an_extension_adds_working_days(rules):
    log = [filed("2026-09-14 10:00"), assigned("2026-09-14 11:00"),
           Fact("signed", at("2026-09-14 12:00"), HRSS)]  # fmt: skip
    before = fold(log, rules).due_at
    longer = fold([*log, Fact("extension_granted", at("2026-09-15 9:00".replace(" 9", " 09")),
                              detail={"days": 2})], rules).due_at  # fmt: skip
    assert longer > before


def test_a_dispute_goes_back_to_the_same_office_with_the_time_it_had_left(rules):
    log = [
        filed("2026-09-14 10:00"), assigned("2026-09-14 11:00"),
        Fact("signed", at("2026-09-14 12:00"), HRSS),
        Fact("answered", at("2026-09-16 12:00"), HRSS, None, {"outcome": "solved"}),
    ]  # fmt: skip
    answered = fold(log, rules)
    assert (answered.stage, answered.due_at, answered.turn) == (Stage.ANSWERED, None, Turn.WORKER)
    again = fold([*log, Fact("disputed", at("2026-09-21 12:00"))], rules)
    assert (again.stage, again.holder, again.turn) == (Stage.IN_PROGRESS, HRSS, Turn.HOLDER)
    assert again.due_at is not None
    assert again.due_at > at("2026-09-21 12:00")
    assert again.outcome == ""


def test_a_due_day_in_a_year_without_a_published_calendar_is_provisional(rules):
    state = fold([filed("2026-12-30 10:00", matter="suggestion")], rules)
    assert state.provisional
    assert not fold([filed("2026-09-14 10:00")], rules).provisional


def test_the_lamp_turns_amber_before_it_turns_red(rules):
    state = fold([filed("2026-09-14 10:00")], rules)
    assert state.amber_at < state.due_at
    seen = [lamp(state.due_at, state.amber_at, at("2026-09-14 10:00") + timedelta(hours=h))
            for h in range(0, 24 * 20)]  # fmt: skip
    assert list(dict.fromkeys(seen)) == ["green", "amber", "red"]
    assert lamp(None, None, at("2026-09-14 10:00")) == ""


LATER = [c for c in TABLE if c != "filed"]


@given(st.lists(st.tuples(st.sampled_from(LATER), st.integers(1, 50_000)), max_size=30))
def test_any_lawful_log_folds_to_a_lawful_state(steps):
    rules = rules_for(0)
    now, log = at("2026-03-02 10:00"), [filed("2026-03-02 10:00")]
    for code, minutes in steps:
        state = fold(log, rules)
        if state.stage not in TABLE[code].during:
            continue
        now += timedelta(minutes=minutes)
        detail = {"days": 1, "result": 3, "outcome": "solved", "urgency": "urgent",
                  "matter": "complaint"}  # fmt: skip
        log.append(Fact(code, now, state.holder or HRSS, EDUCATION, detail))
    state = fold(log, rules, now)
    assert state.count == len(log)
    assert sum(1 for part in state.parts if part.part == "lead" and not part.ended_at) <= 1
    if state.stage in ENDED:
        assert state.due_at is None
        assert all(part.ended_at for part in state.parts)
    if state.stage in OPEN:
        assert state.turn != Turn.NOBODY
    assert all(charge.seconds >= 0 for charge in state.charges)
    # the same log gives the same state: nothing is counted along the way
    assert fold(log, rules, now) == state
