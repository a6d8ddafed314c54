"""Places named in a text, with their codes where one is certain."""

from __future__ import annotations

import re

from rongcheng.places.codes import contains
from rongcheng.places.gazetteer import Gazetteer

from .spans import Place

# A市, C市L县, F6县: places whose names were taken out before a text was handed on.
_ANONYMOUS = re.compile(r"(?:[A-Z]\d{0,3}[省市州县区旗])+(?:[A-Z]\d{0,3}[镇乡村])?")
# Names with their level word, to ask the gazetteer about what it was not certain of.
_LEVELLED = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:自治州|自治县|街道|[省市州县区旗镇乡])")


def places(text: str, gazetteer: Gazetteer | None, near: int | None) -> list[Place]:
    """Places in their order; anonymous ones and several of one name have no code."""
    found = [Place(*m.span(), m[0], None, m[0]) for m in _ANONYMOUS.finditer(text)]
    if gazetteer is None:
        return found
    for start, end, code in gazetteer.find_in_text(text, near):
        if not _overlaps(found, start, end):
            found.append(_deeper(text, start, end, code, gazetteer))
    for match in _LEVELLED.finditer(text):
        found += _doubtful(match, found, gazetteer, near)
    return _joined(sorted(found, key=lambda f: f.start), text, gazetteer)


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
