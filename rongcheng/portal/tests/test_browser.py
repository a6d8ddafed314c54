"""The portal in a browser: weight, width, axe, and without scripts."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

from rongcheng.people.tests import factories
from rongcheng.web.testing import (  # noqa: F401
    SIZES,
    browser,
    open_page,
    transferred,
    wrong_in,
)

from .conftest import FATHER

LIMIT = 300 * 1024
OPEN = ["/", "/notice", "/register", "/who"]
PRIVATE = ["/me", "/me/looks", "/me/sources", "/me/print", "/me/consent", "/family", "/me/work",
           "/me/change/training_wish", "/me/phone"]  # fmt: skip


def test_the_first_page_is_light(db, client):
    """The page with everything that it names, as sent compressed."""
    page = client.get("/", headers={"accept-encoding": "gzip"})
    total = len(page.content)
    html = gzip.decompress(page.content).decode() if page.get("Content-Encoding") else (
        page.content.decode()
    )  # fmt: skip
    named = set(re.findall(r'(?:href|src)="/static/([^"#?]+)', html))
    assert len(named) > 5
    for name in named:
        with open(finders.find(name), "rb") as file:
            total += len(gzip.compress(file.read()))
    assert total < LIMIT, f"{total:,} bytes"


@pytest.mark.browser
def test_open_pages(live_server, browser):  # noqa: F811
    with open_page(browser) as page:
        for path in OPEN:
            page.goto(live_server.url + path)
            assert wrong_in(page, SIZES) == [], path


@pytest.mark.browser
def test_the_links_below_the_services_stand_in_the_middle(live_server, browser):  # noqa: F811
    with open_page(browser) as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(live_server.url + "/")
        left, right = page.evaluate("""() => {
            const words = document.createRange()
            words.selectNodeContents(document.querySelector(".staff-door"))
            const [inner, outer] = [words.getBoundingClientRect(),
                                    document.querySelector(".tiles").getBoundingClientRect()]
            return [inner.left - outer.left, outer.right - inner.right]
        }""")
        assert left > 0 and abs(left - right) < 4


@pytest.mark.browser
def test_a_worker_signs_in_and_every_page_is_in_order(live_server, browser):  # noqa: F811
    factories.village()
    with open_page(browser, "phone") as page:
        _prove(page, live_server.url, "/me")
        page.wait_for_url("**/me")
        for path in PRIVATE:
            page.goto(live_server.url + path)
            assert wrong_in(page) == [], path


@pytest.mark.browser
def test_without_scripts_and_in_large_type(live_server, browser):  # noqa: F811
    factories.village()
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    context.add_cookies([{"name": "large_type", "value": "1", "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + "/register")
    page.check("input[name=agree]")
    page.click("main form .btn-primary")
    _fill(page, factories.person("张小路", serial=9) | {"phone": "19900007777"})
    page.wait_for_url("**/ask/home_place")
    page.goto(live_server.url + f"/ask/home_place?at={factories.VILLAGE}")
    page.click("main form .btn-primary")
    page.click(".choice >> nth=3")
    page.click(".choice >> nth=1")
    for _ in range(2):
        page.click(".skip-form button")
    page.wait_for_url("**/review")
    page.click("main form .btn-primary")
    page.wait_for_url("**/done")
    assert page.locator(".whereabouts").count() == 1
    context.close()


@pytest.mark.browser
def test_the_first_page_in_a_browser_is_light(live_server, browser):  # noqa: F811
    with open_page(browser, "phone") as page:
        transferred(page, live_server.url + "/")
        outside = page.evaluate(
            "performance.getEntriesByType('resource').map(r => r.name)"
            ".filter(n => !n.startsWith(location.origin))"
        )
    assert outside == []


def _prove(page, address: str, path: str) -> None:
    page.goto(address + path)
    _fill(page, FATHER)


def _fill(page, row: dict) -> None:
    page.fill("#name", row["name"])
    page.fill("#id_number", row["id_number"])
    page.click("main form .btn-primary")
    page.fill("#phone", row["phone"])
    page.click("main form .btn-primary")
    page.fill("#code", page.inner_text(".shown-code"))
    page.click("main form .btn-primary")
