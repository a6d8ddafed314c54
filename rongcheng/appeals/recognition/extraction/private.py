"""Phone, ID and bank card numbers in a text, so that they can be hidden."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .spans import Private

# Blanks and hyphens inside are how people group digits; letters around mean something else.
_GAP = r"[\s\-]?"
_BORN = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID = re.compile(
    rf"(?<![\da-z])[1-9]\d{{5}}{_GAP}(?:19|20)\d\d{_BORN}{_GAP}\d{{3}}[\dx](?![\da-z])"
)
_ID_OLD = re.compile(
    r"(?<![\da-z])[1-9]\d{5}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![\da-z])"
)
_PHONE = re.compile(rf"(?<![\d])(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)")
_FIXED = re.compile(r"(?<!\d)\(?0\d{2,3}\)?[\s\-]\d{7,8}(?!\d)")
_CARD = re.compile(r"(?<!\d)(?:62|4\d|5[1-5]|9\d)\d{2}(?:\s?\d{4}){3}(?:\s?\d{1,3})?(?!\d)")
_KINDS = (("id_number", _ID), ("id_number", _ID_OLD), ("phone", _PHONE), ("phone", _FIXED),
          ("bank_card", _CARD))  # fmt: skip


def private(text: str) -> list[Private]:
    """Numbers that identify somebody; each stretch of digits is one kind only."""
    found: list[Private] = []
    for kind, pattern in _KINDS:
        for match in pattern.finditer(text):
            if any(f.start < match.end() and match.start() < f.end for f in found):
                continue
            value = re.sub(r"[\s\-()]", "", match[0]).upper()
            found.append(Private(*match.span(), match[0], kind, value))
    return sorted(found, key=lambda f: f.start)


def masked(text: str, found: Sequence[Private]) -> str:
    """The text with the middle of each private number hidden: 138****5678."""
    for one in sorted(found, key=lambda f: -f.start):
        keep = 3 if one.kind == "phone" else 4
        digits = len(one.text)
        hidden = one.text[:keep] + "*" * max(digits - keep - 4, 1) + one.text[-4:]
        text = text[: one.start] + hidden + text[one.end :]
    return text
