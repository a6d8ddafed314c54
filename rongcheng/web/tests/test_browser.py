"""The page of all components in a real browser."""

import pytest

from rongcheng.web.testing import (
    SIZES,
    browser,  # noqa: F401
    open_page,
    settle,
    sideways_scroll,
    transferred,
    wrong_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_components_are_accessible_and_fit(browser, live_server):  # noqa: F811
    with open_page(browser) as page:
        page.goto(live_server.url + "/components")
        settle(page)
        page.wait_for_selector("[data-chart][data-drawn] canvas")
        assert wrong_in(page, SIZES) == []


def test_a_chart_turns_into_a_table(browser, live_server):  # noqa: F811
    with open_page(browser) as page:
        page.goto(live_server.url + "/components")
        settle(page)
        chart = page.locator("[data-chart]").first
        chart.locator("canvas").first.wait_for()
        chart.locator("[data-chart-toggle]").click()
        assert chart.locator("table").is_visible()
        assert not chart.locator(".chart-canvas").is_visible()
        assert "?choose=" in chart.locator("td a").first.get_attribute("href")


def test_large_type_fits_a_phone(browser, live_server):  # noqa: F811
    with open_page(browser, "phone") as page:
        page.context.add_cookies([{"name": "large_type", "value": "1", "url": live_server.url}])
        page.goto(live_server.url + "/components")
        settle(page)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
        assert sideways_scroll(page) == 0


def test_the_first_key_press_offers_to_skip_the_navigation(browser, live_server):  # noqa: F811
    with open_page(browser) as page:
        page.goto(live_server.url + "/components")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [720, 360])
def test_pages_fit_when_enlarged(browser, live_server, width):  # noqa: F811
    """Twice as large on a common screen leaves half its width; a small phone has 360."""
    with open_page(browser) as page:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(live_server.url + "/components")
        settle(page)
        assert sideways_scroll(page) == 0


def test_a_page_without_charts_is_light(browser, live_server):  # noqa: F811
    with open_page(browser, "phone") as page:
        weight = transferred(page, live_server.url + "/login")
        assert weight < 200_000


def test_a_message_appears_and_can_be_closed(browser, live_server):  # noqa: F811
    with open_page(browser) as page:
        page.goto(live_server.url + "/components")
        settle(page)
        page.locator("[data-say-toast]").click()
        toast = page.locator("[data-toasts] [data-toast]")
        assert "已确认 3 人" in toast.inner_text()
        toast.locator("[data-toast-close]").click()
        assert toast.count() == 0


def test_unsaved_entries_are_not_lost_by_a_slip(browser, live_server):  # noqa: F811
    asked = []
    with open_page(browser) as page:
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto(live_server.url + "/components")
        settle(page)
        page.goto(live_server.url + "/components?page=2")
        settle(page)
        assert asked == []
        page.locator("form[data-guard] input[name=name]").fill("刘示范")
        page.goto(live_server.url + "/components")
        settle(page)
        assert asked == ["beforeunload"]
