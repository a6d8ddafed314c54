"""Two persons in words, field by field, for the comparison."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rongcheng.people.models import Person, SourceRecord
from rongcheng.people.queries.duplicates import Side
from rongcheng.web import compare
from rongcheng.web.masking import mask_id, mask_phone

from . import wordings

_PERSON = (
    "name", "id_number", "sex", "birth_date", "phone", "home_place", "address", "household_no",
    "relation_to_head", "ethnicity", "education", "marital_status",
)  # fmt: skip
_WORK = ("employer_name", "occupation", "industry", "work_place", "wage", "start_date")
SLIP = 2
"""In how many places a slip of the pen makes two numbers differ: one digit, or two swapped."""
_KEPT = {"id_number": (6, 4, mask_id), "phone": (3, 4, mask_phone)}


@dataclass(frozen=True)
class Shown:
    """One side of the page: its title, the person with household, where it was said."""

    title: str
    side: Side
    sources: list[dict]

    @property
    def person(self) -> Person:
        return self.side.person


def pair_lines(left: Side, right: Side) -> list[compare.Line]:
    """The fields of both, those that neither has left out."""
    found = []
    for name in (*_PERSON, *_WORK):
        one, other = _plain(left, name), _plain(right, name)
        if not (one or other):
            continue
        if name in _KEPT:
            shown = hidden_alike(one, other, *_KEPT[name])
        else:
            shown = wordings.value(name, one), wordings.value(name, other)
        found.append((wordings.FIELDS[name], *shown))
    # what only one of the two tells neither speaks for nor against, so it stands last
    return sorted(compare.lines(found), key=lambda line: line.state == "missing")


def _plain(side: Side, name: str) -> str:
    if name in _WORK:
        holder, attribute = side.job, name
    elif name == "household_no":
        holder, attribute = side.person.household, "number"
    else:
        holder, attribute = side.person, name
    if attribute in ("home_place", "work_place"):
        attribute += "_id"
    value = getattr(holder, attribute, None) if holder else None
    return "" if value is None else str(value)


def hidden_alike(one: str, other: str, first: int, last: int, mask) -> tuple[str, str]:
    """Two numbers with the middle hidden; of a slip, the few characters that differ are shown.

    Numbers that differ in more places stay hidden: comparing is no way to read full numbers.
    """
    apart = sum(a != b for a, b in zip(one, other, strict=False))
    if len(one) != len(other) or not 0 < apart <= SLIP:
        left, right = mask(one), mask(other)
        if left == right and one != other:
            right = _("%(number)s (another)") % {"number": right}
        return left, right
    pairs = list(zip(one, other, strict=True))
    return tuple(
        "".join(
            pair[side] if pair[0] != pair[1] or at < first or at >= len(pairs) - last else "*"
            for at, pair in enumerate(pairs)
        )
        for side in (0, 1)
    )


def sources(records: list[SourceRecord]) -> list[dict]:
    """Where each statement comes from, with its day."""
    return [{"title": wordings.source(r), "when": r.said_on, "by": r.stated_by} for r in records]
