"""Files that somebody handed in never run in the reader's browser."""

from __future__ import annotations

import pytest

from rongcheng.web.files import handed_in


@pytest.mark.parametrize(
    ("kind", "save", "how"),
    [
        ("image/png", False, "inline"), ("application/pdf", True, "attachment"),
        ("text/html", False, "attachment"), ("image/svg+xml", False, "attachment"),
    ],
)  # fmt: skip
def test_only_photos_and_pdf_are_shown(kind, save, how):
    answer = handed_in(b"x", name="身份证.png", kind=kind, save=save)
    assert answer["Content-Disposition"].startswith(how) and answer["Content-Type"] == kind
    assert answer["Content-Security-Policy"] == "sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
