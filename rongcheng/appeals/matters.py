"""What kind of request a text is: a question, a call for help, a complaint, a suggestion."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rongcheng.core.yamlfile import read

from .pack import says

FILE = Path(__file__).parents[2] / "packs" / "national" / "appeals" / "matters.yaml"
MATTERS = {"consultation", "help", "complaint", "suggestion"}
Line = tuple[str, tuple[str, ...], tuple[str, ...]]


def matter_of(text: str) -> str:
    """The kind of request by the words of ``matters.yaml``; ``help`` where none fits."""
    for matter, words, unless in _lines():
        if any(says(word, text) for word in words) and not any(says(w, text) for w in unless):
            return matter
    return "help"


@lru_cache(maxsize=1)
def _lines() -> tuple[Line, ...]:
    page = read(FILE, FILE.parents[2]).items({"origin", "source", "matters"}, {"matters"})
    found = []
    for line in page["matters"].list():
        given = line.items({"matter", "words", "unless"}, {"matter", "words"})
        unless = given["unless"].texts() if "unless" in given else ()
        found.append((given["matter"].one_of(MATTERS, "matter"), given["words"].texts(), unless))
    return tuple(found)
