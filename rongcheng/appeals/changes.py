"""Who wants to know when an appeal changed: webhooks, warnings; each is told after the commit."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)
Listener = Callable[[int, int], None]
_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> Listener:
    """Have ``listener(appeal_id, events)`` called after each change that was committed."""
    _LISTENERS.append(listener)
    return listener


def tell(appeal_id: int, events: int) -> None:
    """Call every listener; one that fails is logged and keeps nobody else from hearing."""
    for listener in _LISTENERS:
        try:
            listener(appeal_id, events)
        except Exception:
            log.exception("the listener %s failed on appeal %s", listener.__name__, appeal_id)
