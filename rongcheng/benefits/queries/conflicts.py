"""Conflicts and double claims across schemes, each with both records side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits.events import DECIDED
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Application
from rongcheng.benefits.terms import retires_on
from rongcheng.benefits.words import applicant, title_of, where_it_stands
from rongcheng.core.yamlfile import PackError
from rongcheng.people.models import EmploymentSpell
from rongcheng.rulekit.rulefiles import PackErrors
from rongcheng.rules.packs import live, names
from rongcheng.web import formats
from rongcheng.web.masking import mask_name

from . import conflict_sql as sql

YOUNGEST = 16
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of conflict; ``hard``: nobody approves against it without a reason."""

    title: str | Promise
    query: str
    hint: str | Promise
    hard: bool = False


KINDS: dict[str, Kind] = {
    "excludes": Kind(
        gettext_lazy("Benefits that exclude each other"), sql.EXCLUDES,
        gettext_lazy("One person has only one of them for the same days."), hard=True,
    ),
    "twice": Kind(
        gettext_lazy("The same benefit under another record or region"), sql.TWICE,
        gettext_lazy("The same benefit is had once for a period, wherever it is applied for."),
        hard=True,
    ),
    "account": Kind(
        gettext_lazy("One bank account for several applicants"), sql.ACCOUNT,
        gettext_lazy("Money goes to the applicant's own account."),
    ),
    "phone": Kind(
        gettext_lazy("One phone for several applicants"), sql.PHONE,
        gettext_lazy("More applicants than the limit of the place share a phone."),
    ),
    "places": Kind(
        gettext_lazy("Work in two provinces on the same days"), sql.PLACES,
        gettext_lazy("Nobody works in two provinces at once; one record is wrong."),
    ),
    "age": Kind(
        gettext_lazy("Age outside the working age"), sql.AGE,
        gettext_lazy("Under 16, or at the age of retirement."),
    ),
    "organiser": Kind(
        gettext_lazy("Two organisers claim the same person"), sql.ORGANISER,
        gettext_lazy("Who was brought to work first counts for one organiser only."),
    ),
    "heads": Kind(
        gettext_lazy("More awards than workers"), sql.HEADS,
        gettext_lazy("The awards of an employer count more heads than it is known to employ."),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """One side of a finding: what it is, what it says, its record and when."""

    what: str
    says: str
    when: str
    record: str = ""
    url: str = ""


@dataclass(frozen=True)
class Finding:
    """Something that speaks against an application, with both records."""

    kind: str
    application: Application
    left: Evidence
    right: Evidence
    hard: bool

    @property
    def both_approved(self) -> bool:
        """Too late to stop it: what excludes each other was approved twice."""
        return self.hard and self.application.stage in DECIDED

    @property
    def title(self) -> str:
        return str(KINDS[self.kind].title)

    @property
    def both(self) -> tuple[Evidence, Evidence]:
        return self.left, self.right

    @property
    def hint(self) -> str:
        return str(KINDS[self.kind].hint)


def findings(application: Application, kinds: Iterable[str] = KINDS) -> list[Finding]:
    """What speaks against one application, hard findings first."""
    found: list[Finding] = []
    for kind in kinds:
        rows = _rows(kind, "a.id = %(pk)s", {"pk": application.pk}, application.place_id)
        found += _told(kind, rows)
    return sorted(found, key=lambda one: not one.hard)


def hard_against(application: Application) -> list[Finding]:
    """Findings that stop an approval: an exclusion or double claim that stands approved or paid."""
    kinds = [name for name, kind in KINDS.items() if kind.hard]
    return [one for one in findings(application, kinds) if one.hard]


def rows_over(staff: Staff, kind: str) -> list[tuple[int, int | None, Data]]:
    """Every finding of a kind over the place of ``staff``, still without its records."""
    scope = scope_of(staff)
    if not staff.can(Can.SEE_BENEFITS) or scope.only_own_office:
        return []
    span = {"lo": scope.lo, "hi": scope.hi}
    rows = _rows(kind, "a.place_id >= %(lo)s AND a.place_id < %(hi)s", span, scope.lo)
    pairs = {(pk, other) for pk, other, _data in rows}
    return [
        (pk, other, data)
        for pk, other, data in rows
        if other is None or pk > other or (other, pk) not in pairs  # a pair once: the later claim
    ]


def told(kind: str, rows: list[tuple[int, int | None, Data]]) -> list[Finding]:
    """Findings with their records, for the rows of a page."""
    return _told(kind, rows)


def _rows(
    kind: str, which: str, given: dict[str, Any], place: int
) -> list[tuple[int, int | None, Data]]:
    values = given | _rules() | {"phones": handling_at(place).limit("shared_phone")}
    with connection.cursor() as cursor:
        cursor.execute(KINDS[kind].query.format(which=which) + " ORDER BY 1", values)
        rows = cursor.fetchall()
    rows = [(pk, other, _read(data)) for pk, other, data in rows]
    keep = KEEPS.get(kind)
    return [row for row in rows if keep is None or keep(row[2])]


def _read(data: Any) -> Data:
    found: Data = json.loads(data) if isinstance(data, str) else data
    return found


def _rules() -> dict[str, list[str]]:
    """Pairs of rules that exclude each other, both ways, and benefits that are alike by title."""
    found: dict[str, list[str]] = {
        name: [] for name in ("pack", "one", "two", "alike_pack", "alike_rule", "alike")
    }
    for name in names():
        try:
            pack = live(name)
        except (PackError, PackErrors):  # a pack with mistakes has no rules in force
            continue
        for rule in pack.rules.values():
            found["alike_pack"].append(name)
            found["alike_rule"].append(rule.id)
            found["alike"].append(rule.title["zh"])
            for other in rule.excludes:
                for one, two in ((rule.id, other), (other, rule.id)):
                    found["pack"].append(name)
                    found["one"].append(one)
                    found["two"].append(two)
    pairs = dict.fromkeys(zip(found["pack"], found["one"], found["two"], strict=True))
    for at, column in enumerate(("pack", "one", "two")):
        found[column] = [pair[at] for pair in pairs]
    return found


def _outside_working_age(data: Data) -> bool:
    if not data["born"]:
        return False
    born, day = date.fromisoformat(data["born"]), date.fromisoformat(data["as_of"])
    return _age(born, day) < YOUNGEST or day >= retires_on(born, data["sex"] or 1)


KEEPS: dict[str, Callable[[Data], bool]] = {"age": _outside_working_age}
"""What a query narrows roughly and Python exactly."""


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _told(kind: str, rows: list[tuple[int, int | None, Data]]) -> list[Finding]:
    numbers = {pk for row in rows for pk in row[:2] if pk}
    known = Application.objects.select_related("person", "employer", "place").in_bulk(numbers)
    spells = EmploymentSpell.objects.select_related("source", "work_place").in_bulk(
        {data[side] for _a, _b, data in rows for side in ("one", "two") if side in data}
    )
    found = []
    for pk, other, data in rows:
        mine = known[pk]
        theirs = known.get(other or 0)
        left, right = _sides(kind, mine, theirs, data, spells)
        hard = KINDS[kind].hard and theirs is not None and theirs.stage in DECIDED
        found.append(Finding(kind, mine, left, right, hard and data.get("sure", True)))
    return found


def _sides(
    kind: str, mine: Application, theirs: Application | None, data: Data,
    spells: Mapping[int, EmploymentSpell],
) -> tuple[Evidence, Evidence]:  # fmt: skip
    if kind == "places":
        return _of_spell(spells[data["one"]]), _of_spell(spells[data["two"]])
    if kind == "age":
        person = mine.person
        born = formats.day(date.fromisoformat(data["born"]))
        record = Evidence(
            _("Record of the person"), _("born %(day)s") % {"day": born}, "",
            mask_name(person.name) if person else "", _person_url(mine),
        )  # fmt: skip
        return _of_application(mine), record
    if kind == "heads":
        says = _("%(heads)s heads awarded, %(workers)s workers known, %(insured)s insured") % {
            "heads": data["heads"], "workers": data["workers"],
            "insured": "—" if data["insured"] is None else data["insured"],
        }  # fmt: skip
        name = mine.employer.name if mine.employer else ""
        return _of_application(mine), Evidence(_("Record of the employer"), says, "", name)
    right = _of_application(theirs) if theirs else Evidence("", "", "")
    if (count := data.get("count", 0)) > 1:
        more = (
            _("%(n)d other applicants in all") if kind == "account" else _("%(n)d persons in all")
        )
        right = Evidence(right.what, f"{right.says} · {more % {'n': count}}", right.when,
                         right.record, right.url)  # fmt: skip
    return _of_application(mine), right


def _of_application(application: Application) -> Evidence:
    name = applicant(application)
    says = " · ".join(part for part in (name, application.place.full_name) if part)
    when = (
        f"{application.period or formats.day(application.as_of)} · {where_it_stands(application)}"
    )
    return Evidence(
        title_of(application), says, when, application.number,
        reverse("benefits:application", args=[application.number]),
    )  # fmt: skip


def _of_spell(spell: EmploymentSpell) -> Evidence:
    until = formats.day(spell.end_date) if spell.end_date else _("today")
    place = spell.work_place.full_name if spell.work_place else _("place not known")
    told = _("told by %(who)s, of %(day)s") % {
        "who": spell.source.stated_by or spell.source.get_channel_display(),
        "day": formats.day(spell.source.said_on),
    }  # fmt: skip
    return Evidence(spell.employer_name or _("Work"), f"{place} · {told}",
                    f"{formats.day(spell.start_date)} – {until}",
                    spell.source.get_channel_display())  # fmt: skip


def _person_url(application: Application) -> str:
    return reverse("people:person", args=[application.person_id]) if application.person_id else ""
