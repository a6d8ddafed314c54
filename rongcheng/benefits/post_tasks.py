"""The background job of posts: every morning, vacancies not reported and time on posts used up."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .services import recognising, vacancies


@app.periodic(cron="30 22 * * *")  # half past six in the morning, by the clock of Beijing
@app.task(queue="benefits", queueing_lock="benefits.posts", pass_context=False)
def watch_posts(timestamp: int) -> None:
    """Alert on what is late or ends soon, end what is over; ``timestamp``: when it was to begin."""
    vacancies.watch()
    recognising.expire()
