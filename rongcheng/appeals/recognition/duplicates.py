"""Which messages are nearly the same text: one letter sent twice, or to several offices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from .ngrams import Vocabulary, count, learn

ALIKE = 0.6  # cosine of the counted three-letter pieces; by eye, letters below differ in substance
_READ = 1500
_COMMON = 100  # a piece in more messages than this says nothing about copies


def groups_of(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """A number for each text, the same for those that are nearly alike.

    Time and memory grow with the number of pairs that share a rare piece of three letters.
    """
    texts = [text[:_READ] for text in texts]
    hashes, found = learn(texts, (3,), 2, 2_000_000)
    rare = hashes[found <= max(_COMMON, len(texts) // 80)]
    counts = count(texts, (3,), Vocabulary(rare))
    counts.data = np.log1p(counts.data)
    idf = np.log(len(texts) / np.maximum(np.bincount(counts.indices, minlength=len(rare)), 1)) + 1
    counts.data *= idf.astype(np.float32)[counts.indices]
    norms = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    pieces = sparse.diags(1 / np.maximum(norms, 1e-9)).dot(counts).tocsr()
    alike = sparse.vstack([_pairs(pieces, at) for at in range(0, len(texts), 500)])
    exact = _same(texts)
    groups = connected_components(alike + exact, directed=False)[1]
    return np.asarray(groups, dtype=np.int64)


def _pairs(pieces: sparse.csr_matrix, start: int) -> sparse.csr_matrix:
    near = (pieces[start : start + 500] @ pieces.T).tocsr()
    near.data = (near.data > ALIKE).astype(np.float32)
    near.eliminate_zeros()
    return near


def _same(texts: Sequence[str]) -> sparse.csr_matrix:
    """Pairs of each text with the first that is letter for letter the same."""
    first: dict[str, int] = {}
    there = [first.setdefault(text, at) for at, text in enumerate(texts)]
    ones = np.ones(len(texts), dtype=np.float32)
    return sparse.csr_matrix((ones, (range(len(texts)), there)), shape=(len(texts), len(texts)))
