"""What is found in a text: each with its place (text[start:end]) and what it means."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from rongcheng.appeals.characters import simplified


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a text: text[start:end]."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Money(Span):
    """An amount in fen; `per` is day, month, hour, piece or "" for a whole amount."""

    fen: int
    approximate: bool
    per: str


@dataclass(frozen=True, slots=True)
class People(Span):
    """How many people."""

    count: int
    approximate: bool


@dataclass(frozen=True, slots=True)
class Months(Span):
    """A length of time in months; `owed` where the words beside it speak of unpaid wages.

    `since` and `until` are given where the text names the first or the last month.
    """

    months: float
    approximate: bool
    owed: bool
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Day(Span):
    """A date; `precision` says whether the day, only the month or only the year was named."""

    value: date
    precision: str


@dataclass(frozen=True, slots=True)
class Place(Span):
    """A place with its 12-digit code; without one it is unknown, or one of `candidates`."""

    code: int | None
    name: str
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Name(Span):
    """A name: kind is employer, site or contractor; `value` without what only introduces it."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Private(Span):
    """What must not be shown to everybody: kind is phone, id_number or bank_card."""

    kind: str
    value: str


def aligned(text: str) -> str:
    """The text in simplified characters, half width and lower case, letter for letter, so that
    positions stay."""
    return "".join(_half(c) for c in simplified(text))


def _half(c: str) -> str:
    if c < "\x7f":
        return c.lower()
    normal = unicodedata.normalize("NFKC", c).lower()
    return normal if len(normal) == 1 else c
