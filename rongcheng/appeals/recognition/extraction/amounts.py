"""Money and numbers of people in a text."""

from __future__ import annotations

import re

from .numbers import ABOUT_BEFORE, ABOUT_BEHIND, CHINESE, NUMBER, parse
from .spans import Money, People

_UNIT = r"(?:块钱|块|元钱|元|圆|塊|rmb|大洋)"
_PER_WORDS = {
    "day": "天|日|个工|工",
    "month": "月|个月",
    "hour": "小时|个小时|钟|个钟",
    "piece": "件|平|平米|方|吨|趟|单|亩地?",
}
_PER_BEHIND = {
    per: re.compile(rf"\s*(?:[/一每](?:{w})|每人每(?:{w}))") for per, w in _PER_WORDS.items()
}
_SAID = "就|才|只|讲好|说好|是|给|算|工资|补|到手|拿|挣|领"
_PER_BEFORE = {per: re.compile(rf"(?:[一每](?:{w}))(?:{_SAID})*$") for per, w in _PER_WORDS.items()}
_RATE = re.compile(r"一(?:天|日|个月|月|个工|小时|个小时|个钟|平|方|趟|件)")
# Words after which a bare number is money, and what may stand between.
_MONEY_BEFORE = re.compile(
    r"(?:欠款?|欠薪|工资|工钱|工子|工姿|功资|押金|定金|房租|租金|借读费|学费|费用|医药费|医疗费|补贴|补助|"
    r"赔偿|赔了?|扣了?|罚款?|罚了|收了?|交了|花了|借了|差|要价|总共|共计|一共|合计|还有|月租|血汗钱|尾款|到手)"
    r"(?:我们?|他们?|你|大家|的|了|是|有|是有|共|总共|一共|合计|大概|差不多|约|款|费|还|金额|:|：|\s){0,3}$"
)
# What follows a number that is not money.
_NOT_MONEY = re.compile(
    r"\s*(?:个|人|名|位|号|天|年|月|日|岁|次|亩|平|米|公里|斤|吨|点|分|楼|栋|户|份|张|条|只|台|间|层|"
    r"届|期|度|周|家|种|项|批|车|袋|套|本|辆|趟|方|度|场|%|度电|字|里|倍|分之|多人|多个|来个|来人|余人)"
)
_AMOUNT = re.compile(
    rf"(?P<before>{ABOUT_BEFORE})?(?P<sign>[¥￥])?(?P<number>{NUMBER})"
    rf"(?P<behind>{ABOUT_BEHIND})?(?P<unit>{_UNIT})?(?P<rough>左右|上下|以上|多|出头)?"
)


def money(text: str) -> list[Money]:
    """Amounts of money; a bare number only where words before it or 万, 千 say that it is one."""
    found = []
    for match in _AMOUNT.finditer(text):
        if amount := _amount(text, match):
            found.append(amount)
    return found


def _amount(text: str, match: re.Match[str]) -> Money | None:
    written, end = match["number"], match.end()
    if len(written) > 1 and end == match.end("number") and _RATE.match(text, end - 1):
        written, end = written[:-1], end - 1  # 三千五一个月: the last 一 belongs to what follows
    number = parse(written)
    if number is None or number.value <= 0 or not _is_money(text, match, written, end):
        return None
    behind, per = text[end:], ""
    for name, pattern in _PER_BEHIND.items():
        if pattern.match(behind) or _PER_BEFORE[name].search(text[: match.start()]):
            per = name
    rough = bool(match["before"] or match["behind"] or match["rough"]) or number.approximate
    start = match.start("sign") if match["sign"] else match.start("number")
    return Money(start, end, text[start:end], int(number.value * 100), rough, per)


def _is_money(text: str, match: re.Match[str], written: str, end: int) -> bool:
    if match["unit"] or match["sign"]:
        return True
    behind = text[end:]
    if any(pattern.match(behind) for pattern in _PER_BEHIND.values()) and len(written) > 1:
        return not re.search(r"[第]$", text[: match.start()])
    if _NOT_MONEY.match(behind) or re.match(r"[\d.\-:/a-z]", behind):
        return False
    if re.search(r"[\d.\-:/a-z第零]$", text[: match.start()]):
        return False
    if re.search(r"[万千]|\d[千w]", written) and not re.fullmatch(r"[万千百]+", written):
        return "万一" not in written and written != "千万"
    digits = written.isdigit() and 2 <= len(written) <= 7
    spoken = re.fullmatch(rf"[{CHINESE}]{{2,}}", written) is not None and "百" in written
    before = _MONEY_BEFORE.search(text[: match.start()]) is not None
    return (digits or spoken) and before


_WHO = (
    r"(?:人|工友|工人|民工|农民工|老乡|兄弟|弟兄|姐妹|师傅|伙计|同事|员工|职工|家长|村民|工仔|娘们|"
    r"女工|保安|学徒|骑手|司机|保洁|大姐|大哥)"
)
_PEOPLE = re.compile(
    rf"(?P<before>{ABOUT_BEFORE})?(?P<number>{NUMBER})(?P<behind>多|来|余|几)?"
    rf"(?:(?:个|名|位|号)(?:多)?(?P<who>{_WHO})?|口(?=人)|(?P<bare>{_WHO}))"
)
_PAIR = re.compile(
    r"(?:我们|咱们|他们|你们)(?P<number>俩|仨|两个?|\d+个|[一二三四五六七八九十]+个)(?!月)"
)
_US = re.compile(r"(?:我们|咱们|咱|他们|大家|总共|一共|还有|共有|有|共)\s*$")
_OTHER = re.compile(
    r"\s*(?:月|工(?!友|人|仔)|小时|钟|天|星期|礼拜|周|年|点|地方|电话|单位|部门|材料|问题|条|项|厂|"
    r"公司|学期|班|车|证|县|市|省|村|工地|项目|亿|万|学位|孩子|娃|小孩|崽|娃儿|儿子|女儿|平|手续|办法|"
    r"说法|字)"
)


def people(text: str) -> list[People]:
    """How many people are spoken of; one alone is not counted, nor children."""
    found = [one for m in _PEOPLE.finditer(text) if (one := _people(text, m))]
    taken = [(f.start, f.end) for f in found]
    for match in _PAIR.finditer(text):
        start, end = match.span("number")
        if any(s < end and start < e for s, e in taken) or _OTHER.match(text[end:]):
            continue
        if number := parse(match["number"].rstrip("个")):
            found.append(People(start, end, text[start:end], int(number.value), False))
    return sorted(found, key=lambda f: f.start)


def _people(text: str, match: re.Match[str]) -> People | None:
    number = parse(match["number"])
    if number is None or number.value < 2 or number.value != int(number.value):
        return None
    told = match["who"] or match["bare"] or text[match.end() :].startswith("人")
    if not told and (
        _OTHER.match(text[match.end() :]) or not _US.search(text[: match.start("number")])
    ):
        return None
    if re.search(r"[\d.第初]$", text[: match.start("number")]):
        return None
    end = match.end() + text[match.end() :].startswith("人")
    start = match.start("number")
    rough = number.approximate or bool(match["before"] or match["behind"])
    return People(start, end, text[start:end], int(number.value), rough)
