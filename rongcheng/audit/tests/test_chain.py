"""The chain is kept by the database: order, refusal of changes, and what verify notices."""

import json
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from rongcheng.audit.models import Event, Touched
from rongcheng.audit.services import System, record, touch, verify

BY = System("test")


@pytest.fixture
def three(db):
    return [record("test.act", by=BY, place=530000000000, number=n) for n in range(3)]


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def tamper(sql):
    """Change the table as somebody with full rights on the database could."""
    run("SET CONSTRAINTS audit_chain IMMEDIATE")
    run("ALTER TABLE audit_event DISABLE TRIGGER USER")
    run(sql)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE audit_event ENABLE TRIGGER USER")


def test_recorded_event_has_its_number_and_time(db):
    event = record("test.act", by=BY, subject=None, reason="因为", value="一")
    stored = Event.objects.get(pk=event.pk)
    assert stored.detail == {"value": "一"} and stored.reason == "因为"
    assert stored.at == event.at and event.at.year > 2020


def test_events_are_chained_without_gaps(three):
    verdict = verify()
    assert verdict.intact and verdict.events == 3
    events = list(Event.objects.order_by("position"))
    assert [e.position for e in events] == [1, 2, 3]
    assert bytes(events[0].previous_hash) == b""
    assert bytes(events[2].previous_hash) == bytes(events[1].hash)
    assert verdict.last_hash == bytes(events[2].hash).hex()


def test_writer_cannot_choose_time_position_or_hash(db):
    Event.objects.create(
        actor="x", actor_name="x", act="test.act", at="2001-01-01T00:00Z", position=77, hash=b"x"
    )
    assert verify().intact
    event = Event.objects.get()
    assert event.position == 1 and event.at.year > 2001


def test_act_without_author_fails(db):
    with pytest.raises(TypeError, match="no author"):
        record("test.act", by=None)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET actor_name = 'somebody else'",
        "UPDATE audit_event SET hash = '\\x00'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event CASCADE",
        "UPDATE audit_touched SET subject_id = 1",
        "DELETE FROM audit_touched",
        "DELETE FROM audit_head",
    ],
)
def test_changes_and_deletions_are_refused(three, sql):
    touch(three[0], "person", [5])
    run("SET CONSTRAINTS ALL IMMEDIATE")
    if sql.startswith("TRUNCATE"):
        run("CREATE OR REPLACE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON audit_event "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()")  # fmt: skip
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql)
    assert verify().intact and Event.objects.count() == 3


def test_event_not_yet_chained_cannot_be_rewritten_either(db):
    record("test.act", by=BY)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run("UPDATE audit_event SET actor_name = 'somebody else'")


def test_forging_the_hash_before_commit_fails_the_transaction(db):
    record("test.act", by=BY)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run("UPDATE audit_event SET position = 1, hash = '\\x01'")
        run("SET CONSTRAINTS audit_chain IMMEDIATE")


@pytest.mark.parametrize(
    ("sql", "first_bad", "missing"),
    [
        ("UPDATE audit_event SET reason = 'changed' WHERE position = 2", 2, 0),
        ("DELETE FROM audit_event WHERE position = 2", 3, 1),
        ("DELETE FROM audit_event WHERE position = 1", 2, 1),
        ("DELETE FROM audit_event WHERE position = 3", None, 1),
        ("DELETE FROM audit_event", None, 3),
    ],
)
def test_verify_says_where_the_trail_was_tampered_with(three, sql, first_bad, missing):
    tamper(sql)
    verdict = verify()
    assert not verdict.intact
    assert (verdict.first_bad, verdict.missing) == (first_bad, missing)


def test_verify_notices_a_forged_last_event(three):
    tamper(
        "UPDATE audit_event e SET reason = 'x', hash = audit_hash(ROW(e.id, e.at, e.actor, "
        "e.actor_name, e.act, e.subject_type, e.subject_id, e.place, 'x', e.detail, e.position, "
        "e.previous_hash, e.hash)::audit_event) WHERE position = 3"
    )
    assert verify().first_bad == 3


def test_command_says_intact_or_where_broken(three):
    out = StringIO()
    call_command("audit_verify", "--json", stdout=out)
    assert json.loads(out.getvalue())["intact"] is True
    tamper("UPDATE audit_event SET reason = 'changed' WHERE position = 2")
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("audit_verify", stdout=out)
    assert stop.value.code == 1 and "broken at event 2 of 3" in out.getvalue()


def test_rolled_back_act_leaves_no_event(three):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("test.act", by=BY)
        1 / 0  # noqa: B018
    assert verify().events == 3


def test_forging_with_a_right_hash_fails_too(three):
    run("SET CONSTRAINTS audit_chain IMMEDIATE")
    run("SET CONSTRAINTS audit_chain DEFERRED")
    record("test.act", by=BY)
    with pytest.raises(DatabaseError, match="forged"), transaction.atomic():
        run(
            "UPDATE audit_event e SET position = 9, hash = audit_hash(ROW(e.id, e.at, e.actor, "
            "e.actor_name, e.act, e.subject_type, e.subject_id, e.place, e.reason, e.detail, 9, "
            "e.previous_hash, e.hash)::audit_event) WHERE position IS NULL"
        )
        run("SET CONSTRAINTS audit_chain IMMEDIATE")


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain():
    def write(number):
        try:
            for _ in range(5):
                with transaction.atomic():
                    record("test.act", by=BY, number=number)
                    record("test.act", by=BY, number=number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    verdict = verify()
    assert verdict.intact and verdict.events == 80


@pytest.mark.django_db(transaction=True)
def test_open_transaction_does_not_hold_up_others():
    def write_elsewhere():
        try:
            run("SET lock_timeout = '2s'")
            record("test.act", by=BY, who="quick")
        finally:
            connection.close()

    with transaction.atomic():
        record("test.act", by=BY, who="slow")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write_elsewhere).result()
    assert [e.detail["who"] for e in Event.objects.order_by("position")] == ["quick", "slow"]
    assert verify().intact


def test_touched_rows_point_at_the_bulk_act(three):
    touch(three[1], "person", range(10))
    assert Touched.objects.filter(event=three[1], subject_type="person").count() == 10
