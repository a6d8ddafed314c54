"""The many ways people write a place's name, and an index from each to the places it may mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from rongcheng.places.codes import COUNTY, PREFECTURE, PROVINCE, TOWNSHIP, VILLAGE, level_of

# Levels of the statistical tree that stand in no address.
PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})

_PEOPLES = (
    "蒙古族|回族|藏族|维吾尔族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|"
    "哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|"
    "柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|锡伯|阿昌族|普米族|"
    "塔吉克|怒族|俄罗斯族|鄂温克族|德昂族|保安族|裕固族|独龙族|鄂伦春族|塔塔尔|蒙古|各族"
)
_AUTONOMOUS = re.compile(rf"^(.{{2,}}?)(?:{_PEOPLES})+(自治州|自治县|自治旗|自治区|民族乡|乡)$")
_SHORT_SUFFIX = {
    "自治州": "州", "自治县": "县", "自治旗": "旗", "自治区": "", "民族乡": "乡", "乡": "乡",
}  # fmt: skip
_SUFFIX = {
    PROVINCE: re.compile(r"(特别行政区|自治区|省|市)$"),
    PREFECTURE: re.compile(r"(地区|市|盟|州)$"),
    COUNTY: re.compile(r"(林区|特区|新区|矿区|县|市|区|旗)$"),
    TOWNSHIP: re.compile(
        r"(街道办事处|街道|民族乡|民族苏木|苏木|地区|镇|乡|开发区|工业园区|工业园|园区)$"
    ),
    VILLAGE: re.compile(
        r"(社区居民委员会|社区居委会|村民委员会|居民委员会|村委会|居委会|社区|嘎查村委会|"
        r"嘎查村|嘎查|牧委会)$"
    ),
}
# Written everywhere, derived by no rule.
_USUAL = {
    150223: ("达茂旗", "达茂"), 150221: ("土右旗", "土右"), 150121: ("土左旗", "土左"),
    150206: ("白云鄂博", "白云矿区", "白云鄂博区"), 150271: ("稀土高新区", "高新区"),
    150627: ("伊旗",), 150622: ("准旗",), 150621: ("达旗",), 150625: ("杭锦旗",),
    310115: ("浦东",),
}  # fmt: skip

_ZONES = (
    ("高新技术产业开发区", "高新区"), ("高新技术开发区", "高新区"),
    ("经济技术开发区", "经开区"), ("经济开发区", "经开区"),
)  # fmt: skip


def stem_of(name: str, level: str) -> str:
    """The name without the word for its level: 鹤庆 for 鹤庆县, 岭脚 for 岭脚村村委会."""
    if found := _autonomous(name):
        return found[1]
    stem = _SUFFIX[level].sub("", name)
    if level == VILLAGE and len(stem) > 2:
        stem = stem.removesuffix("村") or stem
    return stem if len(stem) >= 2 else name


def _autonomous(name: str) -> re.Match[str] | None:
    """The parts of a name that holds its peoples: 大理 and 自治州 of 大理白族自治州."""
    return _AUTONOMOUS.match(name) if "自治" in name or "族" in name else None


def aliases_of(code: int, name: str) -> set[str]:
    """Every spelling of one place, its full name among them."""
    level = level_of(code)
    if level not in _SUFFIX:
        return {name, "国外", "境外", "海外", "港澳台"}
    found = {name, stem_of(name, level)}
    if level == VILLAGE:
        return found
    if level == COUNTY:
        found.update(_USUAL.get(code // 10**6, ()))
    if autonomous := _autonomous(name):
        found.add(autonomous[1] + _SHORT_SUFFIX[autonomous[2]])
    for long, short in _ZONES if name.endswith("开发区") else ():
        if name.endswith(long):
            found |= {name.removesuffix(long) + short, short, long}
    return found


class AliasIndex:
    """Spelling → codes, with the lengths worth trying for each pair of first characters."""

    def __init__(self, places: Iterable[tuple[int, str]]) -> None:
        table: dict[str, list[int]] = defaultdict(list)
        lengths: dict[str, set[int]] = defaultdict(set)
        for code, name in places:
            if name in PLACEHOLDERS:
                continue
            for alias in aliases_of(code, name):
                table[alias].append(code)
                lengths[alias[:2]].add(len(alias))
        self._codes = dict(table)
        self._lengths = {head: sorted(sizes, reverse=True) for head, sizes in lengths.items()}

    def at(self, text: str, position: int) -> list[tuple[str, list[int]]]:
        """Spellings that start at a position of the text, longest first, with their codes."""
        found = []
        left = len(text) - position
        for size in self._lengths.get(text[position : position + 2], ()):
            if size <= left:
                alias = text[position : position + size]
                if codes := self._codes.get(alias):
                    found.append((alias, codes))
        return found
