"""From scores to chances, and from chances to what may be decided without a person."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .classifier import NEVER, Floats, chances_of

Labels = npt.NDArray[np.int64]
Fold = tuple[Labels, Labels]
FEWEST = 15  # messages a threshold must rest on; with fewer a person decides


def calibration(scores: npt.NDArray[np.float64], answers: Labels) -> tuple[Floats, Floats, Floats]:
    """Slope (labels, labels), shift (labels,) and doubt (up to 3,) of `chances_of`.

    Learned from scores of messages that the machine did not see.
    """
    many = scores.shape[1]
    # Few messages for many labels: less freedom, else it learns the noise and is too sure.
    freedom = min(1.0, len(answers) / (50 * many**2))
    from sklearn.linear_model import LogisticRegression  # a second; for training only

    model = LogisticRegression(C=freedom, max_iter=1000).fit(scores, answers)
    slope, shift = model.coef_.T, model.intercept_
    if slope.shape[1] == 1:  # scikit-learn keeps one column for two labels
        slope = np.hstack([np.zeros_like(slope), slope])
        shift = np.concatenate([[0.0], shift])
    factor, doubt = _sureness(scores, scores @ slope + shift, answers)
    scaled = (slope * factor).astype(np.float32), (shift * factor).astype(np.float32)
    return *scaled, doubt.astype(np.float32)


def _sureness(
    scores: npt.NDArray[np.float64], odds: npt.NDArray[np.float64], answers: Labels
) -> tuple[float, npt.NDArray[np.float64]]:
    """What to multiply log-odds by, and the doubt, so that they are as sure as they are right."""
    from scipy.optimize import minimize  # a quarter of a second; for training only
    from scipy.special import logsumexp

    best = np.sort(scores, axis=1)[:, ::-1][:, :3]
    rows = np.arange(len(answers))

    def loss(values: npt.NDArray[np.float64]) -> float:
        warmth = np.clip(best @ values[1:], -2, 2) + values[0]
        scaled = odds * np.exp(warmth)[:, None]
        chance = logsumexp(scaled, axis=1) - scaled[rows, answers]
        # A light weight on the doubt keeps it small where there are few messages.
        return float(chance.mean() + (values[1:] ** 2).sum() / len(answers))

    bounds = [(-4, 4)] + [(-2, 2)] * best.shape[1]
    found = minimize(loss, np.zeros(len(bounds)), method="L-BFGS-B", bounds=bounds).x
    return float(np.exp(found[0])), found[1:]


def unseen_chances(
    scores: npt.NDArray[np.float64], answers: Labels, folds: Sequence[Fold]
) -> Floats:
    """Calibrated chances of each message, by a calibration that did not see it either."""
    chances = np.zeros(scores.shape, dtype=np.float32)
    for known, unseen in folds:
        chances[unseen] = chances_of(scores[unseen], *calibration(scores[known], answers[known]))
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
