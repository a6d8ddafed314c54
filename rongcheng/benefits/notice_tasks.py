"""The background job of public notices: what is over is taken down, every quarter of an hour."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .services import notices


@app.periodic(cron="5-59/15 * * * *")
@app.task(queue="benefits", queueing_lock="benefits.notices", pass_context=False)
def take_down(timestamp: int) -> None:
    """Take down notices that are over; ``timestamp`` is when it was to begin."""
    notices.take_down()
