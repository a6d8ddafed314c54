"""The country's places in memory: names, levels, spans, and which place a text means.

No Django here: the ledger engine and command-line tools use it without a database. Codes are
12-digit integers, e.g. 430104000000 for 湖南省长沙市岳麓区.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import polars as pl

from rongcheng.places.aliases import PLACEHOLDERS, AliasIndex
from rongcheng.places.codes import (
    COUNTY,
    OVERSEAS,
    PREFECTURE,
    PROVINCE,
    TOWNSHIP,
    VILLAGE,
    at_level,
    contains,
    from_digits,
    level_of,
    span_of,
    truncations,
)
from rongcheng.places.reading import Reader, Reading

DATA = Path(__file__).parent / "data"

_LEADING = re.compile(
    r"^(?:中华人民共和国|中国|现居住?于?|现住|现在|家住|居住在|住在|来自|户籍地?|籍贯|地址|"
    r"外出到|外出|前往|在|到|去|赴|于)[:：]?"
)
_RELATIVE = {
    VILLAGE: re.compile(r"^(本|同|该)(村|社区|嘎查)(内|里)?$|^(村|社区)内$"),
    TOWNSHIP: re.compile(r"^(本|同|该)(乡|镇|街道|苏木|乡镇)(内|里)?$|^(乡|镇|乡镇)内$"),
    COUNTY: re.compile(
        r"^(本|同|该)(县|区|旗|县市|县区)(内|里)?$|^(县|旗|县域)内$|^县城$|^本地$|^当地$"
    ),
    PREFECTURE: re.compile(r"^(本|同|该)(市|州|盟|地区)(内|里)?$|^(市|州|盟)内$"),
    PROVINCE: re.compile(r"^(本|同|该)(省|自治区)(内|里)?$|^(省|区|自治区)内$"),
}  # fmt: skip
_ABROAD = re.compile(
    r"^(境外|国外|海外|出国|缅甸|老挝|越南|泰国|柬埔寨|马来西亚|新加坡|日本|韩国|俄罗斯|美国|"
    r"印度尼西亚|印尼|菲律宾|沙特|阿联酋|迪拜|安哥拉|非洲|欧洲|德国|法国|英国|意大利|西班牙|"
    r"澳大利亚|加拿大)"
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text means: a code, or none with the places it may mean.

    `code` may be set beside `ambiguous`: then it is the place that was certain, and the next
    name in the text fits several places in it. `matched` is the part of the text understood.
    """

    code: int | None
    level: str | None
    matched: str
    ambiguous: tuple[int, ...] = ()


NOTHING = Resolution(None, None, "")


