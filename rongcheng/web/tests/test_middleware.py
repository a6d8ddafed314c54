"""Headers and language of every answer, and the switches that change them."""

import pytest
from django.conf import settings

from rongcheng.web.context import LARGE_TYPE_COOKIE

LANGUAGE = settings.LANGUAGE_COOKIE_NAME


def test_scripts_come_from_this_server_only(client):
    policy = client.get("/components").headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["script-src"] == rules["style-src"] == rules["default-src"] == "'self'"
    assert rules["object-src"] == rules["frame-ancestors"] == "'none'"


def test_answers_carry_the_other_headers(client):
    headers = client.get("/components").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_hold_no_inline_script_and_no_foreign_address(client):
    page = client.get("/components").content.decode()
    for piece in page.split("<script")[1:]:
        opening = piece.split(">", 1)[0]
        assert "src=" in opening or 'type="application/json"' in opening
    for piece in page.split('src="')[1:] + page.split('href="')[1:]:
        assert not piece.startswith(("http:", "https:", "//", "javascript:"))
    assert " onclick=" not in page


def test_chinese_whatever_the_browser_prefers(client):
    answer = client.get("/components", headers={"accept-language": "en"})
    assert answer.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-hans"' in answer.content.decode()
    assert "组件" in answer.content.decode()


def test_english_by_the_switch_and_back_to_the_page(client):
    answer = client.post("/language", {"language": "en", "next": "/components?page=2"})
    assert answer.status_code == 302 and answer.url == "/components?page=2"
    page = client.get("/components").content.decode()
    assert '<html lang="en"' in page and "Components" in page


@pytest.mark.parametrize("language", ["", "xx", "en; path=/"])
def test_an_unknown_language_changes_nothing(client, language):
    client.post("/language", {"language": language})
    assert LANGUAGE not in client.cookies
    client.cookies[LANGUAGE] = "xx"
    assert client.get("/components").headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_switches_never_lead_elsewhere(client, target):
    assert client.post("/language", {"language": "en", "next": target}).url == "/"
    assert client.get("/language").status_code == 405


def test_large_type_on_and_off(client):
    client.post("/type-size", {"large": "1", "next": "/components"})
    assert client.cookies[LARGE_TYPE_COOKIE].value == "1"
    assert 'class="large"' in client.get("/components").content.decode()
    client.post("/type-size", {"large": "0"})
    assert 'class="large"' not in client.get("/components").content.decode()


def test_components_are_for_staff_where_nothing_is_demonstrated(client, settings):
    settings.TESTING = settings.DEMO = False
    answer = client.get("/components")
    assert answer.status_code == 302 and answer.url.startswith("/login")


def test_unknown_page_is_explained_in_chinese(client):
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
