"""YAML read node by node, so that every mistake is told with its file, its line and what is wrong.

The files of a pack are written by people of a jurisdiction; each reader asks its nodes for what it
expects and they refuse in words when something else stands there.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml

from .errors import Refusal
from .yamlwords import decoded, in_words

_A = TypeVar("_A")
_B = TypeVar("_B")

FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C, where there is one


def nearest(name: str, known: Iterable[str]) -> str:
    """``; did you mean …?`` with the names most like this one, or nothing."""
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f"; did you mean {', '.join(close)}?" if close else ""


def _meant(name: str, known: set[str]) -> str:
    """What may have been meant; where no name is like it, all that are known."""
    return nearest(name, known) or f"; known are {', '.join(sorted(known))}"


class PackError(Refusal):
    """A pack cannot be used; the message tells the file, the line and what is wrong."""

    @property
    def mistakes(self) -> list[str]:
        """What is wrong, a line each."""
        return [str(self)]


class PackErrors(PackError):
    """Several mistakes at once, a line each; none where all that is wrong is told elsewhere."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self._mistakes = list(dict.fromkeys(mistakes))
        super().__init__("\n".join(self._mistakes))

    @property
    def mistakes(self) -> list[str]:
        return self._mistakes


class Mistakes(list[str]):
    """Mistakes gathered while reading goes on, so that one does not hide the next."""

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """What is refused within is added, and reading goes on behind it."""
        try:
            yield
        except PackError as error:
            self += error.mistakes

    def each(self, given: Iterable[_A], read: Callable[[_A], _B]) -> list[_B]:
        """What could be read of several things; the mistakes of the others are added."""
        found: list[_B] = []
        for one in given:
            with self.gathered():
                found.append(read(one))
        return found

    def add(self, error: PackError) -> None:
        self += error.mistakes

    def of(
        self, given: Mapping[str, Line], name: str, read: Callable[[Line], _A], otherwise: _B
    ) -> _A | _B:
        """The entry of a name as ``read`` has it; ``otherwise`` where it is missing or wrong."""
        if name in given:
            with self.gathered():
                return read(given[name])
        return otherwise

    def end(self) -> None:
        """Refuse what was read if there is anything wrong with it.

        Raises:
            PackErrors: all that was gathered.
        """
        if self:
            raise PackErrors(self)


class Line:
    """A YAML node with what is needed to read it and to say where it stands."""

    def __init__(self, label: str, node: yaml.Node) -> None:
        self.label, self.node = label, node

    def wrong(self, what: str) -> PackError:
        return PackError(f"{self.label}, line {self.node.start_mark.line + 1}: {what}")

    def items(
        self, known: set[str], needed: set[str] | None = None, told: Mistakes | None = None
    ) -> dict[str, Line]:
        """The entries of a mapping whose keys must be among ``known`` and hold all ``needed``.

        Args:
            told: what is wrong with the keys is added here instead of being refused.

        Raises:
            PackErrors: everything that is wrong with the keys.
        """
        wrong = Mistakes()
        pairs = self.pairs(wrong)
        found = {key.text(): value for key, value in pairs if key.text() in known}
        missing = (needed or set()) - set(found)
        for key, _ in pairs:
            if (name := key.text()) not in known:
                missing -= set(difflib.get_close_matches(name, missing))  # it is that, misspelt
                wrong.add(key.wrong(f"unknown key {name!r}{_meant(name, known)}"))
        if missing:
            wrong.add(self.wrong(f"{' and '.join(sorted(missing))} must be given here"))
        if told is None:
            wrong.end()
        else:
            told += wrong
        return found

    def pairs(self, told: Mistakes | None = None) -> list[tuple[Line, Line]]:
        """The entries of a mapping whose keys are free; a key stands in it once.

        Args:
            told: keys that stand there twice are added here, and their first entry counts.

        Raises:
            PackErrors: it is no mapping, or keys are not texts or stand in it twice.
        """
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong("a mapping (key: value) is expected here")
        wrong = Mistakes()
        found: dict[str, tuple[Line, Line]] = {}
        for node, value in self.node.value:
            key = Line(self.label, node)
            name = key.text()
            if name in found:
                above = found[name][0].node.start_mark.line + 1
                wrong.add(key.wrong(
                    f"{name!r} stands above already, on line {above}; give one of the two "
                    "another name, or leave it out"
                ))  # fmt: skip
            else:
                found[name] = (key, Line(self.label, value))
        if told is None:
            wrong.end()
        else:
            told += wrong
        return list(found.values())

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
            raise self.wrong(f"unknown {what} {text!r}{_meant(text, known)}")
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
        told = in_words(error, text)
        raise PackErrors(f"{label}, line {line}: {what}" for line, what in told) from error
    if node is None:
        raise PackError(f"{label}, line 1: the file is empty")
    return Line(label, node)


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=FAST)
    except yaml.MarkedYAMLError:
        return yaml.compose(text, Loader=yaml.SafeLoader)  # it tells the line more exactly
