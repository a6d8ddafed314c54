"""Sending to webhooks: what is told, signed how, tried again when.

Each event is delivered at least once, in its order unless an attempt failed; ``number`` and ``seq``
tell a receiver what it had before.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import urllib3
from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from rongcheng.appeals.models import Appeal, AppealEvent
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.queries.scope import visible_appeals
from rongcheng.appeals.wording import sentence, standing
from rongcheng.audit.services import System
from rongcheng.exchange import addresses
from rongcheng.exchange.appeals import PUBLIC, insider
from rongcheng.exchange.models import Delivery, Webhook

from .webhooks import MAY, disable_webhook

TIMEOUT = urllib3.Timeout(total=5)
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720))
"""Until the next attempt, after the first, second … failure."""
GIVE_UP = timedelta(days=1)
CLAIM = timedelta(minutes=1)
"""For so long nobody else takes up a delivery that somebody is sending."""
AGAIN = timedelta(minutes=15)
AT_ONCE = 200
PLATFORM = System("融城")


def active() -> list[Webhook]:
    """Webhooks that are switched on, of accounts that still work here and see appeals."""
    found = Webhook.objects.filter(disabled_at=None, staff__is_active=True)
    return [
        hook for hook in found.select_related("staff__office__place")
        if any(hook.staff.can(one) for one in MAY)
    ]  # fmt: skip


def enlist(appeal_id: int) -> list[Delivery]:
    """Write down, for each webhook whose owner sees the appeal, what it has yet to hear."""
    appeal = (
        Appeal.objects.select_related("place", "holder", "merged_into").filter(pk=appeal_id).first()
    )
    if appeal is None:
        return []
    made: list[Delivery] = []
    for hook in active():
        if visible_appeals(hook.staff).filter(pk=appeal.pk).exists():
            made += _enlist(hook, appeal)
    return made


def _enlist(hook: Webhook, appeal: Appeal) -> list[Delivery]:
    known = Delivery.objects.filter(webhook=hook, appeal=appeal).values("seq")
    new = AppealEvent.objects.filter(appeal=appeal, at__gte=hook.since).exclude(seq__in=known)
    if hook.events:
        new = new.filter(code__in=hook.events)
    if not insider(hook.staff, appeal):
        new = new.filter(code__in=PUBLIC)
    now = timezone.now()
    rows = [
        Delivery(webhook=hook, appeal=appeal, seq=event.seq, body=told(appeal, event), next_at=now)
        for event in new.order_by("seq")
    ]
    return Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def told(appeal: Appeal, event: AppealEvent) -> dict[str, Any]:
    """What a webhook hears of an event: nothing about persons."""
    with override(settings.LANGUAGE_CODE):
        words = sentence(standing(appeal), timezone.now(), rules_for(appeal.place_id))
    return {
        "number": appeal.number, "stage": appeal.stage, "turn": appeal.turn, "sentence": words,
        "event": event.code, "seq": event.seq, "public": event.code in PUBLIC,
        "at": event.at.isoformat(),
    }  # fmt: skip


def catch_up() -> int:
    """Enlist what happened of late and was not: a server may end between commit and enlisting."""
    if not active():
        return 0
    since = timezone.now() - AGAIN
    ids = AppealEvent.objects.filter(at__gte=since).values_list("appeal_id", flat=True).distinct()
    return sum(len(enlist(pk)) for pk in ids)


def send_due(appeal_id: int | None = None) -> int:
    """Send what is due, oldest first; how many arrived.

    A webhook whose delivery fails is left alone until the next round, so that one that is down
    keeps nobody else waiting.
    """
    due = Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=timezone.now())
    if appeal_id is not None:
        due = due.filter(appeal=appeal_id)
    failing = set(
        Delivery.objects.filter(state=Delivery.State.WAITING, attempts__gt=0).values_list(
            "webhook", flat=True
        )
        if appeal_id is not None
        else ()
    )
    return _send_all(due.select_related("webhook").order_by("pk")[:AT_ONCE], failing)


def _send_all(due: Iterable[Delivery], failing: set[int]) -> int:
    arrived = 0
    for each in due:
        if each.webhook_id in failing or each.webhook.disabled_at:
            continue
        if not _claimed(each):
            continue
        if send(each):
            arrived += 1
        else:
            failing.add(each.webhook_id)
    return arrived


def _claimed(delivery: Delivery) -> bool:
    now = timezone.now()
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=Delivery.State.WAITING, next_at__lte=now
    ).update(next_at=now + CLAIM, attempts=F("attempts") + 1)
    delivery.attempts += mine
    return bool(mine)


def send(delivery: Delivery) -> bool:
    """One attempt; whether it arrived. After a day of failures the webhook is switched off."""
    hook = delivery.webhook
    try:
        status = post(hook.url, hook.secret or "", delivery.body, delivery.pk)
        answer = str(status)
    except addresses.BadAddress as error:
        status, answer = 0, str(error)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        status, answer = 0, type(error).__name__
    if 200 <= status < 300:
        now = timezone.now()
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.DELIVERED, next_at=None, answer=answer
        )
        Webhook.objects.filter(pk=hook.pk).update(delivered_at=now)
        return True
    _later(delivery, status, answer)
    return False


def _later(delivery: Delivery, status: int, answer: str) -> None:
    now = timezone.now()
    wait = WAITS[min(delivery.attempts, len(WAITS)) - 1]
    over = now + wait > delivery.made_at + GIVE_UP
    Delivery.objects.filter(pk=delivery.pk).update(next_at=now + wait, answer=answer[:200])
    if status == GONE or over:
        with override(settings.LANGUAGE_CODE):
            why = _("It could not be reached for a day; last: %(a)s") % {"a": answer}
            why = _("It answers that it is gone (410).") if status == GONE else why
        disable_webhook(by=PLATFORM, webhook=delivery.webhook, why=why)


GONE = 410


def post(url: str, secret: str, body: dict[str, Any], delivery: int = 0) -> int:
    """Send one signed message and return the status; redirects are not followed.

    The connection goes to the address that was checked, not to what the name means a moment later.

    Raises:
        BadAddress: the address may not be called.
        HTTPError: no connection or no answer within five seconds.
    """
    target = addresses.parsed(url)
    where = addresses.resolved(target)
    content = json.dumps(body, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8", "Host": target.netloc or "",
        "User-Agent": "rongcheng-webhook/1", "Rongcheng-Delivery": str(delivery),
        "Rongcheng-Signature": signature(secret, content, int(time.time())),
    }  # fmt: skip
    with _pool(target, where) as pool:
        answer = pool.request(
            "POST", target.request_uri, body=content, headers=headers, redirect=False,
            retries=False, preload_content=False,
        )  # fmt: skip
        answer.close()  # what it says is of no interest, however long it is
        return answer.status


def _pool(target: urllib3.util.Url, where: str) -> urllib3.HTTPConnectionPool:
    if target.scheme == "https":
        return urllib3.HTTPSConnectionPool(
            where, target.port or 443, timeout=TIMEOUT, maxsize=1,
            assert_hostname=target.host, server_hostname=target.host,
        )  # fmt: skip
    return urllib3.HTTPConnectionPool(where, target.port or 80, timeout=TIMEOUT, maxsize=1)


def signature(secret: str, content: bytes, at: int) -> str:
    """``t=1791450000,v1=…``: HMAC-SHA256 over the time, a full stop and the body as sent."""
    signed = f"{at}.".encode() + content
    return f"t={at},v1={hmac.digest(secret.encode(), signed, 'sha256').hex()}"
