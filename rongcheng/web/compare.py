"""Two records side by side, with what differs lit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

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
    parts = _in_place(value, other) if len(value) == len(other) else _anywhere(value, other)
    return format_html_join("", "{}", ([_piece(same, text)] for same, text in parts))


def _in_place(value: str, other: str) -> list[tuple[bool, str]]:
    """Runs of equal and unequal characters, place by place: swapped digits are both lit."""
    pairs = groupby(zip(value, other, strict=True), key=lambda pair: pair[0] == pair[1])
    return [(same, "".join(left for left, _ in run)) for same, run in pairs]


def _anywhere(value: str, other: str) -> list[tuple[bool, str]]:
    found = SequenceMatcher(None, value, other, False).get_opcodes()
    return [(kind == "equal", value[start:end]) for kind, start, end, _, _ in found if start < end]


def _piece(same: bool, text: str) -> SafeString:
    return format_html("{}" if same else "<mark>{}</mark>", text)


def _text(value: object) -> str:
    return "" if value is None else str(value)
