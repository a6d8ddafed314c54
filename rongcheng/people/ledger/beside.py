"""Several persons in one row: the same headers again to the right, as lists are printed."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from . import fields
from .headers import Header, known_leaf

# Under such groups stands somebody who belongs to the person, not another one of the list.
_RELATED = re.compile(
    r"配偶|父|母|子女|监护|联系|帮扶|干部|负责|经办|企业|单位|法人|老板|介绍|推荐|担保|代理|户主"
)
_NUMERALS = re.compile(r"[一二三四五六七八九十\d①-⑳甲乙丙丁左右第]")
_FAR = 1 << 14  # no sheet has more columns
_KIND = re.compile(r"(?:组|村|社|屯|队|社区)$")


class Part(NamedTuple):
    """Columns of one table in a row of tables: from `start` to before `end`, and `shared` ones."""

    start: int
    end: int
    shared: frozenset[int] = frozenset()

    def has(self, index: int) -> bool:
        return self.start <= index < self.end or index in self.shared


def parts(header: Header) -> list[Part]:
    """Return the tables that stand beside one another under a header; mostly it is one."""
    whole = Part(0, _FAR)
    leaves = {i: fields.plain(path[-1]) for i, path in header.paths.items()}
    names = _names(header, leaves)
    if len(names) < 2:
        return [whole]
    lead = _lead(leaves, names)
    starts = [name - lead for name in names]
    blocks = [
        [leaf for i, leaf in leaves.items() if left <= i < right and leaf]
        for left, right in pairwise([*starts, _FAR])
    ]
    if not all(_alike(blocks[0], block) for block in blocks[1:]):
        return [whole]
    # What is asked once, to the left of all or to the right, tells of everybody in the row.
    last = max(i for i, leaf in leaves.items() if leaf in blocks[0])
    shared = frozenset(i for i in leaves if i < starts[0] or i > last)
    return [
        Part(start if n else 0, end, shared)
        for n, (start, end) in enumerate(pairwise([*starts, _FAR]))
    ]


def _names(header: Header, leaves: dict[int, str]) -> list[int]:
    """Columns for the name of a listed person, all called the same."""
    found: list[int] = []
    for index in sorted(leaves):
        path = header.paths[index]
        if known_leaf(path[-1]) != "name" or any(_RELATED.search(g) for g in path[:-1]):
            continue
        first = found[0] if found else index
        if leaves[index] == leaves[first] and _same_kind(header.paths[first][:-1], path[:-1]):
            found.append(index)
    return found


def _same_kind(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Groups above two tables are of one kind: the same, or 一组 beside 二组."""
    if len(one) != len(other):
        return False
    return all(
        _NUMERALS.sub("", a) == _NUMERALS.sub("", b) or (_KIND.search(a) and _KIND.search(b))
        for a, b in zip(one, other, strict=True)
    )


def _lead(leaves: dict[int, str], names: list[int]) -> int:
    """How many columns of each table stand before its name, such as 序号."""
    lead = 0
    room = min(right - left for left, right in pairwise(names))
    while lead + 1 < room:
        before = {leaves.get(name - lead - 1, "") for name in names}
        if len(before) > 1 or "" in before:
            break
        lead += 1
    return lead


def _alike(one: list[str], other: list[str]) -> bool:
    """Half of the smaller table's columns, and two at least, stand in the other one too."""
    common = len(set(one) & set(other))
    return common >= 2 and 2 * common >= min(len(one), len(other))
