"""Two records side by side, with what differs lit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Line:
    """One field of both records; ``state`` is same, differs, or missing (on one side)."""

    label: str
    left: str
    right: str

    @property
    def state(self) -> str:
        if self.left == self.right:
            return "same"
        return "differs" if self.left and self.right else "missing"

    @property
    def left_lit(self) -> SafeString:
        return lit(self.left, self.right)

    @property
    def right_lit(self) -> SafeString:
        return lit(self.right, self.left)


def lines(fields: Iterable[tuple[str, object, object]]) -> list[Line]:
    """``(label, left, right)`` of each field, as lines for ``{% comparison %}``."""
    return [Line(str(label), _text(left), _text(right)) for label, left, right in fields]


def lit(value: str, other: str) -> SafeString:
    """``value`` with the characters marked that ``other`` does not have in their place."""
    if not value or not other or value == other:
        return format_html("{}", value)
    parts = []
    for kind, start, end, _, _ in SequenceMatcher(None, value, other, False).get_opcodes():
        if start < end:
            parts.append((kind == "equal", value[start:end]))
    return format_html_join("", "{}", ([_piece(same, text)] for same, text in parts))


def _piece(same: bool, text: str) -> SafeString:
    return format_html("{}" if same else "<mark>{}</mark>", text)


def _text(value: object) -> str:
    return "" if value is None else str(value)
