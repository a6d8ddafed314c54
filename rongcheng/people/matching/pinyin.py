"""Sound of a name as one number, so that homophone typing errors meet in one block."""

import json
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from .arrays import Array

_SPACE = 0x30000
# Readings that speakers of many dialects, and therefore typists, do not tell apart.
_FOLDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


@cache
def syllables() -> Array:
    """A number above 0 by code point, equal for equal sounds; 0 for nothing and blanks.

    Characters without a reading stand for themselves. The readings come from pypinyin's file,
    not through its import, which would also load its phrases.
    """
    spec = find_spec("pypinyin")
    assert spec and spec.origin
    file = Path(spec.origin).parent / "pinyin_dict.json"
    readings = json.loads(file.read_text(encoding="utf-8"))
    table = np.arange(_SPACE, dtype=np.int64) + 4096
    table[:33] = 0
    numbers: dict[str, int] = {}
    for point, reading in readings.items():
        if int(point) < _SPACE:
            sound = _plain(reading.split(",", 1)[0])
            table[int(point)] = numbers.setdefault(sound, len(numbers) + 1)
    return table


@cache
def _plain(reading: str) -> str:
    """The reading without tone marks and with look-alike sounds folded."""
    letters = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    sound = "".join(c for c in letters if c.isascii())
    for wide, narrow in _FOLDS:
        sound = sound.replace(wide, narrow)
    return sound


def sounds(points: Array) -> Array:
    """Number of the sound of each code point (any shape)."""
    heard: Array = syllables().take(points, mode="clip")
    return heard
