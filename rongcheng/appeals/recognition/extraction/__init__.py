"""What an appeal names: places, employers, sites, money, people, months, dates, private numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from rongcheng.appeals.characters import simplified
from rongcheng.places.gazetteer import Gazetteer

from .amounts import money, people
from .names import names
from .periods import days, months
from .places import places
from .private import masked, private
from .spans import Day, Money, Months, Name, People, Place, Private, Span, aligned

__all__ = ["Day", "Extraction", "Money", "Months", "Name", "People", "Place", "Private", "Span",
           "extract", "masked", "private"]  # fmt: skip

S = TypeVar("S", bound=Span)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in a text, each list in the order of the text, positions in it."""

    text: str
    places: tuple[Place, ...]
    employers: tuple[Name, ...]
    sites: tuple[Name, ...]
    contractors: tuple[Name, ...]
    money: tuple[Money, ...]
    people: tuple[People, ...]
    months: tuple[Months, ...]
    days: tuple[Day, ...]
    private: tuple[Private, ...]

    @property
    def masked(self) -> str:
        """The text with phone, ID and bank card numbers hidden."""
        return masked(self.text, self.private)

    @property
    def months_owed(self) -> float | None:
        """The longest time for which wages are said to be unpaid, in months."""
        return max((m.months for m in self.months if m.owed), default=None)

    @property
    def most_people(self) -> int | None:
        """The largest number of people named."""
        return max((p.count for p in self.people), default=None)


def extract(
    text: str,
    *,
    on: date | None = None,
    gazetteer: Gazetteer | None = None,
    near: int | None = None,
) -> Extraction:
    """What a text names. `on` is the day it was written (today unless given).

    Places of the country are found only with a gazetteer, `near` a 12-digit code; names with
    their level word that several places bear come without code and with candidates.
    """
    seen, on = aligned(text), on or date.today()
    hidden = private(seen)
    bare = _without(seen, hidden)
    located = _written(places(simplified(text), gazetteer, near), text)
    named = [_without_place(name, located) for name in names(bare)]
    return Extraction(
        text,
        located,
        _of("employer", named, text),
        _of("site", named, text),
        _of("contractor", named, text),
        _written(money(bare), text),
        _written(people(bare), text),
        _written(months(bare, on), text),
        _written(days(bare, on), text),
        _written(hidden, text),
    )


def _without(text: str, hidden: list[Private]) -> str:
    """The text with private numbers blotted out, so that nobody's ID becomes an amount."""
    for one in hidden:
        text = text[: one.start] + "#" * len(one.text) + text[one.end :]
    return text


def _written(spans: Sequence[S], text: str) -> tuple[S, ...]:
    """The same with the text as it was written, before widths and cases were made equal."""
    return tuple(replace(span, text=text[span.start : span.end]) for span in spans)


def _without_place(name: Name, located: Sequence[Place]) -> Name:
    """A site without the county or town written before it; a company's name may begin with one."""
    ends = [p.end for p in located if p.start <= name.start < p.end <= name.end - 4]
    if name.kind != "site" or not ends:
        return name
    return replace(name, start=ends[0])


def _of(kind: str, found: Sequence[Name], text: str) -> tuple[Name, ...]:
    named = _written([name for name in found if name.kind == kind], text)
    return tuple(replace(name, value=name.text) for name in named)
