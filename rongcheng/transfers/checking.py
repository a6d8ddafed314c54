"""Rows of a list compared with the registry: who it is, whether they worked, who else claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rongcheng.core.crypto import blind
from rongcheng.people.fingerprints import ID_PURPOSE
from rongcheng.people.models import EmploymentSpell, Person
from rongcheng.places.codes import span_of

from .models import OrganisedTransfer, Roster
from .queries import claimed_twice

RANGES_AWAY = frozenset({
    "across_county_within_prefecture", "across_prefecture_within_province", "across_province",
    "overseas",
})  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row as it was read; ``error`` is what the reading itself already refused."""

    sheet: str
    row: int
    name: str
    id_number: str | None
    birth_date: date | None
    start: date | None
    end: date | None
    error: str = ""


def compared(roster: Roster, lines: Sequence[Line]) -> list[OrganisedTransfer]:
    """Unsaved rows with whom they mean, what is wrong and what to look at."""
    who = _persons(roster, lines)
    work = _work([person for person in who if person])
    rows = []
    for line, person in zip(lines, who, strict=True):
        row = OrganisedTransfer(
            roster=roster, sheet=line.sheet[:60], row=line.row, name=line.name[:60],
            id_number=line.id_number, birth_date=line.birth_date, start_date=line.start,
            end_date=line.end, person=person, misread=line.error[:300],
        )  # fmt: skip
        row.problem = (line.error or _problem(row, work.get(row.person_id or 0, [])))[:300]
        row.remark = _remark(row, work.get(row.person_id or 0, []))
        rows.append(row)
    twice = Counter(row.person_id for row in rows if row.person_id)
    for row in rows:
        if not row.problem and row.person_id and twice[row.person_id] > 1:
            row.remark = row.remark or _("This person stands on the list more than once.")
    return rows


def remark_claims(rows: Sequence[OrganisedTransfer]) -> None:
    """Say on saved rows who else claims the same person."""
    for row in rows:
        row.refresh_from_db(fields=["remark"])
    by_key = {row.pk: row for row in rows}
    for key, others in claimed_twice(rows).items():
        names = "、".join(dict.fromkeys(other.roster.organiser.name for other in others))
        by_key[key].remark = _("Also claimed by %(who)s.") % {"who": names[:250]}
        by_key[key].save(update_fields=["remark"])


def _persons(roster: Roster, lines: Sequence[Line]) -> list[Person | None]:
    """Each line's person among those from the place: by ID number, else by name and birth."""
    low, high = span_of(roster.place_id)
    here = Person.objects.filter(merged_into=None, home_place_id__gte=low, home_place_id__lt=high)
    indices = [blind(line.id_number, ID_PURPOSE) if line.id_number else None for line in lines]
    by_id = {p.id_index: p for p in here.filter(id_index__in=[i for i in indices if i])}
    born = [(ln.name, ln.birth_date) for ln in lines if ln.birth_date and not ln.id_number]
    named: dict[tuple[str, date | None], list[Person]] = {}
    for person in here.filter(name__in=[n for n, _b in born], birth_date__in=[b for _n, b in born]):
        named.setdefault((person.name, person.birth_date), []).append(person)
    found: list[Person | None] = []
    for line, index in zip(lines, indices, strict=True):
        alike = [] if index else named.get((line.name, line.birth_date), [])
        found.append(by_id.get(index) if index else (alike[0] if len(alike) == 1 else None))
    return found


def _work(people: Sequence[Person]) -> dict[int, list[EmploymentSpell]]:
    found: dict[int, list[EmploymentSpell]] = {}
    spells = EmploymentSpell.objects.filter(person__in=people).select_related("source")
    for spell in spells:
        found.setdefault(spell.person_id, []).append(spell)
    return found


def _problem(  # noqa: PLR0911 (a return per kind of problem)
    row: OrganisedTransfer, work: Sequence[EmploymentSpell]
) -> str:
    if row.start_date is None:
        return _("The first day of the work is missing.")
    if row.end_date and row.end_date < row.start_date:
        return _("The last day, %(day)s, is before the first.") % {"day": row.end_date}
    if row.person is None and not row.id_number and not row.birth_date:
        return _("Neither ID number nor birth date: it cannot be told who this is.")
    if row.person is None:
        return _("Nobody like this is registered at %(place)s; register them first.") % {
            "place": row.roster.place.name
        }
    if row.name != row.person.name:
        return _("The ID number belongs to somebody of another name.")
    if not _within(row, work):
        return _("The registry knows no work of this person at that time; load the ledger first.")
    return ""


def _within(row: OrganisedTransfer, work: Sequence[EmploymentSpell]) -> list[EmploymentSpell]:
    """The spells that share a day with the row."""
    first, last = row.start_date or date.min, row.end_date or date.max
    return [
        spell for spell in work
        if (spell.start_date or spell.source.said_on) <= last
        and (spell.end_date or date.max) >= first
    ]  # fmt: skip


def _remark(row: OrganisedTransfer, work: Sequence[EmploymentSpell]) -> str:
    within = _within(row, work) if row.start_date else []
    if within and not any(spell.transfer_range in RANGES_AWAY for spell in within):
        return _("By the registry the work was within the county, or its place is not known.")
    return ""
