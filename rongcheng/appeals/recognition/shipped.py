"""The model that comes with the platform: 13 kinds of matter, urgency, wages owed or not.

It is trained on the spot from the examples and words of ``packs/national/appeals`` in seconds:
sentences can be read and corrected by anybody, a file of numbers cannot. It is trained anew when
the examples, the words, the corrections or the way to train change.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rongcheng.core.yamlfile import read

from . import storage
from .recogniser import Recogniser
from .tables import read_table
from .training import Progress, Settings, train
from .urgency import load_rules

NAME = "national"
EXAMPLES = Path(__file__).parents[3] / "packs" / "national" / "appeals"
HEADS = ("category", "urgency", "arrears")
# Few and short messages: every n-gram counts, longer ones only repeat what they heard; precision
# can be shown on some hundreds only, so less of it is asked for.
SETTINGS = Settings(
    lengths=(1, 2), least=1, cost=0.3, ratio_cost=0.3, main_scale=1.0, precision=0.95
)
_WAY = 3  # raise it when the way to train changes, so that kept models are made anew


@dataclass(frozen=True, slots=True)
class Correction:
    """What an office said a message is; None where it said nothing about it."""

    text: str
    category: str | None = None
    urgency: str | None = None
    arrears: bool | None = None


def shipped(
    models: Path,
    corrections: Sequence[Correction] = (),
    *,
    name: str = NAME,
    progress: Progress = lambda step, share: None,
) -> Recogniser:
    """The recogniser of the shipped examples and the offices' corrections, kept under `models`.

    Loads what is there in well under a second if nothing changed, else trains it (some seconds).
    """
    return recogniser(ensure(models, corrections, name=name, progress=progress))


def ensure(
    models: Path,
    corrections: Sequence[Correction] = (),
    *,
    name: str = NAME,
    progress: Progress = lambda step, share: None,
) -> Path:
    """The folder of that recogniser's model, trained now if it is not there or out of date."""
    mark = _mark(corrections)
    folder = models / name
    if _kept(folder) != mark:
        models.mkdir(parents=True, exist_ok=True)
        with _alone(models / f".{name}.lock"):
            if _kept(folder) != mark:
                _train(folder, corrections, mark, progress)
    return folder


def recogniser(folder: Path) -> Recogniser:
    """A recogniser from a model folder: one classifier, or one for each of `HEADS`.

    Raises ModelProblem where there is none.
    """
    rules = load_rules(EXAMPLES / "urgency.yaml")
    if not (folder / "category").is_dir():
        model = storage.load(folder)
        return Recogniser(model, rules=rules, version=_version(folder, model.card))
    category, urgency, arrears = (storage.load(folder / head) for head in HEADS)
    return Recogniser(category, urgency, arrears, rules, _version(folder, category.card))


def version_of(corrections: Sequence[Correction], on: date) -> str:
    """The name of the model of these corrections and today's examples: its day and their hash."""
    return f"{NAME}-{on:%Y%m%d}-{_mark(corrections)[:8]}"


def _version(folder: Path, card: Mapping[str, Any]) -> str:
    mark = (_kept(folder) or str(card.get("sha256", "")))[:8]
    if mark and folder.name.endswith(mark):
        return folder.name
    day = str(card.get("trained", "")).replace("-", "")
    return "-".join(part for part in (folder.name, day, mark) if part)


def _train(folder: Path, corrections: Sequence[Correction], mark: str, progress: Progress) -> None:
    path = EXAMPLES / "examples.csv"
    for at, head in enumerate(HEADS):
        table = read_table(path, ["text"], head)
        if table.bad:
            raise storage.ModelProblem(f"{path.name}, {table.bad[0]}")
        said = [(c.text, _said(c, head)) for c in corrections]
        texts = [m["text"] for m in table.messages] + [text for text, label in said if label]
        labels = table.labels + [label for _, label in said if label]

        def tell(step: str, share: float, at: int = at) -> None:
            progress(step, (at + share) / len(HEADS))

        origin = table.origin | {"corrections": len(texts) - len(table.labels)}
        model = train(texts, labels, settings=SETTINGS, hints=_hints(head), origin=origin,
                      compared=len(table.labels), progress=tell)  # fmt: skip
        storage.save(model, folder / head)
    (folder / "made.json").write_text(json.dumps({"mark": mark}), encoding="utf-8")


def _hints(head: str) -> list[tuple[str, str]]:
    """Words of `words.yaml` with the label they speak for."""
    path = EXAMPLES / "words.yaml"
    heads = read(path, EXAMPLES.parent.parent).items({"category", "arrears"})
    pairs = heads[head].pairs() if head in heads else []
    return [(word, label.text()) for label, words in pairs for word in words.texts()]


def _said(correction: Correction, head: str) -> str | None:
    if head == "arrears":
        return None if correction.arrears is None else ("yes" if correction.arrears else "no")
    value: str | None = getattr(correction, head)
    return value


def _mark(corrections: Sequence[Correction]) -> str:
    digest = hashlib.sha256(f"{storage.FORMAT} {_WAY} {SETTINGS}".encode())
    for name in ("examples.csv", "words.yaml"):
        digest.update((EXAMPLES / name).read_bytes())
    digest.update(repr(sorted(map(repr, corrections))).encode())
    return digest.hexdigest()


def _kept(folder: Path) -> str | None:
    try:
        mark: str = json.loads((folder / "made.json").read_text(encoding="utf-8"))["mark"]
    except (OSError, ValueError, KeyError):
        return None
    return mark


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process trains; others wait and then find the model."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
