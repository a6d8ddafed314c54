"""A page of a long list: which persons and in which order, read off the snapshot.

Counting and sorting hundreds of thousands of rows takes the database a second or more, the
columns in memory a few hundredths. The rows themselves always come from the database, through the
same rule of who may see them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from rongcheng.agencies.models import Staff

from . import snapshot
from .figures import reach, worked_in
from .filters import Filters

LARGE = 100_000
"""Persons in the registry from which lists are read off the snapshot."""
OLDEST = timedelta(minutes=10)
"""A snapshot that is behind the registry by more is not shown; the database counts then."""

ORDERS = {
    "": [("id", True, False)],
    "name": [("alphabet", False, False), ("born", False, True), ("id", False, False)],
    "-name": [("alphabet", True, False), ("born", True, False), ("id", True, False)],
    "born": [("born", False, True), ("id", False, False)],
    "-born": [("born", True, True), ("id", False, False)],
    "confirmed": [("confirmed", False, False), ("id", False, False)],
    "-confirmed": [("confirmed", True, True), ("id", False, False)],
}
"""Columns of the snapshot, whether downwards, whether unknown values come last."""


@dataclass(frozen=True)
class Listed:
    """The persons of a list in its order.

    Attributes:
        ids: numbers of the persons, no more than were asked for.
        count: how many the list has.
        behind: whether the registry has changed since they were counted.
    """

    ids: list[int]
    count: int
    behind: bool


def listed(staff: Staff, filters: Filters, *, sort: str, most: int) -> Listed | None:
    """The first ``most`` persons of a list for ``staff``, and how many there are in all.

    None where the database is to be asked: in a small registry, and when the snapshot is too
    old. Where it is behind, a newer one is being taken.
    """
    found = snapshot.at_hand(least=LARGE)
    if found is None or sort not in ORDERS:
        return None
    shot, behind = found
    if behind and timezone.now() - shot.as_of > OLDEST:
        return None
    chosen = reach(staff, shot) & filters.expression() & worked_in(filters.month, shot)
    names, down, last = zip(*ORDERS[sort], strict=True)
    rows = shot.persons.lazy().filter(chosen).select(names).collect()
    first = rows.lazy().sort(names, descending=down, nulls_last=last).head(most).collect()
    return Listed(first["id"].to_list(), rows.height, behind)
