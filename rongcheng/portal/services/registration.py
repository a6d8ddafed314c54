"""What workers change themselves: registering, updating, withdrawing a consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from rongcheng.audit.services import record
from rongcheng.core.errors import Conflict
from rongcheng.people.identity import Verified
from rongcheng.people.models import Person, SourceRecord
from rongcheng.people.services.consent import forget_own_words
from rongcheng.people.services.registration import correct_person, register_person

from ..actors import Visitor, Worker
from ..models import Consent
from .sessions import may_open, registered

SELF = SourceRecord.Channel.SELF


@dataclass(frozen=True)
class Registered:
    """Who was registered; ``opened``: what was proved is enough to see the record."""

    person: Person
    is_new: bool
    opened: bool


@transaction.atomic
def register(
    *, verified: Verified, answers: dict[str, Any], version: str, by: Visitor
) -> Registered:
    """Record what a worker said about themselves, with their consent.

    Where the proof opens a record, the act is its worker's, not the visitor's.

    Raises:
        Conflict: the ID number is registered with another name.
        InvalidValues: an answer cannot be.
    """
    claim = verified.claim
    known = registered(claim.id_number)
    if known and known.name != claim.name:
        raise Conflict(
            _("Name and ID number do not fit together. Check both; if they are right, take your "
              "ID card to the village or township desk.")
        )  # fmt: skip
    opened = bool(known and may_open(known, verified))
    actor: Worker | Visitor = Worker(known) if known and opened else by
    values = answers | {"name": claim.name, "id_number": claim.id_number, "phone": claim.phone}
    person, outcome = register_person(values=values, by=actor, channel=SELF)
    Consent.objects.create(person=person, version=version)
    record(
        "portal.registered", by=actor, subject=person, place=person.home_place_id,
        notice=version, fields=sorted(answers),
    )  # fmt: skip
    return Registered(person, bool(outcome.new), opened or may_open(person, verified))


@transaction.atomic
def consent(*, version: str, by: Worker) -> None:
    """Note that a worker who was registered before agreed to the notice."""
    Consent.objects.create(person=by.person, version=version)
    record(
        "portal.consented", by=by, subject=by.person, place=by.person.home_place_id,
        notice=version,
    )  # fmt: skip


@transaction.atomic
def update(*, answers: dict[str, Any], by: Worker) -> Person:
    """Record what a worker newly says; what an office recorded stays in force until it agrees.

    Raises:
        InvalidValues: an answer cannot be.
    """
    changed = correct_person(person=by.person, values=answers, by=by, channel=SELF)
    record(
        "portal.updated", by=by, subject=by.person, place=by.person.home_place_id,
        fields=sorted(answers),
    )  # fmt: skip
    return changed


@transaction.atomic
def withdraw_consents(*, by: Worker) -> int:
    """Take back every consent: what they told us themselves is removed, but for who they are.

    What offices recorded and must keep by law stays with them.
    """
    count = Consent.objects.filter(person=by.person, withdrawn_at=None).update(withdrawn_at=now())
    if count:
        record(
            "portal.consent_withdrawn", by=by, subject=by.person,
            place=by.person.home_place_id,
        )  # fmt: skip
        forget_own_words(person=by.person, by=by)
    return count
