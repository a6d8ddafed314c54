"""Drawing many values at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def pick(rng: np.random.Generator, weights: Sequence[float] | np.ndarray, n: int) -> np.ndarray:
    """``n`` indexes into ``weights``, each as likely as its weight says."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.minimum(np.searchsorted(edges, rng.random(n) * edges[-1], "right"), len(edges) - 1)


def pick_by_cell(rng: np.random.Generator, weights: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """One column index for each entry of ``cell``, from that row of ``weights``."""
    edges = np.cumsum(weights, axis=1)
    edges /= edges[:, -1:]
    return (rng.random(len(cell))[:, None] > edges[cell]).sum(axis=1).clip(max=edges.shape[1] - 1)


def cut_by_rank(score: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Class of each entry: the lowest scores get class 0, and each class its share of all."""
    order = np.argsort(score, kind="stable")
    edges = np.cumsum(np.asarray(shares, dtype=float))
    place = (np.arange(len(score)) + 0.5) / max(len(score), 1) * edges[-1]
    found = np.empty(len(score), dtype=np.int64)
    found[order] = np.minimum(np.searchsorted(edges, place, "right"), len(edges) - 1)
    return found


def rake(table: np.ndarray, rows: np.ndarray, columns: np.ndarray, rounds: int = 60) -> np.ndarray:
    """A table of the same pattern as ``table`` whose sums are ``rows`` and ``columns``."""
    fitted = table.astype(float)
    for _ in range(rounds):
        fitted *= (rows / np.maximum(fitted.sum(axis=1), 1e-12))[:, None]
        fitted *= columns / np.maximum(fitted.sum(axis=0), 1e-12)
    return fitted


def number_within(group: np.ndarray) -> np.ndarray:
    """0, 1, 2 … within each run of equal values of ``group``, in the order they stand."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.r_[True, ordered[1:] != ordered[:-1]] if len(group) else np.zeros(0, bool)
    first = np.maximum.accumulate(np.where(starts, np.arange(len(group)), 0))
    found = np.empty(len(group), dtype=np.int64)
    found[order] = np.arange(len(group)) - first
    return found
