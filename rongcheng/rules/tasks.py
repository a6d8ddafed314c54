"""Background jobs of the rules desk: trial runs while their page shows progress."""

from __future__ import annotations

import time

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override
from procrastinate.contrib.django import app

from .models import RuleTrial
from .services import simulation


def start(trial: RuleTrial) -> None:
    """Work a trial out in the background; in tests at once."""
    if settings.TESTING:
        work_out(trial_id=trial.pk, language=get_language())
    else:
        work_out.defer(trial_id=trial.pk, language=get_language())


@app.task(queue="rules", aliases=["rongcheng.benefits.rule_tasks.work_out"])
def work_out(trial_id: int, language: str | None = None) -> None:
    """One trial that somebody asked for."""
    trial = RuleTrial.objects.select_related("by__office").get(pk=trial_id)
    with override(language or settings.LANGUAGE_CODE):
        simulation.run(trial=trial, tell=_teller(trial))


def _teller(trial: RuleTrial) -> simulation.Tell:
    """Progress for the page, at most twice a second."""
    last = 0.0

    def tell(stage: str, share: float) -> None:
        nonlocal last
        if time.monotonic() - last > 0.5:
            last = time.monotonic()
            told = {"stage": stage, "share": share, "at": timezone.now().isoformat()}
            RuleTrial.objects.filter(pk=trial.pk).update(progress=told)

    return tell
