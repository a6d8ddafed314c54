"""What other parts know of a person: they tell it here, because they stand above this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rongcheng.agencies.models import Staff

from .models import Person


@dataclass(frozen=True)
class Told:
    """Something about a person, as far as the one who asks may see it, and the page it opens."""

    label: str
    text: str
    url: str


Teller = Callable[[Staff, Person], list[Told]]
_tellers: list[Teller] = []


def register(teller: Teller) -> Teller:
    """A decorator: lines for the page of every person."""
    _tellers.append(teller)
    return teller


def told_of(staff: Staff, person: Person) -> list[Told]:
    """All that is told of a person."""
    return [each for teller in _tellers for each in teller(staff, person)]
