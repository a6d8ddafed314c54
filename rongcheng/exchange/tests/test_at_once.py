"""Two people at the same moment: one wins, the other is told, and every log still folds."""

import threading

import pytest
from django.db import connection

from rongcheng.appeals.models import Appeal, AppealEvent, Assignment
from rongcheng.appeals.services import dispatch, handling, worker
from rongcheng.appeals.services.filing import Filing, file_appeal
from rongcheng.appeals.services.log import FOLDED, state_of
from rongcheng.appeals.services.reading import Proposal
from rongcheng.appeals.tests import factories as made
from rongcheng.audit.services import verify
from rongcheng.core.errors import Conflict
from rongcheng.exchange.models import Submission
from rongcheng.exchange.services.filing import file_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def silent(monkeypatch):
    monkeypatch.setattr("rongcheng.appeals.services.filing.propose", lambda *_a, **_k: Proposal())


@pytest.fixture
def at():
    return made.desk()


def at_once(*acts):
    """What each act returned or refused; all begin together, each on a connection of its own."""
    ready, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        try:
            ready.wait(timeout=30)
            results[n] = act()
        except Exception as error:
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    return results


def same(appeal):
    """The appeal as another request has it: an instance of its own."""
    return Appeal.objects.get(pk=appeal.pk)


def whole(appeal):
    """The log has no gaps, its columns are its fold, and the trail is intact."""
    appeal = same(appeal)
    events = list(AppealEvent.objects.filter(appeal=appeal).order_by("seq"))
    assert [one.seq for one in events] == list(range(1, appeal.events_seen + 1))
    state = state_of(appeal)
    assert all(getattr(state, name) == getattr(appeal, name) for name in FOLDED)
    assert state.holder == appeal.holder_id and verify().intact
    return [one.code for one in events]


def won(results):
    lost = [one for one in results if isinstance(one, Exception)]
    assert all(isinstance(one, Conflict) for one in lost), lost
    return len(results) - len(lost)


def test_two_dispatchers_assign_at_once(at):
    appeal = made.appeal()
    other = made.account("dispatcher", at.group, "dispatcher9", "纪清和")
    results = at_once(
        lambda: dispatch.assign(by=at.dispatcher, appeal=same(appeal), office=at.hrss),
        lambda: dispatch.assign(by=other, appeal=same(appeal), office=at.police),
    )
    assert won(results) == 1
    assert whole(appeal).count("assigned") == 1
    assert Assignment.objects.filter(appeal=appeal, part="lead", ended_at=None).count() == 1


def test_one_key_twice_at_once_files_once(at):
    values = {"text": made.ARREARS, "event_place": made.COUNTY, "category": "labour_protection"}
    results = at_once(*[lambda: file_once(by=at.clerk, values=values, key="mini-7")] * 4)
    assert {getattr(one, "number", one) for one in results} == {Appeal.objects.get().number}
    assert Submission.objects.get().appeal_number == Appeal.objects.get().number


def test_filed_at_once_each_has_its_own_number(at):
    def act():
        return file_appeal(
            by=made.PLATFORM,
            filing=Filing(text=made.SCHOOL, event_place=made.COUNTY, category="children_education"),
        )

    numbers = {one.number for one in at_once(*[act] * 6)}
    running = sorted(
        number.rpartition("-")[2][:4] for number in numbers
    )  # three drawn digits follow
    assert running == ["0001", "0002", "0003", "0004", "0005", "0006"]
    assert all(whole(one) for one in Appeal.objects.all())


def test_the_worker_confirms_while_the_office_answers(at):
    appeal = made.signed(at)
    results = at_once(
        lambda: handling.answer(
            by=at.handler, appeal=same(appeal), text="已支付。", outcome="solved"
        ),
        lambda: worker.confirm(by=made.PLATFORM, appeal=same(appeal)),
    )
    assert won(results) >= 1 and not isinstance(results[0], Exception)
    assert whole(appeal)[-1] == ("answered" if isinstance(results[1], Conflict) else "confirmed")


def test_confirmed_and_disputed_at_once_only_one_holds(at):
    appeal = made.answered(at)
    results = at_once(
        lambda: worker.confirm(by=made.PLATFORM, appeal=same(appeal)),
        lambda: worker.dispute(by=made.PLATFORM, appeal=same(appeal), text="只付了一半"),
    )
    codes = whole(appeal)
    assert won(results) == 1 and len({"confirmed", "disputed"} & set(codes)) == 1


def test_material_and_progress_at_once_both_hold(at):
    appeal = made.waiting(at)
    results = at_once(
        lambda: worker.add_material(by=made.PLATFORM, appeal=same(appeal), text="考勤已补"),
        lambda: handling.tell_progress(by=at.handler, appeal=same(appeal), text="已约谈"),
    )
    assert won(results) == 2
    assert {"material_added", "material_came", "progress"} <= set(whole(appeal))
