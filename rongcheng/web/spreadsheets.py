"""Values for spreadsheets that other people open."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
