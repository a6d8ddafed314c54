"""Statements of the demonstration: some townships have gone through their lists, others have not.

So of every rule in force somebody is eligible, somebody is nearly, and most others have still to be
asked. What chance leaves out is stated as the rule's own examples have it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.packs import Pack
from rongcheng.agencies.queries import offices_of
from rongcheng.appeals.demo import Clerk
from rongcheng.audit.services import Actor
from rongcheng.places.codes import TOWNSHIP, at_level, span_of
from rongcheng.rulekit.explain import explain
from rongcheng.rulekit.judge import ELIGIBLE, NOT, judge
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.rules import Example, Rule, RulePack
from rongcheng.rules.packs import live
from rongcheng.rules.services.answers import confirm, state

from . import demo_statements
from .demo_people import as_stated, days_of, facts_on

DRAWN: dict[str, Callable[..., demo_statements.Said]] = {
    "person": demo_statements.person, "household": demo_statements.household,
    "employer": demo_statements.employer,
}  # fmt: skip
MOST = 2_500
"""Subjects of a kind who are on the lists; a larger registry has more who were not asked."""
TOWNSHIPS, ELSEWHERE = 0.3, 0.04
"""Townships that went through their lists; single persons of the others who were asked."""
LEFT = 2
"""Employers of each kind who are not asked by chance, but where a rule lacks somebody."""
ENOUGH, TRIED = 3, 3_000
"""How many are to be eligible and nearly so at least; subjects looked at for it."""
AGES = {"vocational_student": (15, 19), "graduate": (21, 30)}
WORKING_AGE = (18, 59)
"""How old those are who say that they are pupils, graduates, or anything else."""
Key = int | str


def fill(*, by: Actor, pack: Pack, people: int, seed: int = 1) -> int:
    """State what the demonstration county's people and employers were asked; how many stated."""
    county = pack.demo_county
    if county is None:
        return 0
    rules = live(pack.key)
    day = days_of(rules, timezone.localdate())[1]
    rng = random.Random(f"rongcheng answers {pack.key} {seed}")
    told = 0
    for name, facts in facts_on(rules, DRAWN, day):
        page = Lists(rules, name, county, day, rng, by)
        rows = facts.to_dicts()
        rng.shuffle(rows)
        told += page.fill(sorted(rows, key=page.is_near, reverse=True))
    return told


