"""Trains a classifier on labelled messages, and measures it on those it did not see.

Cross-validation keeps near-duplicates (one letter sent to three offices) in one fold, so that a
figure is about messages nobody has seen; the confidence and the thresholds come from it too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from .calibration import calibration, thresholds_of, unseen_chances
from .card import card_of
from .classifier import Classifier, Floats, Message, View, column_of
from .duplicates import groups_of
from .ngrams import learn
from .texts import plain

Progress = Callable[[str, float], None]
Labels = npt.NDArray[np.int64]


class TooFew(ValueError):
    """There are not enough messages, or not enough labels, to learn from."""


@dataclass(frozen=True)
class Settings:
    """How a classifier is made; the defaults were found on real messages (docs/performance.md)."""

    lengths: tuple[int, ...] = (1, 2, 3, 4)
    least: int = 3  # messages an n-gram must be found in
    most: int = 400_000
    cost: float = 0.5  # of LinearSVC
    folds: int = 5
    precision: float = 0.98  # wanted of what is decided without a person
    seed: int = 0


def train(
    messages: Sequence[Message],
    labels: Sequence[str],
    *,
    columns: Sequence[str] = ("text",),
    settings: Settings = Settings(),
    origin: Mapping[str, Any] | None = None,
    progress: Progress = lambda step, share: None,
) -> Classifier:
    """A classifier of messages (texts, or mappings of columns to texts) into labels.

    `columns` are what it reads, the main one last. `origin` goes into the card as it is. The same
    input gives the same classifier. Raises TooFew below two labels of at least two messages.
    """
    names, answers = _answers(labels)
    texts = {c: [plain(t) for t in column_of(messages, c, columns)] for c in columns}
    groups = groups_of(["".join(parts) for parts in zip(*texts.values(), strict=True)])
    folds = _folds(answers, groups, settings)
    scores = np.zeros((len(answers), len(names)), dtype=np.float64)
    for number, (known, unseen) in enumerate(folds):
        progress("cross-validation", number / (len(folds) + 1))
        views, features = _learned(texts, known, settings)
        weights, bias = _fit(features, answers[known], len(names), settings)
        scores[unseen] = _features(views, texts, unseen) @ weights + bias
    slope, shift = calibration(scores, answers)
    chances = unseen_chances(scores, answers, folds)
    progress("training", len(folds) / (len(folds) + 1))
    everything = np.arange(len(answers))
    views, features = _learned(texts, everything, settings)
    weights, bias = _fit(features, answers, len(names), settings)
    thresholds = thresholds_of(chances, answers, names, settings.precision)
    model = Classifier(names, views, weights.astype(np.float32), bias.astype(np.float32),
                       slope, shift, thresholds)  # fmt: skip
    card = card_of(names, answers, groups, chances, thresholds, settings.precision)
    card |= {"settings": asdict(settings)}
    progress("training", 1.0)
    return replace(model, card=card | dict(origin or {}))


def _answers(labels: Sequence[str]) -> tuple[tuple[str, ...], Labels]:
    names, answers, counts = np.unique(list(labels), return_inverse=True, return_counts=True)
    if len(names) < 2 or counts.min() < 2:
        found = ", ".join(f"{n} {c}" for n, c in zip(names, counts, strict=True)) or "none"
        raise TooFew(
            f"Two labels or more are needed, each with two messages or more; there is: {found}."
        )
    return tuple(str(n) for n in names), answers.astype(np.int64)


def _folds(answers: Labels, groups: Labels, settings: Settings) -> list[tuple[Labels, Labels]]:
    many = min(settings.folds, int(np.bincount(answers).min()), len(np.unique(groups)))
    split = StratifiedGroupKFold(max(many, 2), shuffle=True, random_state=settings.seed)
    return list(split.split(answers, answers, groups))


def _learned(
    texts: Mapping[str, Sequence[str]], rows: Labels, settings: Settings
) -> tuple[tuple[View, ...], sparse.csr_matrix]:
    """The views learned from some rows, and those rows as features."""
    views = []
    for column, values in texts.items():
        known = [values[row] for row in rows]
        hashes, counts = learn(known, settings.lengths, settings.least, settings.most)
        idf = np.log((1 + len(known)) / (1 + counts)) + 1
        views.append(View(column, settings.lengths, hashes, idf.astype(np.float32)))
    return tuple(views), _features(tuple(views), texts, rows)


def _features(
    views: tuple[View, ...], texts: Mapping[str, Sequence[str]], rows: Labels
) -> sparse.csr_matrix:
    blocks = [v.features([texts[v.column][row] for row in rows]) for v in views]
    return sparse.hstack(blocks, format="csr")


def _fit(
    features: sparse.csr_matrix, answers: Labels, labels: int, settings: Settings
) -> tuple[Floats, Floats]:
    """Weights (n-grams × labels) and bias of a linear support vector machine."""
    machine = LinearSVC(C=settings.cost, random_state=settings.seed).fit(features, answers)
    weights, bias = machine.coef_.T, machine.intercept_
    if labels == 2:  # scikit-learn keeps one column for two labels
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights, bias
