"""Numbers as people say and write them: 一万二, 1.8万, 三千五, 十几, 两万多, 4个半."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = dict(zip("零〇一二三四五六七八九两俩仨", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2, 3),
                   strict=True))  # fmt: skip
_DIGITS |= dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_BIG = {"万": 10**4, "萬": 10**4, "w": 10**4, "亿": 10**8}
_SEVERAL_BEFORE, _SEVERAL_BEHIND = 3, 5  # 几千 is taken for three thousand, 十几 for fifteen

CHINESE = "零〇一二三四五六七八九两俩仨壹贰叁肆伍陆柒捌玖十百千拾佰仟万萬亿几"
# A number: written in digits with a unit or without, or in characters.
NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?\s*(?:[十百千万萬亿w][多余来几]?[{CHINESE}\d]*)?"
    rf"|[{CHINESE}]+"
)
ABOUT_BEFORE = r"(?:大概|大约|差不多|约|将近|接近|近|快|至少|起码|可能|好(?=几))"
ABOUT_BEHIND = r"(?:多|来|余|把|左右|上下|以上|几)"


@dataclass(frozen=True, slots=True)
class Number:
    """A value, and whether it was only said roughly."""

    value: Decimal
    approximate: bool


def parse(text: str) -> Number | None:
    """The number that a match of NUMBER means; None for a mere row of signs.

    Rough ones: 几 is 3 in front of a unit and 5 behind one, 七八千 is the middle, 多 adds nothing.
    """
    text = re.sub(r"[,\s]", "", text)
    rough = bool(re.search(r"[多余来几]", text))
    text = re.sub(r"[多余来](?=.)", "", text)
    text = re.sub(r"[多余来]$", "", text)
    pair = re.fullmatch(r"([一二两三四五六七八九])([二三四五六七八九])([十百千]?[万萬]?)", text)
    if pair and (pair[3] or True) and _DIGITS[pair[2]] - _DIGITS[pair[1]] == 1:
        factor = _value(pair[3]) if pair[3] else Decimal(1)
        middle = Decimal(_DIGITS[pair[1]] + _DIGITS[pair[2]]) / 2
        return Number(middle * (factor or 1), True)
    value = _value(text)
    return None if value is None else Number(value, rough)


def _value(text: str) -> Decimal | None:
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Decimal(text)
    if re.fullmatch(r"[十百千][万萬]?|[万萬亿]", text):
        return _product(text)
    if re.fullmatch(rf"[{''.join(_DIGITS)}]{{3,}}", text):  # digit by digit: a year or a phone
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    return _sum(text)


def _product(text: str) -> Decimal:
    total = Decimal(1)
    for c in text:
        total *= _UNITS.get(c) or _BIG[c]
    return total


def _sum(text: str) -> Decimal | None:
    """Reads unit by unit; a last digit after 万, 千 or 百 counts the unit below: 一万二."""
    total = section = Decimal(0)
    digit: Decimal | None = None
    unit = 0
    for part in re.findall(r"\d+(?:\.\d+)?|.", text):
        if part[0].isdigit() and part[0] not in _DIGITS:
            digit = Decimal(part)
        elif part in _DIGITS:
            digit, unit = Decimal(_DIGITS[part]), 0 if part in "零〇" else unit
        elif part == "几":
            digit = Decimal(_SEVERAL_BEHIND if section or total else _SEVERAL_BEFORE)
            unit = 0
        elif part in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[part]
            digit, unit = None, _UNITS[part]
        elif part in _BIG:
            total = (total + section + (digit or 0)) * _BIG[part] if total + section + (
                digit or 0) else Decimal(_BIG[part])  # fmt: skip
            section, digit, unit = Decimal(0), None, _BIG[part]
        else:
            return None
    if digit is not None:
        below = unit >= 100 and digit < 10
        section += digit * (unit // 10) if below else digit
    return total + section
