"""What a model says about itself: its material, its figures on unseen messages, its versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

from .calibration import threshold_of
from .classifier import NEVER, Floats

Labels = npt.NDArray[np.int64]
SUREST = 0.8


def figures(
    names: Sequence[str], answers: Labels, chances: Floats, thresholds: Mapping[str, float]
) -> dict[str, Any]:
    """How good the chances (messages × labels) are where the answers are known.

    `accuracy`, `macro_f1`, `per_class`; `coverage` and `accuracy_at_threshold` of those decided
    without a person; `accuracy_on_surest_80_percent`; `calibration_error` (mean gap in tenths).
    An answer of -1 is a label the model does not know.
    """
    best, confidence = chances.argmax(axis=1), chances.max(axis=1)
    right = best == answers
    limit = np.array([thresholds.get(name, NEVER) for name in names])[best]
    decided = confidence >= limit
    surest = np.argsort(-confidence, kind="stable")[: max(round(SUREST * len(best)), 1)]
    per_class = _per_class(names, answers, best)
    found = [c["f1"] for c in per_class.values() if c["support"]]
    return {
        "accuracy": _rounded(right.mean()),
        "macro_f1": _rounded(np.mean(found)) if found else 0.0,
        "per_class": per_class,
        "coverage": _rounded(decided.mean()),
        "accuracy_at_threshold": _rounded(right[decided].mean()) if decided.any() else None,
        "accuracy_on_surest_80_percent": _rounded(right[surest].mean()),
        "calibration_error": _rounded(_calibration_error(confidence, right)),
    }


def _rounded(value: Any) -> float:
    return round(float(value), 4)


def _per_class(names: Sequence[str], answers: Labels, best: Labels) -> dict[str, Any]:
    from sklearn.metrics import precision_recall_fscore_support

    measures = precision_recall_fscore_support(
        answers, best, labels=np.arange(len(names)), zero_division=0
    )
    return {
        name: {
            "precision": _rounded(p),
            "recall": _rounded(r),
            "f1": _rounded(f),
            "support": int(n),
        }
        for name, p, r, f, n in zip(names, *measures, strict=True)
    }


def _calibration_error(confidence: Floats, right: npt.NDArray[np.bool_]) -> float:
    tenth = np.minimum((confidence * 10).astype(int), 9)
    many = np.bincount(tenth, minlength=10)
    gaps = np.abs(np.bincount(tenth, confidence, 10) - np.bincount(tenth, right, 10))
    return float(gaps.sum() / max(many.sum(), 1))


def card_of(
    names: Sequence[str],
    answers: Labels,
    groups: Labels,
    chances: Floats,
    thresholds: Mapping[str, float],
    precision: float,
) -> dict[str, Any]:
    """What is known of a model after training, for people who are to trust it."""
    counts = np.bincount(answers, minlength=len(names))
    right = chances.argmax(axis=1) == answers
    libraries = ("numpy", "scipy", "scikit-learn", "rjieba")
    return {
        "trained": date.today().isoformat(),
        "rows": len(answers),
        "distinct_messages": len(np.unique(groups)),
        "labels": {name: int(n) for name, n in zip(names, counts, strict=True)},
        "precision_wanted": precision,
        "threshold": threshold_of(chances.max(axis=1), right, precision),
        "cross_validated": figures(names, answers, chances, thresholds),
        "versions": {library: version(library) for library in libraries},
    }
