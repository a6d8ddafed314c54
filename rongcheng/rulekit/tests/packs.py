"""Where the packs are, and small ones made up in a test."""

from __future__ import annotations

from pathlib import Path

PACKS = Path(__file__).parents[3] / "packs"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
