"""Recognised workshops, parks and incubators of somebody's reach, and their yearly proofs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.benefits.events import OPEN
from rongcheng.benefits.handling import all_handlings, handling_at
from rongcheng.benefits.models import Application, Proof, ProofLine
from rongcheng.employers.models import Employer, Recognition
from rongcheng.people.models import EmploymentSpell, Person

from .scope import of_place, one_of, visible_applications


def recognitions(staff: Staff) -> QuerySet[Recognition]:
    """What is or was recognised at the place of ``staff``; those that hold first."""
    found = of_place(Recognition.objects.all(), staff, Can.SEE_BENEFITS, at="employer__place")
    return found.select_related("employer__place").order_by("-since", "pk")


def asked_for(staff: Staff) -> QuerySet[Application]:
    """Applications for a recognition that are not over, those due first."""
    rules = {id for handling in all_handlings() for id in handling.recognitions}
    found = visible_applications(staff).filter(rule__in=rules, stage__in=OPEN)
    return found.order_by("due_at", "pk")


def recognition_for(staff: Staff, pk: int) -> Recognition:
    """One recognition.

    Raises:
        NotFound: there is none of this number among those of the place.
    """
    missing = _("There is no recognition %(n)s among those of your place.")
    return one_of(recognitions(staff), missing, pk=pk)


def proof_for(staff: Staff, pk: int) -> Proof:
    """One yearly proof.

    Raises:
        NotFound: there is none of this number among those of the place.
    """
    found = Proof.objects.filter(recognition__in=recognitions(staff).values("pk"))
    found = found.select_related("recognition__employer__place")
    return one_of(found, _("There is no proof %(n)s among those of your place."), pk=pk)


def holds(recognition: Recognition, day: date) -> bool:
    """Whether a recognition holds on a day."""
    return recognition.since <= day and (recognition.until is None or day <= recognition.until)


def registered_months(employer: Employer, year: int) -> dict[int, int]:
    """Months of a year that the registry knows people to have worked for an employer, by person.

    A calendar month counts once, with a day of work in it; records merged into another person's
    count for that person.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    known = EmploymentSpell.objects.filter(
        Q(start_date=None) | Q(start_date__lte=last), Q(end_date=None) | Q(end_date__gte=first),
        employer_code=employer.code,
    )  # fmt: skip
    columns = ("person", "person__merged_into", "start_date", "end_date", "source__said_on")
    spells = known.values_list(*columns)
    months: dict[int, set[int]] = {}
    today = min(last, localdate())
    for person, merged, start, end, told in spells:
        begins, ends = max(start or told, first), min(end or today, last)
        if begins <= ends:
            months.setdefault(merged or person, set()).update(range(begins.month, ends.month + 1))
    return {person: len(found) for person, found in months.items()}


PROVEN = (
    Recognition.Kind.WORKSHOP, Recognition.Kind.DEMO_PARK, Recognition.Kind.INCUBATOR,
)  # fmt: skip
"""What has to lay a list before the office each year."""


@dataclass(frozen=True)
class Due:
    """A year of a recognition: its last day for the list, and the list that came, if any."""

    recognition: Recognition
    year: int
    due: date
    proof: Proof | None
    today: date

    @property
    def standing(self) -> str:
        """``came``, ``late``, ``due`` (the year is over), ``running``; ``none`` where it ended."""
        if self.proof:
            return "came"
        until = self.recognition.until
        if until is not None and until < date(self.year, 12, 31):
            return "none"
        if self.today > self.due:
            return "late"
        return "running" if self.today.year == self.year else "due"


def recognitions_of(employer: Employer) -> QuerySet[Recognition]:
    """The recognitions of an employer that lay a list before the office each year."""
    found = employer.recognitions.filter(kind__in=PROVEN).select_related("employer__place")
    return found.prefetch_related("proofs").order_by("-since", "pk")


def years_of(recognition: Recognition, today: date) -> list[Due]:
    """The years of which a recognition can hand in a list, the latest first.

    The list of a year is due by the end of the month ``proof_due_months`` of the next one.
    """
    months = handling_at(recognition.employer.place_id).limit("proof_due_months")
    there = {proof.year: proof for proof in recognition.proofs.all()}
    last = min(today.year, recognition.until.year) if recognition.until else today.year
    return [
        Due(recognition, year, _due(year, months), there.get(year), today)
        for year in range(last, recognition.since.year - 1, -1)
    ]


def late(recognition: Recognition, today: date) -> list[Due]:
    """The years whose list a recognised body should have handed in by now, the latest first."""
    if recognition.kind not in PROVEN:
        return []
    return [each for each in years_of(recognition, today) if each.standing == "late"]


def _due(year: int, months: int) -> date:
    """The last day of the month that lies so many months after the end of a year."""
    return date(year + 1 + months // 12, months % 12 + 1, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Beside:
    """A person of a proof: what is declared beside what the registry knows."""

    line: ProofLine

    @property
    def verdict(self) -> str:
        """Registered beside declared: ``unknown``, ``none``, ``fewer``, ``more`` or ``same``."""
        line = self.line
        if line.person_id is None:
            return "unknown"
        if not line.registered:
            return "none"
        if line.registered == line.months:
            return "same"
        return "fewer" if line.registered < line.months else "more"


def beside(proof: Proof) -> list[Beside]:
    """The lines of a proof, those that the registry does not bear out first."""
    order = {"unknown": 0, "none": 1, "fewer": 2, "more": 3, "same": 4}
    lines = [Beside(line) for line in proof.lines.select_related("person")]
    return sorted(lines, key=lambda one: (order[one.verdict], one.line.pk))


def not_declared(proof: Proof) -> list[tuple[Person, int]]:
    """People whom the registry knows at the employer and the list does not name; their months."""
    known = registered_months(proof.recognition.employer, proof.year)
    named = set(proof.lines.exclude(person=None).values_list("person", flat=True))
    people = Person.objects.in_bulk([pk for pk in known if pk not in named])
    return [(person, known[pk]) for pk, person in sorted(people.items())]
