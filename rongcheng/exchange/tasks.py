"""Background jobs of this part: telling webhooks of changes, again if they did not answer."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from rongcheng.exchange.models import Webhook
from rongcheng.exchange.services import sending


def changed(appeal_id: int, codes: tuple[str, ...]) -> None:
    """An appeal changed: webhooks hear of it in the background; in tests at once."""
    if not Webhook.objects.filter(disabled_at=None).exists():
        return
    if settings.TESTING:
        announce(appeal_id=appeal_id)
    else:
        announce.defer(appeal_id=appeal_id)


@app.task(queue="webhooks")
def announce(appeal_id: int) -> None:
    """Tell webhooks what is new of one appeal."""
    if sending.enlist(appeal_id):
        sending.send_due(appeal_id)


@app.periodic(cron="* * * * *")
@app.task(queue="webhooks", queueing_lock="exchange.webhooks", pass_context=False)
def every_minute(timestamp: int) -> None:
    """Send again what is due, and what was not told in time."""
    sending.catch_up()
    sending.send_due()
