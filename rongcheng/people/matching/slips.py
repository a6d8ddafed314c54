"""How far apart two written numbers are: the slips of a typing hand, for many pairs at once."""

import numpy as np
import polars as pl

from .arrays import Array

SAME, ONE, TWO, FAR = 0, 1, 2, 3


def slips(left: pl.Series, right: pl.Series) -> Array:
    """Per pair of texts of digits: SAME, ONE slip, TWO slips, or FAR.

    One slip is a wrong character or two neighbours exchanged; two slips are two wrong characters,
    or one left out and another put in. Texts of unequal length, or unknown ones, are FAR.
    """
    found = np.full(len(left), FAR, dtype=np.int8)
    size = left.str.len_bytes()
    alike = ((size == right.str.len_bytes()) & (size > 0)).fill_null(False)
    rows = np.flatnonzero(alike.to_numpy())
    if rows.size:
        width = int(size.gather(rows).max())  # type: ignore[arg-type]
        found[rows] = _between(*(_columns(s.gather(rows), width) for s in (left, right)))
    return found


def _columns(text: pl.Series, width: int) -> Array:
    """Characters of each place, one row per place; ASCII is all that numbers have."""
    joined = text.str.pad_end(width, " ").str.join("").item().encode("ascii", "replace")
    return np.ascontiguousarray(np.frombuffer(joined, dtype=np.uint8).reshape(-1, width).T)


def _between(a: Array, b: Array) -> Array:
    wrong = a != b
    count = wrong.sum(axis=0, dtype=np.int8)
    first, last = wrong.argmax(axis=0), len(a) - 1 - wrong[::-1].argmax(axis=0)
    at = np.arange(len(first))
    crossed = (a[first, at] == b[last, at]) & (a[last, at] == b[first, at])
    one = (count == 1) | ((count == 2) & (last == first + 1) & crossed)
    # One left out and another put in: what stands between the first and the last difference is
    # the same text, moved by one place.
    place = np.arange(len(a) - 1)[:, None]
    outside = (place < first) | (place >= last)
    moved = (outside | (a[1:] == b[:-1])).all(axis=0) | (outside | (a[:-1] == b[1:])).all(axis=0)
    return np.select([count == 0, one, (count == 2) | moved], [SAME, ONE, TWO], FAR)
