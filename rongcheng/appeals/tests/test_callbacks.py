"""Call-backs: the draw and its repetition, who calls, what follows from what the worker says."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from rongcheng.agencies.roles import Role
from rongcheng.appeals.models import CallBack
from rongcheng.appeals.pack import Callbacks, Span, rules_for
from rongcheng.appeals.services import callbacks, dispatch, groups, handling
from rongcheng.appeals.services.attachments import Upload
from rongcheng.appeals.state import LOCAL
from rongcheng.appeals.tests import factories as make
from rongcheng.audit.models import Event
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

GOOD = {"reached": True, "contacted": True, "solved": True, "attitude": 5, "result": 4}
RULE = Callbacks(share=20, at_least=5, due=Span(1, "workdays"))


@given(st.lists(st.text("0123456789", min_size=3, max_size=6), max_size=60), st.integers(0, 5),
       st.text(max_size=8))  # fmt: skip
def test_a_draw_can_be_repeated_and_holds_its_share(numbers, critical, seed):
    always = sorted(set(numbers))[:critical]
    drawn = callbacks.choose(numbers, always, RULE, seed)
    assert drawn == callbacks.choose(list(reversed(numbers)), always, RULE, seed)
    assert set(always) <= set(drawn) <= set(numbers)
    everybody = len(set(numbers))
    assert len(drawn) == max(len(always), min(everybody, max(5, -(-everybody // 5))))


def test_another_seed_draws_others():
    numbers = [f"{n:04d}" for n in range(200)]
    assert callbacks.choose(numbers, [], RULE, "a") != callbacks.choose(numbers, [], RULE, "b")


@pytest.fixture
def desk():
    return make.desk()


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def answered(desk, count: int, **more: object):
    return [make.answered(desk, phone=f"1990000{n:04d}", **more) for n in range(count)]


@pytest.mark.django_db
class TestDraw:
    def test_the_draw_is_recorded_so_that_it_can_be_repeated(self, desk):
        appeals = answered(desk, 8)
        (made,) = callbacks.draw(on=tomorrow())
        assert len(made.drawn) == 5 and set(made.drawn) <= {a.number for a in appeals}
        trace = Event.objects.get(act="appeals.callbacks_drawn").detail
        again = callbacks.choose(
            trace["candidates"], trace["always"],
            Callbacks(trace["share"], trace["at_least"], Span(1, "workdays")), trace["seed"],
        )  # fmt: skip
        assert again == made.drawn == trace["drawn"]
        assert callbacks.draw(on=tomorrow()) == []  # once a day
        last = timezone.localtime(CallBack.objects.first().due_at - timedelta(seconds=1), LOCAL)
        calendar = rules_for(make.COUNTY).calendar
        assert last.date() == calendar.add_workdays(timezone.localdate(), 1)

    def test_critical_ones_and_groups_are_always_called(self, desk):
        appeals = answered(desk, 9)
        dispatch.grade(by=desk.dispatcher, appeal=appeals[3], urgency="critical")
        mother = groups.start_group(by=desk.dispatcher, appeal=appeals[7], claimed=100)
        (made,) = callbacks.draw(on=tomorrow())
        assert {appeals[3].number, mother.number} <= set(made.drawn) and len(made.drawn) == 5

    def test_what_was_answered_on_another_day_or_has_no_phone_is_left_out(self, desk):
        answered(desk, 2)
        make.answered(desk, phone="")
        assert callbacks.draw(on=tomorrow() + timedelta(days=1)) == []
        (made,) = callbacks.draw(on=tomorrow())
        assert len(made.candidates) == 2

    def test_the_command_answers_as_json(self, desk):
        answered(desk, 1)
        out = io.StringIO()
        day = tomorrow().isoformat()
        call_command("appeals_callbacks_draw", on=day, json=True, stdout=out)
        (row,) = json.loads(out.getvalue())
        assert row["day"] == day and len(row["drawn"]) == 1
        call_command("appeals_callbacks_draw", on=day, stdout=out)
        assert "Nothing to draw" in out.getvalue()


@pytest.mark.django_db
class TestCall:
    def drawn(self, desk, **more: object) -> CallBack:
        answered(desk, 1, **more)
        callbacks.draw(on=tomorrow())
        return CallBack.objects.get()

    def call(self, desk, callback, **answers: object) -> CallBack:
        return callbacks.record_call(by=desk.supervisor, callback=callback, **GOOD | answers)

    def test_a_satisfied_worker_changes_nothing_but_the_grade(self, desk):
        callback = self.call(desk, self.drawn(desk))
        callback.appeal.refresh_from_db()
        assert callback.called_at and callback.appeal.stage == "answered"
        assert callback.appeal.satisfied == 4
        with pytest.raises(Conflict):
            self.call(desk, callback)

    def test_not_solved_is_taken_up_again_once_and_then_told_the_leader(self, desk):
        callback = self.call(desk, self.drawn(desk), solved=False, result=1, note="只给了一半。")
        appeal = callback.appeal
        appeal.refresh_from_db()
        assert appeal.stage == "in_progress"
        event = appeal.events.get(code="disputed")
        assert event.who == "system" and "只给了一半" in event.text
        handling.answer(
            by=desk.handler, appeal=appeal, text="已补齐，依据第三十条。", outcome="solved"
        )
        (second,) = [CallBack.objects.create(
            appeal=appeal, drawn_at=timezone.now(), draw="2026-11-30 532932 x")]  # fmt: skip
        self.call(desk, second, contacted=False)
        appeal.refresh_from_db()
        assert appeal.stage == "answered"
        assert desk.hrss.name in appeal.events.get(code="escalated").detail["to"]

    def test_a_closed_one_is_reopened(self, desk):
        found = make.closed(desk)
        callbacks.draw(on=tomorrow())
        self.call(desk, CallBack.objects.get(), contacted=False)
        found.refresh_from_db()
        assert found.stage == "in_progress" and found.events.filter(code="reopened").exists()

    def test_the_handler_does_not_ask_about_their_own_work(self, desk):
        callback = self.drawn(desk)
        both = make.account(Role.SUPERVISOR, desk.group, "both", "裴远山")
        callback.appeal.events.filter(code="answered").update(actor=both.actor)
        with pytest.raises(NotAllowed):
            callbacks.record_call(by=both, callback=callback, **GOOD)
        with pytest.raises(NotAllowed):
            callbacks.record_call(by=desk.handler, callback=callback, **GOOD)

    def test_questions_left_open_are_refused(self, desk):
        callback = self.drawn(desk)
        for missing in ("contacted", "solved", "attitude", "result"):
            with pytest.raises(Refusal):
                self.call(desk, callback, **{missing: None})
        with pytest.raises(Refusal):
            self.call(desk, callback, attitude=6)

    def test_after_three_tries_it_is_given_up(self, desk):
        callback = self.drawn(desk)
        for at in range(3):
            assert callback.called_at is None
            callback = callbacks.record_call(by=desk.dispatcher, callback=callback, reached=False)
            assert callback.reached is False and at < 3
        assert callback.called_at is not None
        callback.appeal.refresh_from_db()
        assert callback.appeal.stage == "answered" and callback.appeal.satisfied is None

    def test_a_group_reopened_by_a_call_is_still_settled_line_by_line(self, desk):
        found = make.signed(desk)
        mother = groups.start_group(by=desk.handler, appeal=found, claimed=100)
        groups.sign_off(by=desk.handler, claim=mother.claims.get(), remark="和解",
                        proof=Upload("a.pdf", b"%PDF-1.4"))  # fmt: skip
        handling.answer(
            by=desk.handler, appeal=mother, text="已全部了结，依据第三十条。", outcome="solved"
        )
        callbacks.draw(on=tomorrow())
        self.call(desk, CallBack.objects.get(), solved=False)
        mother.refresh_from_db()
        assert mother.stage == "in_progress"


@pytest.mark.django_db
def test_the_pages_list_call_and_record(client, desk):
    answered(desk, 1)
    callbacks.draw(on=tomorrow())
    callback = CallBack.objects.get()
    client.force_login(desk.handler)
    assert client.get(reverse("appeals:callbacks")).status_code == 403
    client.force_login(make.other_desk().supervisor)
    url = reverse("appeals:callbacks_one", args=[callback.pk])
    assert client.get(url).status_code == 404
    client.force_login(desk.supervisor)
    assert callback.appeal.number in client.get(reverse("appeals:callbacks")).content.decode()
    page = client.get(url).content.decode()
    assert "19900000000" not in page and "199****0000" in page
    phone = reverse("appeals:callbacks_phone", args=[callback.pk])
    shown = client.post(phone, {"reason": "回访核实"}).content.decode()
    assert 'href="tel:19900000000"' in shown
    assert Event.objects.filter(act="appeals.revealed", reason="回访核实").exists()
    assert client.post(url, {"reached": "yes"}).status_code == 400
    assert client.post(url, {"reached": "no", "note": "没人接"}).status_code == 302
    answers = {"reached": "yes", "contacted": "yes", "solved": "no", "attitude": "3", "result": "1"}
    assert client.post(url, answers).status_code == 302
    callback.refresh_from_db()
    assert callback.solved is False and callback.called_by == desk.supervisor
    done = client.get(reverse("appeals:callbacks") + "?done=1").content.decode()
    assert callback.appeal.number in done and client.get(url).status_code == 200
