"""A model on disk: a folder with numbers (``arrays.npz``) and a card (``card.json``).

No pickle: a model file from elsewhere can hold wrong numbers but never run code when it is loaded.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from .classifier import Classifier, View

FORMAT = 2


class ModelProblem(ValueError):
    """There is no such model, or what is in its folder is not one."""


def save(model: Classifier, folder: Path) -> None:
    """Write the model to a folder, all of it or nothing; an older one there is replaced."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        arrays: dict[str, Any] = {"weights": model.weights.astype(np.float16), "bias": model.bias,
                  "slope": model.slope, "shift": model.shift, "doubt": model.doubt}  # fmt: skip
        for number, view in enumerate(model.views):
            arrays |= {f"hashes{number}": view.hashes, f"idf{number}": view.idf}
        np.savez_compressed(fresh / "arrays.npz", **arrays)
        (fresh / "card.json").write_text(_described(model), encoding="utf-8")
        fresh.chmod(0o755)
        if folder.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
            os.replace(folder, old / folder.name)
            os.replace(fresh, folder)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _described(model: Classifier) -> str:
    views = [{"column": v.column, "lengths": v.lengths, "scale": v.scale} for v in model.views]
    card = {"format": FORMAT, "labels": model.labels, "views": views,
            "thresholds": model.thresholds, "card": model.card}  # fmt: skip
    return json.dumps(card, ensure_ascii=False, indent=1)


def load(folder: Path) -> Classifier:
    """The model in a folder. Raises ModelProblem with what is wrong."""
    if not (folder / "card.json").is_file():
        raise ModelProblem(f"There is no model in {folder}: train one with appeals train.")
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        if card["format"] != FORMAT:
            raise ModelProblem(f"{folder} has format {card['format']}, read here is {FORMAT}: "
                               "train it again.")  # fmt: skip
        with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
            return _assembled(card, dict(arrays))
    except ModelProblem:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelProblem(f"{folder} is not a whole model ({error}): train it again.") from error


def _assembled(card: dict[str, Any], arrays: dict[str, Any]) -> Classifier:
    views = tuple(
        View(v["column"], tuple(v["lengths"]), arrays[f"hashes{n}"], arrays[f"idf{n}"], v["scale"])
        for n, v in enumerate(card["views"])
    )
    labels = tuple(card["labels"])
    weights = arrays["weights"].astype(np.float32)
    if weights.shape != (sum(len(v.hashes) for v in views), len(labels)):
        raise ValueError(f"weights are {weights.shape}")
    return Classifier(labels, views, weights, arrays["bias"], arrays["slope"], arrays["shift"],
                      card["thresholds"], card["card"], arrays["doubt"])  # fmt: skip
