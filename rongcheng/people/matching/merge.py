"""From pairs that are one person to clusters, never across two different valid ID numbers."""

import numpy as np

from .arrays import Array


def components(size: int, left: Array, right: Array) -> Array:
    """Smallest row number reachable from each row over the pairs."""
    label = np.arange(size, dtype=np.int64)
    while left.size:
        a, b = label[left], label[right]
        apart = a != b
        left, right, a, b = left[apart], right[apart], a[apart], b[apart]
        if not left.size:
            break
        np.minimum.at(label, np.maximum(a, b), np.minimum(a, b))
        while True:
            shorter = label[label]
            if np.array_equal(shorter, label):
                break
            label = shorter
    return label


def conflicted(label: Array, proof: Array) -> Array:
    """Labels of components that hold two different proofs of identity (0: no proof)."""
    known = np.flatnonzero(proof)
    low = np.full(len(label), np.iinfo(np.int64).max)
    high = np.zeros(len(label), dtype=np.int64)
    np.minimum.at(low, label[known], proof[known])
    np.maximum.at(high, label[known], proof[known])
    return np.flatnonzero((high > 0) & (low < high))


def merge(left: Array, right: Array, strength: Array, proof: Array) -> Array:
    """Cluster label per row; where a component holds two proofs it is rebuilt, strongest first.

    `proof` is the valid ID number of each row as a code, 0 without one; `strength` orders pairs.
    """
    label = components(len(proof), left, right)
    broken = conflicted(label, proof)
    if not broken.size:
        return label
    bad = np.zeros(len(label), dtype=bool)
    bad[broken] = True
    redo = np.flatnonzero(bad[label[left]])
    redo = redo[np.argsort(-strength[redo], kind="stable")]
    inside = np.flatnonzero(bad[label])
    label[inside] = inside
    parent = _join(left[redo].tolist(), right[redo].tolist(), inside, proof)
    label[inside] = [_root(parent, row) for row in inside.tolist()]
    return label


def _join(left: list[int], right: list[int], rows: Array, proof: Array) -> dict[int, int]:
    """Union of the pairs in order, leaving out each that would join two proofs."""
    parent = {row: row for row in rows.tolist()}
    known = {row: int(proof[row]) for row in parent}
    for one, other in zip(left, right, strict=True):
        a, b = _root(parent, one), _root(parent, other)
        if a == b or (known[a] and known[b] and known[a] != known[b]):
            continue
        low, high = (a, b) if a < b else (b, a)
        parent[high] = low
        known[low] = known[low] or known[high]
    return parent


def _root(parent: dict[int, int], row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row
