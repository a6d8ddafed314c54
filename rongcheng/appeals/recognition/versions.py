"""Which of the kept models is in use, and how a long-running process hears of another one.

A small file beside the models names it; each process looks at it once a minute at most, so that
nobody has to restart anything after a training.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from .recogniser import Recogniser
from .shipped import NAME, recogniser, shipped
from .storage import ModelProblem

MARKER = "in-use.json"
LOOK_EVERY = 60.0
"""Seconds between two looks at the marker."""
Signature = tuple[str, int]


@dataclass(frozen=True)
class _Kept:
    model: Recogniser
    signature: Signature
    until: float


_kept: dict[Path, _Kept] = {}
_loading = threading.Lock()


def in_use(models: Path) -> Recogniser:
    """The model in use of a folder of models; one that another process chose after a minute.

    The shipped one where none was chosen, or where the chosen one cannot be read.
    """
    kept = _kept.get(models)
    if kept is not None and (time.monotonic() < kept.until or not _loading.acquire(blocking=False)):
        return kept.model
    if kept is None:
        _loading.acquire()
    try:
        return _renewed(models)
    finally:
        _loading.release()


def chosen(models: Path) -> str:
    """The name of the model in use; the shipped one where nothing else was chosen."""
    try:
        name: str = json.loads((models / MARKER).read_text(encoding="utf-8"))["model"]
    except (OSError, ValueError, KeyError, TypeError):
        return NAME
    return name if name and Path(name).name == name else NAME


def choose(models: Path, name: str) -> None:
    """From now on this model of the folder is in use. Raises ModelProblem if it cannot be read."""
    recogniser(models / name)
    fresh = models / f".{MARKER}.{os.getpid()}"
    fresh.write_text(json.dumps({"model": name}), encoding="utf-8")
    os.replace(fresh, models / MARKER)
    _kept.pop(models, None)


def _renewed(models: Path) -> Recogniser:
    """Look at the marker, and load only what changed; the caller holds the lock."""
    kept, until = _kept.get(models), time.monotonic() + LOOK_EVERY
    if kept is not None and kept.until > time.monotonic():
        return kept.model  # another thread was quicker
    name = chosen(models)
    if kept is not None and kept.signature == _signature(models, name):
        _kept[models] = _Kept(kept.model, kept.signature, until)
        return kept.model
    model = _loaded(models, name)
    _kept[models] = _Kept(model, _signature(models, name), until)
    return model


def _signature(models: Path, name: str) -> Signature:
    try:
        return name, (models / name / "made.json").stat().st_mtime_ns
    except OSError:
        return name, 0


def _loaded(models: Path, name: str) -> Recogniser:
    if name != NAME:
        try:
            return recogniser(models / name)
        except ModelProblem as problem:
            logging.getLogger(__name__).warning("%s The shipped model reads instead.", problem)
    return shipped(models)
