"""What other parts know of an employer: they tell it here, because they stand above this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rongcheng.agencies.models import Staff

from .models import Employer


@dataclass(frozen=True)
class Told:
    """A figure about an employer, as far as the person who asks may see it."""

    label: str
    value: int
    url: str = ""
    note: str = ""


Teller = Callable[[Staff, Employer], Told | None]
_tellers: list[Teller] = []


def register(teller: Teller) -> Teller:
    """A decorator: a figure for the page of every employer."""
    _tellers.append(teller)
    return teller


def told_of(staff: Staff, employer: Employer) -> list[Told]:
    """All figures about an employer."""
    return [each for teller in _tellers if (each := teller(staff, employer))]