@dataclass
class Lists:
    """The lists of one kind of subject in the county.

    Attributes:
        day: as of which day the rules are looked at; everything is stated before it.
        said: what each subject has stated by now.
    """

    pack: RulePack
    name: str
    county: int
    day: date
    rng: random.Random
    by: Actor
    said: dict[Key, dict[str, Value]] = field(default_factory=dict)
    asked_by: dict[int, Actor] = field(default_factory=dict)

    def is_near(self, row: Mapping[str, Value]) -> bool:
        """Whether a subject belongs to the county: by home, or where it is."""
        lo, hi = span_of(self.county)
        at = self._place(row)
        return lo <= at < hi

    def fill(self, rows: list[dict[str, Value]]) -> int:
        """Draw the county's lists, see to it that no rule is without anybody, state everything.

        Args:
            rows: everybody's facts, the county's before others'.
        """
        rules = [rule for rule in self.pack.on(self.day) if rule.subject == self.name]
        subject = self.pack.subjects[self.name]
        asked = {
            fact for rule in rules for fact in rule.facts() if subject.facts[fact].source == "asked"
        }
        if not asked:
            return 0
        asking = [rule for rule in rules if asked & set(rule.facts())]
        self._assure(asking, rows[:TRIED], 1)
        for row in islice(self._listed(filter(self.is_near, rows)), MOST):
            drawn = DRAWN[self.name](row, self.day, self.rng)
            known = {k for k in drawn if k not in asked or row.get(k) is not None}
            self._say(row, {k: v for k, v in drawn.items() if k not in known and v is not None})
        self._assure(asking, rows[:TRIED], ENOUGH)
        self._state(rows)
        return len(self.said)

    def _listed(self, rows: Iterable[dict[str, Value]]) -> Iterator[dict[str, Value]]:
        """Those of the townships that went through their lists; the one with an account has."""
        clerk = Staff.objects.filter(username="township").select_related("office").first()
        first = clerk.office.place_id if clerk and clerk.office else 0
        went = {first: True}
        kinds = Counter[Value]()
        for row in rows:
            if self.name == "employer":
                kinds[row.get("kind")] += 1
                if row.get("kind") and kinds[row.get("kind")] > LEFT:
                    yield row
                continue
            town = at_level(self._place(row), TOWNSHIP)
            if town not in went:
                went[town] = random.Random(f"{self.pack.name} {town}").random() < TOWNSHIPS
            if went[town] or self.rng.random() < ELSEWHERE:
                yield row

    def _say(self, row: dict[str, Value], said: Mapping[str, Value]) -> None:
        if said:
            row.update(said)
            self.said.setdefault(self._key(row), {}).update(said)

    # --- nobody is left out ----------------------------------------------------------------------

    def _assure(self, rules: list[Rule], rows: list[dict[str, Value]], enough: int) -> None:
        """Let more say what makes them eligible, or nearly so, where fewer than enough are."""
        for rule in rules:
            for outcome, fits in ((ELIGIBLE, self._granted(rule)), (NOT, self._nearly(rule))):
                told = (row for row in rows if self._key(row) in self.said and fits(row))
                there = sum(1 for _row in islice(told, enough))
                self._some(rule, rows, outcome, enough - there, fits)

    def _some(self, rule: Rule, rows: list[dict[str, Value]], outcome: str, wanted: int,
              fits: Callable[[Mapping[str, Value]], bool]) -> None:  # fmt: skip
        """So many who have not answered yet say what an example with that outcome says."""
        examples = [one for one in rule.examples if one.outcome == outcome]
        likely = _likely(rule)
        for row in sorted(rows, key=lambda one: (not likely(one), self._key(one) in self.said)):
            if wanted <= 0:
                return
            if said := self._as_some(rule, row, examples, fits):
                self._say(row, said)
                wanted -= 1

    def _as_some(self, rule: Rule, row: dict[str, Value], examples: list[Example],
                 fits: Callable[[Mapping[str, Value]], bool]) -> dict[str, Value]:  # fmt: skip
        for example in examples:
            said = as_stated(rule, row, self.pack, self.county, example, self.day)
            if said and fits({**row, **said}):
                return said
        return {}

    def _granted(self, rule: Rule) -> Callable[[Mapping[str, Value]], bool]:
        """Whether a subject is eligible."""
        bound = rule.at(self.day)
        return lambda row: judge(bound, row).outcome == ELIGIBLE

    def _nearly(self, rule: Rule) -> Callable[[Mapping[str, Value]], bool]:
        """Whether one change is all that a subject is away from it."""
        bound = rule.at(self.day)

        def is_nearly(row: Mapping[str, Value]) -> bool:
            found = judge(bound, row)
            missing = sum(held is not True for held in found.conditions.values())
            return missing == 1 and found.outcome == NOT and (
                explain(rule, row, self.pack, self.day).nearly
            )  # fmt: skip

        return is_nearly

    # --- stated ----------------------------------------------------------------------------------

    @transaction.atomic
    def _state(self, rows: list[dict[str, Value]]) -> None:
        """Each list on its day, by who went through it; papers of employers are compared."""
        subject = self.pack.subjects[self.name]
        officer = Staff.objects.filter(username="county").select_related("office").first()
        for row in rows:
            key = self._key(row)
            if key not in self.said:
                continue
            place = self._place(row)
            days = random.Random(f"{self.name} {place}").randrange(15, 120)
            answers = state(
                by=self._who(place), subject=subject, key=key, said=self.said[key],
                since=self.day - timedelta(days=days), place=place,
            )  # fmt: skip
            if self.name == "employer" and officer and answers and self.rng.random() < 0.6:
                confirm(by=officer, answers=answers, place=place)

    def _who(self, place: int) -> Actor:
        """The clerk who asks there: an account, or a clerk of the office without one."""
        town = at_level(place, TOWNSHIP)
        if town not in self.asked_by:
            staff = Staff.objects.filter(office__place_id=town, username="township").first()
            office = offices_of(town, Office.Kind.EMPLOYMENT)
            self.asked_by[town] = staff or (Clerk(office) if office else self.by)
        return self.asked_by[town]

    def _key(self, row: Mapping[str, Value]) -> Key:
        key = row[self.pack.subjects[self.name].key]
        assert isinstance(key, int | str)
        return key

    def _place(self, row: Mapping[str, Value]) -> int:
        return int(str(row.get("home") or row.get("place") or 0))


def _likely(rule: Rule) -> Callable[[Mapping[str, Value]], bool]:
    """Whether a subject is of the age that what the rule asks is usual at; all but persons are."""
    asked = rule.facts()
    low, high = next((ages for name, ages in AGES.items() if name in asked), WORKING_AGE)

    def is_likely(row: Mapping[str, Value]) -> bool:
        age = row.get("age")
        return "age" not in row or (isinstance(age, int) and low <= age <= high)

    return is_likely
