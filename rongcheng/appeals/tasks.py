"""Background jobs of this part: the round over all open appeals, every quarter of an hour."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .models import Appeal
from .services import callbacks, hotspots
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
