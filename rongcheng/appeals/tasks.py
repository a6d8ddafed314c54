"""Background jobs of this part: the round over all open appeals, every quarter of an hour."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language, override
from procrastinate.contrib.django import app

from rongcheng.agencies.models import Staff
from rongcheng.audit.services import Actor, System
from rongcheng.core.errors import Conflict

from .models import Appeal, TrainedModel
from .services import callbacks, hotspots, training
from .services import watch as service


@app.periodic(cron="*/15 * * * *")
@app.task(queue="appeals", queueing_lock="appeals.watch", pass_context=False)
def watch(timestamp: int) -> None:
    """Remind, report up the line, close; ``timestamp`` is when it was to begin."""
    service.watch()


@app.periodic(cron="15 22 * * *")  # a quarter past six in the morning, by the clock of Beijing
@app.task(queue="appeals", queueing_lock="appeals.callbacks", pass_context=False)
def draw_callbacks(timestamp: int) -> None:
    """Draw the call-backs of the day; ``timestamp`` is when it was to begin."""
    callbacks.draw()


@app.task(queue="appeals")
def find_hotspots(appeal_id: int) -> None:
    """What an appeal just filed or changed has in common with others."""
    hotspots.look_at(appeal=Appeal.objects.get(pk=appeal_id))


@app.periodic(cron="40 * * * *")
@app.task(queue="appeals", queueing_lock="appeals.hotspots", pass_context=False)
def sweep_hotspots(timestamp: int) -> None:
    """Every hour all appeals of the period; ``timestamp`` is when it was to begin."""
    hotspots.sweep()


def start_training(*, by: Actor) -> TrainedModel:
    """Train the recognition in the background; in tests at once. Raises what `begin` raises."""
    run = training.begin(by=by)
    staff_id = by.pk if isinstance(by, Staff) else None
    if settings.TESTING:
        train_recognition(run.pk, staff_id, get_language())
    else:
        train_recognition.defer(run_id=run.pk, staff_id=staff_id, language=get_language())
    run.refresh_from_db()
    return run


@app.task(queue="recognition")
def train_recognition(run_id: int, staff_id: int | None, language: str | None = None) -> None:
    """One training that somebody asked for."""
    by = Staff.objects.get(pk=staff_id) if staff_id else System("融城")
    with override(language or settings.LANGUAGE_CODE):
        training.train(by=by, run=TrainedModel.objects.get(pk=run_id))


@app.periodic(cron="10 19 * * 6")  # Sunday, ten past three in the night, by the clock of Beijing
@app.task(queue="recognition", queueing_lock="appeals.train", pass_context=False)
def train_weekly(timestamp: int) -> None:
    """Learn from the corrections of the week; ``timestamp`` is when it was to begin."""
    by = System("融城")
    try:
        run = training.begin(by=by)
    except Conflict:  # somebody has just begun one by hand
        return
    training.train(by=by, run=run)
