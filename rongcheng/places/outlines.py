"""Outlines of places for maps: which file holds them and which features belong to a place."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from typing import Any

from rongcheng.places.aliases import stem_of
from rongcheng.places.codes import COUNTY, PREFECTURE, PROVINCE, at_level, level_of, span_of
from rongcheng.places.gazetteer import DATA
from rongcheng.places.ranges import MUNICIPALITIES

OUTLINES = DATA / "outlines"
_COUNTY = 10**6

Feature = dict[str, Any]


@lru_cache(maxsize=8)
def _features(name: str) -> tuple[Feature, ...]:
    with gzip.open(OUTLINES / f"{name}.geojson.gz", "rt", encoding="utf-8") as file:
        return tuple(json.load(file)["features"])


def outline(code: int, *, by: str | None = None) -> Feature:
    """GeoJSON of the parts of a place (0: the country), ready for ECharts' `registerMap`.

    Provinces for the country, prefectures for a province, counties for a municipality, a
    prefecture or one county; `by` asks for another level (province, prefecture, county). Each
    feature's `id` is the six-digit code and its property `code` the 12-digit one. The map of
    the country also carries the maritime boundary, without an id. No features for a place that
    has no outline.
    """
    by = by or _usual_parts(code)
    lo, hi = span_of(code if code == 0 else at_level(code, COUNTY))
    features = [
        {**feature, "properties": _properties(feature)}
        for feature in _features(_source(code, by))
        if lo <= feature["id"] * _COUNTY < hi
    ]
    if code == 0:
        features.append(_sea_lines())
    return {"type": "FeatureCollection", "features": features}


def _usual_parts(code: int) -> str:
    if code == 0:
        return PROVINCE
    # The municipalities have no prefectures, only two placeholders in the codes.
    municipality = code // 10**10 in MUNICIPALITIES
    return PREFECTURE if level_of(code) == PROVINCE and not municipality else COUNTY


def _source(code: int, by: str) -> str:
    """The most detailed file that covers a place at a level."""
    if by == COUNTY and code:
        for size in (10**10, 10**8):
            if (OUTLINES / f"counties-{code // size}.geojson.gz").exists():
                return f"counties-{code // size}"
    files = {PROVINCE: "provinces", PREFECTURE: "prefectures", COUNTY: "counties"}
    return f"country-{files[by]}"


def _properties(feature: Feature) -> Feature:
    """Name, 12-digit code, and the short name for a label: 红河 for 红河哈尼族彝族自治州."""
    own = feature["properties"]
    code = feature["id"] * _COUNTY
    level = level_of(code)
    short = stem_of(own["name"], level) if level in (PROVINCE, PREFECTURE, COUNTY) else own["name"]
    return {**own, "code": code, "short": short}


@lru_cache(maxsize=1)
def _sea_lines() -> Feature:
    geometry = json.loads((OUTLINES / "sea-lines.geojson").read_text(encoding="utf-8"))
    return {"type": "Feature", "properties": {"name": ""}, "geometry": geometry}
