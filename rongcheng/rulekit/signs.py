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


def foreign(text: str) -> tuple[dict[str, str], str]:
    """Such signs outside of quoted texts with what to write instead, and the text so written."""
    found: dict[str, str] = {}

    def plain(sign: re.Match[str]) -> str:
        found[sign[0]] = SIGNS[sign[0]]
        return f" {SIGNS[sign[0]]} " if SIGNS[sign[0]].isalpha() else SIGNS[sign[0]]

    parts = re.split(r"('[^']*')", text)
    parts[::2] = [_SIGN.sub(plain, part) for part in parts[::2]]
    return found, "".join(parts)
