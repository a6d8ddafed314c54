"""Counts the character n-grams of many texts at once, as columns of numbers.

scikit-learn counts n-grams one by one in Python, at 900 letters a second; here each n-gram is a
64-bit number and a whole batch is counted by array operations. Nothing but the sorted numbers need
be kept, so a saved model holds no text and no objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Codes = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_BATCH = 1_000_000  # characters counted at once


@dataclass(frozen=True, slots=True)
class Windows:
    """N-grams of one length: a number for each, the text it is in, and where it begins there."""

    length: int
    hashes: Codes
    rows: Indices
    starts: Indices


def windows(texts: Sequence[str], lengths: Sequence[int]) -> Iterator[Windows]:
    """All n-grams of the given lengths, none reaching over the end of a text."""
    sizes = np.fromiter((len(t) for t in texts), np.int64, len(texts))
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, dtype=np.uint32).astype(np.uint64)
    rows = np.repeat(np.arange(len(texts)), sizes)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    for length in lengths:
        many = max(len(codes) - length + 1, 0)
        whole = rows[:many] == rows[length - 1 :] if many else np.zeros(0, dtype=bool)
        hashes = np.full(many, length, dtype=np.uint64)
        for step in range(length):
            hashes = hashes * _FACTOR + codes[step : step + many]
        # Mixed, so that the last letter moves the upper bits too: `Vocabulary` looks there.
        hashes = (hashes ^ (hashes >> np.uint64(29))) * _MIX
        hashes ^= hashes >> np.uint64(32)
        starts = np.arange(many) - first[:many]
        yield Windows(length, hashes[whole], rows[:many][whole], starts[whole])


def batches(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Ranges of texts of about a million characters, so that memory stays small."""
    start = size = 0
    for at, text in enumerate(texts):
        size += len(text)
        if size >= _BATCH:
            yield start, at + 1
            start, size = at + 1, 0
    if start < len(texts):
        yield start, len(texts)


def learn(
    texts: Sequence[str], lengths: Sequence[int], least: int, most: int
) -> tuple[Codes, Indices]:
    """The n-grams found in at least `least` texts, the `most` frequent: sorted, with how many."""
    found, counts = np.zeros(0, np.uint64), np.zeros(0, np.int64)
    for start, end in batches(texts):
        for part in windows(texts[start:end], lengths):
            order = np.argsort(part.hashes, kind="stable")  # rows stay in order within an n-gram
            hashes, rows = part.hashes[order], part.rows[order]
            again = (hashes[1:] == hashes[:-1]) & (rows[1:] == rows[:-1])
            new, times = np.unique(hashes[np.append(True, ~again)], return_counts=True)
            found, counts = _merged(found, counts, new, times)
    kept = counts >= least
    found, counts = found[kept], counts[kept]
    if len(found) > most:
        best = np.sort(np.argsort(-counts, kind="stable")[:most])
        found, counts = found[best], counts[best]
    return found, counts


def _merged(a: Codes, x: Indices, b: Codes, y: Indices) -> tuple[Codes, Indices]:
    both, place = np.unique(np.concatenate([a, b]), return_inverse=True)
    total = np.bincount(place, weights=np.concatenate([x, y]), minlength=len(both))
    return both, total.astype(np.int64)


class Vocabulary:
    """Where each n-gram stands among sorted ones; a table over the upper bits finds it."""

    def __init__(self, hashes: Codes) -> None:
        self.hashes = hashes
        self._bits = max(int(len(hashes)).bit_length() + 2, 4)
        upper = hashes >> np.uint64(64 - self._bits)
        sizes = np.bincount(upper.astype(np.int64), minlength=1 << self._bits)
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        self._longest = int(sizes.max(initial=0))

    def __len__(self) -> int:
        return len(self.hashes)

    def find(self, hashes: Codes) -> Indices:
        """The column of each n-gram, -1 for those that are not in the vocabulary."""
        found = np.full(len(hashes), -1, dtype=np.int64)
        upper = (hashes >> np.uint64(64 - self._bits)).astype(np.int64)
        at, end = self._starts[upper], self._starts[upper + 1]
        left = np.flatnonzero(at < end)
        for step in range(self._longest):
            left = left[at[left] + step < end[left]]
            places = at[left] + step
            same = self.hashes[places] == hashes[left]
            found[left[same]] = places[same]
            left = left[~same]
        return found


def count(
    texts: Sequence[str], lengths: Sequence[int], vocabulary: Vocabulary
) -> sparse.csr_matrix:
    """How often each n-gram of the vocabulary stands in each text: texts × n-grams, float32."""
    blocks = []
    for start, end in batches(texts):
        rows, columns = [], []
        for part in windows(texts[start:end], lengths):
            at = vocabulary.find(part.hashes)
            rows.append(part.rows[at >= 0])
            columns.append(at[at >= 0])
        row, column = np.concatenate(rows), np.concatenate(columns)
        ones = np.ones(len(row), dtype=np.float32)
        shape = (end - start, len(vocabulary))
        blocks.append(sparse.csr_matrix((ones, (row, column)), shape=shape))
    if not blocks:
        return sparse.csr_matrix((len(texts), len(vocabulary)), dtype=np.float32)
    return sparse.vstack(blocks, format="csr")
