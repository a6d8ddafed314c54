"""Following an appeal by its number and a phone: few tries, and one answer for every mistake."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from rongcheng.appeals.models import Appeal
from rongcheng.audit.services import record
from rongcheng.core.crypto import blind
from rongcheng.core.errors import Refusal
from rongcheng.people.fingerprints import PHONE_PURPOSE

from ..actors import Follower
from ..models import AppealSeen, FollowTry
from .codes import TooOften

SPAN = timedelta(minutes=15)
PER_ADDRESS = 10  # a dormitory shares one address
PER_ADDRESS_A_DAY = 60
PER_NUMBER_A_DAY = 30
PER_PHONE_A_DAY = 5  # an employer who knows a phone could look for its number day by day

NUMBER_PARTS = re.compile(r"(\d{6})(\d{8})(\d{4,10})")


def plain_number(typed: str) -> str:
    """A number as it is kept, however it was typed: full-width, with blanks or other dashes.

    >>> plain_number("５３２９３２ 20260918 0007123")
    '532932-20260918-0007123'
    """
    kept = unicodedata.normalize("NFKC", typed)
    kept = "".join(c for c in kept if not c.isspace() and unicodedata.category(c) != "Cf")
    digits = re.sub(r"[-_.·‐‑‒–—―−]", "", kept)
    parts = NUMBER_PARTS.fullmatch(digits) if digits.isascii() else None
    return "-".join(parts.groups()) if parts else kept


def plain_phone(typed: str) -> str:
    """The digits of a phone number, without the country's code."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isdecimal())
    return digits.removeprefix("86") if len(digits) == 13 else digits


def follow(*, number: str, phone: str, address: str) -> Appeal:
    """The appeal of a number, for who also knows the phone that was left with it.

    Raises:
        TooOften: too many wrong tries from this address, for this number, or with this phone.
        Refusal: there is no such appeal, or the phone is another one: both read alike.
    """
    mine = blind(phone, PHONE_PURPOSE) if phone else None
    # written down before it is looked at: tries at the same moment count each other
    tried = FollowTry.objects.create(
        address=blind(address, "address"), number=blind(number or "-", "appeal"), phone=mine
    )
    not_too_often(tried=tried)
    found = Appeal.objects.filter(number=number, phone_index=mine).first() if mine else None
    if found is None:
        raise Refusal(
            _("Number and phone do not fit together. Look at both again: the number stands in the "
              "message or on the paper that you got, the phone is the one you left with it.")
        )  # fmt: skip
    tried.delete()
    opened(by=Follower(found))
    return found


def opened(*, by: Follower) -> None:
    """Note in the trail that somebody opened an appeal by its number and phone."""
    record("appeals.followed", by=by, subject=by.appeal, place=by.appeal.place_id)


def not_too_often(*, tried: FollowTry) -> None:
    """Count the tries before this one; one too many does not count, so that waiting helps."""
    FollowTry.objects.filter(at__lt=now() - timedelta(days=1)).delete()
    before = FollowTry.objects.exclude(pk=tried.pk)
    by_phone = before.filter(phone=tried.phone).count() if tried.phone else 0
    if (
        before.filter(address=tried.address, at__gt=now() - SPAN).count() >= PER_ADDRESS
        or before.filter(address=tried.address).count() >= PER_ADDRESS_A_DAY
        or before.filter(number=tried.number).count() >= PER_NUMBER_A_DAY
        or by_phone >= PER_PHONE_A_DAY
    ):
        tried.delete()
        raise TooOften(
            _("Too many wrong tries. Try again in a quarter of an hour, sign in instead, or call "
              "12333.")
        )  # fmt: skip


@transaction.atomic
def seen(*, appeal: Appeal) -> None:
    """The worker has read the appeal as it stands; what comes later is new to them."""
    AppealSeen.objects.update_or_create(appeal=appeal, defaults={"events": appeal.events_seen})
