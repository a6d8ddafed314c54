"""A small table of codes with Chinese and English names and the words people write for them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Item:
    """One code; `words` are further spellings, parsed but never shown."""

    code: str
    zh: str
    en: str
    words: tuple[str, ...] = field(default=())


def items(*rows: str) -> tuple[Item, ...]:
    """Items from lines of `code | Chinese | English | words, parted, by blanks`."""
    split = ([part.strip() for part in row.split("|")] for row in rows)
    return tuple(Item(c, zh, en, tuple(" ".join(w).split())) for c, zh, en, *w in split)


def normal(text: str) -> str:
    """The text without blanks, in half-width and small letters, for comparing."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower().strip("'.、,;。")


class CodeList:
    """A code list by name: `label`, `parse`, `choices`.

    Parsing knows codes, names in both languages and the listed words. With `inside` they may
    also stand somewhere in the text: the one that ends "last" wins, or that of the code listed
    "first".
    """

    def __init__(
        self, name: str, rows: Iterable[Item], *, inside: Literal["last", "first"] | None = None
    ) -> None:
        self.name = name
        self._rule = inside
        self._items = {item.code: item for item in rows}
        self._words: dict[str, str] = {}
        for item in self._items.values():
            for word in (item.code, item.zh, item.en, *item.words):
                self._words.setdefault(normal(word), item.code)
        self._order = {code: rank for rank, code in enumerate(self._items)}
        self._inside = [w for w in self._words if len(w) >= 2 and not w.isascii()] if inside else []

    def __contains__(self, code: object) -> bool:
        return code in self._items

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def label(self, code: str | None, lang: str = "zh") -> str:
        """The name of a code in `zh…`, else English; the code itself if it is unknown."""
        item = self._items.get(code) if code else None
        if item is None:
            return code or ""
        return item.zh if lang.startswith("zh") else item.en

    def choices(self, lang: str = "zh") -> list[tuple[str, str]]:
        """Pairs of code and label, for a form or a model field."""
        return [(item.code, self.label(item.code, lang)) for item in self]

    def parse(self, text: str | None) -> str | None:
        """The code that a text means, or None if the list does not know it."""
        wanted = normal(text or "")
        if not wanted:
            return None
        if code := self._words.get(wanted):
            return code
        found = [w for w in self._inside if w in wanted]
        if not found:
            return None
        if self._rule == "first":
            return min((self._words[w] for w in found), key=self._order.__getitem__)
        return self._words[max(found, key=lambda w: (wanted.rfind(w) + len(w), len(w)))]

    def parse_many(self, values: Iterable[str | None]) -> dict[str, str | None]:
        """Each distinct text with its code; for replacing a whole column."""
        return {value: self.parse(value) for value in set(values) if value is not None}
