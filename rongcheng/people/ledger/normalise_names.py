"""Names as people write them: 张 三, 李四（夫）, 阿依古丽.买买提; and two names in one cell."""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl

from .content import SURNAMES

_HAN = "[\u3007\u3400-\u9fff\U00020000-\U0003ffff]"
_USUAL = re.compile(rf"(?:{_HAN}|·){{2,25}}|[A-Za-z][A-Za-z .'-]{{2,50}}")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_SHORT = rf"{_HAN}{{2,4}}"
# Full names beside one another; blanks inside one name are usual, so there both must be long.
_SEVERAL = re.compile(
    rf"{_SHORT}(?:\s*[、,，/／;；&+\n]\s*{_SHORT})+"
    rf"|[{SURNAMES}]{_HAN}{{2,3}}\s+[{SURNAMES}]{_HAN}{{2,3}}"
)


class Name(NamedTuple):
    """A tidied name, and the code of what is wrong with it."""

    text: str | None
    problem: str | None = None


def parse(text: str) -> Name:
    """Return a name without blanks, brackets and stray dots."""
    bare = _BRACKETS.sub("", text).replace("\u3000", " ").replace("\u00a0", " ").strip()
    if _SEVERAL.fullmatch(bare):
        return Name(bare, "name_several")
    name = re.sub(r"[•‧・．∙●]", "·", bare)
    name = re.sub(rf"(?<={_HAN})\.(?={_HAN})", "·", name)
    name = re.sub(rf"({_HAN})\s+", r"\1", name)
    return Name(name or None, None if not name or _USUAL.fullmatch(name) else "name_unusual")


def is_plain(names: pl.Series) -> pl.Series:
    """Tell which names need no tidying."""
    return names.str.contains(r"^[\p{Han}·]{2,25}$")
