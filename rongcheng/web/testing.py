"""What browser tests of every part share: Chromium, window sizes, and checks of any page.

In a test::

    @pytest.mark.browser
    def test_people(live_server, browser):
        with open_page(browser, "phone") as page:
            page.goto(live_server.url + "/people/")
            settle(page)
            assert wrong_in(page) == []

``browser`` is a fixture: ``from rongcheng.web.testing import browser  # noqa: F401``, or in a
``conftest.py``. Without Chromium such tests are skipped with the command that installs it; where
``CI`` is set they fail instead, because there nobody would read the skip.
"""

from __future__ import annotations

import atexit
import gzip
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from django.conf import settings
from playwright.sync_api import Error as PlaywrightError

from .assets import VENDOR

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "No Chromium was found, so pages cannot be tried in a browser. On Debian or Ubuntu: "
    "apt-get install chromium. Elsewhere set CHROMIUM to the program's path."
)
# The sandbox needs rights that containers and root do not have; pages tested are our own.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str | None:
    """Path of a Chromium on this machine; the variable ``CHROMIUM`` goes first."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One headless Chromium for all tests of a run."""
    path = chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    if not _running:
        _running.append(_launch(path))
    yield _running[0]


# One for the process, however many test modules name the fixture: Playwright starts only once.
_running: list[Any] = []


def _launch(path: str) -> Any:
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, where Django would refuse the test database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


@contextmanager
def open_page(browser, size: str = "desktop", *, staff=None, base_url: str = "") -> Iterator[Any]:
    """A page of its own in a window of ``size``; fails when a script on it failed.

    ``staff`` is logged in for ``base_url`` (the live server's) without the log-in form.
    """
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
    )
    if staff is not None:
        context.add_cookies([_session_cookie(staff, base_url)])
    page = context.new_page()
    _watch(page)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    try:
        yield page
    finally:
        context.close()
    assert not errors, f"Scripts of the page failed: {errors}"


def work_as(page, staff, base_url: str) -> None:
    """From the next page on somebody else is logged in; styles and scripts need not come anew."""
    page.context.clear_cookies()
    page.context.add_cookies([_session_cookie(staff, base_url)])


def _watch(page) -> None:
    """Keep what the page has asked for and not yet got, for `settle`."""
    asked = _ASKED[page] = set()

    def begin(request) -> None:
        if request.is_navigation_request() and request.frame == page.main_frame:
            asked.clear()  # nobody waits for what the page before had asked for
        asked.add(request)

    def end(request) -> None:
        asked.discard(request)

    page.on("request", begin)
    page.on("requestfinished", end)
    page.on("requestfailed", end)


_ASKED: WeakKeyDictionary[Any, set[Any]] = WeakKeyDictionary()
_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def settle(page) -> None:
    """Wait until the page is there, everything it asked for as well, and both are drawn.

    What an answer makes the page ask for is waited for too; unlike Playwright's ``networkidle``
    there is no half second of silence at the end. For pages of `open_page`.
    """
    deadline = time.monotonic() + 30
    while True:
        page.wait_for_load_state("load")
        try:
            page.evaluate(_DRAWN)
        except PlaywrightError as error:
            if "context was destroyed" not in str(error):  # or else it went on to the next page
                raise
            continue
        if not _ASKED[page]:
            return
        if time.monotonic() > deadline:
            pytest.fail(f"Still on their way: {sorted(each.url for each in _ASKED[page])}")


def press(page, selector: str) -> None:
    """Click what leads to another page, and wait until that one is there."""
    with page.expect_navigation():
        page.click(selector)
    settle(page)


def wrong_in(page, sizes: Iterable[str] = ()) -> list[str]:
    """What is wrong with a page in its window or in each of ``sizes``: too wide, or axe objects."""
    found = []
    for size in sizes or [""]:
        if size:
            width, height = SIZES[size]
            page.set_viewport_size({"width": width, "height": height})
            settle(page)
        wide = sideways_scroll(page)
        found += [f"{size} {wide} pixels too wide".strip()] if wide else []
        found += [f"{size} {each}".strip() for each in serious_violations(page)]
    return found


def _session_cookie(staff, base_url: str) -> dict:
    from django.test import Client

    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": base_url}


def serious_violations(page) -> list[str]:
    """What axe finds serious or critical on a page, each with the rule and the first elements."""
    source = VENDOR / "axe.js"
    if not source.exists():
        pytest.fail("axe is missing; run `rongcheng frontend` (make setup does).")
    # Evaluated by the test, not by the page, so the page's content policy stays as it is.
    if not page.evaluate("'axe' in window"):
        page.evaluate(source.read_text(encoding="utf-8") + ";0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']} — "
        + "; ".join(node["html"][:160] for node in one["nodes"][:3])
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


def sideways_scroll(page) -> int:
    """By how many pixels the page is wider than its window; 0 is right."""
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return page.evaluate(width)


def transferred(page, address: str) -> int:
    """Bytes of everything a page loads when nothing is cached, compressed as in service.

    Test servers send static files as they are; in service WhiteNoise sends the gzip copies, so a
    text that came uncompressed is counted at its gzip size.
    """
    answers: list[Any] = []

    def keep(answer) -> None:
        answers.append(answer)

    page.goto("about:blank")  # what the page before was still loading ends here, uncounted
    page.on("response", keep)
    page.goto(address, wait_until="networkidle")
    page.remove_listener("response", keep)
    return sum(_weight(page, answer) for answer in answers)


def _weight(page, answer) -> int:
    """Bytes of one answer; a text is fetched again, for browsers let go of what they have shown."""
    headers = answer.headers
    plain = "content-encoding" not in headers
    if plain and re.match(
        r"text/|image/svg|application/(json|javascript)", headers["content-type"]
    ):
        return len(gzip.compress(page.request.get(answer.url).body()))
    return answer.request.sizes()["responseBodySize"]
