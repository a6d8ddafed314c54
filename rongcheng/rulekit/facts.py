"""The fact dictionary: what may be asked of each kind of subject, its unit, and who knows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from rongcheng.core.yamlfile import Line, Mistakes, PackError, read

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
        PackErrors: files are wrong; each mistake tells file and line.
    """
    found: dict[str, Subject] = {}
    wrong = Mistakes()
    for name in SUBJECTS:
        for pack in chain:
            path = root / pack / "facts" / f"{name}.yaml"
            if path.exists():
                with wrong.gathered():
                    found[name] = _subject(name, path, root, found.get(name))
    wrong.end()
    return found


def _subject(name: str, path: Path, root: Path, wider: Subject | None) -> Subject:
    page = read(path, root)
    wrong = Mistakes()
    given = page.items({"key", "facts"}, {"facts"} if wider else {"key", "facts"}, wrong)
    facts = dict(wider.facts) if wider else {}
    above = {*facts, *GROWS}
    for key, line in given["facts"].pairs(wrong) if "facts" in given else ():
        above.add(key.text())
        with wrong.gathered():
            fact = facts[key.text()] = fact_of(key, line)
            if fact.grows and fact.grows not in above:
                raise line.wrong(
                    f"grows: {fact.grows!r} is no fact above; write one, or "
                    f"{', '.join(sorted(GROWS))}"
                )
    script = path.with_suffix(".sql")
    sql = script.read_text("utf-8") if script.exists() else (wider.sql if wider else "")
    if not sql:
        wrong.add(page.wrong(f"{script.name} must stand beside it and work the facts out"))
    wrong.end()
    own = given["key"].text() if "key" in given else (wider.key if wider else name)
    return Subject(name, own, facts, sql)


def fact_of(key: Line, line: Line) -> Fact:
    """A fact as an entry of a dictionary has it.

    Raises:
        PackErrors: everything that is wrong with it.
    """
    wrong = Mistakes()
    name = key.text()
    if not name.isidentifier() or name != name.lower() or name == "as_of":
        wrong.add(key.wrong(f"{name!r} is not a name for a fact; write it as months_worked"))
    given = line.items(KEYS, {"type", "zh", "en", "from"}, wrong)
    kind = wrong.of(given, "type", lambda each: each.one_of(set(KINDS), "type"), "")
    unit = wrong.of(given, "unit", lambda each: each.one_of(set(UNITS), "unit"), "")
    codes = wrong.of(given, "codes", lambda each: dict(_codes(each)), {})
    if kind and (kind == "int") != ("unit" in given):
        wrong.add(line.wrong("a number (type: int) has a unit, and nothing else has one"))
    if kind and (kind == "code") != ("codes" in given):
        wrong.add(line.wrong("a code (type: code) has codes, and nothing else has them"))
    names = {each: wrong.of(given, each, Line.text, "") for each in ("zh", "en")}
    source = wrong.of(given, "from", lambda each: each.one_of(set(SOURCES), "source"), "")
    paper = wrong.of(given, "paper", both, {}) or None
    grows = wrong.of(given, "grows", Line.text, "")
    wrong.end()
    return Fact(name, Type(kind, unit, tuple(codes)), names, source, paper, codes, grows)


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
