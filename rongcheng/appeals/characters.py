"""Traditional characters read as simplified ones: some phones write them. Pure."""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC


@lru_cache(maxsize=256)
def simplified(text: str) -> str:
    """The text in simplified characters, letter for letter, so that positions stay.

    Examples, rules and names of places are in simplified ones. A text is asked about many times,
    hence the memory; where the dictionary knows no word of the same length it stays as it is.
    """
    found = _converter().convert(text)
    return found if len(found) == len(text) else text


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
