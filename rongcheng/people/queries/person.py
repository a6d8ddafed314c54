"""One person: what is known, who said so, where they worked, and who looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.audit.models import Event, Touched
from rongcheng.core.errors import Refusal
from rongcheng.people.models import PERSON_FIELDS, EmploymentSpell, Person, SourceRecord

from .scope import visible_persons

SHOWN = (
    *(name for name in PERSON_FIELDS if name != "pinyin" and not name.endswith("_index")),
    "household_no",
)
LOOKS = 50


class NotFound(Refusal):
    """There is no such person, or not for this member of staff: both answer alike."""

    status = 404


def person(staff: Staff, pk: int) -> Person:
    """The person with this number, with places and household; NotFound outside the reach of staff.

    A number that was merged into another person leads to that person.
    """
    merged = Person.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
    found = (
        visible_persons(staff)
        .select_related("home_place", "host_place", "household", "household__place")
        .filter(pk=merged or pk)
        .first()
    )
    if found is None:
        raise NotFound(
            _("There is no person %(pk)s among those you may see; perhaps of another place.")
            % {"pk": pk}
        )
    return found


@dataclass(frozen=True)
class Said:
    """One value that a source gave for one field."""

    value: str
    record: SourceRecord


@dataclass(frozen=True)
class FieldHistory:
    """A field with the value in force, the source that won, and what other sources say."""

    name: str
    value: str
    winner: SourceRecord | None
    others: list[Said] = field(default_factory=list)

    @property
    def contradicted(self) -> bool:
        """Whether another source says something else."""
        return bool(self.others)


@dataclass(frozen=True)
class Statement:
    """A source record with what it changed against those before it."""

    record: SourceRecord
    changed: list[tuple[str, str, str]]


def records(of: Person) -> list[SourceRecord]:
    """The person's source records, the one that wins over the others first. One query."""
    return list(of.records.select_related("office", "batch").order_by("-trust", "-said_on", "-id"))


def provenance(statements: Iterable[SourceRecord]) -> list[FieldHistory]:
    """Each stated field with its winner; a value equal to the winner's is not repeated."""
    told = [(record, _as_text(record)) for record in statements]
    histories = []
    for name in SHOWN:
        said = [Said(values[name], record) for record, values in told if name in values]
        if not said:
            continue
        winner, seen, others = said[0], {said[0].value}, []
        for other in said[1:]:
            if other.value not in seen:
                seen.add(other.value)
                others.append(other)
        histories.append(FieldHistory(name, winner.value, winner.record, others))
    return histories


def history(statements: Iterable[SourceRecord]) -> list[Statement]:
    """The records as they were recorded, newest first, each with the fields it changed.

    ``changed`` holds field name, value before (empty: not known) and value stated.
    """
    known: dict[str, str] = {}
    told = []
    for record in sorted(statements, key=lambda r: (r.recorded_at, r.pk)):
        values = _as_text(record)
        changed = [(n, known.get(n, ""), v) for n, v in values.items() if v != known.get(n)]
        known |= values
        told.append(Statement(record, changed))
    return told[::-1]


def _as_text(record: SourceRecord) -> dict[str, str]:
    return {name: str(value) for name, value in record.stated().items() if name != "pinyin"}


def spells(of: Person) -> QuerySet[EmploymentSpell]:
    """The person's employment with its sources, the present one first."""
    return of.spells.select_related(
        "work_place", "source", "source__office", "source__batch"
    ).order_by(F("end_date").desc(nulls_first=True), F("start_date").desc(nulls_last=True), "-id")


@dataclass(frozen=True)
class Look:
    """Somebody who opened, changed or exported the person's data."""

    at: datetime
    who: str
    act: str
    reason: str


def looks(of: Person) -> list[Look]:
    """The latest 50 acts that concerned the person, bulk acts among them, newest first."""
    own = Event.objects.filter(subject_type="person", subject_id=of.pk)
    reached = Touched.objects.filter(subject_type="person", subject_id=of.pk).order_by("-event")
    bulk = Event.objects.filter(pk__in=list(reached.values_list("event", flat=True)[:LOOKS]))
    both = sorted([*own.order_by("-id")[:LOOKS], *bulk], key=lambda e: e.pk, reverse=True)
    return [Look(e.at, e.actor_name, e.act, e.reason) for e in both[:LOOKS]]
