"""The unified social credit code of bodies (GB 32100-2015) and its check character."""

from __future__ import annotations

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of the standard: no I, O, S, V, Z, which look like digits."""
_WEIGHTS = [3**n % 31 for n in range(17)]
_SHAPE = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")


def unified(text: str) -> str:
    """A code as people type it, in half-width capitals without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_character(body: str) -> str:
    """The 18th character that belongs to the first 17."""
    total = sum(ALPHABET.index(one) * weight for one, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def is_unified(code: str) -> bool:
    """Whether a code (already ``unified``) has the form of the standard and checks."""
    return bool(_SHAPE.fullmatch(code)) and check_character(code[:17]) == code[17]
