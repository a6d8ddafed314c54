"""Kinds of subjects and what stands for each in the registry."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rongcheng.rulekit.rules import Rule

if TYPE_CHECKING:
    from .models import Application

NUMBERED = frozenset({"person", "household"})
"""Subjects whose key is a number of the registry; others are known by a code or name."""


LINE = "#"
"""Stands in the key of a payment out of something granted, before the number of what that was."""


def of_a_list(application: Application) -> bool:
    """Whether it is a payment of a list, for which nobody applied or was asked."""
    return LINE in application.key


def key_of(application: Application) -> int | str:
    """The key of an application's subject as the facts have it."""
    key = application.key.partition(LINE)[0]
    return int(key) if application.subject in NUMBERED else key


def period_of(rule: Rule, day: date) -> str:
    """The period that one grant of a rule is for: a year, a month, or empty for what is had once.

    What can be had each time (``each``) is told apart by the day.
    """
    often = rule.outcome.frequency
    if often == "yearly":
        return f"{day:%Y}"
    if often == "monthly":
        return f"{day:%Y-%m}"
    return f"{day:%y%m%d}" if often == "each" else ""
