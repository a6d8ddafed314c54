"""Places named in a text, with their codes where one is certain."""

from __future__ import annotations

import re

from rongcheng.places.codes import COUNTY, contains, level_of
from rongcheng.places.gazetteer import Gazetteer

from .spans import Place

# A市, C市L县, F6县: places whose names were taken out before a text was handed on.
_ANONYMOUS = re.compile(r"(?:[A-Z]\d{0,3}[省市州县区旗])+(?:[A-Z]\d{0,3}[镇乡村])?")
# Names with their level word, to ask the gazetteer about what it was not certain of.
_LEVELLED = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:自治州|自治县|街道|[省市州县区旗镇乡])")

_LEVEL_WORD = re.compile(r"[省市州县区旗镇乡村]$")
# Streets, universities and a dish are called after places that they are not in.
_NO_PLACE = re.compile(r"[东西南北中]?(?:路|大道|大街)|大学|拉面|烤鸭|牛肉面")
_NO_NAME = re.compile(
    r"^(?:工业园|产业园|物流园|科技园|经济|开发|高新|生活|宿舍|作业|施工|厂|园|小|社|景|校)区$"
)


def places(text: str, gazetteer: Gazetteer | None, near: int | None) -> list[Place]:
    """Places in their order; anonymous ones and several of one name have no code."""
    found = [Place(*m.span(), m[0], None, m[0]) for m in _ANONYMOUS.finditer(text)]
    if gazetteer is None:
        return found
    for start, end, code in gazetteer.find_in_text(text, near):
        if not _overlaps(found, start, end) and not _otherwise(text, start, end):
            found.append(_deeper(text, start, end, code, gazetteer))
    found += _in_longer_names(text, found, gazetteer, near)
    for match in _LEVELLED.finditer(text):
        found += _doubtful(match, found, gazetteer, near)
    return _joined(sorted(found, key=lambda f: f.start), text, gazetteer)


def _otherwise(text: str, start: int, end: int) -> bool:
    """Whether a short name is part of a word that is no place there: 大理石, 中山路, 中山大学."""
    return not _LEVEL_WORD.search(text[start:end]) and bool(
        _NO_PLACE.match(text, end) or text.startswith("大理石", start)
    )


def _in_longer_names(
    text: str, found: list[Place], gazetteer: Gazetteer, near: int | None
) -> list[Place]:
    """Counties by their short name at the head of a longer one: 剑川工业园区, 鹤庆石材厂.

    Only what the dictionary of words knows as a place, and only one county of the country has.
    """
    import rjieba  # its dictionary takes a while; only who reads a text waits for it

    more, at = [], 0
    for word, kind in rjieba.tag(text):
        start, at = at, at + len(word)
        if kind != "ns" or _overlaps(found, start, at) or _otherwise(text, start, at):
            continue
        meant = gazetteer.resolve(word, near=near)
        if meant.code and not meant.ambiguous and meant.matched == word:
            name = gazetteer.name(meant.code)  # names of districts are often common words: 古城
            if level_of(meant.code) == COUNTY and name.startswith(word) and name[-1] != "区":
                full = gazetteer.full_name(meant.code)
                more.append(Place(start, at, word, meant.code, full))
    return more


def _overlaps(found: list[Place], start: int, end: int) -> bool:
    return any(f.start < end and start < f.end for f in found)


def _deeper(text: str, start: int, end: int, code: int, gazetteer: Gazetteer) -> Place:
    """The place with what stands right behind it: 岳麓区 and then 银盆岭."""
    rest = text[end : end + 12]
    if rest and re.match(r"[\u4e00-\u9fff]{2}", rest):
        meant = gazetteer.resolve(rest, near=code)
        inner = meant.code
        if inner and inner != code and contains(code, inner) and rest.startswith(meant.matched):
            end += len(meant.matched)
            code = inner
    return Place(start, end, text[start:end], code, gazetteer.full_name(code))


def _doubtful(
    match: re.Match[str], found: list[Place], gazetteer: Gazetteer, near: int | None
) -> list[Place]:
    """A name with its level word that fits several places: they are the candidates."""
    for skip in range(len(match[0]) - 2):
        start, name = match.start() + skip, match[0][skip:]
        if _NO_NAME.match(name):
            continue
        if _overlaps(found, start, match.end()):
            continue
        meant = gazetteer.resolve(name, near=near)
        if meant.matched != name:
            continue
        if meant.code and not meant.ambiguous:
            full = gazetteer.full_name(meant.code)
            return [Place(start, match.end(), name, meant.code, full)]
        if meant.ambiguous:
            return [Place(start, match.end(), name, None, name, meant.ambiguous)]
    return []


def _joined(found: list[Place], text: str, gazetteer: Gazetteer) -> list[Place]:
    """Neighbours of which the second lies in the first are one place."""
    joined: list[Place] = []
    for place in found:
        last = joined[-1] if joined else None
        if (
            last
            and last.code
            and 0 <= place.start - last.end <= 1
            and (inner := _inner(last.code, place))
        ):
            joined[-1] = Place(last.start, place.end, text[last.start : place.end], inner,
                               gazetteer.full_name(inner))  # fmt: skip
        else:
            joined.append(place)
    return joined


def _inner(outer: int, place: Place) -> int | None:
    if place.code and contains(outer, place.code):
        return place.code
    inside = [code for code in place.candidates if contains(outer, code)]
    return inside[0] if len(inside) == 1 else None
