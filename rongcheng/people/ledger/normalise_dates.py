"""Dates as people write them: 1987.3, 87年3月, 一九八七年三月, 19870305, 31841, 2023.3-至今."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import NamedTuple


class Parsed(NamedTuple):
    """A date with how much of it was said: y, m or d; its first day stands for a month or year.

    `vague` is true where a word such as 春节后 says more than we can use.

    `unsure` is true where month and day could be exchanged.
    """

    day: date
    precision: str = "d"
    unsure: bool = False
    vague: bool = False


class Span(NamedTuple):
    """A period; an open end is None."""

    start: Parsed
    end: Parsed | None
    open: bool = False


_NUMERALS = str.maketrans("〇零○一二三四五六七八九两", "0001234567892")
_OPEN = re.compile(
    r"^(至今|今|现在|目前|迄今|到现在|长期|在岗|未返|无固定期限|至现在|尚在|在外|仍在务工)$"
)
_SEPARATED = re.compile(r"^(\d{4}|\d{2})[-./年、·,](\d{1,2})(?:[-./月、·,](\d{1,2}))?[日号月.]*$")
# What most cells hold, met before any tidying up.
_COMMON = re.compile(r"^(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?(?: 00:00:00)?|月)?$", re.A)
_YEAR_LAST = re.compile(r"^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$")
_MONTHS = {m: i for i, m in enumerate(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    1)}  # fmt: skip
_ENGLISH = re.compile(r"^(?:(\d{1,2})-?)?([a-z]{3})[a-z]*-?(\d{2,4})$")
_TAIL = re.compile(r"(左右|前后|以来|开始|起|出生|生|初|底|末|中旬|上旬|下旬|份|止)$")
_VAGUE = re.compile(
    r"^(\d{4}|\d{2})年?(春节|过年|年(?=[初底末中终])|上半年|下半年|春|夏|秋|冬|正月|腊月|.?农历|国庆|中秋|端午|清明|元旦|五一)"
)
_LUNAR = re.compile(r"[(（]?[农阴旧]历[)）]?")
# A duration, a season or a month of no year.
_UNTOLD = re.compile(
    r"^(每年|每|近|已|约|大约)?[\d一二三四五六七八九十两半多几]{1,3}个?(年|月|天|月份)(多|余|以上|半|左右|底|初)?$"
    r"|^每年|^[^\d]+$"
)
_SPLIT = re.compile(r"[至到~～—–−]+|--")
_EPOCH = date(1899, 12, 30)


def parse(text: str, today: date) -> Parsed | None:
    """Return the date that a text means, or None where it means none.

    A two-digit year is the latest one that is not after `today`.
    """
    if common := _COMMON.match(text):
        year, month, day = common.groups()
        return _made(int(year), int(month), int(day) if day else None)
    if _LUNAR.search(text):  # the months of that calendar are others: only the year is sure
        text = f"{_LUNAR.sub('', text)[:5]}农历"
    plain = _plain(text)
    return next((made for read in _READERS if (made := read(plain, today))), None)


def is_untold(text: str) -> bool:
    """Tell whether a text names no year and so no date: 长期, 三年, 春节后, 3月."""
    return bool(_UNTOLD.match(re.sub(r"\s", "", unicodedata.normalize("NFKC", text))))


def parse_span(text: str, today: date) -> Span | None:
    """Return the period that a text such as 2023.3-2023.12 or 2023年3月至今 means, or None."""
    plain = re.sub(r"^(自|从)", "", _plain(text, keep_tail=True))
    for left, right in _halves(plain):
        start = parse(left, today)
        if start is None:
            continue
        if _OPEN.match(right) or right == "":
            return Span(start, None, True)
        end = parse(right, today) if not right.isdigit() or len(right) > 2 else None
        if end is None and (found := re.match(r"^(\d{1,2})(?:[月.](\d{1,2})?)?[日号]?$", right)):
            end = _made(start.day.year, int(found[1]), int(found[2]) if found[2] else None)
        if end is not None:
            return Span(start, end)
    return None


def is_open(text: str) -> bool:
    """Tell whether a text in an end column says that it has not ended."""
    return bool(_OPEN.match(_plain(text, keep_tail=True)))


def _halves(plain: str) -> list[tuple[str, str]]:
    """Every way to cut a text into a start and an end."""
    cuts = [(plain[: m.start()], plain[m.end() :]) for m in _SPLIT.finditer(plain)]
    dashes = [i for i, c in enumerate(plain) if c == "-"]
    # The middle dash first: 2023-3-2023-12.
    dashes.sort(key=lambda i: abs(i - len(plain) / 2))
    return cuts + [(plain[:i], plain[i + 1 :]) for i in dashes]


def _plain(text: str, *, keep_tail: bool = False) -> str:
    text = unicodedata.normalize("NFKC", text).strip().strip("'\"()[]“”")
    text = re.sub(r"[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$", "", text)
    text = re.sub(r"\s+", "", text).replace("。", ".").replace("．", ".").replace("\\", "/")
    text = re.sub(r"^(公历|阳历|约|大约|大概)|(?<=\d[年月日号])\([^)]*\)$", "", text).strip(".")
    if re.search(r"[一二三四五六七八九〇零]", text):
        text = _from_chinese(text)
    text = re.sub(r"^(\d{4}|\d{2})\.(\d{1,2})月", r"\1年\2月", text)
    return text if keep_tail else _TAIL.sub("", text)


def _from_chinese(text: str) -> str:
    """Write Chinese numerals as digits: 一九八七年十二月二十一日 → 1987年12月21日."""
    text = text.replace("廿", "二十").replace("卅", "三十").replace("元月", "1月")
    text = re.sub(r"([一二三])十([一二三四五六七八九])", r"\1\2", text)
    text = re.sub(r"十([一二三四五六七八九])", r"一\1", text)
    text = re.sub(r"([一二三])十", r"\g<1>零", text).replace("十", "一零")
    return text.translate(_NUMERALS)


def _from_digits(plain: str, today: date) -> Parsed | None:
    """Digits alone: 19870305, 198703, 870305, 1987, 1987.3, 1987.0305, or an Excel serial."""
    if not plain.replace(".", "", 1).isdigit():
        return None
    whole, _, fraction = plain.partition(".")
    if len(whole) == 5 and 7_000 <= int(whole) <= 65_000:
        return Parsed(_EPOCH + timedelta(days=int(whole)))
    if len(whole) in (2, 4) and len(fraction) in (1, 2) and int(fraction):
        return _made(_full_year(whole, today), int(fraction), None)
    if len(whole) == 4 and len(fraction) in (3, 4):
        return _made(int(whole), int(fraction[:2]), int(fraction[2:]))
    return None if fraction.strip("0") else _from_whole(whole, today)


def _from_whole(digits: str, today: date) -> Parsed | None:
    made = None
    if len(digits) == 4:
        made = _made(int(digits), None, None)
    elif len(digits) == 8:
        made = _made(int(digits[:4]), int(digits[4:6]), int(digits[6:]) or None)
    elif len(digits) == 6 and 1900 <= int(digits[:4]) <= today.year + 5:
        made = _made(int(digits[:4]), int(digits[4:]), None)
    elif len(digits) == 6:
        made = _made(_full_year(digits[:2], today), int(digits[2:4]), int(digits[4:]))
    return made


def _separated(plain: str, today: date) -> Parsed | None:
    if not (found := _SEPARATED.match(plain)):
        return None
    year, month, day = found.groups()
    return _made(_full_year(year, today), int(month), int(day) if day else None)


def _year_only(plain: str, today: date) -> Parsed | None:
    found = re.match(r"^(\d{4}|\d{2})年+$", plain)
    return _made(_full_year(found[1], today), None, None) if found else None


def _english(plain: str, today: date) -> Parsed | None:
    found = _ENGLISH.match(plain.lower())
    month = _MONTHS.get(found[2]) if found else None
    if not found or not month:
        return None
    return _made(_full_year(found[3], today), month, int(found[1]) if found[1] else None)


def _vague(plain: str, today: date) -> Parsed | None:
    found = _VAGUE.match(plain)
    made = _made(_full_year(found[1], today), None, None) if found else None
    return made and made._replace(vague=True)


def _relative(plain: str, today: date) -> Parsed | None:
    found = re.match(r"^(今年|去年|前年)(?:(\d{1,2})月?)?(?:(\d{1,2})[日号]?)?$", plain)
    if not found:
        return None
    year = today.year - ("今年", "去年", "前年").index(found[1])
    return _made(year, *(int(g) if g else None for g in found.groups()[1:]))


def _full_year(text: str, today: date) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year <= today.year % 100 else 1900)


def _year_last(plain: str, today: date) -> Parsed | None:
    """3/5/1987 is month first, as spreadsheets show it; 25/3/1987 can only be day first."""
    if not (found := _YEAR_LAST.match(plain)):
        return None
    first, second, year = (int(g) for g in found.groups())
    if first > 12:
        return _made(year, second, first)
    made = _made(year, first, second)
    if made and second <= 12 and first != second:
        return made._replace(unsure=True)
    return made


def _made(year: int, month: int | None, day: int | None) -> Parsed | None:
    if not 1880 <= year <= 2200:
        return None
    try:
        made = date(year, month or 1, day or 1) if month != 0 and day != 0 else None
    except ValueError:
        return None
    return Parsed(made, "d" if day else "m" if month else "y") if made else None


_READERS = (_from_digits, _separated, _year_only, _year_last, _english, _vague, _relative)
