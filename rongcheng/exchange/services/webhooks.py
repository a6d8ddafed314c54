"""Webhooks of an account: made, switched off and on again, taken away."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.permissions import lacking
from rongcheng.agencies.roles import Can
from rongcheng.appeals.events import TABLE
from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.exchange import addresses
from rongcheng.exchange.models import Delivery, Webhook

MOST = 10
MAY = (Can.SEE_APPEALS, Can.HANDLE_APPEALS, Can.TAKE_APPEALS)


class NotFound(Refusal):
    """The account has no such webhook."""

    status = 404


def webhook_of(staff: Staff, pk: int) -> Webhook:
    """A webhook of ``staff``'s own.

    Raises:
        NotFound: there is none of this number.
    """
    found = Webhook.objects.filter(staff=staff, pk=pk).first()
    if found is None:
        raise NotFound(_("Your account has no webhook %(n)s.") % {"n": pk})
    return found


@transaction.atomic
def make_webhook(*, by: Staff, url: str, events: Iterable[str] = ()) -> tuple[Webhook, str]:
    """A webhook of ``by``'s, and the secret that signs what it gets; shown this once.

    Args:
        events: codes of events it wants to hear of; none: all that ``by`` may read.

    Raises:
        NotAllowed: ``by`` sees no appeals.
        Refusal: the address cannot be, or there is no such event.
        Conflict: the account has ten already.
    """
    if not any(by.can(one) for one in MAY):
        raise NotAllowed(lacking(by, MAY[0]))
    addresses.resolved(addresses.parsed(url))
    wanted = sorted(set(events))
    if unknown := [code for code in wanted if code not in TABLE]:
        raise Refusal(_("There is no event “%(code)s”; see the codes.") % {"code": unknown[0]})
    if Webhook.objects.filter(staff=by).count() >= MOST:
        raise Conflict(_("An account has %(n)d webhooks at most.") % {"n": MOST})
    secret = f"rcs_{secrets.token_urlsafe(32)}"
    made = Webhook.objects.create(
        staff=by, url=url, secret=secret, events=wanted, since=timezone.now()
    )
    record("exchange.webhook_made", by=by, subject=made, url=url, events=wanted)
    return made, secret


@transaction.atomic
def end_webhook(*, by: Staff, webhook: Webhook) -> None:
    """Take a webhook away, with what waits for it."""
    record("exchange.webhook_ended", by=by, subject=webhook, url=webhook.url)
    webhook.delete()


@transaction.atomic
def resume_webhook(*, by: Staff, webhook: Webhook) -> Webhook:
    """Switch a webhook on again; it hears of what happens from now on."""
    addresses.resolved(addresses.parsed(webhook.url))
    if webhook.disabled_at is not None:
        webhook.since, webhook.disabled_at, webhook.disabled_why = timezone.now(), None, ""
        webhook.save(update_fields=["since", "disabled_at", "disabled_why"])
        record("exchange.webhook_resumed", by=by, subject=webhook, url=webhook.url)
    return webhook


@transaction.atomic
def disable_webhook(*, by: Actor, webhook: Webhook, why: str) -> None:
    """Switch a webhook off that cannot be reached; its owner reads why."""
    webhook.disabled_at, webhook.disabled_why = timezone.now(), why[:300]
    webhook.save(update_fields=["disabled_at", "disabled_why"])
    webhook.deliveries.filter(state=Delivery.State.WAITING).update(
        state=Delivery.State.FAILED, next_at=None
    )
    record("exchange.webhook_disabled", by=by, subject=webhook, url=webhook.url, why=why[:300])
