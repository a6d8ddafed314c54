"""The rules desk in a browser: written, tried as one types, on a desk and on a phone."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.rulekit.sources import text_of
from rongcheng.rules import tasks
from rongcheng.rules.packs import live, pages_of
from rongcheng.rules.services import drafts, simulation
from rongcheng.rules.services.simulation import What
from rongcheng.rules.tests import factories
from rongcheng.web.testing import SIZES, browser, open_page, settle, wrong_in

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 9, 30)


@pytest.fixture
def world(settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path
    factories.worker("和晓云", start=date(2026, 7, 10))
    author = agencies.staff(Role.CITY_OFFICER, agencies.CITY)
    text = text_of(pages_of("dali", DAY), "DL-8")
    draft = drafts.begin(by=author, pack="dali", text=text, rule="DL-8", reason="州里通知")
    trial = simulation.ask(by=author, pack="dali", day=DAY, title="两个月", what=What(
        rule="DL-8", changes={"values": {"least_months": "2"}}))  # fmt: skip
    tasks.start(trial)
    return author, draft, trial


def test_every_page_fits_and_can_be_used_by_all(live_server, browser, world):
    author, draft, trial = world
    ways = [
        ("list", [], "?q=交通补助"), ("pack", ["dali"], ""), ("facts", [], ""),
        ("rule", ["dali", "DL-8"], ""), ("diff", [], "?a=dali&b=baotou"),
        ("drafts", [], ""), ("draft", [draft.pk], ""), ("draft_new", [], ""),
        ("value", ["dali", "DL-8"], ""), ("trials", [], ""), ("notices", ["dali"], ""),
        ("clause", ["dali"], ""),
        ("trial_new", [], "?pack=dali&rule=DL-8"), ("trial", [trial.pk], ""),
    ]  # fmt: skip
    with open_page(browser, staff=author, base_url=live_server.url) as page:
        for name, args, query in ways:
            page.goto(live_server.url + reverse(f"rules:{name}", args=args) + query)
            settle(page)
            assert wrong_in(page, SIZES) == [], name


def test_a_mistake_is_marked_while_one_types_and_a_fact_is_put_in(live_server, browser, world):
    author, draft, _trial = world
    with open_page(browser, staff=author, base_url=live_server.url) as page:
        page.goto(live_server.url + reverse("rules:draft", args=[draft.pk]))
        page.get_by_text("没有错误，样例全部通过").wait_for()
        page.locator("#id_text").fill(draft.text.replace("months_in_row >=", "months_in_raw >="))
        page.locator(".mistakes").get_by_text("months_in_raw").wait_for()
        at = page.locator(".line-link").get_attribute("data-line")
        assert page.locator(".editor-lines li.wrong").text_content() == at
        page.locator(".line-link").click()
        chosen = "t => t.value.slice(t.selectionStart, t.selectionEnd)"
        assert "months_in_raw" in page.locator("#id_text").evaluate(chosen)
        page.locator("#fact-q").fill("连续务工")
        page.locator("[data-insert=months_in_row]").click()
        assert "months_in_row" in page.locator("#id_text").input_value()
    assert live("dali").rules["DL-8"].version == draft.basis


def test_a_clause_that_is_missing_is_written_into_the_draft(live_server, browser, world):
    author, draft, _trial = world
    with open_page(browser, staff=author, base_url=live_server.url) as page:
        page.goto(live_server.url + reverse("rules:draft", args=[draft.pk]))
        page.get_by_text("没有错误，样例全部通过").wait_for()
        page.locator("#id_text").fill(draft.text.replace('clause: "3"', 'clause: "19"'))
        page.get_by_role("button", name="在草案里补录这一条").click()
        page.get_by_text("没有错误，样例全部通过").wait_for()
        assert page.locator("#id_text").input_value().startswith("clauses:\n")
        page.locator("#tried .clause").get_by_text("补录第19条").wait_for()
