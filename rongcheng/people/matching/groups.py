"""Rows grouped by a key, and the pairs inside groups, all in arrays."""

from dataclasses import dataclass

import numpy as np

from .arrays import Array, Pairs

_PRIME = np.int64(-7046029254386353131)  # 2^64 divided by the golden ratio: spreads bits well


def mix(*parts: Array) -> Array:
    """One key from several values; 0 (no key) where any of them is unknown."""
    known = np.ones(len(parts[0]), dtype=bool)
    key = np.zeros(len(parts[0]), dtype=np.int64)
    for part in parts:
        known &= part != 0
        key ^= part
        key *= _PRIME
        key ^= key >> 29
    key *= known
    return key


@dataclass
class Groups:
    """Groups of two rows and more: `rows` ordered by group, where each starts, how long it is."""

    rows: Array
    starts: Array
    sizes: Array

    def spread(self, values: Array) -> Array:
        """A value per group to a value per row of `rows`."""
        return np.repeat(values, self.sizes)

    def keep(self, wanted: Array) -> "Groups":
        """Only the groups for which `wanted` is true."""
        if wanted.all():
            return self
        sizes = self.sizes[wanted]
        return Groups(self.rows[self.spread(wanted)], _starts(sizes), sizes)

    def uniform(self, values: Array) -> Array:
        """Per group: do all rows that know the value (not 0) agree on it?"""
        if not self.sizes.size:
            return np.zeros(0, dtype=bool)
        seen = values[self.rows]
        known = np.where(seen == 0, np.iinfo(np.int64).max, seen)
        low = np.minimum.reduceat(known, self.starts)
        high = np.maximum.reduceat(np.where(seen == 0, np.iinfo(np.int64).min, seen), self.starts)
        agreed: Array = (low == high) | (low > high)
        return agreed

    def complete(self, values: Array) -> Array:
        """Per group: does every row know the value?"""
        if not self.sizes.size:
            return np.zeros(0, dtype=bool)
        known: Array = np.logical_and.reduceat(values[self.rows] != 0, self.starts)
        return known

    def star(self) -> Pairs:
        """First row of each group paired with every other."""
        first = self.spread(self.rows[self.starts]) if self.sizes.size else self.rows
        other = np.ones(len(self.rows), dtype=bool)
        other[self.starts] = False
        return first[other], self.rows[other]

    def pairs(self, cap: int) -> Pairs:
        """Every pair inside groups of at most `cap` rows."""
        small = self.keep(self.sizes <= cap)
        after = small.spread(small.starts + small.sizes) - np.arange(len(small.rows))
        left, right = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        at = np.arange(len(small.rows))
        for step in range(1, int(small.sizes.max(initial=1))):
            at = at[after[at] > step]
            left.append(small.rows[at])
            right.append(small.rows[at + step])
        return np.concatenate(left), np.concatenate(right)


def group(key: Array) -> Groups:
    """Rows that share a key, in groups of two and more; rows with key 0 are left out.

    Key and row number share 64 bits, so that one plain sort orders both: three times as fast as
    sorting row numbers by key. Keys that differ in their high bits alone fall together, in one
    of thirty files of a million rows; whoever must be sure compares the keys of a pair.
    """
    rows = np.flatnonzero(key)
    bits = int(len(key)).bit_length()
    packed = key[rows]
    packed <<= bits
    packed |= rows
    packed.sort()
    equal = _alike(packed, bits)
    shared = np.zeros(len(packed), dtype=bool)
    shared[1:] = equal
    shared[:-1] |= equal
    packed = packed[shared]
    edges = np.flatnonzero(~_alike(packed, bits)) + 1
    sizes = np.diff(np.concatenate([[0], edges, [len(packed)]]))
    sizes = sizes[sizes > 0]
    return Groups(packed & ((1 << bits) - 1), _starts(sizes), sizes)


def _alike(packed: Array, bits: int) -> Array:
    """Has each number the key of the one before it? (The key is all but the last `bits`.)"""
    alike: Array = (packed[1:] ^ packed[:-1]).view(np.uint64) < np.uint64(1 << bits)
    return alike


def _starts(sizes: Array) -> Array:
    return np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)[: len(sizes)]


class Counter:
    """How often values occur; asked for few of many, so it sorts instead of counting all."""

    def __init__(self, values: Array) -> None:
        self._sorted = np.sort(values[values != 0])

    def of(self, values: Array) -> Array:
        """Number of occurrences of each value; none of 0, which is no value."""
        # Sorted questions walk through memory instead of jumping: ten times as fast.
        asked, back = np.unique(values, return_inverse=True)
        high = np.searchsorted(self._sorted, asked, side="right")
        return (high - np.searchsorted(self._sorted, asked, side="left"))[back]
