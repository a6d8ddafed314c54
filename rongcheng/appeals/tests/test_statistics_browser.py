"""The page of figures and its rows in a real browser, on a desk and on a phone."""

import pytest

from rongcheng.appeals.tests import factories
from rongcheng.web.testing import (  # noqa: F401 (the browser is a fixture)
    browser,
    open_page,
    serious_violations,
    sideways_scroll,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_figures(browser, live_server, size):  # noqa: F811
    desk = factories.desk()
    factories.closed(desk)
    factories.assigned(desk)
    with open_page(browser, size, staff=desk.dispatcher, base_url=live_server.url) as page:
        for path in ("/appeals/figures/?by=office", "/account/webhooks/"):
            assert page.goto(live_server.url + path).status == 200
            page.wait_for_load_state("networkidle")
            assert serious_violations(page) == [], path
            assert not sideways_scroll(page), path
        page.goto(live_server.url + "/appeals/figures/")
        page.click("tfoot a[data-figure=received]")
        assert page.inner_text("[data-total]") == "2"
        assert serious_violations(page) == [] and not sideways_scroll(page)
