"""Files of a matter that is still being told: sealed, kept for a day, then with the appeal."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from time import time
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from rongcheng.appeals.services.attachments import LARGEST, Upload, recognised
from rongcheng.core.errors import Refusal
from rongcheng.core.vault import forget_sealed, read_sealed, write_sealed

FOLDER = "waiting"
MOST, TOGETHER = 12, 60 * 1024 * 1024
KEPT_FOR = 24 * 3600


def keep(sent: UploadedFile, *, token: str, beside: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Take one file in, to wait with those ``beside`` it; None if it waits there already.

    Returns:
        ``name, size, kind, type, digest, stored_as``.

    Raises:
        Refusal: it is empty, too large, of a kind that nobody can look at, or one too many.
    """
    name = Path(sent.name or "").name[-120:]
    content = sent.read(LARGEST + 1)
    content_type, kind = recognised(Upload(name, content))
    digest = hashlib.sha256(content).hexdigest()
    if any(each["digest"] == digest for each in beside):
        return None
    if len(beside) >= MOST:
        raise Refusal(
            _("“%(name)s” was left out: %(n)d files are enough to begin with. You can add more "
              "once it is sent.") % {"name": name, "n": MOST}
        )  # fmt: skip
    if sum(each["size"] for each in beside) + len(content) > TOGETHER:
        raise Refusal(
            _("“%(name)s” was left out: all files together may have %(mb)d MB. You can add it once "
              "the rest is sent.") % {"name": name, "mb": TOGETHER // 1024 // 1024}
        )  # fmt: skip
    stored_as = f"{FOLDER}/{token}/{digest[:24]}"
    _forget_old()
    write_sealed(stored_as, content)
    return {
        "name": name, "size": len(content), "kind": str(kind), "type": content_type,
        "digest": digest, "stored_as": stored_as,
    }  # fmt: skip


def uploads(files: Iterable[dict[str, Any]]) -> list[Upload]:
    """The files that wait, to go with an appeal; those no longer there are left out."""
    found = [(each["name"], read_sealed(each["stored_as"])) for each in files]
    return [Upload(name, content) for name, content in found if content is not None]


def drop(files: Iterable[dict[str, Any]]) -> None:
    """Remove files that wait no longer."""
    for each in files:
        forget_sealed(each["stored_as"])


def _forget_old() -> None:
    """Folders of matters that nobody went on with for a day."""
    root = Path(settings.UPLOAD_DIR) / FOLDER
    if not root.exists():
        return
    for folder in root.iterdir():
        if time() - folder.stat().st_mtime > KEPT_FOR:
            shutil.rmtree(folder, ignore_errors=True)
