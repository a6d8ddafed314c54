"""Trying a webhook out."""

from __future__ import annotations

import urllib3
from django.utils import timezone

from rongcheng.agencies.models import Staff
from rongcheng.exchange import addresses
from rongcheng.exchange.models import Webhook

from .sending import post


def ping(*, by: Staff, webhook: Webhook) -> tuple[bool, str]:
    """Send ``{"event": "ping", …}`` now; whether it arrived, and the status or what went wrong."""
    body = {"event": "ping", "at": timezone.now().isoformat(), "by": by.actor}
    try:
        status = post(webhook.url, webhook.secret or "", body)
    except addresses.BadAddress as error:
        return False, str(error)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        return False, type(error).__name__
    return 200 <= status < 300, str(status)
