"""Acting on a consent that was taken back: what only a worker's own words said is removed."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction

from rongcheng.audit.services import Actor, record
from rongcheng.people.models import PERSON_FIELDS, WORK_FIELDS, Person, SourceRecord

from .derive import derive
from .lock import alone_in_registry

IDENTITY = frozenset(
    {"name", "id_number", "id_index", "phone", "phone_index", "home_place", "home_place_id"}
)
"""What remains of one's own words: by it they open their record and follow their appeals."""


@transaction.atomic
def forget_own_words(*, person: Person, by: Actor) -> int:
    """Remove what a worker told of themselves beyond who they are; what offices said stays.

    The registry is derived anew at once, so that neither pages nor exports show it any more. The
    worker can tell it again later.

    Returns:
        How many statements were emptied.
    """
    alone_in_registry()
    gone = dict.fromkeys((set(PERSON_FIELDS) | set(WORK_FIELDS)) - IDENTITY)
    own = SourceRecord.objects.filter(person=person, channel=SourceRecord.Channel.SELF)
    emptied = 0
    for pk in own.values_list("pk", flat=True):
        emptied += SourceRecord.objects.filter(pk=pk).update(
            **gone, household_no=None, content=uuid4()
        )  # another fingerprint: the same words may be said again
    if emptied:
        derive([person.pk])
        record("people.own_words_removed", by=by, subject=person, place=person.home_place_id,
               statements=emptied)  # fmt: skip
    return emptied
