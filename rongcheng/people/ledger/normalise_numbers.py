"""Wages and ages as people write them: 5千, 4500-5000, 0.5万, 150元/天, 6万/年."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# Paid days of a month (劳社部发〔2008〕3号), to turn a day's pay into a month's.
DAYS_A_MONTH = 21.75
HOURS_A_DAY = 8
_MOST = 1e6  # yuan in one cell; a number that makes more was not written in the header's unit


class Wage(NamedTuple):
    """Fen per month; `estimated` where it was worked out from a range or another period."""

    fen: int
    estimated: bool = False


_SCALES = {"千": 1e3, "k": 1e3, "万": 1e4, "w": 1e4, "百": 1e2}
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)([千万百kw])?(\d)?(?![\d.])")
_CHINESE = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_NOISE = re.compile(
    r"人民币|约|大约|大概|左右|以上|以下|上下|不到|多|余|薪|工资|收入|税前|税后|基本|包吃住|包食宿"
    r"|底薪|保底|平均|每|一个|¥|￥|rmb|元|圆|块钱|块|/|\s|,|，|\+|提成|不等|之间|整|至少|最低|最高"
)
_NOTHING = re.compile(r"^(无|没有|暂无|尚无|未有)(工资|收入|报酬)$")
# What is paid, though not as a number: nothing to record, and no fault that keeps a person out.
_UNTOLD = re.compile(
    r"^(按?计件(工资)?|面议|(不|没有?|无)(固定|稳定|定)(的?(工资|收入))?|不一定|不等|看情况|提成|保密"
    r"|按(工时|小时|天|件|量|产量)(计算?|算)?|自负盈亏|自营|个体|未发|未定|待定|实习|学徒|分红|多劳多得)$"
)
_PERIODS = (("hour", r"小时|时薪|钟点"), ("day", r"天|日|工日"), ("year", r"年"), ("month", r"月"))


def parse_wage(text: str, *, per: str = "month", scale: float = 1) -> Wage | None:
    """Return a wage in fen per month, or None where the text is no amount.

    `per` (month, year, day, hour) and `scale` (yuan in one unit) are what the column's header
    says; what the cell says goes before them. A range counts as its middle.
    """
    plain = unicodedata.normalize("NFKC", text).lower().strip().strip("'")
    if plain.startswith("-"):
        return None
    if _NOTHING.match(plain):
        return Wage(0)
    period = next((name for name, sign in _PERIODS if re.search(sign, plain)), per)
    plain = re.sub("|".join(sign for _, sign in _PERIODS), "", plain)
    plain = re.sub(r"(?<=\d)[/一](?=\d)", "-", plain)
    plain = re.sub(f"([{''.join(_CHINESE)}])([{''.join(_CHINESE)}])([千万百])", r"\1\3-\2\3", plain)
    plain = _NOISE.sub("", re.sub(r"\(.*?\)", "", re.sub(r"(\d),(?=\d{3})", r"\1", plain)))
    plain = re.sub(r"([一二两三四五六七八九])(?=[千万百])", lambda m: str(_CHINESE[m[1]]), plain)
    plain = re.sub(r"(?<=[千万百])([一二三四五六七八九])", lambda m: str(_CHINESE[m[1]]), plain)
    parts = [p for p in re.split(r"[-—–~～至到]+", plain) if p]
    amounts = [_amount(part) for part in parts[:3]]
    if not amounts or len(amounts) > 2 or None in amounts:
        return None
    known = [a for a in amounts if a is not None]
    # Yuan written in a column of ten thousands.
    yuan_said = bool(re.search(r"元|块", text)) or (scale > 1 and max(known)[0] * scale > _MOST)
    values = _same_unit(known, 1 if yuan_said else scale)
    yuan = sum(values) / len(values) * _monthly(period)
    if not 0 <= yuan < 1e8:
        return None
    odd = yuan_said and scale > 1 and not all(own for _, own in known)
    return Wage(round(yuan * 100), odd or len(values) > 1 or period != "month")


def is_untold(text: str) -> bool:
    """Tell whether a wage is said in words that are no amount: 计件, 面议, 不固定."""
    return bool(_UNTOLD.match(re.sub(r"\s", "", unicodedata.normalize("NFKC", text))))


def parse_age(text: str) -> int | None:
    """Return an age in years, or None."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = re.match(r"^(?:虚岁|周岁|约)?(\d{1,3})(?:\.0+)?(?:岁|周岁)?(?:半)?$", plain)
    return int(found[1]) if found else None


def unit_of(header: str) -> tuple[str, float]:
    """Return the period and the scale that a wage column's header states."""
    plain = unicodedata.normalize("NFKC", header)
    period = "month"
    if re.search(r"年(工资|收入|薪|务工收入|均收入)|/年|每年|全年", plain):
        period = "year"
    elif re.search(r"日(工资|薪)|/[天日]|每[天日]", plain):
        period = "day"
    scale = 1e4 if re.search(r"万元|\(万\)|单位:?万", plain) else 1
    return period, 1e3 if re.search(r"千元", plain) else scale


def _amount(part: str) -> tuple[float, bool] | None:
    """Return an amount and whether it named its own unit: 5千 → (5000, True)."""
    found = _AMOUNT.fullmatch(part)
    if not found:
        return None
    number, unit, tail = found.groups()
    if unit is None:
        return None if tail and "." in number else (float(number + (tail or "")), False)
    value = float(number) * _SCALES[unit]
    return value + (int(tail) * _SCALES[unit] / 10 if tail else 0), True


def _same_unit(amounts: list[tuple[float, bool]], scale: float) -> list[float]:
    """In 4-5千 the unit of the second goes for the first too."""
    last, named = amounts[-1]
    if len(amounts) == 2 and named and not amounts[0][1] and amounts[0][0] < 100:
        return [amounts[0][0] * 10 ** (len(str(int(last))) - 1), last]
    return [value if own else value * scale for value, own in amounts]


def _monthly(period: str) -> float:
    return {
        "month": 1.0,
        "year": 1 / 12,
        "day": DAYS_A_MONTH,
        "hour": DAYS_A_MONTH * HOURS_A_DAY,
    }[period]
