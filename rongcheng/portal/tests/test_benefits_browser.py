"""What can I get, in a browser at phone size: the worker's whole path, axe, width, weight."""

import pytest
from django.conf import settings

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.benefits.models import Application
from rongcheng.benefits.services import reviewing
from rongcheng.people.models import Person
from rongcheng.people.tests import factories
from rongcheng.web.testing import (  # noqa: F401
    browser,
    open_page,
    transferred,
    wrong_in,
)

from .conftest import FATHER
from .test_browser import LIMIT, _fill

JPEG = b"\xff\xd8\xff\xe0" + b"x" * 4000


@pytest.fixture
def father(transactional_db):
    people = factories.village()
    Person.objects.filter(pk=people["father"].pk).update(poverty_status="alleviated")
    return people["father"]


def in_order(page, path: str = "") -> None:
    """Nothing wider than the window, nothing that axe finds serious."""
    assert wrong_in(page) == [], path or page.url


def sign_in(page, address: str) -> None:
    page.goto(address + "/can-get")
    _fill(page, FATHER)
    page.wait_for_url("**/can-get")


def apply(page, address: str) -> str:
    """From the list to the number, through every screen."""
    page.click("a.btn-primary[href='/can-get/DL-8/apply']")
    page.wait_for_url("**/paper?n=1")
    in_order(page)
    photo = {"name": "流水.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
    page.set_input_files("#photos", [photo])
    page.wait_for_selector(".kept")
    page.click("button[name=go]")
    page.wait_for_url("**/account")
    in_order(page)
    page.fill("#bank", "鹤庆农商行")
    page.fill("#number", "6222 0000 1234 5678")
    page.click("main form .btn-primary")
    page.wait_for_url("**/check")
    in_order(page)
    page.click("main form .btn-primary")
    page.wait_for_url("**/sent")
    in_order(page)
    return page.inner_text("#number")


@pytest.mark.browser
def test_a_workers_whole_path_on_the_phone(live_server, browser, father):  # noqa: F811
    address = live_server.url
    with open_page(browser, "phone") as page:
        sign_in(page, address)
        in_order(page)
        page.click("details.folded summary")
        in_order(page, "unfolded")
        page.click("a[href='/can-get/DL-5/ask']")
        page.wait_for_url("**/ask/training_days")
        in_order(page)
        page.fill("#answer", "10")
        page.click("main form .btn-primary")
        page.wait_for_url("**/can-get/DL-5")
        in_order(page)
        assert "¥800" in page.inner_text("main")
        page.goto(address + "/can-get")
        number = apply(page, address)
        application = Application.objects.get(number=number)
        clerk = agencies.staff(Role.VILLAGE_CLERK, factories.VILLAGE)
        reviewing.ask_papers(by=clerk, application=application, text="请补交盖章的流水")
        for path in ("", "/add", "/account", "/withdraw"):
            page.goto(f"{address}/claims/{number}{path}")
            in_order(page)
        reviewing.refuse(by=clerk, application=application, reason="流水看不清", clause="3")
        for path in ("", "/decision", "/disagree"):
            page.goto(f"{address}/claims/{number}{path}")
            in_order(page)
        for path in ("/claims", "/company", "/company/new", "/can-get/DL-8"):
            page.goto(address + path)
            in_order(page)


@pytest.mark.browser
def test_without_scripts_in_large_type_and_in_english(live_server, browser, father):  # noqa: F811
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    address = live_server.url
    context.add_cookies([
        {"name": "large_type", "value": "1", "url": address},
        {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": address},
    ])  # fmt: skip
    page = context.new_page()
    sign_in(page, address)
    page.click("a.btn-primary[href='/can-get/DL-8/apply']")
    page.set_input_files("#photos", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": JPEG}])
    page.click("button[name=take]")
    page.click("button[name=go]")
    page.fill("#bank", "ABC")
    page.fill("#number", "6222000012345678")
    page.click("main form .btn-primary")
    page.click("main form .btn-primary")
    page.wait_for_url("**/sent")
    assert Application.objects.get().papers.count() == 1
    context.close()


@pytest.mark.browser
def test_the_list_is_light_and_works_by_keyboard(live_server, browser, father):  # noqa: F811
    with open_page(browser, "phone") as page:
        sign_in(page, live_server.url)
        weight = transferred(page, live_server.url + "/can-get")
        assert weight < LIMIT, f"{weight:,} bytes"
        page.focus("a.btn-primary[href='/can-get/DL-8/apply']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/paper?n=1")
        page.focus("button[name=skip]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/account")
