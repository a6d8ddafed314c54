"""Rows grouped by a key, and the pairs inside groups, all in arrays."""

from dataclasses import dataclass

import numpy as np

_PRIME = np.int64(-7046029254386353131)  # 2^64 divided by the golden ratio: spreads bits well


def mix(*parts: np.ndarray) -> np.ndarray:
    """One key from several values; 0 (no key) where any of them is unknown."""
    known = np.ones(len(parts[0]), dtype=bool)
    key = np.zeros(len(parts[0]), dtype=np.int64)
    for part in parts:
        known &= part != 0
        key = (key ^ part) * _PRIME
        key ^= key >> 29
    return np.where(known, key, 0)


@dataclass
class Groups:
    """Groups of two rows and more: `rows` ordered by group, where each starts, how long it is."""

    rows: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray

    def spread(self, values: np.ndarray) -> np.ndarray:
        """A value per group to a value per row of `rows`."""
        return np.repeat(values, self.sizes)

    def keep(self, wanted: np.ndarray) -> "Groups":
        """Only the groups for which `wanted` is true."""
        sizes = self.sizes[wanted]
        return Groups(self.rows[self.spread(wanted)], _starts(sizes), sizes)

    def uniform(self, values: np.ndarray) -> np.ndarray:
        """Per group: do all rows that know the value (not 0) agree on it?"""
        if not self.sizes.size:
            return np.zeros(0, dtype=bool)
        seen = values[self.rows]
        known = np.where(seen == 0, np.iinfo(np.int64).max, seen)
        low = np.minimum.reduceat(known, self.starts)
        high = np.maximum.reduceat(np.where(seen == 0, np.iinfo(np.int64).min, seen), self.starts)
        return (low == high) | (low > high)

    def complete(self, values: np.ndarray) -> np.ndarray:
        """Per group: does every row know the value?"""
        if not self.sizes.size:
            return np.zeros(0, dtype=bool)
        return np.minimum.reduceat((values[self.rows] != 0).astype(np.int8), self.starts) == 1

    def star(self) -> tuple[np.ndarray, np.ndarray]:
        """First row of each group paired with every other."""
        first = self.spread(self.rows[self.starts]) if self.sizes.size else self.rows
        other = np.ones(len(self.rows), dtype=bool)
        other[self.starts] = False
        return first[other], self.rows[other]

    def pairs(self, cap: int) -> tuple[np.ndarray, np.ndarray]:
        """Every pair inside groups of at most `cap` rows."""
        small = self.keep(self.sizes <= cap)
        number = np.repeat(np.arange(len(small.sizes)), small.sizes)
        left, right = [], []
        for step in range(1, int(small.sizes.max(initial=1))):
            at = np.flatnonzero(number[step:] == number[:-step])
            left.append(small.rows[at])
            right.append(small.rows[at + step])
        none = np.zeros(0, dtype=np.int64)
        return np.concatenate([none, *left]), np.concatenate([none, *right])


def group(key: np.ndarray) -> Groups:
    """Rows that share a key, in groups of two and more; rows with key 0 are left out."""
    rows = np.flatnonzero(key)
    values = key[rows]
    order = np.argsort(values)
    return _grouped(values[order], rows[order])


def group_roughly(key: np.ndarray) -> Groups:
    """As `group`, twice as fast; very rarely two keys fall together, so only for candidates.

    Key and row number share 64 bits, and one plain sort orders both.
    """
    rows = np.flatnonzero(key)
    bits = int(len(key)).bit_length()
    packed = np.sort((key[rows] << bits) | rows)
    return _grouped(packed >> bits, packed & ((1 << bits) - 1))


def _grouped(values: np.ndarray, rows: np.ndarray) -> Groups:
    """Groups from sorted keys and the rows they belong to."""
    if not len(values):
        return Groups(rows, rows, rows)
    edges = np.flatnonzero(values[1:] != values[:-1]) + 1
    sizes = np.diff(np.concatenate([[0], edges, [len(values)]]))
    return Groups(rows, _starts(sizes), sizes).keep(sizes > 1)


def _starts(sizes: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)[: len(sizes)]


class Counter:
    """How often values occur; asked for few of many, so it sorts instead of counting all."""

    def __init__(self, values: np.ndarray) -> None:
        self._sorted = np.sort(values[values != 0])

    def of(self, values: np.ndarray) -> np.ndarray:
        """Number of occurrences of each value; none of 0, which is no value."""
        high = np.searchsorted(self._sorted, values, side="right")
        return high - np.searchsorted(self._sorted, values, side="left")
