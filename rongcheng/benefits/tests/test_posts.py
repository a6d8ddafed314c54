"""Posts: recruited, in post, paid, leaves; the clock of vacancies; the limit of time on posts."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rongcheng.alerts.models import Alert
from rongcheng.benefits import terms
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, Post, PostHolding, PostPay, Vacancy
from rongcheng.benefits.queries import posts as read
from rongcheng.benefits.queries.lines import ground_of, remark
from rongcheng.benefits.services import post_pay, posts, vacancies
from rongcheng.benefits.services.deciding import judged
from rongcheng.benefits.services.decisions import recompute
from rongcheng.benefits.services.posts import Leaving
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.rulekit.frames import facts_of
from rongcheng.rulekit.tests.test_facts import person, tables
from rongcheng.rules.packs import live
from rongcheng.rules.screening import row_of

from . import factories, granted_factories
from .granted_factories import holder, plan

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def staff():
    return factories.desk()


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda value=None: real(value) if value else TODAY)


def test_recruited_then_in_post_then_paid_then_leaves(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    holding = holder(staff, post, start=date(2026, 9, 16))
    run = post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-09")
    assert [(line.days, line.amount) for line in run.lines.all()] == [(15, 50_000)]
    told = f"{holding.pk},{holding.person_id},2026-09,15,50000"
    assert run.sha256 == sha256(told.encode()).hexdigest()
    post_pay.approve(by=staff.approver, run=run)
    paid = Application.objects.get(period="2026-09")
    assert (paid.stage, paid.amount, paid.kind) == (Stage.PAYABLE, 50_000, "cash")
    assert [event.code for event in paid.events.order_by("seq")] == [
        "applied", "checked", "approved",
    ]  # fmt: skip
    leaving = Leaving(date(2026, 10, 10), "work")
    posts.leave(by=staff.village, holding=holding, leaving=leaving)
    holding.application.refresh_from_db()
    assert holding.application.stage == Stage.ENDED
    october = post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-10")
    assert october.lines.get().days == 10


def test_a_title_in_the_exported_list_is_no_formula(staff):
    holder(staff, posts.set_up(by=staff.county, plan=plan(title="=1+1")))
    run = post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-09")
    assert ",'=1+1," in post_pay.as_csv(by=staff.county, run=run).decode("utf-8-sig")


def test_a_month_is_paid_on_facts_that_are_kept_and_worked_out_again(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    holding = holder(staff, post, start=date(2026, 9, 16))
    run = post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-09")
    post_pay.approve(by=staff.approver, run=run)
    paid = Application.objects.get(period="2026-09")
    kept = paid.decisions.get(event__code="approved")
    assert (kept.rule["id"], kept.outcome, kept.amount) == ("post-pay", "eligible", 50_000)
    assert (kept.facts["days_in_post"], kept.facts["pay"]) == (15, 100_000)
    assert kept.facts["in_post_from"] == "2026-09-16" and kept.sha256
    again = recompute(kept)
    assert again.same and again.intact and again.amount == 50_000
    PostHolding.objects.filter(pk=holding.pk).update(pay=1)  # what is kept does not follow
    assert recompute(kept).amount == 50_000
    kept.facts["days_in_post"] = 30
    assert not recompute(kept).intact and recompute(kept).amount == 100_000


def test_what_was_granted_goes_on_when_its_rule_has_ended(staff, client):
    post = posts.set_up(by=staff.county, plan=plan())
    holding = holder(staff, post)
    Application.objects.filter(pk=holding.application_id).update(pack="baotou", rule="BT-12")
    run = post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-09")
    post_pay.approve(by=staff.approver, run=run)
    paid = Application.objects.get(period="2026-09")
    ground = ground_of(paid)
    assert "2023-12-31" in remark(ground, paid.as_of) and "BT-12" in remark(ground, paid.as_of)
    assert judged(paid).outcome == "eligible" and recompute(paid.decisions.get()).same


def test_two_posts_in_one_month_are_paid_by_two_lines(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    other = posts.set_up(by=staff.county, plan=plan(title="生态护林员"))
    first = holder(staff, post)
    posts.leave(by=staff.village, holding=first, leaving=Leaving(date(2026, 9, 10), "moved"))
    second = posts.recruit(
        by=staff.county, post=other, application=first.application, on=date(2026, 9, 11)
    )
    posts.start(by=staff.village, holding=second, on=date(2026, 9, 11))
    run = post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-09")
    post_pay.approve(by=staff.approver, run=run)
    paid = Application.objects.filter(period="2026-09")
    assert sorted(paid.values_list("amount", flat=True)) == [33_333, 66_667]
    assert set(paid.values_list("person", flat=True)) == {first.person_id}


def test_nobody_is_paid_before_being_in_post(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    application = granted_factories.granted(factories.worker(), on=date(2026, 8, 1))
    holding = posts.recruit(
        by=staff.county, post=post, application=application, on=date(2026, 8, 20)
    )
    with pytest.raises(Conflict):
        post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-09")
    with pytest.raises(Refusal):
        posts.start(by=staff.village, holding=holding, on=date(2026, 8, 19))
    with pytest.raises(Refusal):
        posts.start(by=staff.village, holding=holding, on=TODAY + timedelta(days=1))


def test_nobody_is_recruited_before_a_post_is_granted(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    application = factories.applied()
    with pytest.raises(Refusal, match="granted|安排|获批"):
        posts.recruit(by=staff.county, post=post, application=application, on=TODAY)
    granted = granted_factories.granted(factories.worker("和二"), on=date(2026, 9, 10))
    with pytest.raises(Refusal):
        posts.recruit(by=staff.county, post=post, application=granted, on=date(2026, 9, 9))


def test_family_of_leaders_is_not_recruited(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    application = granted_factories.granted(factories.worker(), leaders_family=True)
    with pytest.raises(Refusal, match="和丽江"):
        posts.recruit(by=staff.county, post=post, application=application, on=TODAY)


def test_nobody_holds_two_posts_at_once(staff):
    first, second = (posts.set_up(by=staff.county, plan=plan(title=t)) for t in ("保洁", "护林"))
    holding = holder(staff, first)
    with pytest.raises(Conflict):
        posts.recruit(by=staff.county, post=second, application=holding.application, on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostHolding.objects.create(
            post=second, person=holding.person, application=holding.application,
            recruited_on=TODAY, pay=1,
        )  # fmt: skip
    posts.leave(by=staff.village, holding=holding, leaving=Leaving(date(2026, 11, 10), "moved"))
    again = posts.recruit(by=staff.county, post=second, application=holding.application, on=TODAY)
    assert again.post == second


def test_a_post_has_no_more_holders_than_slots(staff):
    post = posts.set_up(by=staff.county, plan=plan(slots=1))
    holder(staff, post)
    other = granted_factories.granted(factories.worker("和二"))
    with pytest.raises(Conflict):
        posts.recruit(by=staff.county, post=post, application=other, on=TODAY)
    with pytest.raises(Refusal):
        posts.alter(by=staff.county, post=post, slots=0, pay=100_000)
    posts.alter(by=staff.county, post=post, slots=2, pay=120_000)
    assert posts.recruit(by=staff.county, post=post, application=other, on=TODAY).pay == 120_000
    with pytest.raises(Conflict):
        posts.alter(by=staff.county, post=post, slots=1, pay=120_000)


def test_thirty_six_months_over_all_posts_to_the_day(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    first = holder(staff, post, on=date(2023, 11, 1))
    posts.leave(by=staff.village, holding=first, leaving=Leaving(date(2025, 4, 30), "closed"))
    second = posts.recruit(
        by=staff.county, post=post, application=first.application, on=date(2025, 5, 20)
    )
    posts.start(by=staff.village, holding=second, on=date(2025, 5, 20))
    person, place = second.person, factories.VILLAGE  # 18 months used, 18 left
    term = read.term_of(person, place, TODAY)
    assert (term.ends, term.months, term.over) == (date(2026, 11, 19), 36, True)
    before = read.term_of(person, place, date(2026, 11, 18))
    assert (before.months, before.over, before.near) == (35, False, True)
    assert not read.term_of(person, place, date(2026, 8, 18)).near
    assert read.term_of(person, place, date(2026, 8, 19)).near  # 33 months to the day
    posts.leave(by=staff.village, holding=second, leaving=Leaving(date(2026, 11, 19), "moved"))
    with pytest.raises(Refusal):
        posts.recruit(by=staff.county, post=post, application=second.application, on=TODAY)


def test_who_is_placed_again_has_the_time_once_more(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    first = holder(staff, post, on=date(2023, 8, 1))
    posts.leave(by=staff.village, holding=first, leaving=Leaving(date(2026, 7, 31), "term"))
    said = {"wants_post": True, "leaders_family": False, "placed_again": True}
    again = granted_factories.granted(first.person, on=date(2026, 8, 20), said=said)
    start = date(2026, 9, 1)
    second = posts.recruit(by=staff.county, post=post, application=again, on=start)
    posts.start(by=staff.village, holding=second, on=start)
    term = read.term_of(first.person, factories.VILLAGE, TODAY)
    assert (term.limit, term.ends) == (72, date(2029, 8, 31))
    assert (term.near, term.over) == (False, False)
    assert read.term_of(first.person, factories.VILLAGE, date(2029, 6, 1)).near


def test_retirement_is_worked_out_alike_for_one_and_for_everybody():
    """The fact `retires_on` of rules and the day that posts go by."""
    born = [date(y, m, d) for y in (1959, 1964, 1965, 1970, 1975, 1984, 1999)
            for m, d in ((1, 31), (4, 30), (8, 31), (12, 1))]  # fmt: skip
    workers = [factories.worker("和同") for _ in range(2)]
    pack = live("dali")
    for sex, worker in zip((1, 2), workers, strict=True):
        for day in born:
            worker.birth_date, worker.sex = day, sex
            worker.save()
            facts = row_of(pack, "person", worker.pk, TODAY)
            assert facts["retires_on"] == terms.retires_on(day, sex)
            assert facts["retires_later_on"] == terms.retires_on(day, sex, terms.Ages(women=55))


def test_a_day_of_the_term_that_is_left_is_enough_to_be_recruited(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    first = holder(staff, post, on=date(2023, 11, 1))
    posts.leave(by=staff.village, holding=first, leaving=Leaving(date(2026, 10, 30), "moved"))
    again = posts.recruit(by=staff.county, post=post, application=first.application, on=TODAY)
    posts.start(by=staff.village, holding=again, on=TODAY)
    term = read.term_of(first.person, factories.VILLAGE, TODAY)
    assert (term.ends, term.over) == (TODAY, True)


def test_a_slot_is_not_filled_for_days_when_somebody_held_it(staff):
    post = posts.set_up(by=staff.county, plan=plan(slots=1))
    first = holder(staff, post, on=date(2025, 3, 1))
    posts.leave(by=staff.village, holding=first, leaving=Leaving(date(2026, 11, 2), "wish"))
    new = granted_factories.granted(
        factories.worker("和二", start=date(2023, 1, 1)), on=date(2024, 9, 1)
    )
    for day in (date(2024, 9, 1), date(2025, 3, 1), date(2026, 11, 1)):
        with pytest.raises(Conflict):
            posts.recruit(by=staff.county, post=post, application=new, on=day)
    filled = posts.recruit(by=staff.county, post=post, application=new, on=date(2026, 11, 2))
    assert Vacancy.objects.get().filled_by == filled


def test_a_slot_that_was_free_before_does_not_fill_a_later_vacancy(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    first = holder(staff, post, on=date(2025, 3, 1))
    posts.leave(by=staff.village, holding=first, leaving=Leaving(date(2026, 11, 2), "wish"))
    new = granted_factories.granted(
        factories.worker("和二", start=date(2023, 1, 1)), on=date(2024, 9, 1)
    )
    posts.recruit(by=staff.county, post=post, application=new, on=date(2024, 9, 1))
    assert Vacancy.objects.get().filled_by is None


def test_pay_stops_with_the_time_on_posts(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    holder(staff, post, on=date(2023, 9, 11))
    run = post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-09")
    assert run.lines.get().days == 10
    with pytest.raises(Conflict):
        post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-10")


def test_who_is_near_retirement_may_stay_until_then(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    old = factories.worker("和老", start=date(2023, 1, 1))
    old.birth_date = date(1968, 2, 1)  # retires 2028-11-01; the limit would be 2026-09-10
    old.save()
    application = granted_factories.granted(old, on=date(2023, 9, 11))
    holding = posts.recruit(by=staff.county, post=post, application=application,
                            on=date(2023, 9, 11))  # fmt: skip
    posts.start(by=staff.village, holding=holding, on=date(2024, 1, 1))
    term = read.term_of(old, factories.VILLAGE, TODAY)
    assert (term.until_retirement, term.over, term.ends) == (True, False, date(2028, 11, 30))
    old.birth_date = date(1960, 2, 1)  # past retirement at the first post: the months of everybody
    term = read.term_of(old, factories.VILLAGE, TODAY)
    assert (term.until_retirement, term.near, term.ends) == (False, True, date(2026, 12, 31))


def test_a_vacancy_is_to_be_reported_in_five_days(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    holding = holder(staff, post)
    leaving = Leaving(date(2026, 11, 9), "wish", report=False)
    posts.leave(by=staff.village, holding=holding, leaving=leaving)
    vacancy = Vacancy.objects.get()
    assert (vacancy.since, vacancy.due_on) == (date(2026, 11, 10), date(2026, 11, 16))  # 14 is Sat
    assert vacancies.watch(date(2026, 11, 16)) == 0
    assert vacancies.watch(date(2026, 11, 17)) == 1
    assert vacancies.watch(date(2026, 11, 17)) == 1
    assert Alert.objects.get().level == 2
    assert list(read.vacancies(staff.township, show="overdue")) == [vacancy]
    vacancies.report(by=staff.village, vacancy=vacancy)
    alert = Alert.objects.get()
    assert (alert.state, staff.village.actor_name in alert.measures) == ("closed", True)
    assert vacancies.watch(TODAY) == 0
    with pytest.raises(Conflict):
        vacancies.report(by=staff.village, vacancy=vacancy)
    new = granted_factories.granted(factories.worker("和二"))
    filled = posts.recruit(by=staff.county, post=post, application=new, on=TODAY)
    vacancy.refresh_from_db()
    assert vacancy.filled_by == filled


def test_the_term_of_a_vacancy_ends_after_a_holiday():
    factories.agencies.place(factories.VILLAGE)
    assert vacancies.due_day(factories.VILLAGE, date(2026, 9, 28)) == date(2026, 10, 8)
    assert vacancies.due_day(factories.VILLAGE, date(2026, 11, 11)) == date(2026, 11, 16)


def test_four_eyes_and_a_list_that_has_grown_old(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    holding = holder(staff, post)
    run = post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-10")
    with pytest.raises(NotAllowed):
        post_pay.approve(by=staff.county, run=run)
    posts.leave(by=staff.village, holding=holding, leaving=Leaving(date(2026, 10, 20), "died"))
    with pytest.raises(Conflict, match="made|名单|重"):
        post_pay.approve(by=staff.approver, run=run)
    post_pay.discard(by=staff.county, run=run)
    again = post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-10")
    post_pay.approve(by=staff.approver, run=again)
    assert PostPay.objects.get().application.amount == 64_516
    with pytest.raises(Conflict):
        post_pay.prepare(by=staff.county, place=factories.COUNTY, period="2026-10")


def test_places_and_roles_keep_their_bounds(staff):
    with pytest.raises(NotAllowed):
        posts.set_up(by=staff.village, plan=plan())
    with pytest.raises(NotAllowed):
        posts.set_up(by=staff.finance, plan=plan())
    other = factories.agencies.staff("county_officer", factories.agencies.OTHER_COUNTY)
    with pytest.raises(NotAllowed):
        posts.set_up(by=other, plan=plan())
    post = posts.set_up(by=staff.township, plan=plan())
    assert not read.visible_posts(other).exists()
    assert read.post_for(staff.village, post.pk).free == 2
    with pytest.raises(Refusal):
        posts.set_up(by=staff.county, plan=plan(needed_for=" "))


def test_a_post_is_closed_only_when_nobody_holds_it(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    holding = holder(staff, post)
    with pytest.raises(Conflict):
        posts.close(by=staff.county, post=post, on=TODAY, why="项目结束")
    posts.leave(by=staff.village, holding=holding, leaving=Leaving(TODAY, "closed"))
    posts.close(by=staff.county, post=post, on=TODAY, why="项目结束")
    assert Post.objects.get().closed_on == TODAY
    assert Vacancy.objects.get().dropped_on == TODAY
    holding.application.refresh_from_db()
    assert holding.application.stage == Stage.GRANTED


def test_the_facts_of_posts_come_from_the_records(staff):
    post = posts.set_up(by=staff.county, plan=plan())
    holding = holder(staff, post, on=date(2024, 3, 15))
    pack = live("dali")
    known = row_of(pack, "person", holding.person_id, date(2026, 3, 14))
    assert (known["on_welfare_post"], known["months_on_post"]) == (True, 23)
    known = row_of(pack, "person", holding.person_id, date(2026, 3, 15))
    assert known["months_on_post"] == 24
    posts.leave(by=staff.village, holding=holding, leaving=Leaving(date(2026, 4, 14), "work"))
    known = row_of(pack, "person", holding.person_id, TODAY)
    assert (known["on_welfare_post"], known["months_on_post"]) == (False, 25)
    spans = read.spans_of(holding.person)
    assert terms.used(spans, TODAY) // terms.MONTH == 25
    other = row_of(pack, "person", factories.worker("和二").pk, TODAY)
    assert (other["on_welfare_post"], other["months_on_post"]) == (False, 0)


def test_everybodys_facts_of_posts_are_those_of_one():
    held = [
        {"person": 1, "began": date(2023, 1, 1), "until": date(2024, 1, 1)},
        {"person": 1, "began": date(2024, 7, 16), "until": None},
        {"person": 2, "began": date(2024, 1, 31), "until": date(2024, 3, 1)},
    ]  # fmt: skip
    found = facts_of(
        live("dali").subjects["person"],
        tables(person=[person(n) for n in (1, 2, 3)], post=held), date(2024, 8, 1),
    )  # fmt: skip
    rows = found.sort("person").select("on_welfare_post", "months_on_post").rows()
    assert rows == [(True, 12), (False, 1), (False, 0)]
