"""Packs: those that come with the program load, and every mistake is told with its line."""

import pytest

from rongcheng.agencies.packs import PackError, load_pack, pack_names
from rongcheng.places.gazetteer import Gazetteer

GOOD = "name: {zh: 甲, en: A}\nplace: 532900000000\nextends: base\n"


@pytest.fixture
def folder(tmp_path, settings):
    settings.PACKS_DIR = tmp_path

    def write(text=GOOD, offices="county:\n  - {kind: hrss, name: '{place}人社局'}\n"):
        for name, page in {"base": "name: {zh: 底, en: Base}\n", "a": text}.items():
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "pack.yaml").write_text(page, encoding="utf-8")
        (tmp_path / "base" / "offices.yaml").write_text(offices, encoding="utf-8")

    write()
    return write


@pytest.mark.parametrize("name", ["dali", "hunan", "huangshan", "baotou", "shaoxing"])
def test_shipped_packs_name_real_places(name):
    places, pack = Gazetteer.load(), load_pack(name)
    assert name in pack_names()
    assert places.name(pack.place) == pack.name["zh"]
    assert pack.demo_county in places
    assert set(pack.departments) == {"province", "prefecture", "county", "township", "village"}
    assert all(station.place in places for station in pack.stations)


def test_pack_takes_over_the_departments_of_its_base(folder):
    pack = load_pack("a")
    assert pack.extends == "base"
    assert [d.kind for d in pack.departments["county"]] == ["hrss"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD + "colour: red\n", "packs/a/pack.yaml, line 4: unknown key 'colour'"),
        (GOOD + "demo: {county: 532932}\n", "line 4: '532932' is not a 12-digit place code"),
        (GOOD + "demo: {county: 430626000000}\n", "line 4: 430626000000 is not a county of"),
        (GOOD + "stations: {a: b}\n", "line 4: a list is expected"),
        ("name: {zh: 甲}\n", "line 1: a name takes both zh and en"),
        ("place: 532900000000\n", "the pack has no name"),
        (GOOD.replace("base", "a"), "line 3: a extends this pack itself"),
        ("name: [", "line 1: not YAML"),
        ("", "the file is empty"),
        (GOOD.replace("base", "nowhere"), "There is no pack 'nowhere'"),
    ],
)
def test_mistakes_in_a_pack_are_told_with_their_line(folder, text, told):
    folder(text)
    with pytest.raises(PackError) as error:
        load_pack("a")
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("offices", "told"),
    [
        ("hamlet: []\n", "packs/base/offices.yaml, line 1: unknown key 'hamlet'"),
        ("county:\n  - {kind: circus, name: '{place}'}\n", "line 2: unknown kind 'circus'"),
        ("county:\n  - {kind: hrss, name: 人社局}\n", "line 2: a name holds {place} once"),
        ("county:\n  - {kind: hrss}\n", "line 2: a department needs name"),
        ("county:\n  - {kind: hrss, name: '{place}', parent: audit}\n", "line 2: audit must be"),
    ],
)
def test_mistakes_in_offices_are_told_with_their_line(folder, offices, told):
    folder(offices=offices)
    with pytest.raises(PackError) as error:
        load_pack("a")
    assert told in str(error.value)
