"""What a worker has told of a matter so far, kept sealed between one screen and the next."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

from rongcheng.core.crypto import SealError, seal, unseal

KEY = "telling"
ANONYMOUS, BY_NAME = "anonymous", "name"


@dataclass
class Telling:
    """One matter on its way to being filed.

    Attributes:
        mode: ``name`` or ``anonymous``; empty before the first screen.
        token: names the folder of the files that wait.
        files: what waits there: ``name, size, kind, type, digest, stored_as``.
        place: code of where it happened.
        home: code of the home place, said by who is not registered; None: not asked yet, 0: open.
        employer, site: as confirmed; None: not asked yet.
        phone: of an anonymous question, to call back; None: not asked yet.
        category: what the worker chose; None: left to the platform, empty: none of them.
        figures: what the worker says instead of what was found in the text.
        urgency_said: why the worker finds it more urgent than it was read.
        official: it complains of an office or its people, the one named as ``employer`` if any.
        join: the open appeal that they join; 0: their own; None: not asked yet.
        lines: of a group, one dict for each worker.
        claim: number of the application whose decision it is about.
    """

    mode: str = ""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    text: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    place: int | None = None
    home: int | None = None
    employer: str | None = None
    site: str = ""
    phone: str | None = None
    category: str | None = None
    figures: dict[str, str] | None = None
    urgency_said: str = ""
    join: int | None = None
    official: bool = False
    group: bool = False
    lines: list[dict[str, Any]] = field(default_factory=list)
    claim: str = ""


def load(request: HttpRequest) -> Telling:
    """What this browser's worker has told; nothing where it cannot be opened."""
    sealed = request.session.get(KEY)
    if not sealed:
        return Telling()
    try:
        return Telling(**json.loads(unseal(sealed)))
    except (SealError, TypeError, ValueError):
        return Telling()


def save(request: HttpRequest, telling: Telling) -> None:
    """Keep it for the next screen."""
    request.session[KEY] = seal(json.dumps(asdict(telling)))


def forget(request: HttpRequest) -> None:
    """Drop it; its files are dropped by who filed them or with the day."""
    request.session.pop(KEY, None)
