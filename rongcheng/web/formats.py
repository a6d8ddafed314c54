"""Dates, money and numbers as people here write them; pure functions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language

Number = int | float | Decimal
NOTHING = "—"
_namers: list[Callable[[int], str]] = []


def use_place_names(namer: Callable[[int], str]) -> None:
    """Give the function that names a place code; the part `places` does so when it starts."""
    _namers[:] = [namer]


def place_name(place: object) -> str:
    """The name of a place or of its code; the code itself where no name is known."""
    if place in (None, ""):
        return NOTHING
    if isinstance(place, int) and _namers:
        return _namers[0](place) or str(place)
    return str(getattr(place, "full_name", "") or place)


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def day(value: date | datetime | None) -> str:
    """``2026年9月18日``; in other languages ``2026-09-18``."""
    if not value:
        return NOTHING
    value = _local(value)
    return f"{value.year}年{value.month}月{value.day}日" if _chinese() else f"{value:%Y-%m-%d}"


def month(value: date | datetime | None) -> str:
    """``2026年9月``; in other languages ``2026-09``."""
    if not value:
        return NOTHING
    value = _local(value)
    return f"{value.year}年{value.month}月" if _chinese() else f"{value:%Y-%m}"


def moment(value: datetime | None) -> str:
    """Day and minute, in the time of this country."""
    return f"{day(value)} {_local(value):%H:%M}" if value else NOTHING


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def number(value: Number | None, places: int = 0) -> str:
    """``1,234,567``."""
    return NOTHING if value is None else f"{value:,.{places}f}"


def yuan(fen: int | None) -> str:
    """Money kept in fen: ``¥1,234.50``, whole amounts without the fraction."""
    if fen is None:
        return NOTHING
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}¥{whole:,}" + (f".{rest:02d}" if rest else "")


def wan(value: Number | None) -> str:
    """``12.3万``, ``1.05亿``; below ten thousand, and in other languages, the number itself."""
    if value is None:
        return NOTHING
    if not _chinese() or -10_000 < value < 10_000:
        return number(value)
    amount = float(value)
    if abs(amount) >= 99_995_000:
        return _short(f"{amount / 100_000_000:,.2f}") + "亿"
    return _short(f"{amount / 10_000:,.1f}") + "万"


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".")


def percent(value: Number | None, places: int = 1) -> str:
    """A share between 0 and 1 as ``12.3%``."""
    return NOTHING if value is None else f"{value * 100:.{places}f}%"
