"""Roll-ups over snapshots: nobody counted twice, and files that other processes can trust."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongcheng.analytics.rollup import place_key, roll_up, within
from rongcheng.analytics.snapshot import PERSON, SPELL, read, save, saved_marker, take

NOW = datetime(2026, 11, 1, tzinfo=UTC)
EVERYBODY = pl.lit(True)
MONTHS = range(2026 * 12, 2026 * 12 + 12)


def snapshot(spells=(), homes=(532932_102_201, 532932_102_202, 532931_101_001, None), marker="1"):
    people = [
        {"id": 10 + at, "home": home, "working": at % 2 == 0} for at, home in enumerate(homes)
    ]
    rows = [{name: row.get(name) for name in PERSON} for row in people]
    return take(
        pl.DataFrame(rows, schema=PERSON), pl.DataFrame(list(spells), schema=SPELL, orient="row"),
        NOW, marker,
    )  # fmt: skip


def by_hand(spells, month):
    """Persons with a day of work in a month, counted one by one."""
    first = date(month // 12, month % 12 + 1, 1)
    after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return len({p for p, begun, ended in spells if begun < after and (not ended or ended >= first)})


days = st.dates(date(2025, 6, 1), date(2027, 3, 1))
jobs = st.lists(
    st.tuples(st.sampled_from([10, 11, 12]), days, st.none() | days).filter(
        lambda job: job[2] is None or job[2] >= job[1]
    )
)


@given(jobs)
def test_months_equal_counting_one_by_one(spells):
    counted = roll_up(snapshot(spells), EVERYBODY, {}, months=MONTHS).months
    assert counted == {month: by_hand(spells, month) for month in MONTHS}


def test_places_roll_up_by_level_and_keep_the_unknown():
    shown = roll_up(snapshot(), EVERYBODY, {"county": place_key("home", 10**6)})
    assert shown.total == 4
    assert shown.by["county"] == {532932_000_000: 2, 532931_000_000: 1, None: 1}


def test_unknown_places_lie_within_none():
    inside = within("home", (532932_000_000, 532933_000_000))
    assert roll_up(snapshot(), inside, {}).total == 2


def test_dimensions_of_working_people_leave_out_the_rest():
    key = {"all": pl.lit("x"), "working": pl.lit("x")}
    shown = roll_up(snapshot(), EVERYBODY, key, working_only=frozenset({"working"}))
    assert shown.by == {"all": {"x": 4}, "working": {"x": 2}}


def test_a_saved_snapshot_reads_back(tmp_path):
    made = snapshot([(10, date(2026, 1, 5), None)], marker="registry:7")
    save(made, tmp_path)
    found = read(tmp_path)
    assert saved_marker(tmp_path) == found.marker == "registry:7"
    assert found.as_of == NOW
    assert found.persons.equals(made.persons)
    assert found.months.equals(made.months)


@pytest.mark.parametrize("name", ["months", "persons"])
def test_half_a_snapshot_is_none(tmp_path, name):
    assert read(tmp_path) is None
    save(snapshot(marker="1"), tmp_path)
    kept = (tmp_path / f"{name}.parquet").read_bytes()
    save(snapshot(marker="2"), tmp_path)
    (tmp_path / f"{name}.parquet").write_bytes(kept)
    assert read(tmp_path) is None
