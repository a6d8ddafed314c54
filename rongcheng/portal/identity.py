"""The identity provider of demonstrations and tests: its codes are shown on the page."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from rongcheng.core.errors import Refusal
from rongcheng.people.identity import Challenge, Claim, Verified

from .services import codes

PURPOSE = "identity"


class Demonstration:
    """Proves only the phone, and sends nothing: the page shows the code.

    A provider of one's own is the same with a short message instead, and with ``proves_id`` where
    name, ID number and phone are compared by an operator or the real-name service.
    """

    def start(self, name: str, id_number: str, phone: str) -> Challenge:
        if not (settings.DEMO or settings.TESTING):
            raise Refusal(
                _("Signing in by phone is not connected here yet. Please go to the village or "
                  "township desk with your ID card.")
            )  # fmt: skip
        code = codes.issue(phone=phone, purpose=PURPOSE)
        return Challenge(Claim(name, id_number, phone), PURPOSE, shown_code=code)

    def confirm(self, challenge: Challenge, code: str) -> Verified:
        codes.redeem(phone=challenge.claim.phone, purpose=challenge.reference, code=code)
        return Verified(challenge.claim, proves_id=False)
