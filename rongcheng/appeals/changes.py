"""Who wants to know when an appeal changed: webhooks, warnings; each is told after the commit."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)
Listener = Callable[[int, tuple[str, ...]], None]
_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> Listener:
    """Have ``listener(appeal_id, codes)`` called after each change that was committed.

    ``codes`` are the kinds of all events that the change wrote, in their order.
    """
    _LISTENERS.append(listener)
    return listener


def tell(appeal_id: int, codes: tuple[str, ...]) -> None:
    """Call every listener; one that fails is logged and keeps nobody else from hearing."""
    for listener in _LISTENERS:
        try:
            listener(appeal_id, codes)
        except Exception:
            log.exception("the listener %s failed on appeal %s", listener.__name__, appeal_id)
