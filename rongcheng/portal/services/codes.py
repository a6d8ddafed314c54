"""One-time codes: six digits, five minutes, five tries; few for one phone or one address."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from rongcheng.core.crypto import blind
from rongcheng.core.errors import Refusal
from rongcheng.people.fingerprints import PHONE_PURPOSE
from rongcheng.people.models import OneTimeCode

from ..models import CodeRequest

LIFE = timedelta(minutes=5)
TRIES = 5
PAUSE = timedelta(seconds=60)
PER_PHONE_AN_HOUR, PER_PHONE_A_DAY = 5, 10
PER_ADDRESS_AN_HOUR = 30  # a dormitory shares one address


class TooOften(Refusal):
    """Too many codes were asked for."""

    status = 429


@transaction.atomic
def note_address(*, address: str) -> None:
    """Count a code asked for from a network address.

    Raises:
        TooOften: too many within an hour.
    """
    CodeRequest.objects.filter(at__lt=now() - timedelta(days=1)).delete()
    index = blind(address, "address")
    recent = CodeRequest.objects.filter(address=index, at__gt=now() - timedelta(hours=1))
    if recent.count() >= PER_ADDRESS_AN_HOUR:
        raise TooOften(
            _("Too many codes were asked for from this network. Try again in an hour, or go to the "
              "village or township desk.")
        )  # fmt: skip
    CodeRequest.objects.create(address=index)


@transaction.atomic
def issue(*, phone: str, purpose: str) -> str:
    """A new code for a phone, in plain, for whoever delivers it; older ones stop working.

    Raises:
        TooOften: less than a minute after the last one, or too many in an hour or a day.
    """
    index = blind(phone, PHONE_PURPOSE)
    sent = OneTimeCode.objects.filter(phone_index=index).order_by("-sent_at")
    last = sent.first()
    if last and now() - last.sent_at < PAUSE:
        wait = int((PAUSE - (now() - last.sent_at)).total_seconds()) + 1
        raise TooOften(
            _("A code was sent just now. You can ask for another one in %(n)d seconds.")
            % {"n": wait}
        )
    for hours, most in ((1, PER_PHONE_AN_HOUR), (24, PER_PHONE_A_DAY)):
        if sent.filter(sent_at__gt=now() - timedelta(hours=hours)).count() >= most:
            raise TooOften(
                _("This phone was sent %(n)d codes already. Try again after %(h)d hours, or go to "
                  "the village or township desk.")
                % {"n": most, "h": hours}
            )  # fmt: skip
    code = f"{secrets.randbelow(10**6):06d}"
    OneTimeCode.objects.create(
        phone_index=index, purpose=purpose, expires_at=now() + LIFE,
        digest=_digest(phone, purpose, code),
    )  # fmt: skip
    return code


def redeem(*, phone: str, purpose: str, code: str) -> None:
    """Use up the latest code of a phone.

    Raises:
        Refusal: wrong (with the tries left), too old, used, or tried too often.
    """
    refusal = _redeem(phone, purpose, code)  # a wrong try must be counted, so it is not rolled back
    if refusal:
        raise Refusal(refusal)


@transaction.atomic
def _redeem(phone: str, purpose: str, code: str) -> str:
    found = (
        OneTimeCode.objects.select_for_update()
        .filter(phone_index=blind(phone, PHONE_PURPOSE), purpose=purpose)
        .order_by("-sent_at")
        .first()
    )
    if found is None or found.used_at or found.expires_at <= now():
        return _("The code is no longer valid; it works once, for five minutes. Ask for a new one.")
    if found.tries >= TRIES:
        return _("The code was entered wrongly too often. Ask for a new one.")
    if not hmac.compare_digest(found.digest, _digest(phone, purpose, code.strip())):
        found.tries += 1
        found.save(update_fields=["tries"])
        left = TRIES - found.tries
        if not left:
            return _("The code was entered wrongly too often. Ask for a new one.")
        return _("The code is not right. Look at it again; %(n)d tries are left.") % {"n": left}
    found.used_at = now()
    found.save(update_fields=["used_at"])
    return ""


def _digest(phone: str, purpose: str, code: str) -> str:
    text = f"{purpose}|{phone}|{code}"
    return hmac.digest(settings.KEYS.index, text.encode(), "sha256").hex()
