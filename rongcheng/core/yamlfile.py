"""YAML read node by node, so that every mistake is told with its file, its line and what is wrong.

The files of a pack are written by people of a jurisdiction; each reader asks its nodes for what it
expects and they refuse in words when something else stands there.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import yaml

from .errors import Refusal
from .yamlwords import decoded, in_words

FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C, where there is one


def nearest(name: str, known: Iterable[str]) -> str:
    """``; did you mean …?`` with the names most like this one, or nothing."""
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f"; did you mean {', '.join(close)}?" if close else ""


class PackError(Refusal):
    """A pack cannot be used; the message tells the file, the line and what is wrong."""


class Line:
    """A YAML node with what is needed to read it and to say where it stands."""

    def __init__(self, label: str, node: yaml.Node) -> None:
        self.label, self.node = label, node

    def wrong(self, what: str) -> PackError:
        return PackError(f"{self.label}, line {self.node.start_mark.line + 1}: {what}")

    def items(self, known: set[str], needed: set[str] | None = None) -> dict[str, Line]:
        """The entries of a mapping whose keys must be among ``known`` and hold all ``needed``."""
        found = {key.text(): value for key, value in self.pairs()}
        for key, _ in self.pairs():
            if key.text() not in known:
                near = nearest(key.text(), known)
                raise key.wrong(
                    f"unknown key {key.text()!r}{near}; known are {', '.join(sorted(known))}"
                )
        if missing := (needed or set()) - set(found):
            raise self.wrong(f"{' and '.join(sorted(missing))} must be given here")
        return found

    def pairs(self) -> list[tuple[Line, Line]]:
        """The entries of a mapping whose keys are free; a key stands in it once."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong("a mapping (key: value) is expected here")
        found = [(Line(self.label, key), Line(self.label, value)) for key, value in self.node.value]
        seen: dict[str, int] = {}
        for key, _ in found:
            name, line = key.text(), key.node.start_mark.line + 1
            if name in seen:
                raise key.wrong(
                    f"{name!r} stands above already, on line {seen[name]}; give one of the two "
                    "another name, or leave it out"
                )
            seen[name] = line
        return found

    def list(self) -> Iterator[Line]:
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong("a list is expected here")
        return (Line(self.label, node) for node in self.node.value)

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(line.text() for line in self.list())

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            raise self.wrong("a text is expected here")
        return str(self.node.value.strip())

    def one_of(self, known: set[str], what: str) -> str:
        """A text that is one of ``known``; ``what`` names it in the refusal."""
        text = self.text()
        if text not in known:
            near = nearest(text, known)
            raise self.wrong(f"unknown {what} {text!r}{near}; known are {', '.join(sorted(known))}")
        return text

    def flag(self) -> bool:
        """true or false."""
        return self.one_of({"true", "false"}, "answer") == "true"

    def number(self, least: int = 0, most: int | None = None) -> int:
        """A whole number from ``least`` to ``most``."""
        text = self.text()
        if not (text.isascii() and text.isdigit()):
            raise self.wrong(f"{text!r} is not a whole number")
        if int(text) < least or (most is not None and int(text) > most):
            limits = f"from {least} to {most}" if most is not None else f"of at least {least}"
            raise self.wrong(f"{text} is not a number {limits}")
        return int(text)

    def day(self) -> date:
        """A day as 2026-10-01."""
        try:
            return date.fromisoformat(self.text())
        except ValueError as error:
            raise self.wrong(f"{self.text()!r} is not a day; write it as 2026-10-01") from error

    def code(self) -> int:
        """A 12-digit place code."""
        text = self.text()
        if not (len(text) == 12 and text.isascii() and text.isdigit() and text[0] != "0"):
            raise self.wrong(f"{text!r} is not a 12-digit place code")
        return int(text)


def read(path: Path, root: Path) -> Line:
    """The first node of a file; refusals name the file by its path under the folder ``root``.

    Raises:
        PackError: the file is empty, not UTF-8 or not YAML.
    """
    label = f"packs/{path.relative_to(root).as_posix()}"
    try:
        text = decoded(path.read_bytes())
    except ValueError as error:
        raise PackError(f"{label}, line {error}") from error
    return read_text(text, label)


def read_text(text: str, label: str) -> Line:
    """The first node of a text; refusals name it by ``label``.

    Raises:
        PackError: it is empty or not YAML.
    """
    try:
        node = _compose(text)
    except yaml.MarkedYAMLError as error:
        line, told = in_words(error, text)
        raise PackError(f"{label}, line {line}: {told}") from error
    if node is None:
        raise PackError(f"{label}, line 1: the file is empty")
    return Line(label, node)


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=FAST)
    except yaml.MarkedYAMLError:
        return yaml.compose(text, Loader=yaml.SafeLoader)  # it tells the line more exactly
