"""Lengths of time and dates in a text, counted from the day it was written."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from .numbers import ABOUT_BEFORE, CHINESE, parse
from .spans import Day, Months

_N = rf"(?:\d+(?:\.\d+)?|[{CHINESE}]+)"
_LENGTH = re.compile(
    rf"(?P<before>{ABOUT_BEFORE})?(?:(?P<years>{_N})(?P<more>多|来)?年(?P<halfyear>半)?(?:零|又)?|(?P<half>半)(?P<halfmore>多)?年(?P<over>多)?)?"
    rf"(?:(?P<months>{_N})(?P<behind>多|来)?个(?P<several>多|来)?(?P<halfmonth>半)?月|(?P<only>半)个(?:多)?月)?(?P<after>多|左右)?"
)
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|正|腊)月(?:份)?"
_YEAR = r"(?P<year>(?:20)?\d\d年|今年|去年|前年|上年|大前年)"
_FROM = re.compile(
    rf"(?:从|自|打|由)?{_YEAR}?的?(?P<month>{_MONTH})(?P<day>\d+[日号])?(?:底|初|中旬|开始|起|以来|以后|过后|就)*"
    rf"(?:一直|就)?(?:[^,，。;；0-9]{{0,12}}?)(?:到|至|—|-|~|拖到|欠到)"
    rf"(?:(?P<year2>(?:20)?\d\d年|今年|去年|前年)?的?(?P<month2>{_MONTH})|(?P<now>现在|今天|今日|目前|如今|今(?!年)|这阵|这会|眼下))"
)
_LIST = re.compile(
    r"(?P<year>(?:20)?\d\d年|今年|去年|前年)?(?P<list>(?:(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])(?:月份?)?[、,和跟/]?)+)月(?:份)?(?:的)?(?=工资|工钱|工子|薪|的钱|都?没发|都?没给)"
)
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d|\d\d(?=年))[年./-](?P<m>1[0-2]|0?[1-9])(?:[月./-](?:(?P<d>3[01]|[12]\d|0?[1-9])[日号]?)?)?(?!\d)"
    r"|(?P<ry>今年|去年|前年)?的?(?P<rm>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?:(?P<rd>3[01]|[12]\d|[1-9]|二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二三四五六七八九])[日号])?"
    r"|(?P<word>大前天|前天|昨天|昨晚|昨日|今天|今早|今晚|明天|后天|上个月|上月|这个月|本月|下个月)"
)
_OWED = re.compile(
    r"拖|欠|没有?发过?|没有给|没有结|没有拿|没给|没结|没拿|未发|未付|未结|不发|不给|没领|没到账|没得到|没见|没开|不结|没支付|没打|一分"
)
_PAY = re.compile(r"工资|工钱|工子|工姿|功资|薪|血汗钱|劳务费|人工费|工程款|加工费|的钱")
_WORDS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨晚": -1, "昨日": -1,
    "今天": 0, "今早": 0, "今晚": 0, "明天": 1, "后天": 2,
}  # fmt: skip
_MONTH_WORDS = {"上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "下个月": 1}


def months(text: str, on: date) -> list[Months]:
    """Lengths of time in months, those written as first and last month included."""
    found = [m for match in _FROM.finditer(text) if (m := _from_to(text, match, on))]
    found += [m for match in _LIST.finditer(text) if (m := _listed(text, match, on))]
    taken = [(f.start, f.end) for f in found]
    for match in _LENGTH.finditer(text):
        if match.end() == match.start() or any(
            s < match.end() and match.start() < e for s, e in taken
        ):
            continue
        if length := _length(text, match):
            found.append(length)
    return sorted(found, key=lambda f: f.start)


def _length(text: str, match: re.Match[str]) -> Months | None:
    total, rough = Decimal(0), bool(match["before"] or match["after"])
    if match["years"]:
        number = parse(match["years"])
        if number is None or number.value > 60:
            return None  # 2019年 is a year
        total += number.value * 12 + (6 if match["halfyear"] else 0)
        rough |= number.approximate or bool(match["more"])
    if match["half"]:
        total, rough = total + 6, rough or bool(match["halfmore"] or match["over"])
    if match["months"]:
        number = parse(match["months"])
        if number is None or number.value > 600:
            return None
        total += number.value + (Decimal("0.5") if match["halfmonth"] else 0)
        rough |= number.approximate or bool(match["behind"] or match["several"])
    if match["only"]:
        total += Decimal("0.5")
    if not total or re.search(r"[\d第]$", text[: match.start()]):
        return None
    start, end = match.span()
    if match["before"]:
        start = match.end("before")
    return Months(start, end, text[start:end], float(total), rough, _owed(text, start, end))


def _owed(text: str, start: int, end: int) -> bool:
    """Whether the words around speak of unpaid wages."""
    near = re.split(r"[。！？!?；;]", text[max(start - 14, 0) : start])[-1]
    behind = re.split(r"[。！？!?；;]", text[end : end + 14])[0]
    return bool(_OWED.search(near + "," + behind)) and not re.match(r"(?:就|以?内|之内)", behind)


def _year(word: str | None, on: date) -> int | None:
    if not word:
        return None
    relative = {"今年": 0, "去年": -1, "上年": -1, "前年": -2, "大前年": -3}
    if word in relative:
        return on.year + relative[word]
    digits = int(word.rstrip("年"))
    return digits if digits > 99 else 2000 + digits


def _month(word: str) -> int | None:
    name = re.sub(r"月(?:份)?$", "", word)
    if name in ("正", "腊"):
        return 1 if name == "正" else 12
    number = parse(name)
    return int(number.value) if number and 1 <= number.value <= 12 else None


def _from_to(text: str, match: re.Match[str], on: date) -> Months | None:
    first, last = _month(match["month"]), on.month
    if first is None:
        return None
    year2 = _year(match["year2"], on)
    if match["now"]:
        end_year = on.year
    else:
        last = _month(match["month2"]) or on.month
        end_year = year2 or on.year
    year = _year(match["year"], on)
    if year is None:
        year = end_year if first <= last else end_year - 1
    elif year2 is None and not match["now"]:
        end_year = year if last >= first else year + 1
    since, until = date(year, first, 1), date(end_year, last, 1)
    length = (until.year - since.year) * 12 + until.month - since.month
    length += 0 if match["now"] else 1  # until now: the month that runs is not due yet
    if length <= 0:
        return None
    start, end = match.span()
    return Months(start, end, text[start:end], float(length), False, True, since, until)


def _listed(text: str, match: re.Match[str], on: date) -> Months | None:
    """六七八月份的工资: so many months."""
    parts = re.findall(r"1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]", match["list"])
    named = [m for part in parts if (m := _month(part + "月"))]
    if not named or named != sorted(set(named)) or (len(named) > 1 and len(parts) != len(named)):
        return None
    year = _year(match["year"], on) or (on.year if named[-1] <= on.month else on.year - 1)
    start, end = match.span()
    owed = _owed(text, start, end) or bool(_PAY.match(text[end:]))
    return Months(start, end, text[start:end], float(len(named)), False, owed,
                  date(year, named[0], 1), date(year, named[-1], 1))  # fmt: skip


def days(text: str, on: date) -> list[Day]:
    """Dates named in the text; one without a year lies in the past twelve months."""
    found = []
    for match in _DATE.finditer(text):
        value = _date(match, on)
        before = text[: match.start()]
        if value and not re.search(r"[\d.个第]$", before):
            found.append(Day(*match.span(), match[0], *value))
    return found


def _date(match: re.Match[str], on: date) -> tuple[date, str] | None:
    try:
        if word := match["word"]:
            if word in _WORDS:
                return on + timedelta(days=_WORDS[word]), "day"
            total = on.year * 12 + on.month - 1 + _MONTH_WORDS[word]
            return date(total // 12, total % 12 + 1, 1), "month"
        if match["y"]:
            year = int(match["y"]) if len(match["y"]) == 4 else 2000 + int(match["y"])
            day = int(match["d"]) if match["d"] else 1
            return date(year, int(match["m"]), day), "day" if match["d"] else "month"
        month = _month(match["rm"] + "月")
        number = parse(match["rd"]) if match["rd"] else None
        day = int(number.value) if number else 1
        given = _year(match["ry"], on)
        value = date(given or on.year, month or 1, day)
        if not given and value > on and (value - on).days > 92:
            value = value.replace(year=on.year - 1)
        return value, "day" if match["rd"] else "month"
    except ValueError:
        return None
