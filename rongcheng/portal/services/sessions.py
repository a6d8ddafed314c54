"""Whose record a proved phone opens, and for how long."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now

from rongcheng.audit.services import record
from rongcheng.core.crypto import blind
from rongcheng.people.fingerprints import ID_PURPOSE, PHONE_PURPOSE
from rongcheng.people.identity import Verified
from rongcheng.people.models import Person, SourceRecord, WorkerSession

from ..actors import Worker

LIFE = timedelta(minutes=30)


def registered(id_number: str) -> Person | None:
    """The person with this ID number."""
    return Person.objects.filter(id_index=blind(id_number, ID_PURPOSE)).first()


def may_open(person: Person, verified: Verified) -> bool:
    """Whether what was proved is enough to see this person's record.

    The name must agree. Where only the phone was proved, it must be one that an office recorded
    for this person; without any office's record, the one of the first registration. Otherwise
    whoever knows an ID number could register a phone to it and read the record.
    """
    if person.name != verified.claim.name:
        return False
    if verified.proves_id:
        return True
    told = SourceRecord.objects.filter(person=person).order_by("pk")
    phone = blind(verified.claim.phone, PHONE_PURPOSE)
    # a confirmation states nothing but the name, so it vouches for no number
    by_offices = told.filter(trust=SourceRecord.Trust.OFFICE).exclude(
        id_index=None, phone_index=None
    )
    if by_offices.exists():
        return by_offices.filter(phone_index=phone).exists()
    first = told.first()
    return first is not None and first.phone_index == phone


@transaction.atomic
def open_session(*, by: Worker) -> str:
    """A session of a worker, as the value of its cookie; older ones of theirs end."""
    person = by.person
    WorkerSession.objects.filter(person=person).delete()
    WorkerSession.objects.filter(expires_at__lt=now()).delete()
    value = secrets.token_urlsafe(32)
    WorkerSession.objects.create(person=person, key=_key(value), expires_at=now() + LIFE)
    record(
        "portal.signed_in", by=by, subject=person, place=person.home_place_id
    )  # fmt: skip
    return value


def person_of(cookie: str) -> Person | None:
    """Whose session a cookie stands for; each use prolongs it."""
    found = (
        WorkerSession.objects.select_related("person__home_place", "person__household__place")
        .filter(key=_key(cookie), expires_at__gt=now(), person__merged_into=None)
        .first()
    )
    if found is None:
        return None
    if found.expires_at - now() < LIFE - timedelta(minutes=1):
        WorkerSession.objects.filter(pk=found.pk).update(expires_at=now() + LIFE)
    return found.person


def end_session(*, cookie: str) -> None:
    """The session is over because the worker said so."""
    WorkerSession.objects.filter(key=_key(cookie)).delete()


def _key(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
