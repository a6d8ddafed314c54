"""Signs of a Chinese keyboard in an expression, and what the language has in their place."""

from __future__ import annotations

import re

SIGNS = {
    "≥": ">=", "≤": "<=", "≠": "<>", "＞": ">", "＜": "<", "＝": "=", "×": "*", "＋": "+",
    "－": "-", "（": "(", "）": ")", "，": ",", "、": ",", "‘": "'", "’": "'", "“": "'", "”": "'",
    "；": "AND", "且": "AND", "和": "AND", "并且": "AND", "或": "OR", "或者": "OR",
    "非": "NOT", "不": "NOT",
}  # fmt: skip
_SIGN = re.compile(r"(?<![\w])(?:或者|并且|[且和或非不])(?![\w])|[≥≤≠＞＜＝×＋－（），、‘’“”；]")


def foreign(text: str) -> tuple[str, str] | None:
    """The first such sign outside of quoted texts, and what to write instead."""
    found = _SIGN.search(re.sub(r"'[^']*'", "", text))
    return (found[0], SIGNS[found[0]]) if found else None
