"""From scores to chances, and from chances to what may be decided without a person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from .classifier import NEVER, Floats, softmax

Labels = npt.NDArray[np.int64]
Fold = tuple[Labels, Labels]
FEWEST = 15  # messages a threshold must rest on; with fewer a person decides


def calibration(scores: npt.NDArray[np.float64], answers: Labels) -> tuple[Floats, Floats]:
    """Slope (labels, labels) and shift (labels,) from scores of unseen messages to log-odds."""
    many = scores.shape[1]
    # Few messages for many labels: less freedom, else it learns the noise and is too sure.
    freedom = min(1.0, len(answers) / (50 * many**2))
    model = LogisticRegression(C=freedom, max_iter=1000).fit(scores, answers)
    slope, shift = model.coef_.T, model.intercept_
    if slope.shape[1] == 1:  # scikit-learn keeps one column for two labels
        slope = np.hstack([np.zeros_like(slope), slope])
        shift = np.concatenate([[0.0], shift])
    warmth = _temperature(scores @ slope + shift, answers)
    return (slope / warmth).astype(np.float32), (shift / warmth).astype(np.float32)


def _temperature(odds: npt.NDArray[np.float64], answers: Labels) -> float:
    """What to divide log-odds by, so that they are as sure as they are right."""

    def loss(log_temperature: float) -> float:
        scaled = odds / np.exp(log_temperature)
        top = scaled.max(axis=1)
        total = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        return float((total - scaled[np.arange(len(answers)), answers]).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-4, 4), method="bounded").x))


def unseen_chances(
    scores: npt.NDArray[np.float64], answers: Labels, folds: Sequence[Fold]
) -> Floats:
    """Calibrated chances of each message, by a calibration that did not see it either."""
    chances = np.zeros(scores.shape, dtype=np.float32)
    for known, unseen in folds:
        slope, shift = calibration(scores[known], answers[known])
        chances[unseen] = softmax(scores[unseen] @ slope + shift)
    return chances


def threshold_of(confidence: Floats, right: npt.NDArray[np.bool_], precision: float) -> float:
    """The lowest confidence from which on at least `precision` of the answers are right."""
    if not len(confidence):
        return NEVER
    order = np.argsort(-confidence, kind="stable")
    sure, good = confidence[order], np.cumsum(right[order])
    many = np.arange(1, len(sure) + 1)
    # Answers equally sure stand or fall together.
    last = np.append(sure[1:] != sure[:-1], True)
    enough = (good >= precision * many) & (many >= FEWEST) & last
    return round(float(sure[np.flatnonzero(enough)[-1]]) - 5e-5, 4) if enough.any() else NEVER


def thresholds_of(
    chances: Floats, answers: Labels, names: Sequence[str], precision: float
) -> dict[str, float]:
    """For each label the confidence it needs; `NEVER` where precision cannot be shown."""
    best, confidence = chances.argmax(axis=1), chances.max(axis=1)
    return {
        name: threshold_of(confidence[best == at], answers[best == at] == at, precision)
        for at, name in enumerate(names)
    }
