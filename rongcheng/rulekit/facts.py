"""The fact dictionary: what may be asked of each kind of subject, its unit, and who knows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from rongcheng.core.yamlfile import Line, PackError, read

from .language import fen
from .nodes import KINDS, UNITS, Type, Value

SUBJECTS = ("person", "household", "employer", "placement", "project", "place_month")
SOURCES = frozenset({"registry", "asked"})
GROWS = frozenset({"calendar", "yearly", "never"})
KEYS = {"type", "unit", "codes", "zh", "en", "from", "paper", "grows"}


@dataclass(frozen=True)
class Fact:
    """What may be asked of a subject.

    Attributes:
        names: ``zh`` and ``en``; what it means, in words that fit into a sentence.
        source: ``registry`` where the records tell it, ``asked`` where the subject has to.
        paper: the document that proves what is asked, if one does: ``zh`` and ``en``.
        code_names: ``zh`` and ``en`` of each code.
        grows: how it changes with time alone: the fact with the day that its months are counted
            from, ``calendar`` where each month of the year counts once it has begun, ``yearly``,
            or ``never``: neither time nor the subject changes it; empty where the subject can.
    """

    name: str
    type: Type
    names: Mapping[str, str]
    source: str
    paper: Mapping[str, str] | None
    code_names: Mapping[str, Mapping[str, str]]
    grows: str = ""


@dataclass(frozen=True)
class Subject:
    """A kind of subject: its facts, and the SQL that works out those the registry knows."""

    name: str
    key: str
    facts: Mapping[str, Fact]
    sql: str

    @cached_property
    def types(self) -> dict[str, Type]:
        return {name: fact.type for name, fact in self.facts.items()}


def load_facts(root: Path, chain: list[str]) -> dict[str, Subject]:
    """The fact dictionary of packs, the widest first; a narrower pack adds facts of its own.

    Args:
        root: the folder of the packs.
        chain: names of packs, from the widest to the narrowest.

    Raises:
        PackError: a file is wrong; the message tells file and line.
    """
    found: dict[str, Subject] = {}
    for name in SUBJECTS:
        for pack in chain:
            path = root / pack / "facts" / f"{name}.yaml"
            if path.exists():
                found[name] = _subject(name, path, root, found.get(name))
    return found


def _subject(name: str, path: Path, root: Path, wider: Subject | None) -> Subject:
    page = read(path, root)
    given = page.items({"key", "facts"}, {"facts"} if wider else {"key", "facts"})
    facts = dict(wider.facts) if wider else {}
    for key, line in given["facts"].pairs():
        facts[key.text()] = fact_of(key, line)
        grows = facts[key.text()].grows
        if grows and grows not in GROWS and grows not in facts:
            raise line.wrong(
                f"grows: {grows!r} is no fact above; write one, or {', '.join(sorted(GROWS))}"
            )
    script = path.with_suffix(".sql")
    sql = script.read_text("utf-8") if script.exists() else (wider.sql if wider else "")
    if not sql:
        raise page.wrong(f"{script.name} must stand beside it and work the facts out")
    own = given["key"].text() if "key" in given else (wider.key if wider else name)
    return Subject(name, own, facts, sql)


def fact_of(key: Line, line: Line) -> Fact:
    """A fact as an entry of a dictionary has it."""
    name = key.text()
    if not name.isidentifier() or name != name.lower() or name == "as_of":
        raise key.wrong(f"{name!r} is not a name for a fact; write it as months_worked")
    given = line.items(KEYS, {"type", "zh", "en", "from"})
    kind = given["type"].one_of(set(KINDS), "type")
    unit = given["unit"].one_of(set(UNITS), "unit") if "unit" in given else ""
    if (kind == "int") != bool(unit):
        raise line.wrong("a number (type: int) has a unit, and nothing else has one")
    codes = dict(_codes(given["codes"])) if "codes" in given else {}
    if (kind == "code") != bool(codes):
        raise line.wrong("a code (type: code) has codes, and nothing else has them")
    return Fact(
        name, Type(kind, unit, tuple(codes)), {k: given[k].text() for k in ("zh", "en")},
        given["from"].one_of(set(SOURCES), "source"),
        both(given["paper"]) if "paper" in given else None, codes,
        given["grows"].text() if "grows" in given else "",
    )  # fmt: skip


def _codes(line: Line) -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, names in line.pairs():
        yield key.text(), both(names)


def both(line: Line) -> dict[str, str]:
    """A text in both languages: ``{zh: …, en: …}``."""
    if not isinstance(line.node, yaml.MappingNode):
        raise line.wrong("a text in both languages is expected here: {zh: …, en: …}")
    return {key: value.text() for key, value in line.items({"zh", "en"}, {"zh", "en"}).items()}


def value_of(line: Line, kind: Type) -> Value:  # noqa: PLR0911 (a return per kind)
    """A value as YAML has it, read as its type: ``300 yuan``, ``true``, ``2023-08-31``, ``null``.

    Raises:
        PackError: it is not of that type.
    """
    text = line.text()
    if text == "null":
        return None
    if kind.kind == "bool":
        return line.flag()
    if kind.kind == "date":
        return line.day()
    if kind.kind == "place":
        return line.code()
    if kind.kind == "code":
        return line.one_of(set(kind.codes), "code")
    if kind.kind == "text":
        return text
    if kind.kind == "money":
        return _money(line)
    if not text.removeprefix("-").isdigit():
        raise line.wrong(f"{text!r} is not a whole number")
    return int(text)


def _money(line: Line) -> int:
    text = line.text()
    amount = fen(text.removesuffix(" yuan")) if text.endswith(" yuan") else None
    if amount is None:
        raise line.wrong(f"{text!r} is not money; write it as 300 yuan or 0.50 yuan")
    return amount


__all__ = [
    "SUBJECTS", "Fact", "PackError", "Subject", "both", "fact_of", "load_facts", "value_of",
]  # fmt: skip
