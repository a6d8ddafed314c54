"""Whether a reply is one: does it take up each point, name what was done, by whom, when, and why.

Pure. What it finds is advice: an officer may send a reply with gaps, with a reason that is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

SHORTEST = 40
MOST_POINTS = 6
TAKEN_UP, ENOUGH = 0.3, 2
"""Share, or number, of a point's word pairs that a reply must repeat to have taken it up."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_ASKS = re.compile(
    r"[？?]|吗|呢|怎么|如何|什么时候|何时|多少|哪里|哪儿|哪个|能不能|可不可以|是不是|是否|凭什么|"
    r"为什么|为啥|咋|要求|希望|请求?|帮|想要|应该|给个说法|求"
)
_QUESTION = re.compile(
    r"什么时候|什么|怎么办|怎么|如何|多少|哪里|是不是|能不能|可不可以|是否|为什么|为啥"
)
_FILLER = set(
    "的了是我你您他她们在有和与也都就要不没这那一个吗呢啊吧请问到说给被把很还能会想又再老板我们"
)
_DONE = re.compile(
    r"已|经[查核调]|责令|约谈|要求|督促|协调|支付|发放|补发|办理|登记|立案|受理|走访|检查|整改|解释|告知|"
    r"联系|核实|安排|下达|送达|查实"
)
_WHO = re.compile(
    r"局|大队|支队|中心|[法医学]院|法庭|所[^以有]|委员会|办公室|政府|公司|街道|[乡镇]|村委|工会|妇联|"
    r"本单位|我单位|工作人员|监察员|执法人员|民警|老师|专班|仲裁"
)
_WHEN = re.compile(
    r"\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|今[日天]|昨[日天]|当[日天]|前天"
)
_CLAUSE = re.compile(r"《[^》]{2,40}》[^。；\n]{0,8}第[一二三四五六七八九十百千零〇\d]+条")
_UNFILLED = re.compile(r"\{[^{}\n]{1,60}\}|｛[^｛｝\n]{1,60}｝")
_PLACEHOLDER = re.compile(rf"{_UNFILLED.pattern}|[_＿]{{3,}}|[xX×]{{3,}}")
FORBIDDEN = (
    "不归我们管", "不归我管", "不关我们", "找别人", "爱找谁找谁", "没办法解决", "无法解决就",
    "自己想办法", "已阅", "正在研究", "按有关规定办理", "按相关规定办理", "请自行解决", "无理取闹",
    "刁民", "不要再打", "不要再反映", "再反映也没用", "你们自己的问题",
)  # fmt: skip
"""Phrases that push people away or say nothing."""


@dataclass(frozen=True)
class Point:
    """Something that the worker asks or demands, with its position in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Gap:
    """Something that a reply lacks; ``about`` is the point or phrase that it is about."""

    code: str
    text: str
    about: str = ""


def points_of(text: str) -> list[Point]:
    """The questions and demands of a text in their order, six at most; never none.

    >>> [p.text for p in points_of("老板拖欠工资。什么时候能拿到钱？")]
    ['什么时候能拿到钱？']
    """
    sentences = [
        Point(m[0].strip(), m.start(), m.end()) for m in _SENTENCE.finditer(text) if m[0].strip()
    ]
    asking = [each for each in sentences if _ASKS.search(each.text)]
    return (asking or sentences[:1])[:MOST_POINTS]


def unfilled(reply: str) -> list[str]:
    """What of a template still stands in braces, as a key or by its name; such is never sent.

    >>> unfilled("查明的情况：{facts}，{做了什么}")
    ['{facts}', '{做了什么}']
    """
    return list(dict.fromkeys(_UNFILLED.findall(reply)))


def takes_up(reply: str, point: str) -> bool:
    """Whether a reply repeats enough of what a point is about."""
    numbers = set(re.findall(r"\d+", point))
    if numbers and numbers & set(re.findall(r"\d+", reply)):
        return True
    pairs = _pairs(point)
    if not pairs:
        return True
    shared = len(pairs & _pairs(reply))
    return shared >= ENOUGH or shared / len(pairs) >= TAKEN_UP


def _pairs(text: str) -> set[str]:
    """Pairs of neighbouring characters that carry meaning."""
    plain = "".join("，" if c in _FILLER else c for c in _QUESTION.sub("，", text))
    kept = re.findall(r"[\u4e00-\u9fff]+", plain)
    return {run[at : at + 2] for run in kept for at in range(len(run) - 1)}


def check(
    reply: str, points: Sequence[Point], *, done_on: date | None = None,
    answered: Sequence[int] = (),
) -> list[Gap]:  # fmt: skip
    """What is missing in a reply.

    Args:
        done_on: when something was done, if that is said in a field of its own.
        answered: positions of the points that the officer marked as taken up.
    """
    found = [
        Gap("point", _("Does it answer this?"), point.text)
        for at, point in enumerate(points)
        if at not in answered and not takes_up(reply, point.text)
    ]
    wanted = {
        "done": (_DONE.search(reply), _("It does not say what was done.")),
        "by_whom": (_WHO.search(reply), _("It does not say who did it.")),
        "when": (done_on or _WHEN.search(reply), _("It does not say when it was done.")),
        "clause": (_CLAUSE.search(reply), _("It names no clause, such as 《…》第…条.")),
    }
    found += [Gap(code, words) for code, (there, words) in wanted.items() if not there]
    if len(reply.strip()) < SHORTEST:
        found.append(Gap("short", _("It is very short: the worker learns nothing from it.")))
    found += [
        Gap("forbidden", _("This pushes people away or says nothing."), phrase)
        for phrase in FORBIDDEN if phrase in reply
    ]  # fmt: skip
    found += [
        Gap("placeholder", _("This is still to be filled in."), left)
        for left in dict.fromkeys(_PLACEHOLDER.findall(reply))
    ]
    return found
