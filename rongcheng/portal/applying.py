"""An application on its way to being sent, kept sealed between one screen and the next."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

from rongcheng.core.crypto import SealError, seal, unseal

KEY = "applying"


@dataclass
class Applying:
    """One application that is being made.

    Attributes:
        employer: code of the employer that applies; empty: the person for themselves.
        keys: of several subjects at once (placements), which ones.
        token: names the folder of the files that wait.
        files: what waits there: ``name, size, kind, type, digest, stored_as, title``.
        skipped: facts that the person does not know; asked no more.
        papers: titles of the papers that were answered, with files or without.
        sending: the questions lead to sending it, not back to the benefit.
        bank, number: the account as typed; ``same`` where that of last time is to be used,
            ``later`` where it is given later.
    """

    rule: str = ""
    day: str = ""
    employer: str = ""
    keys: list[str] = field(default_factory=list)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    files: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    bank: str = ""
    number: str = ""
    same: bool = False
    later: bool = False
    sending: bool = False


def load(request: HttpRequest) -> Applying:
    """What this browser's worker is applying for; nothing where it cannot be opened."""
    sealed = request.session.get(KEY)
    if not sealed:
        return Applying()
    try:
        return Applying(**json.loads(unseal(sealed)))
    except (SealError, TypeError, ValueError):
        return Applying()


def save(request: HttpRequest, applying: Applying) -> None:
    """Keep it for the next screen."""
    request.session[KEY] = seal(json.dumps(asdict(applying)))


def forget(request: HttpRequest) -> None:
    """Drop it; its files are dropped by who sent them or with the day."""
    request.session.pop(KEY, None)
