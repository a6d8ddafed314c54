"""What a person can get: the benefits of all packs around them, each in one group.

For the person's own page, the clerk's desk and, through ``of_subject``, for employers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rongcheng.core.errors import Refusal
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person
from rongcheng.rulekit.explain import ConditionLine, Explanation, SeenFact
from rongcheng.rulekit.facts import Subject
from rongcheng.rulekit.rules import Rule, RulePack
from rongcheng.rules.packs import around
from rongcheng.rules.screening import explain_subject

from .events import DEAD, Stage
from .models import Application
from .services.applying import subject_of
from .subjects import period_of

OFFERED, ELIGIBLE, NEARLY, NEEDS, HAD, NOT = GROUPS = (
    "offered", "eligible", "nearly", "needs", "had", "not",
)  # fmt: skip
"""In the order in which pages show them."""
SUBJECTS = ("person", "household")
MONEY = frozenset({"cash", "support"})
"""Kinds of outcomes that are paid to an account."""


@dataclass(frozen=True)
class Benefit:
    """A rule for one subject on a day, and what was applied for already.

    Attributes:
        application: the newest one of the same period, ended or not.
    """

    pack: RulePack
    key: int | str
    day: date
    found: Explanation
    application: Application | None

    @property
    def rule(self) -> Rule:
        return self.found.rule

    @property
    def about(self) -> Subject:
        return self.pack.subjects[self.rule.subject]

    @property
    def there(self) -> Application | None:
        """The application that stands in the way of another one for the same."""
        one = self.application
        return one if one is not None and one.stage not in DEAD else None

    @property
    def group(self) -> str:
        if self.there is not None:
            return OFFERED if self.there.stage == Stage.OFFERED else HAD
        return NEARLY if self.found.nearly else self.found.outcome

    @property
    def open_to_apply(self) -> bool:
        """Whether it can be applied for now: no condition fails and none is on its way."""
        return self.there is None and self.found.outcome != "not"

    @property
    def paid(self) -> bool:
        return self.rule.outcome.kind in MONEY

    @property
    def wait(self) -> Mapping[str, str]:
        """Of what is nearly there: the change that would do, in Chinese and English."""
        return next((each.text for line in self.found.lines for each in line.away), {})

    @property
    def failing(self) -> list[ConditionLine]:
        """The conditions that are not met."""
        return [line for line in self.found.lines if line.held is False]

    @property
    def questions(self) -> list[SeenFact]:
        """What has to be asked, and can be."""
        return [fact for fact in self.found.needs if fact.source == "asked"]

    @property
    def unknown(self) -> list[SeenFact]:
        """What the records should know and do not; an office or one's own statement tells it."""
        return [fact for fact in self.found.needs if fact.source != "asked"]


def of_person(person: Person, day: date) -> list[Benefit]:
    """The benefits for a person and their household, each rule once, sorted by group.

    Packs of the home place go before those of the work place.
    """
    found: dict[str, Benefit] = {}
    for pack in around(person.home_place_id, person.host_place_id):
        for subject in SUBJECTS:
            key = subject_of(person, subject)
            if key is not None:
                for benefit in of_subject(pack, subject, key, day):
                    found.setdefault(benefit.rule.id, benefit)
    return in_order(found.values())


def of_employer(employer: Employer, day: date) -> list[Benefit]:
    """The benefits for an employer by its own facts; its placements are told apart."""
    found: dict[str, Benefit] = {}
    for pack in around(employer.place_id):
        for benefit in of_subject(pack, "employer", employer.code, day):
            found.setdefault(benefit.rule.id, benefit)
    return in_order(found.values())


def of_subject(pack: RulePack, subject: str, key: int | str, day: date) -> list[Benefit]:
    """Every rule of a pack about one subject; none where the registry does not know it."""
    if subject not in pack.subjects or not pack.for_subject(subject, day):
        return []
    try:
        explained = explain_subject(pack, subject, key, day)
    except Refusal:
        return []
    there = _applications(subject, key)
    return [
        Benefit(pack, key, day, each, there.get((each.rule.id, period_of(each.rule, day))))
        for each in explained
    ]


def in_order(benefits: Iterable[Benefit]) -> list[Benefit]:
    return sorted(benefits, key=lambda each: GROUPS.index(each.group))


def grouped(benefits: Iterable[Benefit]) -> dict[str, list[Benefit]]:
    """Benefits by group, the groups in their order, empty ones too."""
    groups: dict[str, list[Benefit]] = {name: [] for name in GROUPS}
    for benefit in benefits:
        groups[benefit.group].append(benefit)
    return groups


def _applications(subject: str, key: int | str) -> Mapping[tuple[str, str], Application]:
    """By rule and period: the one that is not over, else the newest."""
    told = Application.objects.filter(subject=subject, key=str(key)).order_by("filed_at", "pk")
    told = told.select_related("place", "person", "employer")
    found: dict[tuple[str, str], Application] = {}
    for one in told:
        name = (one.rule, one.period)
        if name not in found or found[name].stage in DEAD:
            found[name] = one
    return found


def earlier_days(person_places: Iterable[int | None], today: date) -> list[date]:
    """Last days of the rules that hold no longer, the newest first: what can be had for then."""
    ends = {
        rule.valid[1]
        for pack in around(*person_places)
        for rule in pack.rules.values()
        if rule.valid[1] is not None and rule.valid[1] < today
    }
    return sorted(ends, reverse=True)


def day_asked(text: str, places: Iterable[int | None], today: date) -> date:
    """The day that a page asks about: today, or the last day of rules that hold no longer."""
    days = {day.isoformat(): day for day in earlier_days(places, today)} if text else {}
    return days.get(text, today)


def papers_of(benefit: Benefit) -> list[Mapping[str, str]]:
    """The papers that go with an application: the rule's, and those that prove what was stated."""
    facts = benefit.about.facts
    stated = [facts[name].paper for name in benefit.rule.facts() if facts[name].source == "asked"]
    found = {paper["zh"]: paper for paper in [*benefit.rule.documents, *stated] if paper}
    return list(found.values())
