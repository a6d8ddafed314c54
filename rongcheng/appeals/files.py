"""Recordings of an appeal, sent so that a browser plays them in place."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from .models import Attachment

RANGE = re.compile(r"bytes=(\d+)-(\d*)$")


def played(request: HttpRequest, attachment: Attachment, content: bytes) -> HttpResponse:
    """The recording, or the part of it that the player asks for: Safari plays only in parts."""
    response = HttpResponse(
        content, content_type=attachment.content_type,
        headers={
            "Content-Disposition": content_disposition_header(False, attachment.name) or "inline",
            "X-Content-Type-Options": "nosniff", "Accept-Ranges": "bytes",
            "Content-Security-Policy": "sandbox",
        },
    )  # fmt: skip
    asked = RANGE.match(request.headers.get("Range", ""))
    if asked is None:
        return response
    first, last = int(asked[1]), min(int(asked[2] or len(content)), len(content) - 1)
    if first > last:
        response.status_code, response.content = 416, b""
        response.headers["Content-Range"] = f"bytes */{len(content)}"
        return response
    response.status_code, response.content = 206, content[first : last + 1]
    response.headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return response
