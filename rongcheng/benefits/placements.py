"""What an employer or agency gets for the people it brought to work: one row for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from rongcheng.employers.models import Employer
from rongcheng.people.models import Person
from rongcheng.rulekit.explain import Explanation, Row, explain
from rongcheng.rulekit.facts import Subject
from rongcheng.rulekit.frames import TABLES, query
from rongcheng.rulekit.judge import ELIGIBLE, Judgement, judge
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.rules import Rule, RulePack
from rongcheng.rulekit.showing import shown
from rongcheng.rules.packs import around
from rongcheng.rules.screening import naming
from rongcheng.rules.tables import COUNTED, QUERIES

from .events import DEAD
from .getting import Benefit
from .models import Application
from .subjects import period_of


@dataclass(frozen=True)
class Placed:
    """One person brought to work, under one rule.

    Attributes:
        range: how far, in words (zh, en).
        failing: the texts of the conditions that fail or are not known.
        application: the one that is there already and not over by refusal or withdrawal.
    """

    key: str
    name: str
    range: dict[str, str]
    months: int
    found: Judgement
    failing: list[dict[str, str]]
    application: Application | None

    @property
    def open(self) -> bool:
        """Whether it can be applied for now."""
        return self.found.outcome == ELIGIBLE and self.application is None


@dataclass(frozen=True)
class Placements:
    """A rule about placements with everybody whom the employer brought to work."""

    pack: RulePack
    rule: Rule
    people: list[Placed]

    @property
    def open(self) -> list[Placed]:
        return [each for each in self.people if each.open]

    @property
    def amount(self) -> int:
        """What can be applied for now, in fen."""
        return sum(each.found.amount or 0 for each in self.open)

    @property
    def by_amount(self) -> list[tuple[int, int]]:
        """How many people at which amount, the largest first."""
        amounts = [each.found.amount or 0 for each in self.open]
        return [(amounts.count(each), each) for each in sorted(set(amounts), reverse=True)]


def of_organiser(employer: Employer, day: date) -> list[Placements]:
    """Each rule about placements of the packs around those people's homes; none where none is."""
    packs = _packs(employer)
    found: list[Placements] = []
    for pack in packs:
        rules = pack.for_subject("placement", day) if "placement" in pack.subjects else []
        if not rules or any(one.rule.id == rule.id for one in found for rule in rules):
            continue
        rows = facts_of_organiser(pack.subjects["placement"], employer.code, day)
        names = _names(rows)
        for rule in rules:
            there = _there(rule, rows, period_of(rule, day))
            found.append(Placements(pack, rule, [
                _placed(rule, row, pack, names, there) for row in rows
            ]))  # fmt: skip
    return found


def day_asked(text: str, employer: Employer) -> date:
    """Today, or the last day of rules of those people's homes that hold no longer."""
    today = timezone.localdate()
    return next((day for day in days_of(employer) if text == day.isoformat()), today)


def days_of(employer: Employer) -> list[date]:
    """Those last days, the newest first."""
    today = timezone.localdate()
    ends = {rule.valid[1] for pack in _packs(employer) for rule in pack.rules.values()}
    return sorted((end for end in ends if end is not None and end < today), reverse=True)


def _packs(employer: Employer) -> list[RulePack]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT q.home_place_id FROM ({QUERIES['organised']}) "
            "o(person, organiser, organiser_kind, since, until) "
            "JOIN people_person q ON q.id = o.person WHERE o.organiser = %s", [employer.code]
        )  # fmt: skip
        homes = [row[0] for row in cursor.fetchall()]
    return around(*homes, employer.place_id)


def facts_of_organiser(subject: Subject, code: str, day: date) -> list[dict[str, Value]]:
    """The facts of everybody whom one organiser brought to work, in one question."""
    text = query(subject, day, "postgres")
    columns = ", ".join(TABLES["organised"])
    chosen = (
        f"chosen(person) AS (SELECT DISTINCT person FROM ({QUERIES['organised']}) o({columns}) "
        "WHERE organiser = %(key)s)"
    )
    tables = [
        f"{name}({', '.join(TABLES[name])}) AS ({asked}{_cut(name)})"
        for name, asked in QUERIES.items()
        if re.search(rf"\b{name}\b", text)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {', '.join([chosen, *tables])} SELECT * FROM ({text.replace('%', '%%')}) facts "
            "WHERE facts.organiser = %(key)s ORDER BY facts.person",
            {"key": code},
        )
        names = [column[0] for column in cursor.description]
        return [_typed(subject, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _cut(table: str) -> str:
    cut = table in ("person", "spell", "organised")
    return " AND p.id IN (SELECT person FROM chosen)" if cut else ""


def _typed(subject: Subject, row: dict[str, Value]) -> dict[str, Value]:
    """A row with whole numbers as such, and None for what nobody knows."""
    found: dict[str, Value] = dict.fromkeys(subject.facts)
    for name, value in row.items():
        kind = subject.facts[name].type.kind if name in subject.facts else ""
        found[name] = int(str(value)) if value is not None and kind in COUNTED else value
    return found


def _names(rows: Iterable[Row]) -> dict[str, str]:
    found = Person.objects.filter(pk__in=[int(str(row["person"])) for row in rows])
    return {str(pk): name for pk, name in found.values_list("pk", "name")}


def _there(rule: Rule, rows: Iterable[Row], period: str) -> dict[str, Application]:
    keys = [str(row["placement"]) for row in rows]
    told = Application.objects.filter(
        rule=rule.id, subject="placement", key__in=keys, period=period
    ).exclude(stage__in=DEAD)  # fmt: skip
    return {one.key: one for one in told}


def _placed(
    rule: Rule, row: Row, pack: RulePack, names: dict[str, str], there: dict[str, Application]
) -> Placed:
    found = judge(rule, row)
    far = pack.subjects["placement"].facts["main_range"]
    failing = [dict(c.text) for c in rule.conditions if found.conditions[c.id] is not True]
    return Placed(
        str(row["placement"]), names.get(str(row["person"]), ""),
        shown(row.get("main_range"), far), int(str(row.get("months") or 0)), found, failing,
        there.get(str(row["placement"])),
    )  # fmt: skip


def benefit_of(placements: Placements, key: str, employer: Employer, day: date) -> Benefit:
    """One placement as a benefit, with its full explanation."""
    pack, id = placements.pack, placements.rule.id
    rows = facts_of_organiser(pack.subjects["placement"], employer.code, day)
    row = next(row for row in rows if row["placement"] == key)
    rule = pack.rule(id, day) or placements.rule
    explained: Explanation = explain(rule, row, pack, day, place=naming(pack, "placement", row))
    return Benefit(pack, key, day, explained, None)
