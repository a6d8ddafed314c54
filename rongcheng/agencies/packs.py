"""Packs: what one jurisdiction decides, as YAML; here its name, place, offices and stations.

``packs/<name>/pack.yaml`` names the jurisdiction and the pack that it extends; ``offices.yaml``
beside it (its own, or that of the nearest pack below) tells which departments a government of each
level has. Every mistake is reported with file, line and what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from rongcheng.core.yamlfile import Line, PackError, read
from rongcheng.places.codes import COUNTY, LEVELS, contains, level_of

from .models import Office

__all__ = ["Department", "Pack", "PackError", "Station", "load_pack", "pack_names", "pack_places"]

NAMES = {"name", "place", "extends", "stations", "demo"}


@dataclass(frozen=True)
class Department:
    """A department of a government; ``name`` holds ``{place}`` for the government's own name."""

    kind: str
    name: str
    parent: str | None = None


@dataclass(frozen=True)
class Station:
    """A station elsewhere that the government of ``place`` (a code) keeps."""

    name: str
    place: int


@dataclass(frozen=True)
class Pack:
    """One jurisdiction. ``place`` is None for the national pack; departments are by level."""

    key: str
    name: dict[str, str]
    place: int | None
    extends: str | None
    departments: dict[str, tuple[Department, ...]]
    stations: tuple[Station, ...] = ()
    demo_county: int | None = None


def must_be_there(root: Path) -> None:
    """Refuse a folder of packs that the program cannot work with.

    Raises:
        PackError: it is not there, or has no national pack, which every other one extends.
    """
    own = settings.BASE_DIR / "packs" / "national"
    if not root.is_dir():
        raise PackError(
            f"The folder of the packs, {root}, is not there. Make it and copy the national pack "
            f"into it ({own}), or give RONGCHENG_PACKS the right folder."
        )
    if not (root / "national" / "pack.yaml").exists():
        raise PackError(
            f"The folder of the packs, {root}, has no national pack: national/pack.yaml is "
            f"missing. Every pack extends it; copy it there: cp -r {own} {root}"
        )


def pack_names() -> list[str]:
    """The packs that can be chosen for an installation: those with a place of their own."""
    return list(pack_places())


def pack_places() -> dict[str, int]:
    """The packs that have a place of their own, with its code."""
    written = _written()
    found = sorted(path.parent.name for path in Path(settings.PACKS_DIR).glob("*/pack.yaml"))
    places = {name: _load(name, (), written).place for name in found}
    return {name: place for name, place in places.items() if place}


def load_pack(name: str) -> Pack:
    """The pack ``name`` with what it takes over from the pack that it extends.

    Raises:
        PackError: there is no such pack, or one of its files is wrong.
    """
    return _load(name, (), _written())


def _written() -> tuple[str, ...]:
    """The state of the files that packs are read from; a changed one is read anew."""
    root = Path(settings.PACKS_DIR)
    files = sorted(path for name in ("pack", "offices") for path in root.glob(f"*/{name}.yaml"))
    return tuple(f"{p} {(now := p.stat()).st_mtime_ns} {now.st_size}" for p in files)


@lru_cache(maxsize=64)
def _load(name: str, below: tuple[str, ...], written: tuple[str, ...]) -> Pack:
    path = Path(settings.PACKS_DIR) / name / "pack.yaml"
    if not path.exists():
        there = sorted(found.parent.name for found in path.parent.parent.glob("*/pack.yaml"))
        raise PackError(f"There is no pack {name!r}; there are {', '.join(there) or 'none'}.")
    page = read(path, Path(settings.PACKS_DIR))
    given = page.items(NAMES)
    if "name" not in given:
        raise page.wrong("the pack has no name; write name: {zh: …, en: …}")
    names = {language: line.text() for language, line in given["name"].items({"zh", "en"}).items()}
    if set(names) != {"zh", "en"}:
        raise given["name"].wrong("a name takes both zh and en")
    base = None
    if "extends" in given:
        wanted = given["extends"].text()
        if wanted in (*below, name):
            raise given["extends"].wrong(f"{wanted} extends this pack itself")
        base = _load(wanted, (*below, name), written)
    place = given["place"].code() if "place" in given else None
    own = path.with_name("offices.yaml")
    departments = _departments(own) if own.exists() else {}
    return Pack(
        key=name, name=names, place=place, extends=base.key if base else None,
        departments=(base.departments if base else {}) | departments,
        stations=tuple(_stations(given.get("stations"), place)),
        demo_county=_demo_county(given.get("demo"), place),
    )  # fmt: skip


def _departments(path: Path) -> dict[str, tuple[Department, ...]]:
    levels = read(path, Path(settings.PACKS_DIR)).items(set(LEVELS))
    return {level: tuple(_of_level(line)) for level, line in levels.items()}


def _of_level(level: Line) -> Iterator[Department]:
    kinds: set[str] = set()
    for line in level.list():
        given = line.items({"kind", "name", "parent"})
        if missing := {"kind", "name"} - set(given):
            raise line.wrong(f"a department needs {' and '.join(sorted(missing))}")
        kind, name = given["kind"].text(), given["name"].text()
        if kind not in Office.Kind.values:
            raise given["kind"].wrong(
                f"unknown kind {kind!r}; known are {', '.join(Office.Kind.values)}"
            )
        if "{place}" not in name or name.count("{") != 1:
            raise given["name"].wrong("a name holds {place} once, where the government's own goes")
        parent = given["parent"].text() if "parent" in given else None
        if parent and parent not in kinds:
            raise given["parent"].wrong(f"{parent} must be listed before its own departments")
        kinds.add(kind)
        yield Department(kind, name, parent)


def _stations(lines: Line | None, place: int | None) -> Iterator[Station]:
    for line in lines.list() if lines else ():
        given = line.items({"place", "name"})
        if set(given) != {"place", "name"}:
            raise line.wrong("a station needs place and name")
        code = given["place"].code()
        if not contains(place or 0, code):
            raise given["place"].wrong(f"{code} does not lie in the pack's place {place}")
        yield Station(given["name"].text(), code)


def _demo_county(line: Line | None, place: int | None) -> int | None:
    if line is None:
        return None
    given = line.items({"county"})
    if "county" not in given:
        raise line.wrong("demo needs a county")
    code = given["county"].code()
    if level_of(code) != COUNTY or not contains(place or 0, code):
        raise given["county"].wrong(f"{code} is not a county of the pack's place {place}")
    return code
