"""What the demonstration knows of each jurisdiction: its peoples, and where they go to work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from rongcheng.places.codes import contains


@dataclass(frozen=True)
class Profile:
    """One jurisdiction; the fields are explained at the head of ``profiles.yaml``."""

    name: str
    place: int
    region: str
    focus: int
    poverty: float
    ethnicity: dict[str, float]
    away_in_province: dict[int, float]
    away: dict[int, float]
    old_codes: list[int]


@cache
def profiles() -> dict[str, Profile]:
    """Name of the pack → profile."""
    text = (Path(__file__).parent / "profiles.yaml").read_text(encoding="utf-8")
    return {name: Profile(name=name, **values) for name, values in yaml.safe_load(text).items()}


def profile_for(place: int) -> Profile:
    """The profile of the jurisdiction that a 12-digit place code lies in."""
    for profile in profiles().values():
        if contains(profile.place, place):
            return profile
    known = ", ".join(f"{p.name} ({p.place})" for p in profiles().values())
    raise ValueError(
        f"There is no demonstration profile for place {place}: choose a place in one of {known}."
    )
