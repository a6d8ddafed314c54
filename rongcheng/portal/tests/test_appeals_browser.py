"""Telling and following in a browser at phone size: the main path, axe, width, weight."""

import pytest
from django.conf import settings

from rongcheng.appeals.models import Appeal
from rongcheng.appeals.services import handling
from rongcheng.appeals.services.reading import recogniser
from rongcheng.appeals.tests import factories as appeals
from rongcheng.people.tests import factories
from rongcheng.web.testing import (  # noqa: F401
    browser,
    open_page,
    transferred,
    wrong_in,
)

from .conftest import FATHER
from .test_browser import LIMIT, _fill

STORY = "鹤庆县宏达建筑工地老板拖了我们12个人三个月工钱,一共86000元,打电话不接"
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 4000
SCREENS = ["/tell", "/tell/story", "/tell/where", "/tell/whom", "/tell/check", "/tell/kind",
           "/tell/amounts", "/tell/urgency", "/tell/group"]  # fmt: skip


@pytest.fixture
def desk(transactional_db):
    factories.village()
    recogniser()  # made before the clock of the browser runs
    return appeals.desk()


def in_order(page, path: str = "") -> None:
    """Nothing wider than the window, nothing that axe finds serious."""
    assert wrong_in(page) == [], path or page.url


def sign_in(page, address: str) -> None:
    page.goto(address + "/tell")
    page.click("button[value=name]")
    _fill(page, FATHER)
    page.wait_for_url("**/tell/story")


def tell(page, photo: bool = True) -> None:
    """From the story to the screen that shows the proposal."""
    page.fill("#text", STORY)
    if photo:
        files = [{"name": "公示牌.jpg", "mimeType": "image/jpeg", "buffer": JPEG}]
        page.set_input_files("#photos", files)
        page.wait_for_selector(".kept")
        assert page.input_value("#text") == STORY
    page.click("button[name=go]")
    page.wait_for_url("**/tell/where")
    page.click(".choice >> nth=0")
    page.wait_for_url("**/tell/whom")
    page.click("main form .btn-primary")
    page.wait_for_url("**/tell/check")


@pytest.mark.browser
def test_a_worker_tells_on_the_phone_and_follows_it(live_server, browser, desk):  # noqa: F811
    with open_page(browser, "phone") as page:
        sign_in(page, live_server.url)
        tell(page)
        for path in SCREENS:
            page.goto(live_server.url + path)
            in_order(page)
        page.goto(live_server.url + "/tell/check")
        page.click("main form .btn-primary")
        page.wait_for_url("**/sent")
        number = page.inner_text("#number")
        in_order(page)
        appeal = Appeal.objects.get(number=number)
        assert appeal.attachments.count() == 1 and "¥" not in appeal.text
        for path in ("", "/add", "/withdraw", "/looks"):
            page.goto(f"{live_server.url}/follow/{number}{path}")
            in_order(page)
        page.goto(live_server.url + "/follow")
        in_order(page)


@pytest.mark.browser
def test_an_answer_is_confirmed_and_rated(live_server, browser, desk):  # noqa: F811
    appeal = appeals.signed(desk, phone="19900008888")
    said = "经查属实，依据《保障农民工工资支付条例》第三十条，已于11月20日支付。"
    handling.answer(by=desk.handler, appeal=appeal, outcome="solved", text=said)
    with open_page(browser, "phone") as page:
        page.goto(f"{live_server.url}/follow?number={appeal.number}")
        in_order(page)
        page.fill("#phone", "19900008888")
        page.click("form.door button")
        page.wait_for_url(f"**/follow/{appeal.number}")
        in_order(page)
        page.click(".acts .btn-primary")
        in_order(page, "solved")
        page.click("button[value=yes]")
        page.wait_for_url("**/rate")
        in_order(page)
        page.check("input[name=attitude][value='5']")
        page.check("input[name=result][value='4']")
        page.click("main form .btn-primary")
        page.wait_for_url(f"**/follow/{appeal.number}")
    appeal.refresh_from_db()
    assert (appeal.stage, appeal.satisfied) == ("closed", 4)


@pytest.mark.browser
def test_without_scripts_in_large_type_and_in_english(live_server, browser, desk):  # noqa: F811
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
    page.set_input_files(
        "#photos", [{"name": "公示牌.jpg", "mimeType": "image/jpeg", "buffer": JPEG}]
    )
    tell(page, photo=False)
    page.click("main form .btn-primary")
    page.wait_for_url("**/sent")
    appeal = Appeal.objects.get(number=page.inner_text("#number"))
    assert appeal.attachments.count() == 1
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/tell", "/follow"])
def test_the_pages_are_light(live_server, browser, desk, path):  # noqa: F811
    with open_page(browser, "phone") as page:
        weight = transferred(page, live_server.url + path)
        assert weight < LIMIT, f"{path}: {weight:,} bytes"


@pytest.mark.browser
def test_by_keyboard_alone(live_server, browser, desk):  # noqa: F811
    with open_page(browser, "desktop") as page:
        sign_in(page, live_server.url)
        page.focus("#text")
        page.keyboard.type(STORY)
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == "go":
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/tell/where")
        page.focus(".choice")
        page.keyboard.press("Enter")
        page.wait_for_url("**/tell/whom")
