"""Whom a trial would reach, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from rongcheng.agencies.models import Staff
from rongcheng.employers.models import Employer
from rongcheng.people.models import Household, Person
from rongcheng.people.queries.scope import visible_households, visible_persons


@dataclass(frozen=True)
class Line:
    """One subject and rule of a trial.

    Attributes:
        name: as it may be shown; persons are masked by the page. Empty where the reader may not
            see whom it is about.
        person, household: number of the record that the reader may open.
    """

    rule: str
    subject: str
    key: str
    county: int | None
    before: int
    after: int
    name: str = ""
    person: int | None = None
    household: int | None = None
    place: int | None = None


class People(Sequence[Line]):
    """The subjects that a trial reaches in one way; names are looked up for what is asked for."""

    def __init__(self, staff: Staff, changes: pl.DataFrame) -> None:
        self.staff, self.changes = staff, changes

    def __len__(self) -> int:
        return self.changes.height

    def __getitem__(self, at: int | slice) -> Line | list[Line]:  # type: ignore[override]
        if isinstance(at, int):
            return list(self._lines(self.changes[at : at + 1]))[0]
        return list(self._lines(self.changes[at]))

    def _lines(self, rows: pl.DataFrame) -> Iterator[Line]:
        found = rows.to_dicts()
        persons = self._persons(
            [_person_of(row) for row in found if row["subject"] in ("person", "placement")]
        )
        households = self._households([row for row in found if row["subject"] == "household"])
        employers = self._employers([row for row in found if row["subject"] == "employer"])
        for row in found:
            line = Line(row["rule"], row["subject"], row["key"], row["county"], row["before"],
                        row["after"])  # fmt: skip
            if row["subject"] in ("person", "placement"):
                person = persons.get(_person_of(row) or 0)
                yield _of_person(line, person) if person else line
            elif row["subject"] == "household":
                household = households.get(int(row["key"]))
                yield _of_household(line, household) if household else line
            else:
                yield _named(line, employers.get(row["key"], row["key"]))

    def _persons(self, keys: list[int | None]) -> dict[int, Person]:
        wanted = [key for key in keys if key]
        return {each.pk: each for each in visible_persons(self.staff).filter(pk__in=wanted)}

    def _households(self, rows: list[dict[str, str]]) -> dict[int, Household]:
        wanted = [int(row["key"]) for row in rows if row["key"].isdecimal()]
        found = visible_households(self.staff).filter(pk__in=wanted)
        return {each.pk: each for each in found}

    def _employers(self, rows: list[dict[str, str]]) -> dict[str, str]:
        found = Employer.objects.filter(code__in=[row["key"] for row in rows])
        return dict(found.values_list("code", "name"))


def people_of(staff: Staff, changes: pl.DataFrame, what: str) -> People:
    """Those whom a trial reaches in one way (``comparing.GAINS``, …), most money first."""
    size = (pl.col("after") - pl.col("before")).abs()
    chosen = changes.filter(pl.col("what") == what).sort([size, pl.col("key")],
                                                         descending=[True, False])  # fmt: skip
    return People(staff, chosen)


def _person_of(row: dict[str, str]) -> int | None:
    key = row["key"].rpartition("/")[2]
    return int(key) if key.isdecimal() else None


def _of_person(line: Line, person: Person) -> Line:
    return Line(**(vars(line) | {"name": person.name, "person": person.pk,
                                 "place": person.home_place_id}))  # fmt: skip


def _of_household(line: Line, household: Household) -> Line:
    number = str(getattr(household, "number", "") or household.pk)
    return Line(**(vars(line) | {"name": number, "household": household.pk}))


def _named(line: Line, name: str) -> Line:
    return Line(**(vars(line) | {"name": name}))
