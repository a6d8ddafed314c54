"""The OpenAPI document as text, and where its committed snapshot lies."""

from __future__ import annotations

import json
from pathlib import Path

from django.utils import translation

SNAPSHOT = Path(__file__).parent / "openapi.json"


def document_text() -> str:
    """The document, indented, the same on every machine."""
    from .api import api

    with translation.override("en"):
        schema = api.get_openapi_schema()
    return json.dumps(schema, ensure_ascii=False, indent=1, default=str) + "\n"
