"""Personal values with their middle hidden; pure functions, also used by exports."""

from __future__ import annotations


def mask_name(name: str | None) -> str:
    """``张三丰`` becomes ``张*丰``, ``张三`` becomes ``张*``; nothing stays nothing."""
    name = (name or "").strip()
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_id(number: str | None) -> str:
    """``530102********1234``: place and last four digits stay; short values are hidden whole."""
    return _keep(number, 6, 4)


def mask_phone(number: str | None) -> str:
    """``138****5678``."""
    return _keep(number, 3, 4)


def mask_card(number: str | None) -> str:
    """A bank card's last four digits."""
    return _keep(number, 0, 4)


def _keep(value: str | None, first: int, last: int) -> str:
    value = (value or "").strip()
    hidden = len(value) - first - last
    if hidden <= 0:
        return "*" * len(value)
    return value[:first] + "*" * hidden + value[-last:]
