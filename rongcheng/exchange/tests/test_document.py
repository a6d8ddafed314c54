"""The document of the API: its snapshot, its completeness, its page."""

import json
import re

import pytest
from django.test import Client

from rongcheng.exchange.document import SNAPSHOT, document_text
from rongcheng.web.testing import (  # noqa: F401
    browser,
    open_page,
    serious_violations,
    sideways_scroll,
)

DOCUMENT = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
OPERATIONS = [
    (method, path, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
]


def test_the_snapshot_is_current():
    assert document_text() == SNAPSHOT.read_text(encoding="utf-8"), (
        "The API has changed; look at the difference, then run: rongcheng openapi --write"
    )


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_is_described(method, path, operation):
    assert operation["summary"] and operation["description"] and operation["security"]
    assert {"401", "429"} <= set(operation["responses"])
    for parameter in operation["parameters"]:
        told = parameter.get("description") or parameter["schema"].get("description")
        assert told, f"{path}: {parameter['name']} has no description"


def _schemas(operation):
    """Names of the schemas that an operation takes or gives when it succeeds."""
    parts = [operation.get("requestBody", {})]
    parts += [answer for status, answer in operation["responses"].items() if status < "300"]
    return set(re.findall(r"#/components/schemas/(\w+)", json.dumps(parts)))


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_body_has_an_example_that_fits(method, path, operation):
    from rongcheng.exchange import appeal_schemas, schemas, webhook_schemas

    known = vars(schemas) | vars(appeal_schemas) | vars(webhook_schemas)
    for name in _schemas(operation):
        made = known[name]
        for example in DOCUMENT["components"]["schemas"][name]["examples"]:
            made.model_validate(example)


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_needs_a_token(method, path, operation):
    address = re.sub(r"\{\w+\}", "1", path)
    for headers in ({}, {"authorization": "Bearer rc_wrong"}, {"authorization": "Basic eDp5"}):
        response = getattr(Client(headers=headers), method)(address)
        assert response.status_code in (401, 429), (method, path)
        assert response.json()["code"] in ("unauthorized", "too_many_requests")


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_answer_is_one_that_the_document_names(method, path, operation, county):
    """Numbers nobody has, and a body that fits nothing, never break an operation."""
    address = re.sub(r"\{\w+\}", "999999", path)
    kind = {"content_type": "application/json", "data": b'{"a": [1'}
    for body in ({}, kind) if method != "get" else ({}, {"data": {"limit": "many"}}):
        response = getattr(county.client, method)(address, **body)
        assert str(response.status_code) in operation["responses"], response.content
        assert response.status_code < 500


@pytest.mark.django_db
def test_the_page_brings_everything_itself(client):
    page = client.get("/api/docs")
    text = page.content.decode()
    assert page.status_code == 200 and "swagger-ui-bundle.js" in text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert "<style" not in text and not re.findall(r"<script>", text)
    document = client.get("/api/openapi.json")
    assert document.json() == DOCUMENT


@pytest.mark.browser
def test_the_page_draws_every_operation(live_server, browser):  # noqa: F811
    with open_page(browser) as page:
        page.goto(live_server.url + "/api/docs")
        page.wait_for_selector(".opblock")
        assert page.locator(".opblock").count() == len(OPERATIONS)
        page.click("#operations-persons-persons_create .opblock-summary-control")
        page.wait_for_selector("#operations-persons-persons_create .opblock-body .example")
        assert sideways_scroll(page) == 0
        assert serious_violations(page) == []
