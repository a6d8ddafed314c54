"""Who applies for what in the demonstration: people whom a rule of the pack grants something."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from rongcheng.agencies.models import Staff
from rongcheng.agencies.scope import scope_of
from rongcheng.employers.models import Employer
from rongcheng.people.models import EmploymentSpell, Person
from rongcheng.places.codes import span_of
from rongcheng.places.models import Place
from rongcheng.rulekit.facts import Subject
from rongcheng.rulekit.frames import complete, write_facts
from rongcheng.rulekit.judge import ELIGIBLE, judge
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.rules import Example, Rule, RulePack
from rongcheng.rules.tables import write_tables

EARLY, LATE = 80, 26
"""How many days ago the two days lie that facts are asked about."""
TRIED = 400
"""Subjects looked at for one rule."""
CODE_LENGTH = 18
FREE = 3
"""How many more of what the registry alone decides."""


@dataclass(frozen=True)
class Candidate:
    """A subject that a rule grants something once it has stated ``said``."""

    rule: Rule
    key: int | str
    day: date
    said: Mapping[str, Value]
    person: Person | None
    employer: Employer | None
    county: str
    account: str


def days_of(pack: RulePack, today: date) -> tuple[date, date]:
    """Two days on which the pack's rules hold: for what is decided, for what was just filed."""
    ends = [rule.valid[1] for rule in pack.rules.values()]
    last = today if None in ends else max((end for end in ends if end), default=today)
    return min(last, today - timedelta(days=EARLY)), min(last, today - timedelta(days=LATE))


def candidates(
    pack: RulePack, county: int, day: date, rng: random.Random, wanted: int
) -> list[Candidate]:
    """So many subjects, the rules of the pack in turn, people of the county before others."""
    found: list[Iterator[Candidate]] = []
    for name, facts in facts_on(pack, ("person", "employer"), day):
        for rule in pack.on(day):
            if rule.subject == name:
                people = _of(rule, facts, pack, county, day, rng)
                asked = any(pack.subjects[name].facts[f].source == "asked" for f in rule.facts())
                found += [people] * (1 if asked else FREE)
    taken: list[Candidate] = []
    while found and len(taken) < wanted:
        for one in list(found):
            if (candidate := next(one, None)) is None:
                found = [other for other in found if other is not one]
            elif len(taken) < wanted:
                taken.append(candidate)
    return taken


def facts_on(
    pack: RulePack, subjects: Iterable[str], day: date
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Everybody's facts on a day, for each kind of subject that a rule of that day is about."""
    about = {rule.subject for rule in pack.on(day)}
    with TemporaryDirectory() as folder:
        tables = write_tables(Path(folder))
        for name in subjects:
            if name in about:
                path = Path(folder) / f"{name}.facts"
                write_facts(pack.subjects[name], tables, day, path)
                yield name, _read(path, pack.subjects[name])


def facts_of_days(
    pack: RulePack, subject: str, days: Sequence[date]
) -> Iterator[tuple[date, pl.DataFrame]]:
    """Everybody's facts on each of some days; the registry is read out once."""
    about = pack.subjects[subject]
    with TemporaryDirectory() as folder:
        tables = write_tables(Path(folder))
        for day in dict.fromkeys(days):
            path = Path(folder) / f"{subject}.facts"
            write_facts(about, tables, day, path)
            yield day, _read(path, about)


def _read(path: Path, subject: Subject) -> pl.DataFrame:
    """Facts in the order of their keys, so that equal seeds find equal people."""
    return complete(pl.scan_parquet(path), subject).sort(subject.key).collect()


def clerk_at(place: int, *names: str) -> Staff | None:
    """An account of the demonstration whose place a place lies in."""
    for name in names:
        staff = Staff.objects.filter(username=name).select_related("office").first()
        if staff is not None and scope_of(staff).covers(place):
            return staff
    return None


def _of(
    rule: Rule, facts: pl.DataFrame, pack: RulePack, county: int, day: date, rng: random.Random
) -> Iterator[Candidate]:
    """Subjects of one rule; half of them in the county, as the place that it asks for lies."""
    subject = pack.subjects[rule.subject]
    asked = next((str(c.when.args[0].value) for c in rule.conditions if c.id == "place"), "")
    inside = _inside(facts, asked if asked in facts.columns else "home", county)
    name = Place.objects.filter(code=county).values_list("name", flat=True).first() or ""
    mixed = inside.sample(fraction=1, shuffle=True, seed=rng.randrange(2**31))
    frame = _village_first(mixed).head(TRIED)
    example = next((e for e in rule.examples if e.outcome == ELIGIBLE), None)
    for row in frame.iter_rows(named=True):
        said = as_stated(rule, row, pack, county, example, day) if example else {}
        if judge(rule.at(day), {**row, **said}).outcome != ELIGIBLE:
            continue
        key = row[subject.key]
        person, employer = _who(rule.subject, key)
        if person or employer:
            number = f"622848{rng.randrange(10**12, 10**13)}"
            yield Candidate(rule, key, day, said, person, employer, name, number)


def _village_first(facts: pl.DataFrame) -> pl.DataFrame:
    """Those of the village that has an account first, so that its clerk finds work."""
    clerk = Staff.objects.filter(username="village").select_related("office").first()
    if clerk is None or clerk.office is None or "home" not in facts.columns:
        return facts
    here = pl.col("home") == clerk.office.place_id
    return pl.concat([facts.filter(here), facts.filter(here.not_() | pl.col("home").is_null())])


def _inside(facts: pl.DataFrame, column: str, county: int) -> pl.DataFrame:
    lo, hi = span_of(county)
    if column not in facts.columns or facts[column].null_count() == facts.height:
        column = "home"
    if column not in facts.columns:
        return facts
    near = facts.filter(pl.col(column).is_between(lo, hi, closed="left"))
    return near if near.height else facts


def as_stated(
    rule: Rule, row: Mapping[str, Value], pack: RulePack, county: int, example: Example, day: date
) -> dict[str, Value]:
    """What a subject says of itself if it says what an example of the rule has.

    Returns:
        The facts that are asked for and not known of it; days as far from ``day`` as the example's.
    """
    said: dict[str, Value] = {}
    for name in rule.facts():
        fact = pack.subjects[rule.subject].facts[name]
        value = example.given.get(name)
        if fact.source != "asked" or row.get(name) is not None or value is None:
            continue
        if isinstance(value, date):
            value += day - example.as_of
        said[name] = row.get("home") or county if fact.type.kind == "place" else value
    return said


def _who(subject: str, key: int | str) -> tuple[Person | None, Employer | None]:
    if subject == "person":
        return Person.objects.filter(pk=key, merged_into=None).first(), None
    if len(str(key)) != CODE_LENGTH:  # known by its name only
        return None, None
    spell = EmploymentSpell.objects.filter(employer_code=key).exclude(work_place=None).first()
    if spell is None or spell.work_place_id is None:
        return None, None
    employer, _ = Employer.objects.get_or_create(
        code=key, defaults={
            "name": spell.employer_name or str(key), "kind": Employer.Kind.ENTERPRISE,
            "place_id": spell.work_place_id,
        },
    )  # fmt: skip
    return None, employer
