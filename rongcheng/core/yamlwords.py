"""What is wrong with a text that is not YAML, in words for whoever wrote it, and what to do."""

from __future__ import annotations

import codecs
import re

import yaml

WIDE = {"：": ": ", "，": ", ", "｛": "{", "｝": "}", "［": "[", "］": "]", "“": '"', "”": '"'}
"""Signs of a Chinese keyboard, and what YAML reads in their place."""
BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(data: bytes) -> str:
    """The text of a file.

    Raises:
        ValueError: it is not UTF-8; the message tells the line and what to do.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if data.startswith(BOMS):
            raise ValueError("1: the file is UTF-16; save it as UTF-8") from error
        line = data[: error.start].count(b"\n") + 1
        raise ValueError(
            f"{line}: a sign here is not UTF-8, so the file may be GBK or ANSI; save it as UTF-8"
        ) from error


def in_words(error: yaml.MarkedYAMLError, text: str) -> list[tuple[int, str]]:
    """Mistakes in YAML, each with its line, counted from 1, and what to do about it.

    The reader of YAML stops at the first; whatever else can be seen on lines by themselves is told
    with it.
    """
    at = error.problem_mark.line if error.problem_mark else 0
    lines = text.split("\n")
    signs = {n: 0 if n in (at - 1, at) else re.ASCII for n in range(max(at - 1, 0), len(lines))}
    seen = {n: told for n, flag in signs.items() if (told := _seen(lines[n], flag))}
    if at not in seen and at - 1 not in seen:
        seen = {n: told for n, told in seen.items() if n > at} | {at: _meant(error.problem or "")}
    return [(n + 1, seen[n]) for n in sorted(seen)]


def _seen(line: str, flag: int) -> str:
    """What can be seen on a line itself; with ``re.ASCII``, at names in Latin letters alone."""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "the line begins with a tab; YAML is indented with spaces, two for each step"
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", line)
    bare = re.sub(r"(^|\s)#.*", "", bare)
    if re.match(r"\s*(- *)?\w+：", bare, flag):
        return "“：” stands after the key; write “: ” (a plain colon and a space)"
    if found := re.search(r"，\s*\w+:\s", bare, flag):
        return f"“，” stands before {found[0].strip('， :')}; write “, ” between entries"
    return ""


def _meant(problem: str) -> str:
    """What the reader of YAML says, in words for somebody who does not know it."""
    if "<block end>" in problem or "block mapping" in problem:
        return (
            "the line does not begin where it should; what belongs together begins with the same "
            "number of spaces, two more than the line it belongs to"
        )
    if "mapping values are not allowed" in problem:
        return "there is a colon too many on this line; put a text that holds one in quotes"
    if "could not find expected ':'" in problem:
        return "a key stands here without “: ” after it"
    if "expected ',' or" in problem:
        return (
            "a bracket is not closed or a comma is missing here or just before; inside { } a text "
            "that holds a comma or a bracket of its own stands in double quotes"
        )
    if "undefined alias" in problem:
        return "an entry is taken over with * that no line above names with &"
    return f"not YAML: {problem}"
