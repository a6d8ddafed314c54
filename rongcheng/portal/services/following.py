"""Following an appeal by its number and a phone: few tries, and one answer for every mistake."""

from __future__ import annotations

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
PER_NUMBER_A_DAY = 30


def follow(*, number: str, phone: str, address: str) -> Appeal:
    """The appeal of a number, for who also knows the phone that was left with it.

    Raises:
        TooOften: too many wrong tries from this address, or for this number.
        Refusal: there is no such appeal, or the phone is another one: both read alike.
    """
    index, about = blind(address, "address"), blind(number, "appeal")
    _not_too_often(index, about)
    found = Appeal.objects.filter(number=number).first()
    right = found is not None and found.phone_index == blind(phone, PHONE_PURPOSE)
    if found is None or not right:
        FollowTry.objects.create(address=index, number=about)
        raise Refusal(
            _("Number and phone do not fit together. Look at both again: the number stands in the "
              "message or on the paper that you got, the phone is the one you left with it.")
        )  # fmt: skip
    opened(by=Follower(found))
    return found


def opened(*, by: Follower) -> None:
    """Note in the trail that somebody opened an appeal by its number and phone."""
    record("appeals.followed", by=by, subject=by.appeal, place=by.appeal.place_id)


def _not_too_often(address: object, number: object) -> None:
    FollowTry.objects.filter(at__lt=now() - timedelta(days=1)).delete()
    recent = FollowTry.objects.filter(address=address, at__gt=now() - SPAN).count()
    a_day = FollowTry.objects.filter(number=number).count()
    if recent >= PER_ADDRESS or a_day >= PER_NUMBER_A_DAY:
        raise TooOften(
            _("Too many wrong tries. Try again in a quarter of an hour, sign in instead, or call "
              "12333.")
        )  # fmt: skip


@transaction.atomic
def seen(*, appeal: Appeal) -> None:
    """The worker has read the appeal as it stands; what comes later is new to them."""
    AppealSeen.objects.update_or_create(appeal=appeal, defaults={"events": appeal.events_seen})
