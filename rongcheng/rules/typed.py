"""What is typed after an option of the commands about rules, with refusals that help."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from rongcheng.core.errors import Refusal
from rongcheng.core.yamlwords import decoded


def day(text: str) -> date:
    """A day as 2026-10-01."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a day; write it as 2026-10-01") from error


def place(text: str) -> int:
    """A 12-digit place code; those of provinces, cities and counties may leave out their zeros."""
    code = text.ljust(12, "0") if len(text) in (2, 4, 6, 9, 12) else ""
    if not (code.isascii() and code.isdigit()):
        raise ArgumentTypeError(f"{text!r} is no place code; write it as 532932 or 532932000000")
    return int(code)


def page(path: str) -> str:
    """The text of a file.

    Raises:
        Refusal: it is not there, cannot be read, or is not UTF-8.
    """
    try:
        return decoded(Path(path).read_bytes())
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise Refusal(f"{path}, line {error}") from error
