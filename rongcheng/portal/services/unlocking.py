"""An application opened by its number and a code to the phone on record, without an account here.

Number and phone must fit together before a code goes out; every mistake reads alike, and few tries
are allowed, as for following an appeal.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from rongcheng.audit.services import record
from rongcheng.benefits.models import Application
from rongcheng.core.crypto import blind
from rongcheng.core.errors import Refusal
from rongcheng.people.fingerprints import PHONE_PURPOSE

from ..actors import Claimant
from ..models import FollowTry
from . import codes
from .following import not_too_often

PURPOSE = "benefit"


def send_code(*, number: str, phone: str, address: str) -> str:
    """Have a code sent to the phone of an application's person; in demonstrations it is returned.

    Raises:
        TooOften: too many wrong tries, or too many codes.
        Refusal: there is no such application, or the phone is another one: both read alike.
    """
    mine = blind(phone, PHONE_PURPOSE) if phone else None
    tried = FollowTry.objects.create(
        address=blind(address, "address"), number=blind(number or "-", PURPOSE), phone=mine
    )
    not_too_often(tried=tried)
    if _found(number, phone) is None:
        raise Refusal(
            _("Number and phone do not fit together. Look at both again: the number stands in the "
              "message or on the slip that you got, the phone is the one that is on record.")
        )  # fmt: skip
    tried.delete()
    if not (settings.DEMO or settings.TESTING):
        raise Refusal(
            _("Codes by message are not connected here yet. Please go to the village or township "
              "desk with your ID card and the number.")
        )  # fmt: skip
    codes.note_address(address=address)
    return codes.issue(phone=phone, purpose=_purpose(number))


def unlock(*, number: str, phone: str, code: str) -> Application:
    """The application, once the code came back.

    Raises:
        Refusal: the code is wrong, too old, used, or tried too often.
    """
    codes.redeem(phone=phone, purpose=_purpose(number), code=code)
    found = _found(number, phone)
    if found is None:  # changed meanwhile
        raise Refusal(_("The phone on record has changed. Please begin again."))
    opened(by=Claimant(found))
    return found


def opened(*, by: Claimant) -> None:
    """Note in the trail that somebody opened an application by its number and a code."""
    about = by.application
    record("portal.claim_opened", by=by, subject=about, place=about.place_id)


def _purpose(number: str) -> str:
    """What a code is for: this application and no other."""
    return f"b:{number}"[:20]


def _found(number: str, phone: str) -> Application | None:
    if not (number and phone):
        return None
    return (
        Application.objects.select_related("person", "place")
        .filter(number=number, employer=None, person__phone_index=blind(phone, PHONE_PURPOSE))
        .first()
    )
