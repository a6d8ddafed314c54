"""The installation's secrets, kept in a file outside the database and made at first start."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """``data`` maps a key number to (algorithm, key); the highest number seals new values."""

    session: str
    data: dict[int, tuple[str, bytes]]
    index: bytes


def load_keys(path: Path) -> Keys:
    """The keys in ``path``; a new installation gets new ones, readable by its owner alone."""
    if not path.exists():
        _write_new(path)
    raw = json.loads(path.read_text())
    data = {int(n): (k["algorithm"], base64.b64decode(k["key"])) for n, k in raw["data"].items()}
    return Keys(session=raw["session"], data=data, index=base64.b64decode(raw["index"]))


def _write_new(path: Path) -> None:
    def fresh(size: int) -> str:
        return base64.b64encode(secrets.token_bytes(size)).decode()

    content = {
        "session": secrets.token_urlsafe(50),
        "index": fresh(32),
        "data": {"1": {"algorithm": "aes", "key": fresh(32)}},
    }
    draft = path.with_suffix(f".{os.getpid()}")
    with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file, indent=1)
    try:
        os.link(draft, path)  # whoever comes first wins; nobody overwrites a key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
