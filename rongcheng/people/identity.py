"""Proof of who somebody is: the interface that an installation's own service fills.

A provider is named by ``settings.IDENTITY_PROVIDER`` (a dotted path to a class without arguments).
In production that is the government's real-name service or an operator's three-element check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Claim:
    """Who somebody says they are."""

    name: str
    id_number: str
    phone: str


@dataclass(frozen=True)
class Challenge:
    """What must be answered; ``shown_code`` is only ever set in a demonstration."""

    claim: Claim
    reference: str
    shown_code: str = ""


@dataclass(frozen=True)
class Verified:
    """A claim that was proved: the phone is theirs.

    ``proves_id``: the provider also vouches that name, ID number and phone belong together. Where
    it does not, a phone alone must not open the record of an ID number.
    """

    claim: Claim
    proves_id: bool


class IdentityProvider(Protocol):
    """Sends a challenge and judges the answer; both raise Refusal where it cannot be."""

    def start(self, name: str, id_number: str, phone: str) -> Challenge: ...
    def confirm(self, challenge: Challenge, code: str) -> Verified: ...


def identity_provider() -> IdentityProvider:
    """The provider of this installation."""
    return import_string(settings.IDENTITY_PROVIDER)()
