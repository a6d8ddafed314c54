"""Errors for the person who meets them: what happened, with which value, why, what to do."""

from __future__ import annotations


class Refusal(Exception):
    """An act that cannot be done as asked; ``str()`` is shown to the person as it stands."""

    status = 400


class NotAllowed(Refusal):
    """The person's role or place does not allow this act."""

    status = 403


class Conflict(Refusal):
    """The act contradicts what is recorded already."""

    status = 409
