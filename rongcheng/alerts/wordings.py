"""How warnings are said, and what stands behind them: each part tells it of its own rules.

A rule's ``title`` is a code; its wording is a text with the names of the alert's facts in it. What
an alert counts (``rows``) belongs to the part that raised it, which tells where each row opens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from rongcheng.agencies.models import Staff

from .models import Alert

Facts = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One thing that an alert counts: its name, a few words, and the page where it opens."""

    name: str
    text: str = ""
    url: str = ""


Rows = Callable[[Staff, list[Any]], list[Row]]
Kept = Callable[[Staff], Q]
_WORDS: dict[str, str | Promise] = {}
_RULES: dict[str, str | Promise] = {}
_FACTS: dict[str, Callable[[Facts], Facts]] = {}
_ROWS: dict[str, Rows] = {}
_KEPT: dict[str, Kept] = {}


def declare(
    rule: str, name: str | Promise, words: dict[str, str | Promise], *, rows: Rows | None = None,
    facts: Callable[[Facts], Facts] | None = None, kept: Kept | None = None,
) -> None:  # fmt: skip
    """Tell of a rule: its name, the wordings of its titles, and how its rows and facts are shown.

    Args:
        words: code of a title to a text such as ``"%(people)d people about %(about)s"``.
        rows: given the reader and the rows, the ones that they may know of.
        facts: turns the alert's facts into those that the wordings name.
        kept: given the reader, the condition of alerts of this rule that are kept from them.
    """
    _RULES[rule] = name
    _WORDS.update(words)
    if rows is not None:
        _ROWS[rule] = rows
    if facts is not None:
        _FACTS[rule] = facts
    if kept is not None:
        _KEPT[rule] = kept


def rules() -> list[tuple[str, str]]:
    """Codes and names of all rules that can raise an alert."""
    return [(rule, str(name)) for rule, name in _RULES.items()]


def rule_name(rule: str) -> str:
    """The name of a rule; its code where no part tells of it."""
    return str(_RULES.get(rule, rule))


def kept_from(staff: Staff) -> Q:
    """The condition of alerts that the parts which raised them keep from ``staff``."""
    conditions = (Q(rule=rule) & kept(staff) for rule, kept in _KEPT.items())
    return reduce(or_, conditions, Q(pk=None))


def sentence(alert: Alert) -> str:
    """What an alert says, in the reader's language; what it is about where nobody told how."""
    words = _WORDS.get(alert.title)
    if words is None:
        return alert.about
    shape = _FACTS.get(alert.rule)
    try:
        return str(words) % {"about": alert.about, **(shape(alert.facts) if shape else alert.facts)}
    except (KeyError, TypeError, ValueError):  # facts of an older version of the rule
        return f"{rule_name(alert.rule)}：{alert.about}"


def rows_of(staff: Staff, alert: Alert) -> list[Row]:
    """What an alert counts, each with its page where ``staff`` may open it."""
    shape = _ROWS.get(alert.rule)
    return shape(staff, alert.rows) if shape else [Row(str(row)) for row in alert.rows]
