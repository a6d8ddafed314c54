"""Traditional characters read as simplified ones: some phones write them. Pure."""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC


class _Simplified(dict[int, int]):
    """What each character becomes.

    Each is looked up alone: by whole words the dictionary also changes simplified texts (打坏 is to
    it a word written with the old form of 坯). What is ambiguous alone, such as 乾, stays.
    """

    def __missing__(self, code: int) -> int:
        found = _converter().convert(chr(code))
        self[code] = ord(found) if len(found) == 1 else code
        return self[code]


_SIMPLIFIED = _Simplified()


@lru_cache(maxsize=256)
def simplified(text: str) -> str:
    """The text in simplified characters, letter for letter, so that positions stay.

    Examples, rules and names of places are in simplified ones. A text is asked about many times,
    hence the memory.
    """
    return text.translate(_SIMPLIFIED)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