class Gazetteer:
    """All places of the country to townships, and villages of the served jurisdictions."""

    def __init__(self, codes: list[int], names: list[str]) -> None:
        self.codes = codes
        self._names = dict(zip(codes, names, strict=True))

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Gazetteer:
        """The gazetteer of the shipped data, read once in a process."""
        frame = pl.read_parquet(DATA / "places.parquet", columns=["code", "name"])
        return Gazetteer(frame["code"].to_list(), frame["name"].to_list())

    @cached_property
    def _reader(self) -> Reader:
        return Reader(AliasIndex(self._names.items()), self._names)

    @cached_property
    def _prefixes(self) -> dict[int, str]:
        # Sorted so that the name in force comes last and wins.
        frame = pl.read_parquet(DATA / "prefixes.parquet", columns=["prefix", "full_name"])
        return dict(zip(frame["prefix"].to_list(), frame["full_name"].to_list(), strict=True))

    @cached_property
    def _spellings(self) -> pl.DataFrame:
        return pl.read_parquet(DATA / "places.parquet")

    # What is known of a code

    def __contains__(self, code: object) -> bool:
        return code in self._names

    def __len__(self) -> int:
        return len(self.codes)

    def name(self, code: int) -> str:
        """The place's own name; KeyError for a code that is not in the data."""
        return self._names[code]

    def full_name(self, code: int) -> str:
        """The name with those of the places above: 云南省大理白族自治州鹤庆县草海镇."""
        parts = [self._names[c] for c in (*self.ancestors(code), code)]
        return "".join(dict.fromkeys(p for p in parts if p not in PLACEHOLDERS)) or parts[-1]

    def level(self, code: int) -> str:
        """province, prefecture, county, township, village or overseas."""
        return level_of(code)

    def ancestors(self, code: int) -> tuple[int, ...]:
        """The places above, province first."""
        return tuple(c for c in truncations(code) if c in self._names)

    def span(self, code: int) -> tuple[int, int]:
        """The half-open range of the codes at or under a place."""
        return span_of(code)

    def children(self, code: int = 0) -> tuple[int, ...]:
        """The places directly under one, by code; of the country (0) the provinces."""
        lo, hi = span_of(code)
        at, end = bisect_right(self.codes, lo), bisect_left(self.codes, hi)
        found = []
        while at < end:
            # Places sort before what is in them, so the next one is a child: step over its span.
            found.append(self.codes[at])
            at = bisect_left(self.codes, span_of(self.codes[at])[1])
        return tuple(found)

    def county_of_id_prefix(self, six: str) -> str | None:
        """The full name behind the first six digits of an ID number, abolished codes included.

        The last name the code had; None for a code never seen, which proves nothing wrong.
        """
        if not (six.isascii() and six.isdigit() and len(six) == 6):
            return None
        if name := self._prefixes.get(int(six)):
            return name
        code = int(six) * 10**6
        return self.full_name(code) if code in self._names else None

    def search(self, query: str, limit: int = 20, within: int | None = None) -> list[int]:
        """Codes whose name holds the query, or whose pinyin or initials begin with it.

        Whole names first, then larger places; `within` keeps those inside a place.
        """
        query = query.strip().lower().replace(" ", "").replace("'", "")
        if not query:
            return []
        lo, hi = span_of(within or 0)
        by_sound = pl.col("pinyin").str.starts_with(query) | (pl.col("initials") == query)
        by_name = pl.col("name").str.contains(query, literal=True)
        found = self._spellings.filter(
            pl.col("code").is_between(lo, hi, closed="left"),
            by_sound if query.isascii() else by_name,
        ).with_columns(
            whole=pl.col("name") != query,
            starts=~pl.col("name").str.starts_with(query),
            depth=pl.sum_horizontal(pl.col("code") % 1000**n != 0 for n in (1, 2, 3)),
        )  # fmt: skip
        return found.sort("whole", "starts", "depth", "code").head(limit)["code"].to_list()

    # What a text means

    def resolve_many(
        self, values: Iterable[str | None], near: int | None = None
    ) -> dict[str, Resolution]:
        """Each distinct text with what it means."""
        return {v: self.resolve(v, near=near) for v in set(values) if v is not None}

    def resolve(self, text: str, *, near: int | None = None) -> Resolution:
        """The place a text means, read from where `near` lies.

        Understands full and shortened names, names without their level word, codes, and what
        is relative to `near` (本村, 县内). A name borne by several places means the one in
        `near`'s county, else prefecture, else province; otherwise it is ambiguous.
        """
        text = unicodedata.normalize("NFKC", text).strip().removeprefix("'")
        plain = re.sub(r"\s+|\.0$", "", text)
        if plain.isdigit():
            return self._resolve_digits(plain)
        if near and (relative := self._resolve_relative(plain, near)):
            return relative
        reading = self._reader.read(plain)
        if reading is None and (stripped := _LEADING.sub("", plain)) != plain:
            plain = stripped
            reading = self._reader.read(plain)
        if reading is None:
            if found := _ABROAD.match(plain):
                return Resolution(OVERSEAS, level_of(OVERSEAS), found[0])
            return self._resolve_inside(plain, near)
        return self._decide(plain, reading, near)

    def find_in_text(self, text: str, near: int | None = None) -> list[tuple[int, int, int]]:
        """Places named in running text as (start, end, code), without overlaps.

        Stricter than `resolve`: a bare short name counts only for provinces and prefectures,
        or near `near`, because so many are common words.
        """
        found, position = [], 0
        while position < len(text) - 1:
            reading = self._reader.read(text, position)
            if reading and (code := self._certain(text, position, reading, near)):
                found.append((position, reading.end, code))
                position = reading.end
            else:
                position += 1
        return found

    def _resolve_digits(self, digits: str) -> Resolution:
        code = from_digits(digits)
        if code is None:
            return NOTHING
        for known in (code, *reversed(truncations(code))):
            if known in self._names:
                used = 12 if known == code else len(str(known).rstrip("0"))
                return Resolution(known, level_of(known), digits[:used])
        return NOTHING

    def _resolve_relative(self, text: str, near: int) -> Resolution | None:
        for level, pattern in _RELATIVE.items():
            if pattern.match(text):
                code = at_level(near, level)
                # 本村 said of somebody known only to the township means that township.
                known = [c for c in (*truncations(code), code) if c in self._names]
                return Resolution(known[-1], level_of(known[-1]), text) if known else NOTHING
        return None

    def _resolve_inside(self, text: str, near: int | None) -> Resolution:
        """The first certain place somewhere inside the text."""
        for start, end, code in self.find_in_text(text[:80], near):
            return Resolution(code, level_of(code), text[start:end])
        return NOTHING

    def _decide(self, text: str, reading: Reading, near: int | None) -> Resolution:
        """One place out of a reading's candidates, looking further on in the text for more."""
        best = _nearest(reading.codes, near)
        if len(best) > 1:
            outer = [s for s in reading.scope if all(contains(s, c) for c in best)]
            certain = outer[0] if len(outer) == 1 else None
            level = level_of(certain) if certain else None
            return Resolution(certain, level, text[: reading.end], best)
        (code,) = best
        if reading.depth == 1 and not self._likely(text[: reading.end], code, near):
            return Resolution(None, None, text[: reading.end], tuple(reading.codes)[:20])
        wide = reading.end < len(text) and level_of(code) in (PROVINCE, PREFECTURE, COUNTY)
        if wide and (further := self._reader.rescan(text, reading.end, code)):
            deeper = _nearest(further.codes, near)
            if len(deeper) == 1:
                return Resolution(deeper[0], level_of(deeper[0]), text[: further.end])
        return Resolution(code, level_of(code), text[: reading.end])

    def _likely(self, written: str, code: int, near: int | None) -> bool:
        """Whether a name that stands alone may be taken for the one place found."""
        if level_of(code) == VILLAGE:
            # Few villages of the country are in the data, so "the only one" proves nothing.
            return near is not None and contains(at_level(near, PREFECTURE), code)
        bare = level_of(code) == TOWNSHIP and not self.is_full_name(code, written)
        return not (bare and near) or contains(at_level(near, PROVINCE), code)

    def is_full_name(self, code: int, written: str) -> bool:
        """Whether the text wrote the place's name with its level word."""
        return self._names[code] == written

    def _certain(self, text: str, start: int, reading: Reading, near: int | None) -> int | None:
        best = _nearest(reading.codes, near)
        if len(best) != 1:
            return None
        (code,) = best
        if reading.depth > 1 or level_of(code) in (PROVINCE, PREFECTURE):
            return code
        local = near is not None and contains(at_level(near, PREFECTURE), code)
        written = text[start : reading.end]
        full = self.is_full_name(code, written) and len(written) >= 3
        return code if full and (level_of(code) != VILLAGE or local) else (
            code if local and level_of(code) == COUNTY else None
        )  # fmt: skip


