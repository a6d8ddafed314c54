"""Files of people, sealed on disk below the upload folder."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from .crypto import seal_bytes, unseal_bytes


def write_sealed(name: str, content: bytes) -> None:
    """Store a file; readers see the old one or the new one, never half of it."""
    path = Path(settings.UPLOAD_DIR) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_bytes(seal_bytes(content))
    draft.replace(path)


def read_sealed(name: str) -> bytes | None:
    """A stored file, opened; None if there is none."""
    path = Path(settings.UPLOAD_DIR) / name
    return unseal_bytes(path.read_bytes()) if path.exists() else None


def forget_sealed(name: str) -> None:
    """Remove a stored file, if it is there."""
    (Path(settings.UPLOAD_DIR) / name).unlink(missing_ok=True)
