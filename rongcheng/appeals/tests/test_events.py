"""The table of events: complete, and without dead ends."""

from rongcheng.appeals.events import ENDED, OPEN, TABLE, Stage, Turn, Who
from rongcheng.appeals.services.log import NEEDED


def test_every_code_fits_its_column_and_has_somebody_who_may_record_it():
    for code, kind in TABLE.items():
        assert len(code) <= 20, code
        assert kind.who, code
        assert str(kind.wording), code


def test_what_a_kind_needs_is_asked_for_in_words():
    assert {name for kind in TABLE.values() for name in kind.needs} <= set(NEEDED)


def test_every_stage_can_be_reached_from_filing():
    reached = {TABLE["filed"].to}
    while True:
        more = {kind.to for kind in TABLE.values() if kind.to and kind.during & reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(Stage)


def test_no_open_stage_is_a_dead_end():
    for stage in OPEN:
        ways = [c for c, kind in TABLE.items() if stage in kind.during and kind.to in ENDED | OPEN]
        assert ways, stage


def test_an_end_stops_the_clock_and_is_nobodys_turn():
    for code, kind in TABLE.items():
        if kind.to in ENDED:
            assert kind.turn == Turn.NOBODY, code
            assert kind.clock == "stop" or Stage.ANSWERED in kind.during, code


def test_a_worker_is_never_shown_what_is_internal():
    assert not TABLE["noted"].public
    assert not TABLE["returned"].public
    assert Who.WORKER not in TABLE["assigned"].who
