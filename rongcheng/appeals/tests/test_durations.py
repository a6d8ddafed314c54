"""How long each stage had appeals, from logs made by hand."""

from datetime import date, datetime, timedelta

import pytest

from rongcheng.appeals.queries import statistics as count
from rongcheng.appeals.services.log import add
from rongcheng.appeals.state import LOCAL
from rongcheng.appeals.tests import factories as made


@pytest.fixture
def desk(db):
    return made.desk()


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def test_durations_of_a_log_made_by_hand(desk):
    """Monday to Friday of a week without holidays; a weekend is not charged."""
    for filed, signed, answered in (
        ("2026-09-07T09:00", "2026-09-08T09:00", "2026-09-10T09:00"),
        ("2026-09-07T09:00", "2026-09-11T09:00", "2026-09-14T09:00"),  # over a weekend
        ("2026-09-07T09:00", "2026-09-09T09:00", "2026-09-15T09:00"),
    ):
        appeal = made.appeal(when=moment(filed))
        add(appeal, "assigned", by=desk.dispatcher, to_office=desk.hrss, at=moment(filed))
        add(appeal, "signed", by=desk.handler, at=moment(signed))
        add(appeal, "answered", by=desk.handler, at=moment(answered), text="已办结。",
            outcome="solved")  # fmt: skip
    found = count.durations(desk.dispatcher, count.Period(date(2026, 9, 1), date(2026, 9, 30)))
    told = {each.stage: each for each in found}
    assert set(told) == {"assigned", "in_progress"}
    assert all(each.office == desk.hrss.pk and each.appeals == 3 for each in found)
    # assigned for 1, 4, 2 working days; in progress for 2, 1, 4
    assert (told["assigned"].median, told["in_progress"].median) == (2, 2)
    assert told["assigned"].ninety == pytest.approx(3.6)
    assert told["in_progress"].ninety == pytest.approx(3.6)


def test_waiting_for_the_worker_is_not_charged(desk):
    start = moment("2026-09-07T09:00")
    appeal = made.appeal(when=start)
    add(appeal, "assigned", by=desk.dispatcher, to_office=desk.hrss, at=start)
    add(appeal, "signed", by=desk.handler, at=start)
    add(appeal, "material_asked", by=desk.handler, text="考勤", at=start + timedelta(days=1))
    add(appeal, "material_added", by=made.PLATFORM, text="x", at=start + timedelta(days=3))
    add(appeal, "material_came", by=made.PLATFORM, at=start + timedelta(days=3))
    add(appeal, "answered", by=desk.handler, at=start + timedelta(days=4), text="已办结。",
        outcome="solved")  # fmt: skip
    spells = count.durations(desk.dispatcher, count.Period(date(2026, 9, 1), date(2026, 9, 30)))
    assert {each.stage: each.median for each in spells} == {"in_progress": 2}
