"""Background jobs of this part: checking and loading ledgers while the page shows progress."""

from __future__ import annotations

import time

from django.conf import settings
from django.utils.translation import get_language, override
from procrastinate.contrib.django import app

from rongcheng.agencies.models import Staff
from rongcheng.audit.services import Actor, System
from rongcheng.core.errors import Refusal
from rongcheng.people.models import LedgerBatch
from rongcheng.people.services import ledgers


def start_check(batch: LedgerBatch, *, by: Actor) -> None:
    """Check a batch in the background, in the language of whoever asks; in tests at once."""
    waiting = LedgerBatch.State.WAITING
    LedgerBatch.objects.filter(pk=batch.pk).update(state=waiting, progress={}, failure="")
    _start(check, batch, by)


def start_load(batch: LedgerBatch, *, by: Actor, even_if_mostly_duplicates: bool = False) -> None:
    """Load a batch in the background; in tests at once."""
    LedgerBatch.objects.filter(pk=batch.pk).update(progress={"stage": "queued"}, failure="")
    _start(load, batch, by, even_if_mostly_duplicates=even_if_mostly_duplicates)


def _start(task, batch: LedgerBatch, by: Actor, **options: object) -> None:
    staff_id = by.pk if isinstance(by, Staff) else None
    if settings.TESTING:
        task(batch_id=batch.pk, staff_id=staff_id, language=get_language(), **options)
    else:
        task.defer(batch_id=batch.pk, staff_id=staff_id, language=get_language(), **options)


@app.task(queue="ledgers")
def check(batch_id: int, staff_id: int | None, language: str | None = None) -> None:
    batch = LedgerBatch.objects.get(pk=batch_id)
    with override(language or settings.LANGUAGE_CODE):  # the marked copy is for whoever asked
        ledgers.check_ledger(batch=batch, by=_actor(staff_id), progress=_teller(batch))
        if batch.state == LedgerBatch.State.CHECKED:
            ledgers.marked_copy(batch)  # made now, so that fetching it later need not wait


@app.task(queue="ledgers")
def load(
    batch_id: int,
    staff_id: int | None,
    even_if_mostly_duplicates: bool = False,
    language: str | None = None,
) -> None:
    batch = LedgerBatch.objects.get(pk=batch_id)
    try:
        with override(language or settings.LANGUAGE_CODE):
            ledgers.load_ledger(
                batch=batch,
                by=_actor(staff_id),
                even_if_mostly_duplicates=even_if_mostly_duplicates,
            )
    except Refusal:
        pass  # the batch keeps the reason, and its page shows it


def _actor(staff_id: int | None) -> Actor:
    return Staff.objects.get(pk=staff_id) if staff_id else System()


def _teller(batch: LedgerBatch):
    """Progress for the page, at most twice a second."""
    last = 0.0

    def tell(stage: str, share: float) -> None:
        nonlocal last
        if time.monotonic() - last > 0.5:
            last = time.monotonic()
            LedgerBatch.objects.filter(pk=batch.pk).update(
                progress={"stage": stage, "share": share}
            )

    return tell
