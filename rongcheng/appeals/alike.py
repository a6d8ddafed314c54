"""Names of employers and sites as people write them: when two of them mean the same.

Pure; knows no database. 鹤庆宏达建筑有限公司 and 宏达建筑公司工地 mean one firm; 宏达电子厂 and
宏达建筑 do not, nor do 中建三局 and 中建五局.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

SHORTEST = 2
LONGEST_PLACE = 15
NOWHERE: frozenset[str] = frozenset()
ALIKE = 0.6
"""Least share of pairs of signs in common, for names of five signs and more."""

_BRACKETS = re.compile(r"[(（\[【〔].*?[)）\]】〕]|[(（\[【〔].*$")
_SIGNS = re.compile(r"[\s\-_—–·•.,，。、:：;；'\"“”‘’《》<>/\\|]+")
_TAILS = re.compile(
    r"(有限责任公司|股份有限公司|有限公司|集团公司|总公司|分公司|子公司|公司|集团|股份|企业|单位"
    r"|第[一二三四五六七八九十\d]+项目(经理)?部|项目经理部|项目部|项目|工地上|工地|施工现场|现场|施工队|工程队|劳务队|队|班组"
    r"|总包|分包|那边|那里|这边|里面|这个|的|里|厂区|园区|分部|工区"
    r"|管理|服务|经营部)+$"
)
_PHASE = re.compile(r"([一二三四五六七八九十\d]+)(期|标段?|号楼|栋|幢|号院|区|车间|工区)$")
_BRANCH = re.compile(r"(有限责任公司|股份有限公司|有限公司|集团).*?(分公司|子公司|项目部|分厂)$")
_HEADS = re.compile(r"^(我们|我在|在|给|被|是|叫做?|那个|这个|一家|某|原)+")
_VAGUE = re.compile(
    r"^(.?(老板|老總|老总|包工头|工头|总|经理|师傅|哥|姐|叔)|工地|厂|公司|建筑|建设|工程|劳务|厂里|"
    r"不知道?|无|没有|个人|私人|未知|不详|不清楚|饭店|餐馆|工厂|电子厂|服装厂|鞋厂|砖厂|物流|外卖)$"
)
_COMMON = re.compile(
    r"^(安置房|公租房|廉租房|保障房|小区|花园|广场|学校|小学|中学|幼儿园|医院|卫生院|车站|市场|菜市场|"
    r"农贸市场|商城|大厦|大桥|水库|公路|高速|高速公路|铁路|隧道|工业园|产业园|新区|政府|中心|"
    r"自来水厂|污水处理厂|养老院|敬老院)$"
)
"""Words that name nothing without the place before them."""
_NUMERALS = re.compile(r"[一二三四五六七八九十百\d]")
_TRADES = {
    "building": "建筑 建设 建工 建安 施工 工程 土建 市政 路桥 安装 房地产 置业 地产",
    "labour": "劳务 人力资源 劳务派遣 人力",
    "decoration": "装饰 装修 装潢 门窗 幕墙",
    "electronics": "电子 科技 光电 电器 电气 通讯 通信 半导体 智能",
    "clothing": "服装 服饰 制衣 纺织 针织 印染 鞋业 鞋",
    "food": "餐饮 酒店 饭店 宾馆 食品 餐厅 火锅",
    "transport": "物流 运输 快递 快运 货运 速递",
    "property": "物业 保洁 家政 保安",
    "metal": "五金 机械 模具 金属 钢构 钢结构 铸造",
    "wood": "家具 木业 板材",
    "farming": "农业 农牧 种植 养殖 果业 茶业 合作社",
    "mining": "矿业 煤业 煤矿 砂石 水泥 建材 砖瓦 砖",
    "plastic": "塑料 塑胶 包装 印刷 纸业 玩具 化工 橡胶",
    "vehicles": "汽车 汽配 新能源 电池",
}  # fmt: skip
_TRADE_OF = {word: trade for trade, words in _TRADES.items() for word in words.split()}
_TRADE_TAIL = re.compile(
    "(" + "|".join(sorted((*_TRADE_OF, "厂", "店", "局"), key=len, reverse=True)) + ")$"
)


@dataclass(frozen=True)
class Name:
    """A name taken apart: its core, the core without its trade, and the trade if one is told."""

    core: str
    brand: str
    trade: str = ""

    @property
    def numerals(self) -> str:
        return "".join(sorted(_NUMERALS.findall(self.core)))


@lru_cache(maxsize=65536)
def parse(text: str, near: frozenset[str] = NOWHERE, far: frozenset[str] = NOWHERE) -> Name | None:
    """Take a name apart; None where it says too little to tell anybody from anybody else.

    Args:
        near: names of the places around (云南省, 云南, 鹤庆县, 鹤庆 …) that may stand before it.
        far: names of provinces and cities, which are taken away only where enough is left.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = _HEADS.sub("", _SIGNS.sub("", _BRACKETS.sub("", plain)))
    core = _without_tails(_BRANCH.sub("", plain))
    core = _without_places(core, near, far)
    if len(core) < SHORTEST or _VAGUE.match(core):
        return None
    brand, trade = core, ""
    while (found := _TRADE_TAIL.search(brand)) and len(brand) - len(found[0]) >= SHORTEST:
        brand = brand[: found.start()]
        trade = _TRADE_OF.get(found[0], trade)
    return Name(core, brand, trade)


def _without_tails(text: str) -> str:
    while True:
        shorter = _PHASE.sub("", _TAILS.sub("", text))
        if shorter == text or len(shorter) < SHORTEST:
            return text
        text = shorter


def _without_places(text: str, near: frozenset[str], far: frozenset[str]) -> str:
    """Without the places before it, as long as a name is left; a brand may begin like a place."""
    for size in range(min(LONGEST_PLACE, len(text) - SHORTEST), 1, -1):
        head, rest = text[:size], text[size:]
        known = head in near or (head in far and len(rest) >= 2 * SHORTEST)
        if known and not _TRADE_TAIL.fullmatch(rest) and not _COMMON.match(rest):
            return _without_places(rest, near, far)
    return text


def same(one: Name, other: Name) -> bool:
    """Whether two names mean the same employer or site."""
    if one.core == other.core:
        return True
    if one.numerals != other.numerals or (one.trade and other.trade and one.trade != other.trade):
        return False
    if one.brand == other.brand:
        return True
    short, long = sorted((one.brand, other.brand), key=len)
    if len(short) >= 3 and long.startswith(short):
        return True
    return len(short) >= 5 and likeness(one.brand, other.brand) >= ALIKE


def keys(name: Name) -> set[str]:
    """Marks of which names that are the same share at least one: to compare only those."""
    found = {name.brand[:2], name.core}
    return found | _pairs(name.brand) if len(name.brand) >= 5 else found


def likeness(one: str, other: str) -> float:
    """Share of the pairs of neighbouring signs that two texts have in common, 0 to 1."""
    a, b = _pairs(one), _pairs(other)
    return len(a & b) / len(a | b) if a | b else 0.0


def _pairs(text: str) -> set[str]:
    edged = f" {text} "
    return {edged[at : at + 2] for at in range(len(edged) - 1)}
