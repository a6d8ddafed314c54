"""What every act is called: parts declare the wording of the acts that they record."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

_ACTS: dict[str, str | Promise] = {}


def declare(acts: Mapping[str, str | Promise]) -> None:
    """Add the wording of a part's acts, ``{"part.verb": _("Did it")}``; called in ``ready()``."""
    for act, wording in acts.items():
        if act in _ACTS and str(_ACTS[act]) != str(wording):
            raise ValueError(f"the act {act} has two wordings: {_ACTS[act]!r} and {wording!r}")
        _ACTS[act] = wording


def wording(act: str) -> str:
    """The act in the reader's language; an act that nobody declared is shown by its code."""
    return str(_ACTS.get(act, act))


def all_acts() -> list[tuple[str, str]]:
    """Every declared act as (code, wording), by code."""
    return [(act, str(text)) for act, text in sorted(_ACTS.items())]
