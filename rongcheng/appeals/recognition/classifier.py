"""A trained linear classifier of texts: scores, calibrated confidence, and the words that decided.

A message is read in views (its title, its body); each view counts character n-grams, weighs them
by TF-IDF and scales to length one. Weights, calibration and thresholds are plain arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from .ngrams import Vocabulary, count, windows
from .texts import opening, plain, positions

Floats = npt.NDArray[np.float32]
Message = str | Mapping[str, str]
NEVER = 1.01  # a threshold nothing reaches


@dataclass(frozen=True, slots=True)
class Word:
    """Part of a message that spoke for the answer: text[start:end], weight within 0 to 1."""

    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Guess:
    """What a message is taken for. `abstain`: a person should decide; top3 is best first."""

    label: str
    confidence: float
    top3: tuple[tuple[str, float], ...]
    abstain: bool
    threshold: float


@dataclass(frozen=True)
class View:
    """One way to look at a message: a column of it, and the n-grams known there."""

    column: str
    lengths: tuple[int, ...]
    hashes: npt.NDArray[np.uint64]
    idf: Floats
    scale: float = 1.0

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The n-grams, ready to be found."""
        return Vocabulary(self.hashes)

    def features(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Texts × n-grams, each row of length `scale` (or zero)."""
        counts = count(texts, self.lengths, self.vocabulary)
        counts.data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        norms = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
        factors = self.scale / np.maximum(norms, 1e-9)
        counts.data *= np.repeat(factors, np.diff(counts.indptr)).astype(np.float32)
        return counts


@dataclass(frozen=True)
class Classifier:
    """Labels with what is needed to choose among them; `card` says where it comes from.

    Shapes: weights (n-grams of all views, labels), bias (labels,); `slope` (labels, labels),
    `shift` (labels,) and `doubt` (up to 3,) turn scores into chances, see `chances_of`.
    """

    labels: tuple[str, ...]
    views: tuple[View, ...]
    weights: Floats
    bias: Floats
    slope: Floats
    shift: Floats
    thresholds: Mapping[str, float] = field(default_factory=dict)
    card: Mapping[str, Any] = field(default_factory=dict)
    doubt: Floats = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a message that it reads, the main one last."""
        return tuple(dict.fromkeys(view.column for view in self.views))

    def features(self, messages: Sequence[Message]) -> sparse.csr_matrix:
        """Messages × n-grams of all views."""
        parts = {c: [plain(t) for t in column_of(messages, c, self.columns)] for c in self.columns}
        return sparse.hstack([v.features(parts[v.column]) for v in self.views], format="csr")

    def probabilities(self, messages: Sequence[Message]) -> Floats:
        """Messages × labels; each row adds up to one."""
        scores = self.features(messages) @ self.weights + self.bias
        return chances_of(scores, self.slope, self.shift, self.doubt)

    def classify_many(self, messages: Sequence[Message]) -> list[Guess]:
        """A guess for each message: a text, or a mapping of columns to texts."""
        if not messages:
            return []
        return [self._guess(row) for row in self.probabilities(messages)]

    def classify(self, message: Message) -> Guess:
        """What one message is taken for."""
        return self.classify_many([message])[0]

    def _guess(self, row: Floats) -> Guess:
        best = np.argsort(-row, kind="stable")[:3]
        top = tuple((self.labels[at], float(row[at])) for at in best)
        label, confidence = top[0]
        threshold = self.thresholds.get(label, NEVER)
        return Guess(label, confidence, top, confidence < threshold, threshold)

    def words(self, text: str, label: str, most: int = 8) -> list[Word]:
        """The words of a text that speak most for a label, the strongest first.

        A letter's share is that of the n-grams over it: their weight for the label above the mean
        of the others. Raises KeyError for a label that the classifier does not know.
        """
        if label not in self.labels:
            raise KeyError(label)
        import rjieba  # its dictionary takes a while; only who reads a text waits for it

        shares = self._shares(text, self.labels.index(label))
        words, at = [], 0
        for token in rjieba.cut(text):
            start, at = at, at + len(token)
            weight = float(shares[start:at].sum())
            if weight > 0 and any(c.isalpha() for c in token):
                words.append((weight, start, at, token))
        words.sort(key=lambda w: (-w[0], w[1]))
        total = sum(w[0] for w in words) or 1.0
        return [Word(s, e, t, round(w / total, 4)) for w, s, e, t in words[:most]]

    @cached_property
    def _towards(self) -> Floats:
        """For each label, the weight of each n-gram for it above the mean of all labels."""
        towards = self.weights @ self.slope
        return np.ascontiguousarray((towards - towards.mean(axis=1, keepdims=True)).T)

    def _shares(self, text: str, label: int) -> Floats:
        """For each letter of the text, how much it spoke for the label."""
        shares, begin = np.zeros(len(text), dtype=np.float32), 0
        towards = self._towards[label]
        for view in self.views:
            end = begin + len(view.hashes)
            if view.column == self.columns[-1]:
                self._add_shares(view, text, towards[begin:end], shares)
            begin = end
        return shares

    @staticmethod
    def _add_shares(view: View, text: str, towards: Floats, shares: Floats) -> None:
        seen, places = plain(text), positions(text)
        values = view.features([seen])
        order = np.argsort(values.indices)
        columns, weights = values.indices[order], (values.data * towards[values.indices])[order]
        for part in windows([seen], view.lengths):
            found = view.vocabulary.find(part.hashes)
            known = found >= 0
            at = np.searchsorted(columns, found[known])
            # An n-gram's weight is shared out among the places where it stands, and their letters.
            times = np.bincount(at, minlength=len(columns))[at]
            each = weights[at] / (times * part.length)
            for step in range(part.length):
                letters = places[part.starts[known] + step]
                shares += np.bincount(letters, each, minlength=len(shares)).astype(np.float32)


def column_of(messages: Sequence[Message], column: str, columns: Sequence[str]) -> list[str]:
    """One column of each message; a plain text is the main column, its opening the title."""
    return [_part(message, column, columns) for message in messages]


def _part(message: Message, column: str, columns: Sequence[str]) -> str:
    main = columns[-1]
    if isinstance(message, str):
        message = {main: message}
    if value := (message.get(column) or "").strip():
        return value
    if column == main:
        return message.get("text") or " ".join(v for v in message.values() if v)
    return opening(message.get(main) or message.get("text") or "")


def chances_of(
    scores: npt.NDArray[Any],
    slope: npt.NDArray[Any],
    shift: npt.NDArray[Any],
    doubt: npt.NDArray[Any],
) -> Floats:
    """Scores as probabilities: log-odds by slope and shift, nearer to even where in doubt.

    `doubt` weighs the best, second and third score, as far as there are so many labels. A message
    that two machines claim, or none, is less sure than the distance of its scores says.
    """
    best = np.sort(scores, axis=1)[:, ::-1][:, : len(doubt)]
    return softmax((scores @ slope + shift) * np.exp(np.clip(best @ doubt, -2, 2))[:, None])


def softmax(scores: npt.NDArray[Any]) -> Floats:
    """Rows of log-odds as probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return result
