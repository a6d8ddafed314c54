"""Recognition of appeals: what a message is about, how urgent, what it names. No Django here.

`load` gives a Recogniser; its `read` gives a Reading. `train` and `evaluate` work for any labels.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from .classifier import Classifier, Guess, Word
from .evaluation import evaluate
from .extraction import Extraction, extract
from .recogniser import Arrears, Reading, Recogniser, Urgency
from .shipped import NAME, Correction, recogniser, shipped, version_of
from .storage import ModelProblem, save
from .tables import UnreadableTable, read_table
from .training import Settings, TooFew, train
from .versions import choose, chosen, in_use

__all__ = [
    "NAME", "Arrears", "Classifier", "Correction", "Extraction", "Guess", "ModelProblem", "Reading",
    "Recogniser", "Settings", "TooFew", "UnreadableTable", "Urgency", "Word", "choose", "chosen",
    "evaluate", "extract", "in_use", "load", "model_folder", "models_folder", "read_table",
    "recogniser", "save", "shipped", "train", "version_of",
]  # fmt: skip


def models_folder() -> Path:
    """Where models are kept: ``models`` in the platform's data folder."""
    data = os.environ.get("RONGCHENG_DATA") or Path(__file__).parents[3] / ".data"
    return Path(data) / "models"


def model_folder(name: str, models: Path | None = None) -> Path:
    """The folder of a model. Raises ModelProblem for a name that is not a plain word."""
    if not re.fullmatch(r"\w[\w.-]{0,63}", name):
        raise ModelProblem(f"{name!r} cannot name a model: use letters, digits, - and _.")
    return (models or models_folder()) / name


def load(name: str = NAME, models: Path | None = None) -> Recogniser:
    """A trained model by its name; the shipped one (``national``) is made if it is not there.

    Raises ModelProblem where there is no such model.
    """
    folder = model_folder(name, models)
    return shipped(folder.parent) if name == NAME else recogniser(folder)
