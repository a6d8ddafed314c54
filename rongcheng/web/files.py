"""Files that somebody handed in, answered so that none of them can run in the reader's browser."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
"""Kinds that a browser shows by itself; all others are saved."""


def handed_in(content: bytes, *, name: str, kind: str, save: bool = False) -> HttpResponse:
    """The answer with a file: a photo or PDF is shown unless it is to be saved, others are saved.

    Args:
        kind: its content type, as recognised when it came.
    """
    shown = kind in SHOWN and not save
    return HttpResponse(
        content, content_type=kind,
        headers={
            "Content-Disposition": content_disposition_header(not shown, name) or "attachment",
            "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox",
        },
    )  # fmt: skip
