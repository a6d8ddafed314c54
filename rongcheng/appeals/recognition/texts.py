"""Text as the models see it, with the way back to the positions in what was written."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import numpy.typing as npt

from rongcheng.appeals.characters import simplified

LONGEST = 4000  # characters of a message that are read; letters that go on longer repeat themselves
_OPENING = re.compile(r"^[^。！？!?；;\n]{4,30}")


class _Spellings(dict[int, int | None]):
    """What each character becomes: half width, lower case; blanks and controls become nothing."""

    def __missing__(self, code: int) -> int | None:
        normal = unicodedata.normalize("NFKC", chr(code)).lower()
        value: int | None = ord(normal) if len(normal) == 1 else code
        if chr(value or 0).isspace() or unicodedata.category(chr(code))[0] in "CZ":
            value = None
        self[code] = value
        return value


_SPELLINGS = _Spellings()


def plain(text: str) -> str:
    """The text without blanks, in simplified characters, half width and lower case; at most
    `LONGEST` characters."""
    return simplified(text[: LONGEST * 2]).translate(_SPELLINGS)[:LONGEST]


def positions(text: str) -> npt.NDArray[np.int64]:
    """For each character of `plain(text)`, where it stands in `text`."""
    kept = [at for at, c in enumerate(text[: LONGEST * 2]) if _SPELLINGS[ord(c)] is not None]
    return np.array(kept[:LONGEST], dtype=np.int64)


def opening(text: str) -> str:
    """The first words of a message, which stand for a title that it does not have."""
    text = text.strip()
    found = _OPENING.match(text)
    return found[0] if found else text[:30]
