"""Names as people write them, made comparable, and what they sound like."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from .arrays import Array
from .pinyin import sounds
from .values import NOTHING

_SHORT, _LONG = 4, 32  # characters heard of a usual name, and of a long one
_HAN = ((0x3400, 0x9FFF), (0x20000, 0x323AF))


@dataclass
class Names:
    """Names as text, and as numbers how the whole, the surname and the rest sound."""

    text: pl.Series
    sound: Array
    surname: Array
    given: Array
    bag: Array  # the sounds of the characters in whatever order


def read_names(column: pl.Series) -> Names:
    """Clean names and their sounds; 0 where there is no name."""
    names, points, length = column, *_points(column, _SHORT)
    blank = (length == 0) & column.is_not_null().to_numpy()
    odd = np.flatnonzero(~_usual(points, length) | blank)
    if odd.size:
        cleaned = clean_name(column.gather(odd))
        names = column.scatter(odd, cleaned)
        points[:, odd], length[odd] = _points(cleaned, _SHORT)
    heard = sounds(points)
    sound, given, bag = _fold(heard), _fold(heard[1:]), _bag(heard)
    long = np.flatnonzero(length > _SHORT)
    if long.size:
        wide, _ = _points(names.gather(long), _LONG)
        # The dot between parts of a name is often left out; sound must not hear it.
        heard_long = np.where(wide == ord("·"), 0, sounds(wide))
        sound[long], given[long] = _fold(heard_long), _fold(heard_long[1:])
        bag[long] = _bag(heard_long)
    return Names(names, sound, heard[0] * (length > 0), given, bag)


def clean_name(column: pl.Series) -> pl.Series:
    """Names without blanks, one kind of dot, full-width letters made plain; null if empty."""
    seen = column.str.normalize("NFKC").str.to_uppercase()
    seen = seen.str.replace_all(r"[•‧・●.．･∙]", "·").str.replace_all(r"[\s\p{C}*]", "")
    seen = seen.str.replace_all(r"\(.*?\)|[0-9]+$", "").str.strip_chars("·-_'\"")
    return seen.set(seen.is_in(NOTHING).fill_null(False), None)


def _points(names: pl.Series, width: int) -> tuple[Array, Array]:
    """Code points of the first characters, one row per place (0 beyond the end), and lengths."""
    length = names.str.len_chars().fill_null(0).to_numpy().astype(np.int64)
    joined = names.str.join("").item() if len(names) else ""
    text = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)
    start = np.cumsum(length) - length
    points = np.zeros((width, len(length)), dtype=np.uint32)
    for place in range(min(width, int(length.max(initial=0)))):
        at = text.take(start + place, mode="clip")
        np.multiply(at, length > place, out=points[place])
    return points, length


def _usual(points: Array, length: Array) -> Array:
    """Names of a few Chinese characters, and unknown ones: nothing in them needs cleaning."""
    usual: Array = length <= _SHORT
    for place in points:
        inside = place == 0
        for low, high in _HAN:
            inside |= place - np.uint32(low) <= high - low
        usual &= inside
    return usual


def _bag(heard: Array) -> Array:
    """Sum of squares: the same for the same few numbers in any order."""
    bag: Array = np.square(heard).sum(axis=0)
    return bag


def _fold(numbers: Array) -> Array:
    """Columns of small numbers to one number each, zeros passed over."""
    total = np.zeros(numbers.shape[1], dtype=np.int64)
    for row in numbers:
        total *= 1 + 1_000_002 * (row > 0)
        total += row
    return total
