"""Webhooks: addresses of other systems that hear when appeals change."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Path, Router, Status

from ..access import caller
from ..models import Webhook
from ..schemas import ERRORS, Error
from ..services import webhooks as services
from ..services.pinging import ping
from ..webhook_schemas import PingOut, WebhookIn, WebhookMade, WebhookOut, WebhooksOut

router = Router()
PK = Path(..., ge=1, lt=2**63, description="Number of the webhook.", example=2)


def shown(hook: Webhook) -> dict[str, Any]:
    """A webhook without its secret."""
    return {
        "id": hook.pk, "url": hook.url, "events": hook.events, "active": hook.disabled_at is None,
        "delivered_at": hook.delivered_at, "disabled_at": hook.disabled_at,
        "disabled_why": hook.disabled_why,
        "waiting": hook.deliveries.filter(state="waiting").count(),
    }  # fmt: skip


@router.get("", response={200: WebhooksOut} | ERRORS, summary="List webhooks")
def listed(request: HttpRequest) -> dict:
    """The webhooks of your account."""
    staff = caller(request, *services.MAY)
    return {"items": [shown(hook) for hook in staff.webhooks.order_by("pk")]}


@router.post("", response={201: WebhookMade} | ERRORS | {409: Error}, summary="Make a webhook")
def create(request: HttpRequest, given: WebhookIn) -> Status:
    """An address that hears of every change of the appeals that you may see, within seconds.

    It gets `POST` with JSON `{number, stage, turn, sentence, event, seq, public, at}`, nothing
    about persons. `Rongcheng-Signature: t=…,v1=…` is HMAC-SHA256 with the secret over
    `t + "." + body`: check it, and that `t` is not old. Answer 2xx within five seconds. Otherwise
    it comes again for a day, then the webhook is switched off; redirects are not followed. Each
    event comes at least once: `number` and `seq` tell what you had before.
    """
    staff = caller(request, *services.MAY)
    hook, secret = services.make_webhook(by=staff, url=given.url, events=given.events)
    return Status(201, shown(hook) | {"secret": secret})


@router.post("/{int:pk}/ping", response={200: PingOut} | ERRORS, summary="Try a webhook")
def try_out(request: HttpRequest, pk: int = PK) -> dict:
    """Send a signed message with the event `ping` now, and tell what the address answers."""
    staff = caller(request, *services.MAY)
    arrived, answer = ping(by=staff, webhook=services.webhook_of(staff, pk))
    return {"arrived": arrived, "answer": answer}


@router.post("/{int:pk}/resume", response={200: WebhookOut} | ERRORS, summary="Switch on again")
def resume(request: HttpRequest, pk: int = PK) -> dict:
    """Switch a webhook on again that was switched off; it hears of what happens from now on."""
    staff = caller(request, *services.MAY)
    return shown(services.resume_webhook(by=staff, webhook=services.webhook_of(staff, pk)))


@router.delete("/{int:pk}", response={204: None} | ERRORS, summary="Take a webhook away")
def remove(request: HttpRequest, pk: int = PK) -> Status:
    """The address hears nothing more."""
    staff = caller(request, *services.MAY)
    services.end_webhook(by=staff, webhook=services.webhook_of(staff, pk))
    return Status(204, None)
