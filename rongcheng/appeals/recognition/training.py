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

from .calibration import calibration, thresholds_of, unseen_chances
from .card import card_of, figures
from .classifier import Classifier, Floats, Message, View, column_of
from .duplicates import groups_of
from .ngrams import learn
from .texts import plain

Progress = Callable[[str, float], None]
Labels = npt.NDArray[np.int64]
Machine = tuple[npt.NDArray[Any], npt.NDArray[Any]]  # weights (n-grams × labels), bias (labels)


class TooFew(ValueError):
    """There are not enough messages, or not enough labels, to learn from."""


@dataclass(frozen=True)
class Settings:
    """How a classifier is made; the defaults were found on real messages (docs/performance.md)."""

    lengths: tuple[int, ...] = (1, 2, 3, 4)
    least: int = 3  # messages an n-gram must be found in
    most: int = 400_000
    cost: float = 0.4  # C of the plain linear machine
    ratio_cost: float = 0.1  # C of the one with features weighted by label; 0 leaves it out
    main_scale: float = 1.6  # of the main column, beside 1 for the others
    folds: int = 5
    precision: float = 0.98  # wanted of what is decided without a person
    seed: int = 0


def train(
    messages: Sequence[Message],
    labels: Sequence[str],
    *,
    columns: Sequence[str] = ("text",),
    settings: Settings = Settings(),
    hints: Sequence[tuple[str, str]] = (),
    origin: Mapping[str, Any] | None = None,
    compared: int = 0,
    progress: Progress = lambda step, share: None,
) -> Classifier:
    """A classifier of messages (texts, or mappings of columns to texts) into labels.

    `columns` are what it reads, the main one last. `hints` are (text, label): they are learned
    from but never measured on, and their labels must be among the others. `origin` goes into the
    card as it is. The first `compared` messages are measured apart too (`on_examples` of the
    card), so that classifiers trained on them and more can be compared. The same input gives the
    same classifier. Raises TooFew below two labels of at least two messages each.
    """
    names, answers = _answers(labels)
    texts = {c: [plain(t) for t in column_of(messages, c, columns)] for c in columns}
    groups = groups_of(["".join(parts) for parts in zip(*texts.values(), strict=True)])
    learner = _Learner(texts, answers, names, settings).hinted(hints, columns)
    folds = _folds(answers, groups, settings)
    scores = np.zeros((len(answers), len(names)), dtype=np.float64)
    for number, (known, unseen) in enumerate(folds):
        progress("cross-validation", number / (len(folds) + 1))
        views, weights, bias = learner.learn(known)
        scores[unseen] = _features(views, texts, unseen) @ weights + bias
    chances = unseen_chances(scores, answers, folds)
    progress("training", len(folds) / (len(folds) + 1))
    views, weights, bias = learner.learn(np.arange(len(answers)))
    thresholds = thresholds_of(chances, answers, names, settings.precision)
    slope, shift, doubt = calibration(scores, answers)
    card = card_of(names, answers, groups, chances, thresholds, settings.precision)
    card |= {"hints": len(hints), "settings": asdict(settings)} | dict(origin or {})
    if compared:
        first = slice(compared)
        card["on_examples"] = figures(names, answers[first], chances[first], thresholds)
    progress("training", 1.0)
    return Classifier(names, views, weights.astype(np.float32), bias.astype(np.float32),
                      slope, shift, thresholds, card, doubt)  # fmt: skip


@dataclass
class _Learner:
    """Learns views and weights from chosen rows, and from the hints each time."""

    texts: dict[str, list[str]]
    answers: Labels
    names: tuple[str, ...]
    settings: Settings
    more: Sequence[int] = ()

    def hinted(self, hints: Sequence[tuple[str, str]], columns: Sequence[str]) -> _Learner:
        """The same with hints as further rows; KeyError for a label nothing else has."""
        place = {name: at for at, name in enumerate(self.names)}
        words = [text for text, _ in hints]
        more = {c: [plain(t) for t in column_of(words, c, columns)] for c in columns}
        texts = {c: self.texts[c] + more[c] for c in columns}
        labels = np.array([place[label] for _, label in hints], dtype=np.int64)
        answers = np.concatenate([self.answers, labels])
        return replace(self, texts=texts, answers=answers,
                       more=range(len(self.answers), len(answers)))  # fmt: skip

    def learn(self, rows: Labels) -> tuple[tuple[View, ...], npt.NDArray[Any], npt.NDArray[Any]]:
        """Views, weights (n-grams × labels) and bias from some rows and the hints."""
        rows = np.concatenate([rows, np.array(self.more, dtype=np.int64)])
        views, features = _learned(self.texts, rows, self.settings)
        weights, bias = _fit(features, self.answers[rows], len(self.names), self.settings)
        return views, weights, bias


