"""Background jobs of offers: lists of the month on its first working hours, lapsing every night."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from rongcheng.agencies.packs import load_pack, pack_names
from rongcheng.audit.services import Actor, System
from rongcheng.rules.packs import live

from .models import OfferRun
from .services import offering

PLATFORM = System("system")


def begin(*, by: Actor, pack: str, place: int) -> OfferRun:
    """Start a run in the background; in tests at once."""
    run = offering.start(by=by, pack=pack, place=place)
    if settings.TESTING:
        work_out(run_id=run.pk)
        run.refresh_from_db()
    else:
        work_out.defer(run_id=run.pk)
    return run


@app.task(queue="benefits")
def work_out(run_id: int) -> None:
    """One run; it is the platform that offers, whoever had it worked out."""
    offering.work_out(by=PLATFORM, run=OfferRun.objects.get(pk=run_id))


@app.periodic(cron="30 4 1 * *")
@app.task(queue="benefits", queueing_lock="benefits.offers", pass_context=False)
def of_the_month(timestamp: int) -> None:
    """The lists of every pack with a place; ``timestamp`` is when it was to begin."""
    for name in pack_names():
        place = load_pack(name).place
        if place and offering.rules_offered(live(name), timezone.localdate()):
            begin(by=PLATFORM, pack=name, place=place)


@app.periodic(cron="40 3 * * *")
@app.task(queue="benefits", queueing_lock="benefits.lapse", pass_context=False)
def lapse(timestamp: int) -> None:
    """End the offers that nobody confirmed in time."""
    offering.lapse(by=PLATFORM)
