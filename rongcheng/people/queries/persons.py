"""Lists of persons: narrowed, sorted, counted and cut into pages."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch, QuerySet
from django.utils.functional import cached_property

from rongcheng.agencies.models import Staff
from rongcheng.people.models import EmploymentSpell, Person

from .filters import Filters
from .scope import visible_persons

PAGE = 50
DEEPEST = 10_000

SORTS = {
    "": [F("id").desc()],
    "name": [F("name").asc(), F("birth_date").asc(nulls_last=True), F("id").asc()],
    "-name": [F("name").desc(), F("birth_date").desc(nulls_first=True), F("id").desc()],
    "born": [F("birth_date").asc(nulls_last=True), F("id").asc()],
    "-born": [F("birth_date").desc(nulls_last=True), F("id").asc()],
    "confirmed": [F("confirmed_on").asc(nulls_first=True), F("id").asc()],
    "-confirmed": [F("confirmed_on").desc(nulls_last=True), F("id").asc()],
}


def persons(staff: Staff, filters: Filters) -> QuerySet[Person]:
    """Persons whom ``staff`` may open, narrowed; unsorted."""
    return filters.apply(visible_persons(staff))


class CappedPaginator(Paginator):
    """Pages that can be turned to down to a depth; the count is the whole list's all the same.

    Deeper pages would make the database read and throw away all rows before them.
    """

    @cached_property
    def num_pages(self) -> int:
        return max(1, -(-min(self.count, DEEPEST) // self.per_page))

    @property
    def cut(self) -> bool:
        """Whether the list is longer than can be turned to; then narrow it or export it."""
        return self.count > DEEPEST


def page(staff: Staff, filters: Filters, *, sort: str = "", number: object = 1) -> Page:
    """A page of 50 persons with their places and present work; at most 10,000 rows deep.

    Three queries: the count, the rows with their places, their present work.
    """
    return CappedPaginator(in_order(staff, filters, sort), PAGE).get_page(number)


def in_order(staff: Staff, filters: Filters, sort: str) -> QuerySet[Person]:
    """The list as it is shown and exported: narrowed, sorted, with places and present work."""
    return for_list(persons(staff, filters).order_by(*SORTS.get(sort, SORTS[""])))


def for_list(chosen: QuerySet[Person]) -> QuerySet[Person]:
    """``chosen`` with what a row of a list shows; each person has ``jobs``, at most one."""
    now = EmploymentSpell.objects.filter(end_date=None).select_related("work_place")
    return chosen.select_related("home_place", "host_place").prefetch_related(
        Prefetch("spells", queryset=now, to_attr="jobs")
    )
