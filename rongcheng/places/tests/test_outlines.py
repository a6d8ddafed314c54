"""Outlines for maps: the right parts, and codes that the gazetteer knows."""

import pytest

from rongcheng.places.gazetteer import Gazetteer
from rongcheng.places.outlines import outline


def names(collection) -> list[str]:
    return [f["properties"]["name"] for f in collection["features"]]


def test_the_country_shows_34_provinces_and_the_maritime_boundary():
    features = outline(0)["features"]
    assert len({f["id"] for f in features if "id" in f}) == 34
    assert features[-1]["geometry"]["type"] == "MultiLineString"


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        (530000_000_000, 16), (430000_000_000, 14), (532900_000_000, 12), (341000_000_000, 7),
        (150200_000_000, 9), (330600_000_000, 6), (532932_000_000, 1), (441900_000_000, 1),
        (500000_000_000, 38), (431181_000_000, 1),
        (440300_000_000, 9),
    ],
)  # fmt: skip
def test_parts_of_a_place(code, parts):
    features = outline(code)["features"]
    assert len(features) == parts
    for feature in features:
        whole = feature["properties"]["code"]
        assert whole == feature["id"] * 10**6
        assert Gazetteer.load().name(whole) == feature["properties"]["name"]


def test_another_level_may_be_asked_for():
    assert len(outline(430000_000_000, by="county")["features"]) == 122
    assert "岳麓区" in names(outline(430000_000_000, by="county"))


def test_a_place_without_outline_has_no_features():
    assert outline(900000_000_000)["features"] == []


def test_coordinates_are_finer_inside_the_jurisdictions():
    def points(collection) -> int:
        return sum(str(f["geometry"]["coordinates"]).count(",") for f in collection["features"])

    assert points(outline(532900_000_000)) > 5 * points(outline(0)) / 34
