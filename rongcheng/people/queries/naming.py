"""Names of places for lists and figures, out of the gazetteer in memory."""

from __future__ import annotations

from rongcheng.places.gazetteer import Gazetteer


def place_name(code: int | None) -> str:
    """A place's own name; the code itself for places that were added by hand."""
    gazetteer = Gazetteer.load()
    return gazetteer.name(code) if code and code in gazetteer else str(code or "")


def full_place_name(code: int | None) -> str:
    """A place's name with those above it; the code itself for places that were added by hand."""
    gazetteer = Gazetteer.load()
    return gazetteer.full_name(code) if code and code in gazetteer else str(code or "")
