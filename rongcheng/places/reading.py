"""Reads place names off a text, step by step from the larger place to the smaller."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from rongcheng.places.aliases import AliasIndex
from rongcheng.places.codes import (
    COUNTY,
    OVERSEAS_LEVEL,
    PREFECTURE,
    PROVINCE,
    TOWNSHIP,
    VILLAGE,
    level_of,
    span_of,
    truncations,
)

_GAP = re.compile(r"[\s、,，.。;；:：·/\\|\-—_>→()（）\[\]【】]*")
# What may follow a name that was written without its level word, or with another one: villages
# become communities, townships become towns, counties become districts.
_TAIL = {
    PROVINCE: re.compile(r"(?:特别行政区|自治区|省)?"),
    COUNTY: re.compile(r"(?:自治县|自治旗|林区|新区|县|市|区|旗)?"),
    TOWNSHIP: re.compile(r"(?:街道办事处|街道办|街道|办事处|街办|民族乡|苏木|镇|乡)?"),
    VILLAGE: re.compile(
        r"(?:行政村|村|社区|嘎查)?(?:村民委员会|居民委员会|民委员会|村委会|居委会|委会|村委)?"
    ),
    OVERSEAS_LEVEL: re.compile(""),
}
# 大理市 is not the prefecture 大理州; but prefectures (地区) have become cities everywhere.
_PREFECTURE_TAIL = {
    "市": re.compile(r"(?:地区|市)?"), "州": re.compile(r"(?:自治州|州)?"),
    "区": re.compile(r"(?:地区)?"), "盟": re.compile(r"盟?"),
}  # fmt: skip
# After a bare name these show that something else is meant: 北京路, 上海村, 绍兴街.
_OTHER_THING = re.compile(r"镇|乡|村|街|路|大道|巷|弄|社区|苏木|嘎查")
_CLEAR_END = re.compile(r"$|[\s\d、,，.。;；:：/\\\-—()（）]")


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a text was read, what the last name may mean, and what was certain before it.

    `codes` maps each candidate to how well its name fits: 0 as written, 1 of the same kind, 2.
    """

    end: int
    codes: dict[int, int]
    scope: tuple[int, ...] = ()
    depth: int = 0


class Reader:
    """Reads texts against an index of spellings; holds no state of its own."""

    def __init__(self, index: AliasIndex, names: Mapping[int, str]) -> None:
        self._index, self._names = index, names

    def read(self, text: str, start: int = 0, scope: tuple[int, ...] = ()) -> Reading | None:
        """The reading that covers most of the text from `start`, or None.

        Only places inside one of the `scope` codes count; an empty scope is the whole country.
        """
        start = _past(_GAP, text, start)
        best: Reading | None = None
        for end, written in self._endings(text, start, scope).items():
            group = tuple(written)
            found = self.read(text, end, group) if end < len(text) else None
            if found is None:
                if not (credible := self._credible(text, end, written, scope)):
                    continue
                found = Reading(end, credible, scope)
            # Of equally long readings the first stands: the one that began with a longer name.
            if best is None or found.end > best.end:
                best = Reading(found.end, found.codes, found.scope, found.depth + 1)
        return best

    def rescan(self, text: str, start: int, scope: int) -> Reading | None:
        """The first county or township written in full further on and lying in `scope`."""
        for position in range(start, min(len(text), start + 40)):
            for alias, codes in self._index.at(text, position):
                full = {
                    c: 0 for c in self._inside(codes, (scope,))
                    if self._names[c] == alias and level_of(c) in (COUNTY, TOWNSHIP)
                }  # fmt: skip
                if full:
                    found = Reading(position + len(alias), full, (scope,), 1)
                    return self.read(text, found.end, tuple(full)) or found
        return None

    @staticmethod
    def _inside(codes: list[int], scope: tuple[int, ...]) -> list[int]:
        """Those of the sorted codes that lie in a place of the scope."""
        if not scope:
            return codes
        if len(scope) == 1:
            lo, hi = span_of(scope[0])
            return codes[bisect_right(codes, lo) : bisect_left(codes, hi)]
        found: dict[int, None] = {}
        for outer in scope:
            lo, hi = span_of(outer)
            found.update(dict.fromkeys(codes[bisect_right(codes, lo) : bisect_left(codes, hi)]))
        return list(found)

    def _endings(
        self, text: str, start: int, scope: tuple[int, ...]
    ) -> dict[int, dict[int, tuple[int, int]]]:
        """Where a name at `start` may end, with its level word taken in, and what it may mean.

        For each candidate: where its spelling ended and how well its name fits.
        """
        groups: dict[int, dict[int, tuple[int, int]]] = {}
        for alias, codes in self._index.at(text, start):
            end = start + len(alias)
            for code in self._inside(codes, scope):
                level, fit = level_of(code), 0 if self._names[code] == alias else 2
                stop = end
                if fit or level == VILLAGE:
                    stop = _past(self._tail(code, level), text, end)
                    # 青岛市南区 is 青岛 + 市南区: the level word may belong to the next name.
                    if stop > end and level in (PREFECTURE, COUNTY) and self._index.at(text, end):
                        groups.setdefault(end, {}).setdefault(code, (end, fit))
                if fit and level == VILLAGE and _same_kind(code, text[end:stop]):
                    fit = 1
                groups.setdefault(stop, {}).setdefault(code, (end, fit))
        return groups

    def _tail(self, code: int, level: str) -> re.Pattern[str]:
        """The level words that may be written after a bare name."""
        if level == PREFECTURE:
            return _PREFECTURE_TAIL[self._names[code][-1]]
        return _TAIL[level]

    @staticmethod
    def _credible(
        text: str, end: int, written: dict[int, tuple[int, int]], scope: tuple[int, ...]
    ) -> dict[int, int]:
        """The candidates still believable given what follows the name, and how well they fit."""
        clear, other = _CLEAR_END.match(text, end), _OTHER_THING.match(text, end)
        return {
            code: fit for code, (bare_end, fit) in written.items()
            if fit == 0 or clear or end > bare_end
            or not other and (
                level_of(code) not in (TOWNSHIP, VILLAGE)
                or (scope and truncations(code)[-1] in scope)
            )
        }  # fmt: skip


def _past(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Where a pattern that may match nothing ends."""
    found = pattern.match(text, position)
    return found.end() if found else position


def _same_kind(code: int, tail: str) -> bool:
    """Whether a village's level word says the same as its number: residents' or villagers'."""
    number = code % 1000
    residents = number < 200 or 400 <= number < 500
    return bool(tail) and residents == ("社区" in tail or "居" in tail)
