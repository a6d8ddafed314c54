"""Lists of persons: narrowed, sorted, counted and cut into pages."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy, Prefetch, QuerySet
from django.utils.functional import cached_property

from rongcheng.agencies.models import Staff
from rongcheng.people.models import EmploymentSpell, Person

from .filters import Filters
from .paging import LARGE, Listed, listed
from .scope import visible_persons
from .snapshot import renew_behind

PAGE = 50
DEEPEST = 10_000
PageNumber = int | str | None
"""As an address gives it; what is no number means the first page."""

SORTS: dict[str, list[str | OrderBy]] = {
    "": [F("id").desc()],
    "name": ["pinyin", "name", F("birth_date").asc(nulls_last=True), "id"],
    "-name": ["-pinyin", "-name", F("birth_date").desc(nulls_first=True), "-id"],
    "born": [F("birth_date").asc(nulls_last=True), F("id").asc()],
    "-born": [F("birth_date").desc(nulls_last=True), F("id").asc()],
    "confirmed": [F("confirmed_on").asc(nulls_first=True), F("id").asc()],
    "-confirmed": [F("confirmed_on").desc(nulls_last=True), F("id").asc()],
}


def persons(staff: Staff, filters: Filters) -> QuerySet[Person]:
    """Persons whom ``staff`` may open, narrowed; unsorted."""
    return filters.apply(visible_persons(staff))


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # takes none at run time
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

    @property
    def behind(self) -> bool:
        """Whether the list is a little older than the registry."""
        return isinstance(self.object_list, _Read) and self.object_list.behind


class _Read:
    """A list read off the snapshot, as the paginator takes it: a count, and slices of persons."""

    def __init__(self, staff: Staff, found: Listed) -> None:
        self.staff, self.ids, self.total, self.behind = staff, found.ids, found.count, found.behind

    ordered = True

    def count(self) -> int:
        return self.total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, cut: slice) -> list[Person]:
        """Persons of a stretch; whoever is no longer to be seen is left out."""
        ids = self.ids[cut]
        rows = {p.pk: p for p in for_list(visible_persons(self.staff).filter(pk__in=ids))}
        return [rows[pk] for pk in ids if pk in rows]


def page(staff: Staff, filters: Filters, *, sort: str = "", number: PageNumber = 1) -> Page[Person]:
    """A page of 50 persons with their places and present work; at most 10,000 rows deep.

    Three queries: the count, the rows with their places, their present work. A large registry is
    counted and sorted in memory, then two queries and the question whether it has changed.
    """
    if found := listed(staff, filters, sort=sort, most=DEEPEST):
        read = _Read(staff, found)
        # a paginator counts and slices; it asks for no more
        return CappedPaginator(read, PAGE).get_page(number)  # type: ignore[arg-type]
    pages = CappedPaginator(in_order(staff, filters, sort), PAGE)
    if pages.count > LARGE:
        renew_behind()
    return pages.get_page(number)


def in_order(staff: Staff, filters: Filters, sort: str) -> QuerySet[Person]:
    """The list as it is shown and exported: narrowed, sorted, with places and present work."""
    return for_list(persons(staff, filters).order_by(*SORTS.get(sort, SORTS[""])))


def for_list(chosen: QuerySet[Person]) -> QuerySet[Person]:
    """``chosen`` with what a row of a list shows; each person has ``jobs``, at most one."""
    now = EmploymentSpell.objects.filter(end_date=None).select_related("work_place")
    jobs = Prefetch("spells", queryset=now, to_attr="jobs")
    found = chosen.select_related("home_place", "host_place")
    return found.prefetch_related(jobs)  # type: ignore[no-redef]  # the model tells of it too
