"""A household: who is at home, who works where, and who is left behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.people.models import EmploymentSpell, Household, Person
from rongcheng.places.ranges import UNKNOWN, WITHIN_COUNTY

from .codes import age_on
from .person import NotFound
from .persons import for_list
from .scope import visible_households, visible_persons

CHILD, ELDER = 16, 60


@dataclass(frozen=True)
class Member:
    """One member with age, present work, and whether they are left behind at home.

    ``left_behind`` is ``child`` (under 16), ``elder`` (60 and over) or empty.
    """

    person: Person
    age: int | None
    job: EmploymentSpell | None
    left_behind: str = ""

    @property
    def away(self) -> bool:
        """Whether their work lies outside the home county."""
        return self.job is not None and self.job.transfer_range not in (WITHIN_COUNTY, UNKNOWN)


@dataclass(frozen=True)
class HouseholdView:
    """A household with its members, the head first."""

    household: Household
    members: list[Member]
    hidden: int

    @property
    def home(self) -> list[Member]:
        return [m for m in self.members if not m.away]

    @property
    def away(self) -> list[Member]:
        return [m for m in self.members if m.away]

    @property
    def left_behind(self) -> list[Member]:
        return [m for m in self.members if m.left_behind]


def household(staff: Staff, pk: int) -> HouseholdView:
    """A household of which ``staff`` may see somebody; NotFound otherwise.

    Only members within the reach of ``staff`` are listed; ``hidden`` counts the rest. A child
    or elder counts as left behind when no working-age member stays at home.
    """
    found = visible_households(staff).select_related("place").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no household %(pk)s among those you may see.") % {"pk": pk})
    people = for_list(visible_persons(staff).filter(household=found))
    everybody = Person.objects.filter(household=found, merged_into=None).count()
    shown = sorted(people, key=lambda p: (p.relation_to_head or "98", p.birth_date or date.max))
    return HouseholdView(found, members(shown), everybody - len(shown))


def members(people: list[Person], today: date | None = None) -> list[Member]:
    """Members of one household out of persons that carry ``jobs``."""
    today = today or timezone.localdate()
    plain = [Member(p, age_on(p.birth_date, today), p.jobs[0] if p.jobs else None) for p in people]
    adults = [m for m in plain if m.age is not None and CHILD <= m.age < ELDER]
    alone = any(m.away for m in adults) and all(m.away for m in adults)
    return [
        Member(m.person, m.age, m.job, _left_behind(m)) if alone and not m.away else m
        for m in plain
    ]


def _left_behind(member: Member) -> str:
    if member.age is None or CHILD <= member.age < ELDER:
        return ""
    return "child" if member.age < CHILD else "elder"
