"""What a worker has entered so far, kept sealed in the session between one screen and the next."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.timezone import now

from rongcheng.core.crypto import SealError, seal, unseal
from rongcheng.people.identity import Challenge, Claim, Verified

KEY = "portal"
LIFE = timedelta(minutes=30)


@dataclass
class Draft:
    """One run through the screens.

    Attributes:
        goal: where the proof of identity leads: ``register`` or the address of a page.
        notice: version of the privacy notice that was agreed to.
        answers: question to the text or code entered; None: skipped.
        reference: of the challenge that waits for its code; ``shown_code`` in demonstrations.
        verified_at: when the claim was proved, as ISO text.
        new_phone: a new number that waits for its code.
    """

    goal: str = ""
    notice: str = ""
    name: str = ""
    id_number: str = ""
    phone: str = ""
    reference: str = ""
    shown_code: str = ""
    verified_at: str = ""
    proves_id: bool = False
    new_phone: str = ""
    answers: dict[str, str | None] = field(default_factory=dict)

    @property
    def verified(self) -> Verified | None:
        """The proof, while it is fresh."""
        if not self.verified_at or now() - datetime.fromisoformat(self.verified_at) > LIFE:
            return None
        return Verified(Claim(self.name, self.id_number, self.phone), self.proves_id)

    @property
    def challenge(self) -> Challenge | None:
        """The challenge that waits for its code."""
        if not self.reference:
            return None
        return Challenge(
            Claim(self.name, self.id_number, self.new_phone or self.phone), self.reference
        )

    def await_code(self, challenge: Challenge) -> None:
        """Remember a challenge that was sent."""
        self.reference, self.shown_code = challenge.reference, challenge.shown_code

    def proved(self, verified: Verified) -> None:
        """Remember that the claim was proved."""
        self.verified_at, self.proves_id = now().isoformat(), verified.proves_id
        self.reference = self.shown_code = ""


def load(request: HttpRequest) -> Draft:
    """The draft of this browser; an empty one where there is none or it cannot be opened."""
    sealed = request.session.get(KEY)
    if not sealed:
        return Draft()
    try:
        return Draft(**json.loads(unseal(sealed)))
    except (SealError, TypeError, ValueError):
        return Draft()


def save(request: HttpRequest, draft: Draft) -> None:
    """Keep the draft for the next screen."""
    request.session[KEY] = seal(json.dumps(asdict(draft)))


def forget(request: HttpRequest) -> None:
    """Drop the draft."""
    request.session.pop(KEY, None)