def _answers(labels: Sequence[str]) -> tuple[tuple[str, ...], Labels]:
    names, answers, counts = np.unique(list(labels), return_inverse=True, return_counts=True)
    if len(names) < 2 or counts.min() < 2:
        short = ", ".join(f"{n} has only 1" for n, c in zip(names, counts, strict=True) if c < 2)
        there = short or (f"there is only {names[0]}" if len(names) else "there is none")
        raise TooFew(f"Two labels or more are needed, each with two messages or more: {there}.")
    return tuple(str(n) for n in names), answers.astype(np.int64)


def _folds(answers: Labels, groups: Labels, settings: Settings) -> list[tuple[Labels, Labels]]:
    from sklearn.model_selection import StratifiedGroupKFold

    many = min(settings.folds, int(np.bincount(answers).min()), len(np.unique(groups)))
    split = StratifiedGroupKFold(max(many, 2), shuffle=True, random_state=settings.seed)
    folds = list(split.split(answers, answers, groups))
    labels = len(np.unique(answers))
    if any(len(np.unique(answers[known])) < labels for known, _ in folds):
        raise TooFew("All messages of a label are nearly the same: it needs others too.")
    return folds


def _learned(
    texts: Mapping[str, Sequence[str]], rows: Labels, settings: Settings
) -> tuple[tuple[View, ...], sparse.csr_matrix]:
    """The views learned from some rows, and those rows as features."""
    views, main = [], list(texts)[-1]
    for column, values in texts.items():
        scale = settings.main_scale if column == main else 1.0
        known = [values[row] for row in rows]
        hashes, counts = learn(known, settings.lengths, settings.least, settings.most)
        idf = np.log((1 + len(known)) / (1 + counts)) + 1
        views.append(View(column, settings.lengths, hashes, idf.astype(np.float32), scale))
    return tuple(views), _features(tuple(views), texts, rows)


def _features(
    views: tuple[View, ...], texts: Mapping[str, Sequence[str]], rows: Labels
) -> sparse.csr_matrix:
    blocks = [v.features([texts[v.column][row] for row in rows]) for v in views]
    return sparse.hstack(blocks, format="csr")


def _fit(features: sparse.csr_matrix, answers: Labels, labels: int, settings: Settings) -> Machine:
    """Weights (n-grams × labels) and bias: the sum of two linear machines, each on its own scale.

    One sees the features as they are, one sees each multiplied by how much it tells the label from
    the others (Wang and Manning 2012, "Baselines and Bigrams"). A sum of linear machines is one.
    """
    parts = [_plain_machine(features, answers, labels, settings)]
    if settings.ratio_cost:
        parts.append(_ratio_machine(features, answers, labels, settings))
    spreads = [(features @ weights + bias).std() for weights, bias in parts]
    both = [(w / spread, b / spread) for (w, b), spread in zip(parts, spreads, strict=True)]
    return np.sum([w for w, _ in both], axis=0), np.sum([b for _, b in both], axis=0)


def _plain_machine(
    features: sparse.csr_matrix, answers: Labels, labels: int, settings: Settings
) -> Machine:
    from sklearn.svm import LinearSVC  # a second; for training only

    machine = LinearSVC(C=settings.cost, random_state=settings.seed).fit(features, answers)
    weights, bias = machine.coef_.T, machine.intercept_
    if labels == 2:  # scikit-learn keeps one column for two labels
        weights, bias = np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights, bias


def _ratio_machine(
    features: sparse.csr_matrix, answers: Labels, labels: int, settings: Settings
) -> Machine:
    from sklearn.svm import LinearSVC

    present = features.copy()
    present.data = np.ones_like(present.data)
    weights, bias = np.zeros((features.shape[1], labels)), np.zeros(labels)
    for label in range(labels):
        ratios = _ratios(present, answers == label)
        weighted = features.copy()
        weighted.data *= ratios[weighted.indices]
        machine = LinearSVC(C=settings.ratio_cost, random_state=settings.seed)
        machine.fit(weighted, answers == label)
        weights[:, label] = machine.coef_[0] * ratios
        bias[label] = machine.intercept_[0]
    return weights, bias


def _ratios(present: sparse.csr_matrix, chosen: npt.NDArray[np.bool_]) -> Floats:
    """How much each n-gram tells the chosen messages from the others, about 1 on average."""
    inside = np.asarray(present[chosen].sum(axis=0)).ravel() + 0.5
    outside = np.asarray(present[~chosen].sum(axis=0)).ravel() + 0.5
    ratios = np.abs(np.log((inside / inside.sum()) / (outside / outside.sum())))
    result: Floats = (0.1 + 0.9 * ratios / ratios.mean()).astype(np.float32)
    return result
