"""Values and changes in words, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from .distance import Change
from .facts import Fact
from .nodes import Type, Value

Text = dict[str, str]

UNIT_NAMES: dict[str, tuple[str, str]] = {
    "years": ("岁", "years"), "months": ("个月", "months"), "days": ("天", "days"),
    "hours": ("小时", "hours"), "persons": ("人", "persons"), "points": ("分", "points"),
    "percent": ("%", "percent"), "permille": ("‰", "per thousand"),
    "households": ("户", "households"), "courses": ("门", "courses"),
    "level": ("级", "level"), "times": ("个", ""),
}  # fmt: skip
UNKNOWN: Text = {"zh": "尚不清楚", "en": "not known yet"}


def yuan(amount: int) -> str:
    """Fen as yuan with separators, without empty decimals."""
    whole, rest = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole:,}" + (f".{rest:02}" if rest else "")


def shown(value: Value, fact: Fact) -> Text:
    """A value of a fact in words."""
    kind = fact.type.kind
    if value is None:
        return dict(UNKNOWN)
    if kind == "bool":
        return {"zh": "是", "en": "yes"} if value else {"zh": "否", "en": "no"}
    if kind == "money":
        amount = yuan(int(str(value)))
        return {"zh": f"{amount}元", "en": f"{amount} yuan"}
    if kind == "code":
        return dict(fact.code_names[str(value)])
    if isinstance(value, date):
        return day(value)
    zh, en = UNIT_NAMES.get(fact.type.unit, ("", ""))
    return {"zh": f"{value}{zh}", "en": f"{value} {en}".rstrip()}


def measured(value: Value, kind: Type, place: Callable[[int], str] = str) -> Text:
    """A value that is no fact's, in words; a place by its name."""
    if kind.kind == "place" and isinstance(value, int):
        return dict.fromkeys(("zh", "en"), place(value))
    return shown(value, Fact("", kind, {}, "", None, {}))


def day(value: date) -> Text:
    return {
        "zh": f"{value.year}年{value.month}月{value.day}日",
        "en": f"{value.day} {value:%B} {value.year}",
    }


def told(change: Change, row: Mapping[str, Value], facts: Mapping[str, Fact]) -> Text:
    """A change in words: "2 more months: from 15 September 2023"."""
    since = day(change.since) if change.since else None
    if change.fact is None:
        assert since  # a change without a fact is waiting for a day
        return {"zh": f"{since['zh']}起满足", "en": f"from {since['en']}"}
    fact, now, value = facts[change.fact], row.get(change.fact), change.value
    counted = fact.type.kind in ("int", "money") and isinstance(now, int)
    if not counted or not isinstance(now, int) or not isinstance(value, int):
        word = shown(value, fact)
        return {
            "zh": f"{fact.names['zh']}：{word['zh']}",
            "en": f"{fact.names['en']}: {word['en']}",
        }
    step = shown(abs(value - now), fact)
    more = value > now
    zh = f"{fact.names['zh']}{'还差' if more else '超出'}{step['zh']}"
    number, _, unit = step["en"].partition(" ")
    en = f"{number} {'more' if more else 'fewer'} {unit or fact.names['en']}"
    if since:
        return {"zh": f"{zh}：{since['zh']}起满足", "en": f"{en}: from {since['en']}"}
    return {"zh": zh, "en": en if not unit else f"{en} ({fact.names['en']})"}
