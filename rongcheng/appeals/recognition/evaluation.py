"""Measures a model on labelled messages that it did not see."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from .card import figures
from .classifier import Classifier, Message


def evaluate(
    model: Classifier, messages: Sequence[Message], labels: Sequence[str]
) -> dict[str, Any]:
    """Figures of `card.figures`, with `rows`, `threshold`, `thresholds`, `messages_per_second`.

    A row with a label that the model does not know counts as wrong; `unknown_labels` names them.
    Raises ValueError where there are no messages.
    """
    if not messages:
        raise ValueError("There are no messages to measure on.")
    place = {name: at for at, name in enumerate(model.labels)}
    answers = np.array([place.get(label, -1) for label in labels], dtype=np.int64)
    started = time.perf_counter()
    chances = model.probabilities(messages)
    seconds = time.perf_counter() - started
    result = {"rows": len(messages)} | figures(model.labels, answers, chances, model.thresholds)
    return result | {
        "threshold": model.card.get("threshold"),
        "thresholds": dict(model.thresholds),
        "messages_per_second": round(len(messages) / max(seconds, 1e-9), 1),
        "unknown_labels": sorted(set(labels) - set(place)),
    }
