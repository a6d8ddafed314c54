"""Home and work places out of one column, several columns of parts, or an address."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import polars as pl

from rongcheng.places.codes import at_level, contains, level_of

from . import choices
from .reading import Reading, nothing, replaced

HOME_PARTS = ("home_province", "home_city", "home_county", "home_township", "home_village")
WORK_PARTS = ("work_province", "work_city", "work_county")
# Addresses are read for a place only up to this many different ones; each takes some work.
MANY = 20_000
_GROUP = re.compile(
    r"(第?[一二三四五六七八九十\d]+(村民)?(小)?组|[一二三四五六七八九十\d]+[社队]|\d+号).*$"
)
# What the rest of an address looks like when it names a place one level further down.
_DEEPER = {
    "county": re.compile(r"^.{2,6}(乡|镇|街道|苏木)"),
    "township": re.compile(r"^.{1,8}(村|社区|嘎查|居委会)"),
}
# Where one lives, as people say it.
_HERE = re.compile(
    r"^(?:在|就在)?(?:村里|村上|村中|村头|寨子?里|寨上|屯里|家里|家中|家附近|附近村|本寨|本屯)$"
)
_VAGUE = re.compile(
    r"^(本地|外地|外省|省外|省内|县外|市外|不定|流动|全国|各地|多地|不固定|网上|居家|在家|待业|未外出|无业)"
)


def columns(reading: Reading) -> list[pl.Series]:
    """Return `home_place` and `work_place` as 12-digit codes, noting what was not found."""
    return [_home(reading), _work(reading)]


def _home(reading: Reading) -> pl.Series:
    near = reading.context.place
    text, pointed = _joined(reading, "home_place", HOME_PARTS)
    if text is None:
        found = _from_address(reading, near)
    else:
        found = _resolved(reading, "home_place", pointed, text, near, lost="error")
    if near is not None:
        missing = found.is_null() & (text.is_null() if text is not None else True)
        found = pl.select(pl.when(missing).then(near).otherwise(found)).to_series()
    return found.cast(pl.Int64).alias("home_place")


def _work(reading: Reading) -> pl.Series:
    text, pointed = _joined(reading, "work_place", WORK_PARTS)
    if text is None:
        return _with_ticked(reading, nothing("work_place", reading.raw.height, pl.Int64))
    near = reading.context.place
    found = _resolved(reading, "work_place", pointed, text, near, lost="warning")
    return _with_ticked(reading, found)


def _with_ticked(reading: Reading, found: pl.Series) -> pl.Series:
    """Places written where a range is to be ticked: 广东 in the column 省外."""
    for name in choices.RANGE_TICKS:
        if not reading.has(name):
            continue
        text = reading.text(name)
        places = [t for t in text.drop_nulls().unique().to_list() if _names_place(t)]
        if places:
            text = pl.select(pl.when(text.is_in(places) & found.is_null()).then(text)).to_series()
            there = _resolved(
                reading, "work_place", name, text, reading.context.place, lost="warning"
            )
            found = found.fill_null(there)
    return found


def _names_place(text: str) -> bool:
    return (
        bool(re.search(r"[\u4e00-\u9fff]{2}", text))
        and choices.parse_tick(text) is None
        and choices.parse_range(text) is None
    )


def _joined(reading: Reading, whole: str, parts: tuple[str, ...]) -> tuple[pl.Series | None, str]:
    """Return the text that names a place, and the field to point at when it does not."""
    present = [name for name in parts if reading.has(name)]
    if reading.has(whole):
        present = [name for name in present if name != whole] + [whole]
    if not present:
        return None, whole
    if len(present) == 1:
        return reading.text(present[0]), present[0]
    joined = reading.raw.select(
        pl.concat_str([pl.col(n) for n in present], ignore_nulls=True).alias(whole)
    )[whole]
    return pl.select(pl.when(joined != "").then(joined)).to_series(), present[-1]


def _resolved(
    reading: Reading, field: str, pointed: str, text: pl.Series, near: int | None, *, lost: str
) -> pl.Series:
    """Resolve the distinct texts of a place column; what is not found is noted as `lost`."""
    distinct = text.drop_nulls().unique().to_list()
    here = {t for t in distinct if _HERE.match(t)} if field == "work_place" else set()
    found = reading.context.gazetteer.resolve_many(set(distinct) - here, near=near)
    if here:
        found |= dict.fromkeys(here, reading.context.gazetteer.resolve("本村", near=near))
    named = text.alias("text")
    if field == "home_place":
        half = {t for t, r in found.items() if r.code and _half_known(reading, t, r)}
        elsewhere = _elsewhere(reading, found, near)
        found |= elsewhere
        half |= elsewhere.keys()
        for i in named.is_in(list(half)).fill_null(False).arg_true().to_list() if half else []:
            reading.problems.add(i, pointed, "place_unknown", named[i], severity="warning")
    trouble = {t: r for t, r in found.items() if r.code is None or r.ambiguous}
    at = named.is_in(list(trouble)).fill_null(False).arg_true().to_list() if trouble else []
    for i in at:
        _note(reading, i, pointed, named[i], trouble[named[i]], near, lost)
    return replaced(named, {t: r.code for t, r in found.items()}, pl.Int64).alias(field)


def _elsewhere(reading: Reading, found: dict[str, Any], near: int | None) -> dict[str, Any]:
    """Bare villages that only another county has: their namesakes here are unlisted.

    They are taken for the office's own place instead.
    """
    if near is None:
        return {}
    gazetteer, county = reading.context.gazetteer, at_level(near, "county")
    moved = {}
    for text, there in found.items():
        if there.level not in ("township", "village") or contains(county, there.code):
            continue
        above = [c for c in gazetteer.ancestors(there.code) if level_of(c) != "township"]
        if not any(gazetteer.name(code)[:2] in text for code in above):
            moved[text] = replace(there, code=near, level=level_of(near))
    return moved


def _half_known(reading: Reading, text: str, found: Any) -> bool:
    """Tell whether a text goes on to name a town or village that its county or town has not."""
    sign = _DEEPER.get(found.level or "")
    if not sign or not reading.context.gazetteer.children(found.code):
        return False
    return bool(sign.search(text.rsplit(found.matched, maxsplit=1)[-1]))


def _note(
    reading: Reading, at: int, field: str, text: str, found: Any, near: int | None, lost: str
) -> None:
    if _VAGUE.match(text) and lost == "warning":
        return
    gazetteer = reading.context.gazetteer
    if not found.ambiguous:
        reading.problems.add(at, field, "place_unknown", text, severity=lost)
        return
    candidates = [gazetteer.full_name(code) for code in found.ambiguous[:3]]
    reading.problems.add(
        at,
        field,
        "place_ambiguous",
        text,
        candidates="、".join(candidates),
        result=gazetteer.full_name(found.code) if found.code else "未定",
        severity=None if found.code else lost,
    )


def _from_address(reading: Reading, near: int | None) -> pl.Series:
    """Where there is no home column, an address may say it; what it does not say is no fault."""
    unknown = nothing("home_place", reading.raw.height, pl.Int64)
    if not reading.has("address"):
        return unknown
    short = reading.text("address").str.replace(_GROUP.pattern, "")
    distinct = short.drop_nulls().unique().to_list()
    if len(distinct) > MANY:
        return unknown
    found = reading.context.gazetteer.resolve_many(distinct, near=near)
    found |= _elsewhere(reading, found, near)
    return replaced(short, {t: r.code for t, r in found.items()}, pl.Int64)
