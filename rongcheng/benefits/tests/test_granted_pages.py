"""The pages of posts, loans and workshops: what each shows, what its forms do, who is kept out."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from rongcheng.benefits.models import InterestRun, Loan, Post, PostHolding, PostPayRun
from rongcheng.benefits.services import loans, posts
from rongcheng.benefits.services.loans import Lent
from rongcheng.benefits.services.posts import Leaving, Plan
from rongcheng.employers.models import Employer
from rongcheng.web.formats import yuan

from . import factories, granted_factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
PLAN = Plan(
    place=factories.VILLAGE, title="村庄保洁员", work="cleaning", slots=2, pay=100_000,
    funding="employment", needed_for="村道无人清扫", opened_on=date(2023, 1, 1),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    from django.utils import timezone

    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda value=None: real(value) if value else TODAY)


@pytest.fixture
def staff():
    return factories.desk()


@pytest.fixture
def at(client):
    def go(who, name, *args, **data):
        client.force_login(who)
        url = reverse(f"benefits:{name}", args=args)
        return client.post(url, data) if data else client.get(url)

    return go


def text(response) -> str:
    return response.content.decode()


def holding_of(staff, *, on=date(2026, 9, 1), started=True) -> PostHolding:
    post = posts.set_up(by=staff.county, plan=PLAN)
    granted = granted_factories.granted(factories.worker("和小明", start=date(2023, 1, 1)), on=on)
    holding = posts.recruit(by=staff.county, post=post, application=granted, on=on)
    return posts.start(by=staff.village, holding=holding, on=on) if started else holding


def test_a_post_is_set_up_and_recruited_for_on_its_pages(at, staff):
    factories.agencies.place(factories.VILLAGE)
    response = at(staff.county, "posts_new", place=str(factories.VILLAGE), title="护林员",
                  work="forest", needed_for="防火巡护", slots="1", pay="1200.50",
                  funding="bridging", rule="DL-4", opened_on="2026-01-01")  # fmt: skip
    post = Post.objects.get()
    assert (response.status_code, post.pay, post.rule) == (302, 120_050, "DL-4")
    granted = granted_factories.granted(factories.worker(start=date(2023, 1, 1)))
    assert granted.number in text(at(staff.county, "posts_one", post.pk))
    given = {"recruit-application": granted.number, "recruit-on": "2026-11-02"}
    response = at(staff.county, "posts_one", post.pk, act="recruit", **given)
    holding = PostHolding.objects.get()
    assert response["Location"] == reverse("benefits:posts_holder", args=[holding.pk])
    late = at(staff.village, "posts_holder", holding.pk, act="start", **{"start-on": "2026-11-01"})
    assert late.status_code == 400
    at(staff.village, "posts_holder", holding.pk, act="start", **{"start-on": "2026-11-03"})
    holding.refresh_from_db()
    assert holding.in_post_from == date(2026, 11, 3)
    assert at(staff.village, "posts_new").status_code == 403


def test_the_village_sees_its_posts_and_reports_a_vacancy(at, staff):
    holding = holding_of(staff)
    page = text(at(staff.village, "posts"))
    assert "村庄保洁员" in page
    assert "和*明" in page
    assert "和小明" not in page
    at(staff.village, "posts_holder", holding.pk, act="leave",
       **{"leave-on": "2026-11-03", "leave-why": "work", "leave-note": ""})  # fmt: skip
    page = text(at(staff.county, "posts_vacancies"))
    assert "已超11天" in page  # the fifth day, the 8th, is a Sunday: due on the 9th
    response = at(staff.village, "posts_vacancy_report", holding.vacancy.pk, go="1")
    assert response.status_code == 302
    assert "逾期上报" in text(at(staff.county, "posts_vacancies"))


def test_monthly_pay_goes_from_list_to_approval_with_two_people(at, staff):
    holding_of(staff)
    at(staff.county, "posts_pay", month="2026-10")
    run = PostPayRun.objects.get()
    assert "须由同事批准" not in text(at(staff.approver, "posts_pay_one", run.pk))
    assert at(staff.county, "posts_pay_act", run.pk, "approve", go="1").status_code == 403
    assert "待批准" in text(at(staff.county, "posts_pay_one", run.pk))
    assert at(staff.approver, "posts_pay_act", run.pk, "approve", go="1").status_code == 302
    shown = text(at(staff.county, "posts_pay_one", run.pk))
    assert "已批准" in shown and all(one.application.number in shown for one in run.lines.all())
    exported = at(staff.county, "posts_pay_act", run.pk, "file", go="1")
    assert run.sha256 in exported.content.decode("utf-8-sig")
    assert at(staff.county, "posts_pay", month="2026-11").status_code == 400


def test_holders_are_listed_and_exported_with_their_time(at, staff):
    holding_of(staff, on=date(2024, 1, 15))
    assert "34／36" in text(at(staff.county, "posts_holders"))
    exported = at(staff.county, "posts_holders_file", go="1").content.decode("utf-8-sig")
    assert "和*明" in exported
    assert "2027-01-14" in exported
    assert at(staff.approver, "posts_holders_file", go="1").status_code == 403


def test_a_loan_goes_its_way_on_its_pages(at, staff):
    person = factories.worker("和小贷", start=date(2023, 1, 1))
    said = {"owns_business": True, "other_interest_subsidy": False}
    granted = granted_factories.granted(person, rule="DL-11", on=date(2026, 8, 3), said=said)
    assert granted.number in text(at(staff.county, "loans"))
    at(staff.county, "loans_send", granted.number, bank="县农商行", on="2026-08-10")
    loan = Loan.objects.get()
    at(staff.county, "loans_one", loan.pk, act="findings",
       **{"findings-on": "2026-08-20", "findings-findings": "属实"})  # fmt: skip
    at(staff.county, "loans_one", loan.pk, act="lend",
       **{"lend-amount": "200000", "lend-starts": "2026-08-25", "lend-ends": "2029-08-25",
          "lend-rate": "3.45"})  # fmt: skip
    loan.refresh_from_db()
    assert (loan.state, loan.amount, loan.rate) == ("lent", 20_000_000, 345)
    page = text(at(staff.county, "loans_one", loan.pk))
    assert "2026年第3季度" in page
    assert "和小贷" not in page
    assert 'value="2026Q4"' not in page  # not over, so no statement of it is asked for
    assert at(staff.county, "loans_one", loan.pk, act="decline", x="1").status_code == 400
    exported = at(staff.county, "loans_interest_file", go="1").content.decode("utf-8-sig")
    assert "2026Q4" in exported
    assert at(staff.approver, "loans_firm").status_code == 403


def test_what_is_of_another_place_is_not_found(at, staff):
    holding = holding_of(staff)
    posts.leave(by=staff.village, holding=holding, leaving=Leaving(TODAY, "wish"))
    other = factories.agencies.staff("county_officer", factories.agencies.OTHER_COUNTY)
    for name, pk in {
        "posts_one": holding.post_id, "posts_holder": holding.pk,
        "posts_vacancy_report": holding.vacancy.pk,
    }.items():  # fmt: skip
        data = {"go": "1"} if name.endswith("report") else {}
        assert at(other, name, pk, **data).status_code == 404
    assert "村庄保洁员" not in text(at(other, "posts"))


def test_a_loan_lent_is_within_its_target_page(at, staff):
    county = factories.agencies.staff("county_officer", 150222_000_000)
    firm = Employer.objects.create(
        code="91150222MA0TEST01X", name="某合作社", kind="cooperative",
        place=factories.agencies.place(150222_000_000),
    )  # fmt: skip
    lent = Lent(100_000_000, date(2023, 6, 1), date(2025, 6, 1), 400, lpr=365)
    loans.record_firm(by=county, employer=firm, bank="某行", lent=lent)
    page = text(at(county, "loans"))
    assert "BT-T17" in page
    assert "¥1,000,000" in page
    assert "2.5%" in page


def test_interest_goes_from_list_to_approval_and_its_page_says_what_it_is_paid_out_of(at, staff):
    person = factories.worker("和小贷", start=date(2023, 1, 1))
    said = {"owns_business": True, "other_interest_subsidy": False}
    granted = granted_factories.granted(person, rule="DL-11", on=date(2026, 8, 3), said=said)
    loan = loans.send(by=staff.county, application=granted, bank="县农商行", on=date(2026, 8, 10))
    loan = loans.looked_into(by=staff.county, loan=loan, on=date(2026, 8, 20), findings="属实")
    lent = Lent(20_000_000, date(2026, 9, 1), date(2029, 9, 1), 300)
    loan = loans.lend(by=staff.county, loan=loan, lent=lent)
    loans.enter_interest(by=staff.county, loan=loan, quarter="2026Q3", amount=50_000)
    assert at(staff.approver, "loans_interest_list", quarter="2026Q3").status_code == 403
    assert at(staff.county, "loans_interest_list", quarter="2026Q3").status_code == 302
    run = InterestRun.objects.get()
    assert yuan(25_000) in text(at(staff.approver, "loans_interest_run", run.pk))
    assert at(staff.county, "loans_interest_act", run.pk, "approve", go="1").status_code == 403
    assert at(staff.approver, "loans_interest_act", run.pk, "approve", go="1").status_code == 302
    paid = run.lines.get().application
    page = text(at(staff.county, "application", paid.number))
    assert granted.number in page and "银行已出具本季实付利息" in page
    assert "loan-interest" not in page
    assert 'name="interest-amount"' not in text(
        at(staff.county, "loans_one", loan.pk)
    )  # subsidised
    kept = text(at(staff.county, "decision", paid.number, paid.decisions.get().pk))
    assert "银行出具的本季实付利息" in kept and "interest_stated" not in kept
    assert paid.number in text(at(staff.county, "loans_interest_run", run.pk))


def test_pages_that_ask_for_a_place_offer_places_within_reach(at, staff):
    for name in ("posts_new", "posts"):
        page = text(at(staff.county, name))
        assert "people/desk.js" in page and "data-places=" in page
    assert f'data-places="{factories.COUNTY}"' in text(at(staff.county, "posts_new"))


def test_the_days_to_report_a_vacancy_are_those_of_the_place(at, staff, monkeypatch):
    assert "在5日内上报" in text(at(staff.village, "posts_vacancies"))
    from rongcheng.benefits import handling

    monkeypatch.setattr(handling.Handling, "limit", lambda _self, _name: 3)
    assert "在3日内上报" in text(at(staff.village, "posts_vacancies"))
