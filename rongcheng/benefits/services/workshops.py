"""The yearly proof of workshops, parks and incubators, its review, and what follows from it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.services.roster_reading import wrong_number
from rongcheng.audit.services import Actor, record
from rongcheng.benefits.events import Stage, Who
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Application, Proof, ProofLine
from rongcheng.benefits.permissions import must
from rongcheng.benefits.queries.workshops import registered_months
from rongcheng.core.crypto import blind
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.employers import services as employers
from rongcheng.employers.models import Employer, Recognition
from rongcheng.people.fingerprints import ID_PURPOSE
from rongcheng.people.models import Person
from rongcheng.places.codes import VILLAGE, level_of
from rongcheng.rules.packs import live

from . import recognising
from .log import append, refresh

POOR = frozenset({"alleviated", "monitored"})
STOPPED = (Stage.REVIEW, Stage.WAITING, Stage.APPROVAL, Stage.NOTICE)
"""Where an award can still be refused; what is on its way to the bank is told to finance."""
MOST = 3000
_CUTS = re.compile(r"[\s,，;；、|]+")


@dataclass(frozen=True)
class Declared:
    """One person as declared: name, ID number (may be empty), months of the year."""

    name: str
    id_number: str
    months: int


@dataclass
class Sheet:
    """A list as it was read: the good lines, and what is wrong with the others, by row."""

    lines: list[Declared] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_list(text: str) -> Sheet:
    """A pasted list: name, ID number and months in each line, in any order."""
    sheet = Sheet()
    for row, raw in enumerate(unicodedata.normalize("NFKC", text).splitlines(), 1):
        cells = [cell for cell in _CUTS.split(raw.strip()) if cell]
        if not cells or "姓名" in raw or "name" in raw.lower():
            continue
        number = next((cell for cell in cells if re.fullmatch(r"[0-9]{15,18}[xX]?", cell)), "")
        months = next((cell for cell in cells if re.fullmatch(r"[0-9]{1,2}", cell)), "")
        names = [cell for cell in cells if not cell[0].isdigit()]
        why = wrong_number(number)
        if not names or not months or not 1 <= int(months) <= 12:
            why = why or _("a line has a name, an ID number and months from 1 to 12")
        if why:
            sheet.problems.append(_("Row %(row)d: %(why)s") % {"row": row, "why": why})
        else:
            sheet.lines.append(Declared(names[0], number.upper(), int(months)))
    return sheet


def check_place(by: Actor, recognition: Recognition) -> None:
    """Refuse whoever does not check benefits at the place of a recognised body.

    Raises:
        NotAllowed: the role does not check benefits, or the place is another's, or it is a village.
    """
    must(by, Can.CHECK_BENEFITS)
    if not isinstance(by, Staff):
        return
    place = by.office.place_id if by.office else 0
    if not scope_of(by).covers(recognition.employer.place_id) or level_of(place) == VILLAGE:
        raise NotAllowed(_("Proofs are looked at by the township or the county of the employer."))


def check_files(by: Actor, recognition: Recognition) -> None:
    """Refuse whoever neither acts for a recognised body nor checks benefits at its place.

    Raises:
        NotAllowed: see ``check_place``.
    """
    if recognition.employer_id not in getattr(by, "employer_ids", ()):
        check_place(by, recognition)


@transaction.atomic
def file_proof(*, by: Actor, recognition: Recognition, year: int, lines: list[Declared]) -> Proof:
    """Enter the list of a year; each person is set beside what the registry knows.

    What counts is what the registry bears out: so many months (limit ``proof_months``), and of a
    workshop only people lifted out of poverty or monitored.

    Raises:
        NotAllowed: see ``check_files``.
        Conflict: there is a list of the year already.
        Refusal: nobody is on it, or the year is still to come or before the recognition.
    """
    check_files(by, recognition)
    if not recognition.since.year <= year <= timezone.localdate().year:
        raise Refusal(_("The recognition does not reach into %(year)d.") % {"year": year})
    if not 0 < len(lines) <= MOST:
        raise Refusal(_("A list has between 1 and %(n)d people.") % {"n": MOST})
    try:
        with transaction.atomic():
            proof = Proof.objects.create(
                recognition=recognition, year=year, filed_by=by.actor, filed_by_name=by.actor_name,
                filed_at=timezone.now(), declared=len(lines),
            )  # fmt: skip
            ProofLine.objects.bulk_create(_lines(proof, lines))
    except IntegrityError as error:
        raise Conflict(_("There is a list of %(year)d already.") % {"year": year}) from error
    proof.counted = proof.lines.filter(counts=True).count()
    proof.save()
    record(
        "benefits.proof_filed", by=by, subject=recognition.employer, year=year,
        place=recognition.employer.place_id, declared=proof.declared, counted=proof.counted,
    )  # fmt: skip
    return proof


@transaction.atomic
def take_back(*, by: Actor, proof: Proof) -> None:
    """Who handed a list in takes it back, to hand in a right one; the trail keeps that it came.

    Raises:
        NotAllowed: ``by`` did not hand it in, or acts for the body no longer.
        Conflict: the office has looked at it.
    """
    check_files(by, proof.recognition)
    locked = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if locked.filed_by != by.actor:
        raise NotAllowed(_("Only who handed the list in takes it back."))
    if locked.state != Proof.State.OPEN:
        raise Conflict(_("This proof was looked at before."))
    employer = locked.recognition.employer
    record(
        "benefits.proof_taken_back", by=by, subject=employer, place=employer.place_id,
        year=locked.year, declared=locked.declared, counted=locked.counted,
    )  # fmt: skip
    locked.delete()


def _lines(proof: Proof, given: list[Declared]) -> list[ProofLine]:
    recognition = proof.recognition
    employer = recognition.employer
    least = handling_at(employer.place_id).limit("proof_months")
    known = registered_months(employer, proof.year)
    indexes = {one.id_number: blind(one.id_number, ID_PURPOSE) for one in given if one.id_number}
    people = {p.id_index: p for p in Person.objects.filter(id_index__in=indexes.values())}
    named: set[int] = set()
    found = []
    for one in given:
        index: UUID | None = indexes.get(one.id_number)
        person = people.get(index)
        if person is not None and person.pk in named:
            continue  # named twice, counted once
        months = known.get(person.pk, 0) if person else 0
        poor = person.poverty_status if person else ""
        counts = months >= least and (recognition.kind != Recognition.Kind.WORKSHOP or poor in POOR)
        named |= {person.pk} if person else set()
        found.append(ProofLine(proof=proof, name=one.name[:60], id_index=index, person=person,
                               months=one.months, registered=months, poverty=poor or "",
                               counts=counts))  # fmt: skip
    return found


@dataclass(frozen=True)
class Review:
    """What the office finds; ``withdraw`` ends the recognition on that day."""

    passed: bool
    finding: str
    withdraw: date | None = None


@transaction.atomic
def review(*, by: Staff, proof: Proof, review: Review) -> Proof:
    """Look at a proof; who entered it does not review it.

    Raises:
        Conflict: it was looked at before.
        NotAllowed: ``by`` entered it, or may not withdraw recognitions.
        Refusal: nothing is said about what was found, or a passed one is to be withdrawn.
    """
    check_place(by, proof.recognition)
    locked = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if locked.state != Proof.State.OPEN:
        raise Conflict(_("This proof was looked at before."))
    if locked.filed_by == by.actor:
        raise NotAllowed(_("You entered this list yourself; a colleague has to look at it."))
    if not review.finding.strip():
        raise Refusal(_("Say what was found."))
    if review.passed and review.withdraw:
        raise Refusal(_("A recognition is withdrawn only where the proof is not passed."))
    locked.state = Proof.State.PASSED if review.passed else Proof.State.FAILED
    locked.finding, locked.reviewed_at = review.finding.strip(), timezone.now()
    locked.reviewed_by, locked.reviewed_by_name = by.actor, by.actor_name
    locked.save()
    employer = locked.recognition.employer
    record("benefits.proof_reviewed", by=by, subject=employer, place=employer.place_id,
           year=locked.year, state=locked.state, counted=locked.counted)  # fmt: skip
    if review.withdraw:
        employers.end(by=by, recognition=locked.recognition, until=review.withdraw,
                      reason=locked.finding)  # fmt: skip
        recognising.ended(by=by, recognition=locked.recognition, text=locked.finding)
        stop_awards(by=by, recognition=locked.recognition, reason=locked.finding)
    return locked


def stop_awards(*, by: Actor, recognition: Recognition, reason: str) -> list[Application]:
    """Refuse the awards on their way that rest on a recognition which was withdrawn.

    Returns:
        What was refused.
    """
    employer = recognition.employer
    refused = []
    for each in Application.objects.filter(employer=employer, stage__in=STOPPED).order_by("pk"):
        rule = live(each.pack).rules.get(each.rule)
        if rule is None or not RESTS_ON & set(rule.facts()):
            continue
        locked = Application.objects.select_for_update(of=("self",)).get(pk=each.pk)
        text = _("The recognition was withdrawn: %(why)s") % {"why": reason}
        append(locked, "refused", by=by, who=Who.CHECKER, text=text, clause=rule.clause)
        refresh(locked)
        refused.append(locked)
    record("benefits.recognition_withdrawn", by=by, subject=employer, place=employer.place_id,
           kind=recognition.kind, refused=[each.number for each in refused])  # fmt: skip
    return refused


RESTS_ON = frozenset({"recognised_level", "recognised_as_demo_park", "demo_park_level",
                      "recognised_as_incubator", "training_base"})  # fmt: skip
"""Facts of an employer that only a recognition makes true."""


def to_be_paid(employer: Employer) -> int:
    """Awards of an employer that are approved and not with the bank yet."""
    return Application.objects.filter(employer=employer, stage=Stage.PAYABLE).count()
