"""The rules of a place: the national files, with those of its own packs laid over them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from rongcheng.agencies.packs import load_pack, pack_names
from rongcheng.core.workdays import Calendar
from rongcheng.core.yamlfile import Mistakes, PackError, read
from rongcheng.places.codes import contains

from . import parts
from .model import Boundary, Category, Duty, Reply, Rules
from .parts import Page

FILES = {
    "categories": {"categories", "sensitive_words", "elsewhere"},
    "boundaries": {"boundaries"},
    "accused": {"offices", "conduct", "against", "unless", "others", "with", "not"},
    "duties": {"duties"},
    "clocks": {"office_hours", "limits", "amber", "waiting", "unconfirmed", "suspensions",
               "escalation", "procedures"},
    "replies": {"points", "replies"},
    "hotspots": {"hotspots"},
    "callbacks": {"callbacks"},
    "outcomes": {"outcomes", "withdrawals"},
}  # fmt: skip
"""The files of a pack's folder ``appeals`` and what may stand at the top of each."""


def rules_for(place: int) -> Rules:
    """What holds for appeals at a place code: its most specific pack, else the national one.

    Raises:
        PackError: a file of the packs is wrong.
    """
    root = Path(settings.PACKS_DIR)
    return rules_of(_pack_at(root, place), root)


@lru_cache(maxsize=64)
def rules_of(pack: str, root: Path) -> Rules:
    """The rules of a pack by its name; files are read once for the life of the process."""
    folders = [root / name for name in _chain(pack)]
    return _Layers(root, folders).rules()


def forget() -> None:
    """Read the packs anew at the next question, for tests and after a file was changed."""
    rules_of.cache_clear()
    _places.cache_clear()


def _pack_at(root: Path, place: int) -> str:
    """The pack whose place is the narrowest that contains ``place``."""
    around = [(code, name) for code, name in _places(root) if contains(code, place)]
    return max(around, default=(0, "national"))[1]


@lru_cache(maxsize=8)
def _places(root: Path) -> tuple[tuple[int, str], ...]:
    return tuple((load_pack(name).place or 0, name) for name in pack_names())


def _chain(pack: str) -> list[str]:
    """The packs that hold for one, from the widest to itself."""
    found = [pack]
    while (base := load_pack(found[0]).extends) is not None:
        found.insert(0, base)
    return found if "national" in found else ["national", *found]


class _Layers:
    """The files of several packs, laid one over the other: by key, the nearest wins."""

    def __init__(self, root: Path, folders: list[Path]) -> None:
        self.root, self.folders = root, folders
        wrong = Mistakes()
        read_ones = wrong.each(FILES, lambda file: (file, self._pages(file)))
        wrong.end()
        self.pages = dict(read_ones)

    def _pages(self, file: str) -> list[Page]:
        paths = [folder / "appeals" / f"{file}.yaml" for folder in self.folders]
        pages = [Page(read(path, self.root), FILES[file]) for path in paths if path.exists()]
        if not pages:
            raise PackError(f"packs/national/appeals/{file}.yaml is missing.")
        return pages

    def rules(self) -> Rules:
        categories = self.categories()
        points = self.merged("replies", "points", parts.point)
        return Rules(
            categories=categories, duties=self.duties(categories),
            limits=self.merged("clocks", "limits", parts.limit),
            calendar=Calendar.load(*self.folders),
            office_hours=self.nearest("clocks", "office_hours", parts.office_hours),
            waiting_limit=self.nearest("clocks", "waiting", parts.waiting),
            waiting_times=self.nearest("clocks", "waiting", parts.waiting_times),
            unconfirmed_limit=self.nearest("clocks", "unconfirmed", parts.waiting),
            reasons=self.merged("clocks", "suspensions", parts.reason),
            escalation=tuple(self.nearest("clocks", "escalation", _escalation)),
            replies=self.replies(categories, set(points)),
            hotspots=tuple(self.merged("hotspots", "hotspots", parts.hotspot).values()),
            callbacks=self.nearest("callbacks", "callbacks", parts.callbacks),
            outcomes=self.merged("outcomes", "outcomes", parts.outcome),
            elsewhere=tuple(self.merged("categories", "elsewhere", parts.elsewhere).values()),
            amber=self.nearest("clocks", "amber", parts.amber),
            accusing=parts.accusing(self.pages["accused"]),
            withdrawals=self.merged("outcomes", "withdrawals", parts.reason),
            procedures=self.merged("clocks", "procedures", parts.procedure), points=points,
            boundaries=self.boundaries(categories),
        )  # fmt: skip

    def merged(self, file: str, key: str, read_one: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for page in self.pages[file]:
            found |= page.entries(key, read_one)
        return found

    def nearest(self, file: str, key: str, read_one: Any) -> Any:
        for page in reversed(self.pages[file]):
            line = page.get(key)
            if line is not None:
                return read_one(page, line)
        raise self.pages[file][0].line.wrong(f"{key} must be given in this file")

    def categories(self) -> dict[str, Category]:
        """All categories in their order; words that are sensitive everywhere are part of each."""
        found: dict[str, Category] = {}
        for page in self.pages["categories"]:
            entries = page.get("categories")
            for line in entries.list() if entries else ():
                category = parts.category(page, line, found)
                found[category.id] = category
        groups = self.merged("categories", "sensitive_words", lambda _page, _id, line: line.texts())
        words = tuple(word for group in groups.values() for word in group)
        return {
            id: replace(each, sensitive_words=tuple(dict.fromkeys(each.sensitive_words + words)))
            for id, each in found.items()
        }

    def duties(self, categories: dict[str, Category]) -> tuple[Duty, ...]:
        """Lines of the nearest pack first, so that among lines alike the local one holds."""
        return tuple(
            duty
            for page in reversed(self.pages["duties"])
            for lines in page.rows("duties", lambda p, line: parts.duties(p, line, categories))
            for duty in lines
        )

    def boundaries(self, categories: dict[str, Category]) -> tuple[Boundary, ...]:
        """Matters of several categories, those of the nearest pack first."""
        return tuple(
            each
            for page in reversed(self.pages["boundaries"])
            for each in page.rows("boundaries", lambda p, at: parts.boundary(p, at, categories))
        )

    def replies(self, categories: dict[str, Category], points: set[str]) -> dict[str, Any]:
        """Templates by category; a pack's templates of a category go before the wider ones."""
        found: dict[str, tuple[Reply, ...]] = {}
        known = set(categories)
        for page in self.pages["replies"]:
            fresh: dict[str, tuple[Reply, ...]] = {}
            for each in page.rows("replies", lambda p, line: parts.reply(p, line, known, points)):
                fresh[each.category] = (*fresh.get(each.category, ()), each)
            for id, replies in fresh.items():
                ids = {each.id for each in replies}
                kept = (each for each in found.get(id, ()) if each.id not in ids)
                found[id] = (*replies, *kept)
        return found


def _escalation(page: Page, line: Any) -> list[Any]:
    return [parts.escalation(page, each) for each in line.list()]
