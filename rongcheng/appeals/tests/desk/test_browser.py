"""The staff pages of appeals in a real browser, on a desk and on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rongcheng.appeals.services import handling, supervision
from rongcheng.appeals.services.reading import Proposal
from rongcheng.appeals.tests import factories
from rongcheng.web.testing import (  # noqa: F401 (the browser is a fixture)
    SIZES,
    browser,
    open_page,
    serious_violations,
    settle,
    work_as,
    wrong_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAGES = "?template=wages_paid"
READ = Proposal(
    category="labour_protection", confidence=0.62, abstain=True, urgency="urgent",
    urgency_reason="涉及 12 人，老板失联", matter="complaint", arrears=True,
    top=[{"label": "labour_protection", "confidence": 0.62},
         {"label": "association_services", "confidence": 0.2},
         {"label": "skills_training", "confidence": 0.05}],
    words=[{"start": 0, "end": 3, "weight": 1.1}, {"start": 7, "end": 13, "weight": 2.0}],
    found={"people": 12, "months": 3, "amount": 20_000_000, "employer": "鹤庆宏达建筑有限公司"},
    marks=[{"kind": "people", "start": 4, "end": 7}, {"kind": "amount", "start": 18, "end": 22}],
)  # fmt: skip


@pytest.fixture
def county():
    """A county's desk with appeals that wait, are worked on, were returned and are overdue."""
    desk = factories.desk()
    factories.office("inspection", "鹤庆县劳动保障监察大队")
    many = {
        "new": factories.appeal(category=None, reading=READ),
        "school": factories.appeal(factories.SCHOOL, category="children_education"),
        "returned": factories.returned(desk),
        "ruling": factories.returned(desk, times=3),
        "assigned": factories.assigned(desk),
        "answered": factories.answered(desk),
    }
    busy = factories.signed(desk, reading=READ, files=[factories.PHOTO])
    handling.contact(by=desk.handler, appeal=busy, text="电话联系，约定明天面谈。")
    handling.add_helper(by=desk.handler, appeal=busy, office=desk.police, text="请协查老板去向。")
    handling.tell_progress(by=desk.handler, appeal=busy, text="已向公司发出限期改正指令书。")
    handling.ask_extension(by=desk.handler, appeal=busy, days=2, text="等待银行流水。")
    factories.signed(desk, when=timezone.now() - timedelta(days=20))
    supervision.supervise(by=desk.supervisor, appeal=busy, text="三日内拿出支付方案。")
    return desk, many | {"busy": busy}


def pages(desk, many):
    """Who opens what."""
    case = {name: reverse("appeals:case", args=[each.number]) for name, each in many.items()}
    return [
        (desk.handler, reverse("appeals:list")),
        (desk.dispatcher, reverse("appeals:list") + "?show=all"),
        (desk.dispatcher, reverse("appeals:dispatch")),
        (desk.dispatcher, reverse("appeals:dispatch") + f"?n={many['returned'].number}"),
        (desk.handler, case["busy"]),
        (desk.handler, case["assigned"]),
        (desk.supervisor, case["busy"]),
        (desk.supervisor, case["ruling"]),
        (desk.handler, reverse("appeals:answer", args=[many["busy"].number]) + WAGES),
        (desk.supervisor, reverse("appeals:supervision")),
        (desk.supervisor, reverse("appeals:rulings")),
        (desk.supervisor, reverse("appeals:duties")),
        (desk.supervisor, reverse("appeals:duties_rehearsal")),
        (desk.supervisor, reverse("appeals:thresholds")),
        (desk.supervisor, reverse("appeals:recognition")),
        (desk.supervisor, reverse("appeals:export")),
        (desk.handler, reverse("appeals:rules")),
        (desk.clerk, reverse("appeals:new")),
    ]


def test_pages(browser, live_server, county):  # noqa: F811
    with open_page(browser) as page:
        for staff, path in pages(*county):
            work_as(page, staff, live_server.url)
            answer = page.goto(live_server.url + path)
            assert answer.status == 200, path
            settle(page)
            for each in page.query_selector_all("details.act"):
                each.evaluate("e => { e.open = true }")
            assert wrong_in(page, SIZES) == [], path


def test_one_key_sends_and_brings_the_next(browser, live_server, county):  # noqa: F811
    desk, many = county
    with open_page(browser, staff=desk.dispatcher, base_url=live_server.url) as page:
        page.goto(live_server.url + reverse("appeals:dispatch"))
        settle(page)
        assert many["new"].number in page.inner_text(".hand-head")
        page.keyboard.press("1")
        page.wait_for_selector(".desk-said")
        assert "鹤庆县劳动保障监察大队" in page.inner_text(".desk-said")
        assert many["new"].number not in page.inner_text(".hand-head")
    many["new"].refresh_from_db()
    assert many["new"].holder.name == "鹤庆县劳动保障监察大队"


def test_a_reply_is_checked_before_it_is_sent(browser, live_server, county):  # noqa: F811
    desk, many = county
    busy = many["busy"]
    with open_page(browser, "phone", staff=desk.handler, base_url=live_server.url) as page:
        page.goto(live_server.url + reverse("appeals:answer", args=[busy.number]))
        page.select_option("#id_outcome", "explained")
        page.fill("#id_text", "已处理。")
        page.click("button[value=check]")
        page.wait_for_selector("text=还缺")
        page.check("#id_anyway")
        page.fill("#id_why", "诉求人已当面知晓")
        assert serious_violations(page) == []
        page.click("button[value=send]")
        page.wait_for_selector(".whereabouts")
    busy.refresh_from_db()
    assert busy.stage == "answered"