def _nearest(codes: dict[int, int], near: int | None) -> tuple[int, ...]:
    """The best candidates: one if distance from `near`, size and fit decide, else the equals."""
    if len(codes) == 1:
        return tuple(codes)
    ranked: dict[tuple[int, int], list[int]] = {}
    for code, fit in codes.items():
        ranked.setdefault((_rank(code, near), fit), []).append(code)
    best = tuple(sorted(ranked[min(ranked)]))
    # 大理 may be the prefecture or the city in it: the one that holds the others is safe.
    outer = [o for o in best if all(contains(o, c) for c in best)]
    return (outer[0],) if outer else best


def _rank(code: int, near: int | None) -> int:
    """Lower is likelier: a province, then what is in near's county, prefectures, and outward."""
    level = level_of(code)
    if level == PROVINCE:
        return 0
    depth = {PREFECTURE: 0, COUNTY: 0, TOWNSHIP: 1, VILLAGE: 2}.get(level, 0)
    if near and contains(at_level(near, COUNTY), code):
        own = near % 10**6 and contains(at_level(near, TOWNSHIP), code)
        return (1 if own else 2) if level in (COUNTY, TOWNSHIP) else (4 if own else 5)
    if level == PREFECTURE:
        return 3
    if near and contains(at_level(near, PREFECTURE), code):
        return 6 + depth
    if near and contains(at_level(near, PROVINCE), code):
        return 9 + 2 * depth
    return 10 + 2 * depth
