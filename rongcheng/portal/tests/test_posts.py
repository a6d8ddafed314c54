"""What who holds a public-welfare post reads: their post and its time, the pay of each month."""

from __future__ import annotations

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from rongcheng.benefits.queries.posts import held_with
from rongcheng.benefits.services import post_pay, posts
from rongcheng.benefits.services.posts import Leaving
from rongcheng.benefits.standing import sentence
from rongcheng.benefits.tests import factories
from rongcheng.benefits.tests.granted_factories import holder, plan
from rongcheng.portal.benefits import steps, timeline, title_of
from rongcheng.web.formats import day

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda value=None: real(value) if value else TODAY)


def card(holding) -> str:
    held = held_with(holding.application)
    assert held and held[0] == holding
    return render_to_string("portal/benefits/_post.html", {"holding": held[0], "term": held[1]})


def test_the_pay_of_a_month_names_it_and_was_not_applied_for():
    staff = factories.desk()
    held = holder(staff, posts.set_up(by=staff.county, plan=plan()))
    run = post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-09")
    post_pay.approve(by=staff.approver, run=run)
    application = held.pays.get().application
    assert title_of(application).endswith("2026年9月")
    listed = timeline(application)[-1]
    assert (listed["title"], listed["by"]) == ("列入发放名册", staff.county.office.name)
    assert "公示" not in steps(application)[0]


def test_the_time_on_a_post_is_told_before_at_and_after_its_end():
    staff = factories.desk()
    post = posts.set_up(by=staff.county, plan=plan(slots=3))
    began = {"2026年11月20日": date(2023, 11, 21), "2026年10月31日": date(2023, 11, 1)}
    told = {
        last: card(holder(staff, post, on=on, name=f"和{n}"))
        for n, (last, on) in enumerate(began.items())
    }
    at, after = told.values()
    assert "2026年11月20日" in at and "期限即将" in at
    assert "2026年10月31日" in after and "不再发" in after
    fresh = holder(staff, post, name="和九")
    assert "2 / 36" in card(fresh) and "期限" not in card(fresh).partition("<dl")[0]


def test_who_left_reads_when_and_why():
    staff = factories.desk()
    held = holder(staff, posts.set_up(by=staff.county, plan=plan()))
    posts.leave(by=staff.county, holding=held, leaving=Leaving(date(2026, 10, 5), "wish"))
    assert "2026年10月5日" in card(held) and "本人自愿" in card(held)
    application = held.application
    application.refresh_from_db()
    assert application.ended_at == application.events.get(code="ended").at
    assert sentence(application, timezone.now()).startswith(f"已于{day(application.ended_at)}")
    names, at = steps(application)
    assert at > len(names)
