"""Ledgers within reach, what was found in them, and what became of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from django.core.paginator import Page, Paginator
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.people.ledger import FIELDS
from rongcheng.people.ledger.messages import TITLES
from rongcheng.people.models import LedgerBatch, Person, Review, SourceRecord
from rongcheng.places.queries import within

from .person import NotFound
from .persons import PageNumber
from .scope import visible_persons

PROBLEMS_A_PAGE = 50


def batches(
    staff: Staff, *, state: str = "", place: int | None = None, text: str = ""
) -> QuerySet[LedgerBatch]:
    """Ledgers about the places of ``staff``, the latest first; none without LOAD_LEDGERS.

    Args:
        state: only ledgers in this state.
        place: only ledgers about this place code or places under it.
        text: part of the file's name.
    """
    if not staff.can(Can.LOAD_LEDGERS):
        return LedgerBatch.objects.none()
    scope = scope_of(staff)
    found = LedgerBatch.objects.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)
    if scope.only_own_office:
        found = found.filter(office=staff.office)
    if state:
        found = found.filter(state=state)
    if place:
        found = found.filter(within(place, "place_id"))
    if text:
        found = found.filter(file_name__icontains=text)
    return found.select_related("place", "office", "uploaded_by").order_by("-uploaded_at", "-pk")


def batch(staff: Staff, pk: int) -> LedgerBatch:
    """One ledger within reach; NotFound otherwise."""
    found = batches(staff).filter(pk=pk).first()
    if found is None:
        raise NotFound(
            _("There is no ledger %(pk)s among those you may see. It may be about another place.")
            % {"pk": pk}
        )
    return found


def same_file(staff: Staff, of: LedgerBatch) -> LedgerBatch | None:
    """The latest other ledger within reach with the very same content."""
    return batches(staff).filter(file_hash=of.file_hash).exclude(pk=of.pk).first()


def persons_of(staff: Staff, of: LedgerBatch, *, kind: str = "") -> QuerySet[Person]:
    """Persons of whom a loaded ledger told and whom ``staff`` may open.

    ``kind``: ``new`` for those first heard of in it, ``known`` for the others, empty for both.
    """
    told = SourceRecord.objects.filter(batch=of)
    people = visible_persons(staff).filter(pk__in=told.values("person_id"))
    if not kind:
        return people
    # record numbers ascend, so whoever has one below the ledger's first was known before
    first = told.aggregate(first=Min("pk"))["first"] or 0
    before = Exists(SourceRecord.objects.filter(person=OuterRef("pk"), pk__lt=first))
    return people.filter(before if kind == "known" else ~before)


def open_reviews_of(of: LedgerBatch) -> int:
    """How many pairs that a ledger raised still wait for somebody to decide."""
    return Review.objects.filter(batch=of, state=Review.State.OPEN).count()


# --- problems ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """One kind of problem with how often it was found."""

    code: str
    title: str
    severity: str
    count: int


def kinds(problems: pl.DataFrame) -> list[Kind]:
    """The kinds of problems, errors before warnings, the frequent ones first."""
    counted = problems.group_by("code", "severity").len().sort(
        ["severity", "len", "code"], descending=[False, True, False]
    )  # fmt: skip
    return [Kind(c, problem_title(c), s, n) for c, s, n in counted.iter_rows()]


def problem_page(
    problems: pl.DataFrame,
    *,
    code: str = "",
    severity: str = "",
    sheet: str = "",
    number: PageNumber = 1,
) -> Page[dict[str, Any]]:
    """A page of problems as dicts, in the order of the file, narrowed by what is given."""
    for name, value in (("code", code), ("severity", severity), ("sheet", sheet)):
        if value:
            problems = problems.filter(pl.col(name) == value)
    page: Page[Any] = Paginator(range(problems.height), PROBLEMS_A_PAGE).get_page(number)
    start = page.number * PROBLEMS_A_PAGE - PROBLEMS_A_PAGE
    rows = problems.slice(start, PROBLEMS_A_PAGE).to_dicts()
    page.object_list = [row | {"label": field_label(row["field"])} for row in rows]
    return page


def problem_title(code: str) -> str:
    """What a kind of problem is called."""
    zh, en = TITLES.get(code, (code, code))
    return zh if _chinese() else en


def field_label(name: str | None) -> str:
    """What a field is called; the plain name where it is not in the catalogue."""
    if not name:
        return ""
    field = FIELDS.get(name)
    if field is None:
        return name
    return field.label if _chinese() else field.english


def field_choices() -> list[tuple[str, str]]:
    """Fields that a column can hold: those that are kept first, then the helpers."""
    kept = [f.name for f in FIELDS.values() if f.target]
    helpers = [f.name for f in FIELDS.values() if not f.target]
    return [(name, field_label(name)) for name in (*kept, *helpers)]


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
