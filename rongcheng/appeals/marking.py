"""A text cut at the positions that recognition marked; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PRIVATE = "private"
FOUND = {
    "place": gettext_lazy("Place"), "employer": gettext_lazy("Employer"),
    "site": gettext_lazy("Site"), "amount": gettext_lazy("Amount"),
    "people": gettext_lazy("People"), "months": gettext_lazy("Months owed"),
    "contractor": gettext_lazy("Labour contractor"), "day": gettext_lazy("Day"),
    PRIVATE: gettext_lazy("Personal number, its middle hidden"),
}  # fmt: skip


Mark = tuple[int, int, str, str]


@dataclass(frozen=True)
class Piece:
    """A stretch of text; ``kind`` is empty, ``decided`` or ``found``, ``why`` is read out."""

    text: str
    kind: str = ""
    why: str = ""


def pieces(text: str, reading: Mapping[str, Any]) -> list[Piece]:
    """``text`` in stretches: words that decided the category and findings, the rest plain.

    Where two marks overlap the earlier, then the longer one stays.
    """
    marks = sorted(_marks(text, reading), key=lambda m: (m[0], -m[1]))
    out, at = [], 0
    for start, end, kind, why in marks:
        if start < at:
            continue
        if start > at:
            out.append(Piece(text[at:start]))
        shown = text[start:end]
        out.append(Piece(hidden(shown) if kind == PRIVATE else shown, kind, why))
        at = end
    return [*out, Piece(text[at:])] if at < len(text) else out


def hidden(number: str) -> str:
    """A number inside a text with its middle hidden."""
    return number[:3] + "*" * max(len(number) - 5, 1) + number[-2:]


def masked(text: str, reading: Mapping[str, Any]) -> str:
    """``text`` as plain words, personal numbers in it with their middle hidden."""
    only = {"marks": [m for m in reading.get("marks") or () if m.get("kind") == PRIVATE]}
    return "".join(piece.text for piece in pieces(text, only))


def _marks(text: str, reading: Mapping[str, Any]) -> list[Mark]:
    """Start, end, kind and reason of each mark; nothing may overlap a personal number."""
    private = _numbers(text, reading)
    found: list[Mark] = []
    for each in reading.get("marks") or ():
        if each.get("kind") != PRIVATE:
            why = str(FOUND.get(each.get("kind", ""), each.get("kind", "")))
            found.append((each.get("start", -1), each.get("end", -1), "found", why))
    for each in reading.get("words") or ():
        if each.get("weight", 1) > 0:
            found.append((each.get("start", -1), each.get("end", -1), "decided", _("Decided")))
    free = [m for m in found if all(m[1] <= a or m[0] >= b for a, b, _k, _w in private)]
    return private + [mark for mark in free if 0 <= mark[0] < mark[1] <= len(text)]


def _numbers(text: str, reading: Mapping[str, Any]) -> list[Mark]:
    """Personal numbers, those that overlap made one, so that no digit is left standing."""
    spans = sorted(
        (max(each.get("start", 0), 0), min(each.get("end", 0), len(text)))
        for each in reading.get("marks") or ()
        if each.get("kind") == PRIVATE
    )
    merged: list[list[int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        elif start < end:
            merged.append([start, end])
    return [(start, end, PRIVATE, str(FOUND[PRIVATE])) for start, end in merged]
