"""Whole ways through the staff pages, clicked on a phone: calls, hot spots, hand-overs, helpers."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from rongcheng.agencies.models import Office
from rongcheng.alerts.models import Alert
from rongcheng.appeals.models import CallBack, Handover
from rongcheng.appeals.services import callbacks, handling, hotspots
from rongcheng.appeals.tests import factories as make
from rongcheng.web.testing import (
    browser,  # noqa: F401
    open_page,
    press,
    settle,
    wrong_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def right(page, name: str) -> None:
    """The page is accessible and fits; kept as a picture where ``SCREENSHOTS`` names a folder."""
    settle(page)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"walk-{name}.png"), full_page=True)
    assert wrong_in(page) == [], name


def test_a_call_back_that_hears_not_solved_takes_the_matter_up_again(browser, live_server):  # noqa: F811
    desk = make.desk()
    told = make.answered(desk, name="芮一帆", phone="19900020000")
    callbacks.draw(on=timezone.localdate() + timedelta(days=1))
    call = CallBack.objects.get()
    with open_page(browser, "phone", staff=desk.supervisor, base_url=live_server.url) as page:
        page.goto(live_server.url + reverse("appeals:callbacks"))
        right(page, "calls")
        press(page, f"a[href$='/callbacks/{call.pk}/']")
        page.click("text=显示电话")
        page.wait_for_selector("text=19900020000")
        for name, value in (("reached", "yes"), ("contacted", "yes"), ("solved", "no"),
                            ("attitude", "3"), ("result", "1")):  # fmt: skip
            page.check(f"input[name={name}][value='{value}']")
        page.fill("[name=note]", "只给了一半")
        right(page, "call")
        page.click("main form button:has-text('登记回访')")
        page.wait_for_url("**/appeals/callbacks/")
        page.goto(live_server.url + reverse("appeals:case", args=[told.number]))
        assert "只给了一半" in page.inner_text("main")
        right(page, "called-case")
    told.refresh_from_db()
    assert (told.stage, told.holder) == ("in_progress", desk.hrss)


def test_a_hot_spot_is_warned_of_before_the_tenth_person_and_taken_up(browser, live_server):  # noqa: F811
    desk = make.desk()
    for n in range(4):
        told = make.appeal(employer="宏达建筑有限公司", name=f"祁{n}", phone=f"1990001{n:04d}")
        hotspots.look_at(appeal=told)
    alert = Alert.objects.get()
    with open_page(browser, "phone", staff=desk.supervisor, base_url=live_server.url) as page:
        page.goto(live_server.url + reverse("alerts:stream"))
        right(page, "alerts")
        press(page, f"a[href$='/alerts/{alert.pk}/']")
        assert "宏达建筑" in page.inner_text("main") and "4" in page.inner_text("main")
        right(page, "alert")
        page.click(f"a:has-text('{told.number}')")
        page.wait_for_selector(".whereabouts")


def test_a_matter_goes_to_legal_aid_and_its_answer_comes_back(browser, live_server):  # noqa: F811
    desk = make.desk()
    told = make.signed(desk)
    aid = make.office(Office.Kind.JUSTICE, "鹤庆县司法局")
    lawyer = make.account("handler", aid, "lawyer", "虞清川")
    with open_page(browser, "phone", staff=desk.handler, base_url=live_server.url) as page:
        page.goto(live_server.url + reverse("appeals:handovers_new", args=[told.number]))
        page.select_option("[name=to]", "legal_aid")
        page.fill("[name=name]", "")
        page.fill("[name=office]", "鹤庆县司法局")
        page.fill("[name=message]", "请为申请人提供法律援助。")
        right(page, "hand-over")
        page.click("main form button:has-text('移送')")
        page.wait_for_selector(".whereabouts")
        right(page, "handed-over-case")
    made = Handover.objects.get()
    assert made.office == aid and made.bundle is not None and made.step == "decide"
    with open_page(browser, "phone", staff=lawyer, base_url=live_server.url) as page:
        page.goto(live_server.url + reverse("appeals:handovers"))
        right(page, "hand-overs")
        press(page, f"a[href$='/handovers/{made.pk}/']")
        right(page, "hand-over-open")
        page.fill("main form[action$='take'] [name=case_number]", "鹤援字2026第8号")
        press(page, "main form[action$='take'] button")
        page.fill("main form[action$='answer'] [name=text]", "已指派律师，联系电话留在案卷。")
        press(page, "main form[action$='answer'] button")
        right(page, "hand-over-answered")
    made.refresh_from_db()
    assert (made.state, made.case_number) == ("answered", "鹤援字2026第8号")


def test_a_co_handling_office_answers_the_lead(browser, live_server):  # noqa: F811
    desk = make.desk()
    told = make.signed(desk)
    handling.add_helper(by=desk.handler, appeal=told, office=desk.police, text="请协查老板去向。")
    with open_page(browser, "phone", staff=desk.policeman, base_url=live_server.url) as page:
        page.goto(live_server.url + reverse("appeals:list"))
        right(page, "helper-list")
        page.click(f"a:has-text('{told.number}')")
        page.wait_for_selector(".whereabouts")
        right(page, "helper-case")
        form = "form[action$='/helper_answered']"
        if not page.is_visible(f"{form} textarea"):
            page.click(f"details:has({form}) summary")
        page.fill(f"{form} textarea", "老板已找到，人在大理。")
        press(page, f"{form} button")
        right(page, "helper-answered")
    assert told.events.get(code="helper_answered").text == "老板已找到，人在大理。"
    assert not told.assignments.filter(office=desk.police, ended_at=None).exists()


def test_a_complaint_about_an_office_at_the_desk(browser, live_server):  # noqa: F811
    desk = make.desk()
    told = make.appeal("这件事去人社局三次，他们不受理，态度恶劣。")
    with open_page(browser, "phone", staff=desk.dispatcher, base_url=live_server.url) as page:
        page.goto(live_server.url + reverse("appeals:dispatch") + f"?n={told.number}")
        right(page, "accused-desk")
        page.goto(live_server.url + reverse("appeals:case", args=[told.number]))
        right(page, "accused-case")
        assert "回避" in page.inner_text("main")
    with open_page(browser, "phone", staff=desk.handler, base_url=live_server.url) as page:
        page.goto(live_server.url + reverse("appeals:list") + "?show=all")
        assert told.number not in page.inner_text("main")
