"""Whether packs changed: their files and the drafts approved over them, looked at once a request.

Within a request the first look counts, until a draft is changed in it; outside of one, in commands
and tasks, every question looks anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max

from .models import RuleDraft

Files = tuple[tuple[str, float], ...]
"""Each file of the packs and when it was last changed."""
Stamp = tuple[Files, tuple[object, ...]]
"""The files, and how many drafts are approved since when."""

_SEEN: ContextVar[dict[str, Stamp] | None] = ContextVar("packs_seen", default=None)


def root() -> Path:
    return Path(settings.PACKS_DIR)


def begin(**_signal: object) -> None:
    """A request begins: one look is enough for it."""
    _SEEN.set({})


def forget(**_signal: object) -> None:
    """The request is over, or changed a draft: every question looks anew."""
    _SEEN.set(None)


def stamp() -> Stamp:
    """What tells one state of packs and approved drafts from any other."""
    seen, folder = _SEEN.get(), str(root())
    if seen is None:
        return _look(folder)
    if folder not in seen:
        seen[folder] = _look(folder)
    return seen[folder]


def written() -> float:
    """When a file of the packs was last changed."""
    files, _approvals = stamp()
    return max(when for _path, when in files)


def _look(folder: str) -> Stamp:
    drafts = RuleDraft.objects.filter(state=RuleDraft.State.APPROVED).aggregate(
        last=Max("decided_at"), count=Count("pk")
    )
    return tuple(sorted(_files(folder))), tuple(drafts.values())


def _files(folder: str) -> Iterator[tuple[str, float]]:
    with os.scandir(folder) as there:
        for each in there:
            if each.is_dir():
                yield from _files(each.path)
            elif each.name.endswith((".yaml", ".sql")):
                yield each.path, each.stat().st_mtime
