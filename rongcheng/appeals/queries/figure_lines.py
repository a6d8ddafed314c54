"""The table of figures as somebody may see it: lines with names, shares, and small counts hidden.

Whoever sees figures but may not open appeals sees no count below five: it could tell of a person.
A count that would follow from the sum of its column is hidden with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals import words
from rongcheng.appeals.models import Appeal
from rongcheng.core import few
from rongcheng.places.models import Place

from .statistics import FIGURES, Period, table

SHOWN = (
    "received", "open", "overdue", "due", "on_time", "contacted_on_time", "returned", "reopened",
    "by_itself", "corrected", "answered", "solved", "rated", "satisfied",
)  # fmt: skip
"""Every figure whose share is shown stands beside the figure it is a share of."""


@dataclass
class Cell:
    """A figure of a line; ``count`` is None where it is hidden, ``share`` where it has none."""

    name: str
    count: int | None
    share: int | None = None


@dataclass
class Line:
    """A line: its key as ``rows_of`` takes it, its name, its cells."""

    key: str
    name: str
    cells: list[Cell] = field(default_factory=list)

    def of(self, figure: str) -> Cell:
        return next(cell for cell in self.cells if cell.name == figure)


def opens(staff: Staff) -> bool:
    """Whether ``staff`` may open every appeal that a figure of theirs counts."""
    return staff.can(Can.SEE_APPEALS)


def lines(staff: Staff, period: Period, by: str, figures: Sequence[str] = SHOWN) -> list[Line]:
    """A line for each value of ``by``, and one for the whole, last, with the key ``*``."""
    rows = table(staff, period, by, figures=figures)
    whole = {name: sum(row[name] for row in rows) for name in figures}
    names = line_names(by, [row["key"] for row in rows], _here(staff))
    made = [Line(row["key"], names[row["key"]], _cells(row, figures)) for row in rows]
    made.append(Line("*", _("Altogether"), _cells(whole, figures)))
    if not opens(staff):
        _hide(made, figures)
    for line in made:
        _shares(line)
    return made


def _here(staff: Staff) -> int:
    return staff.office.place_id if staff.office else 0


def _cells(row: dict[str, Any], figures: Sequence[str]) -> list[Cell]:
    return [Cell(name, row[name]) for name in figures]


def _hide(made: list[Line], figures: Sequence[str]) -> None:
    for name in figures:
        *parts, whole = [line.of(name) for line in made]
        for cell, count in zip(parts, few.shown([cell.count or 0 for cell in parts]), strict=True):
            cell.count = count
        whole.count = few.kept(whole.count or 0)


def _shares(line: Line) -> None:
    for cell in line.cells:
        of = FIGURES[cell.name].of
        if not of or not any(other.name == of for other in line.cells):
            continue
        whole = line.of(of).count
        if whole and cell.count is not None:
            cell.share = round(100 * cell.count / whole)


def line_names(by: str, keys: Sequence[str], place: int) -> dict[str, str]:
    """Names of lines by their keys: two queries at most, however many there are.

    Raises:
        ValueError: a key that no line can have.
    """
    empty = {"category": _("Category open"), "office": _("Nobody yet")}.get(by, _("Not known"))
    known = [key for key in keys if key]
    names: dict[str, str] = dict.fromkeys(keys, empty)
    if by == "category":
        names |= {key: words.category_name(key, place) for key in known}
    elif by in ("office", "place"):
        model, column = (Office, "name") if by == "office" else (Place, "full_name")
        found = model._default_manager.filter(pk__in=[int(key) for key in known])
        told = {str(pk): name for pk, name in found.values_list("pk", column)}
        names |= {key: told.get(key, key) for key in known}
    elif by == "urgency":
        names |= {key: str(Appeal.Urgency(key).label) for key in known}
    elif by == "channel":
        names |= {key: str(Appeal.Channel(key).label) for key in known}
    else:
        names |= {key: key for key in known}
    return names
