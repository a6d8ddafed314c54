"""Pages of posts, loans and workshops in a real browser, on a desk and on a phone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from rongcheng.benefits.services import loans, post_pay, posts, workshops
from rongcheng.benefits.services.loans import Lent
from rongcheng.benefits.services.posts import Leaving, Plan
from rongcheng.benefits.services.workshops import Declared
from rongcheng.benefits.terms import add_months
from rongcheng.employers import services as employers
from rongcheng.employers.models import Employer
from rongcheng.web.testing import (  # noqa: F401 (the browser is a fixture)
    SIZES,
    browser,
    open_page,
    settle,
    wrong_in,
)

from . import factories, granted_factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWNS = {"owns_business": True, "other_interest_subsidy": False}


def filled(staff) -> list[str]:
    """Somebody at each step; the addresses of the pages that show them."""
    today = timezone.localdate()
    start = add_months(today.replace(day=1), -34)
    plan = Plan(place=factories.VILLAGE, title="村庄保洁员", work="cleaning", slots=3, pay=100_000,
                funding="employment", needed_for="村道和广场无人清扫", opened_on=start)  # fmt: skip
    post = posts.set_up(by=staff.county, plan=plan)
    held = []
    for name in ("和小明", "和小红"):
        person = factories.worker(name, start=date(2023, 1, 1))
        granted = granted_factories.granted(person, on=start)
        held.append(posts.recruit(by=staff.county, post=post, application=granted, on=start))
        posts.start(by=staff.village, holding=held[-1], on=start)
    leaving = Leaving(today - timedelta(days=20), "work", report=False)
    posts.leave(by=staff.village, holding=held[1], leaving=leaving)
    granted_factories.granted(factories.worker("和小军", start=date(2023, 1, 1)))
    month = f"{add_months(today.replace(day=1), -2):%Y-%m}"
    run = post_pay.prepare(by=staff.county, place=factories.COUNTY, period=month)
    return [
        "posts/", f"posts/{post.pk}/", "posts/new/", "posts/holders/",
        f"posts/holders/{held[0].pk}/", "posts/vacancies/", "posts/pay/", f"posts/pay/{run.pk}/",
        "loans/", f"loans/{lent(staff).pk}/", "loans/interest/", "loans/firm/", *proofs(staff),
    ]  # fmt: skip


def lent(staff):
    person = factories.worker("和小贷", start=date(2023, 1, 1))
    granted = granted_factories.granted(person, rule="DL-11", on=date(2026, 1, 5), said=OWNS)
    other = factories.worker("和待贷", start=date(2023, 1, 1))
    granted_factories.granted(other, rule="DL-11", on=date(2026, 1, 5), said=OWNS)
    sent = loans.send(by=staff.county, application=granted, bank="某农村商业银行",
                      on=date(2026, 1, 6))  # fmt: skip
    loans.looked_into(by=staff.county, loan=sent, on=date(2026, 1, 9), findings="经营属实")
    terms = Lent(20_000_000, date(2026, 1, 12), date(2029, 1, 12), 345)
    return loans.lend(by=staff.county, loan=sent, lent=terms)


def proofs(staff) -> list[str]:
    place = factories.agencies.place(factories.TOWNSHIP)
    employer = Employer.objects.create(
        code="91532932MA6K00001X", name="某刺绣车间", kind="workshop", place=place
    )
    held = employers.recognise(
        by=staff.county, employer=employer, kind="workshop", level="county",
        document="某人社〔2025〕3号", since=date(2025, 1, 1),
    )  # fmt: skip
    lines = [Declared("和一", "", 6), Declared("和二", "", 12)]
    proof = workshops.file_proof(by=staff.township, recognition=held, year=2025, lines=lines)
    return ["workshops/", f"workshops/{held.pk}/", f"workshops/proofs/{proof.pk}/"]


def test_pages_of_what_was_granted(browser, live_server):  # noqa: F811
    staff = factories.desk()
    paths = filled(staff)
    with open_page(browser, staff=staff.county, base_url=live_server.url) as page:
        for path in paths:
            assert page.goto(f"{live_server.url}/benefits/{path}").status == 200, path
            settle(page)
            assert wrong_in(page, SIZES) == [], path
