"""What waits for a person: sources register themselves, the home page asks them all.

A source is a function of the person that returns a ``Waiting``, or None if it is not their work::

    @register(order=10)
    def ledgers(staff: Staff) -> Waiting | None: ...

Imports run downwards, so the sources of the parts below stand in ``console/tiles.py``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise

from rongcheng.agencies.models import Staff

log = logging.getLogger(__name__)
Source = Callable[[Staff], "Waiting | None"]
_SOURCES: list[tuple[int, Source]] = []


@dataclass(frozen=True)
class Waiting:
    """One tile: how many of what wait, where they are, and how urgent it is."""

    label: str | Promise
    count: int
    url: str
    icon: str = "inbox"
    hint: str | Promise = ""
    tone: str = "plain"


def register(*, order: int = 50) -> Callable[[Source], Source]:
    """Add a source of tiles; it gets the person and returns a tile, or None if not their work."""

    def add(source: Source) -> Source:
        _SOURCES.append((order, source))
        return source

    return add


def waiting_for(staff: Staff) -> list[Waiting]:
    """Every tile for ``staff``; a source that fails is logged and left out, the rest stays."""
    found = []
    for _order, source in sorted(_SOURCES, key=lambda pair: pair[0]):
        try:
            with transaction.atomic():
                tile = source(staff)
        except Exception:
            log.exception("the inbox source %s failed", source.__name__)
            continue
        if tile is not None:
            found.append(tile)
    return found
