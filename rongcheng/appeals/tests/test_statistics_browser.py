"""The page of figures and its rows in a real browser, on a desk and on a phone."""

import pytest

from rongcheng.appeals.tests import factories
from rongcheng.web.testing import (  # noqa: F401 (the browser is a fixture)
    SIZES,
    browser,
    open_page,
    settle,
    wrong_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_figures(browser, live_server):  # noqa: F811
    desk = factories.desk()
    factories.closed(desk)
    factories.assigned(desk)
    with open_page(browser, staff=desk.dispatcher, base_url=live_server.url) as page:
        for path in ("/appeals/figures/?by=office", "/account/webhooks/"):
            assert page.goto(live_server.url + path).status == 200
            settle(page)
            assert wrong_in(page, SIZES) == [], path
        page.goto(live_server.url + "/appeals/figures/")
        page.click("tfoot a[data-figure=received]")
        assert page.inner_text("[data-total]") == "2"
        assert wrong_in(page, SIZES) == []
