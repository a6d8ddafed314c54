"""Rules read from the YAML of a pack; all mistakes are told, each with its file and line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import yaml

from rongcheng.core.yamlfile import Line, PackError, nearest, read, read_text

from .examples import check_examples
from .facts import both, load_facts
from .notices import Notice, add_clauses, clause_text, is_open, load_notices, uncited
from .reading import TOP, Head, RuleReader
from .rules import NoValue, Rule, RulePack
from .values import dated_values

FOLDERS = ("benefits",)


class PackErrors(PackError):
    """The mistakes of a pack, a line each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True)
class Over:
    """A page that lies over a pack's files from a day on; without a day it lies over all others."""

    label: str
    text: str
    day: date | None = None


def load_rules(
    root: Path, name: str, more: Mapping[str, Sequence[Over]] | None = None,
    day: date | None = None,
) -> RulePack:  # fmt: skip
    """The rules of a pack and of those it extends; the narrower pack's rule of an id counts.

    Args:
        more: by pack, pages that may replace what its files say: drafts of its rules.
        day: files that take effect later (``effective``) are left out; None: none is.

    Raises:
        PackErrors: something in the packs is wrong.
    """
    heads = _chain(root, name)
    chain = [head.name for head in heads]
    rules: dict[str, Rule] = {}
    lines: dict[str, Line] = {}
    mistakes: list[str] = []
    hints: dict[str, tuple[str, ...]] = {}
    broken: set[str] = set()
    notices = load_notices(root, chain, mistakes)
    for head in heads:
        head.subjects = load_facts(root, chain[: chain.index(head.name) + 1])
        found = _Found(rules, lines, notices, mistakes, hints, broken)
        for page, over in _in_order(root, head.name, (more or {}).get(head.name, ()), day, found):
            _read_page(page, head, found, over)
    for rule in rules.values():
        mistakes += _across(rule, rules, lines[rule.id], broken)
        mistakes += _cited(rule, notices, lines[rule.id])
    if mistakes:
        raise PackErrors(mistakes)
    last = heads[-1]
    return RulePack(name, last.names, tuple(chain), last.place, last.subjects, rules, notices,
                    hints=hints)  # fmt: skip


def _chain(root: Path, name: str) -> list[Head]:
    """The packs from the widest to ``name``."""
    found: list[Head] = []
    wanted: str | None = name
    asked: Line | None = None
    while wanted:
        path = root / wanted / "pack.yaml"
        if not path.exists():
            there = sorted(each.parent.name for each in root.glob("*/pack.yaml"))
            told = f"there is no pack {wanted!r}; there are {', '.join(there)}"
            if not there:
                told = f"there is no pack {wanted!r}: {path} is missing"
            raise PackErrors([str(asked.wrong(told)) if asked else f"{told[0].upper()}{told[1:]}."])
        page = read(path, root)
        given = {key.text(): value for key, value in page.pairs()}
        place = given["place"].code() if "place" in given else None
        found.insert(0, Head(wanted, both(given["name"]), place, {}))
        asked = given.get("extends")
        wanted = asked.text() if asked else None
        if wanted in [head.name for head in found]:
            raise PackErrors([str(given["extends"].wrong(f"{wanted} extends this pack itself"))])
    return found


def paths_of(root: Path, pack: str) -> list[Path]:
    """The files of a pack that hold rules."""
    return [path for folder in FOLDERS for path in sorted((root / pack / folder).glob("*.yaml"))]


def effective_day(text: str) -> date | None:
    """The day from which a file lies over the others, if it says one that can be read."""
    found = re.search(r"^effective: *(\d{4}-\d\d-\d\d)\b", text, re.M)
    return date.fromisoformat(found[1]) if found else None


@dataclass
class _Found:
    """What is known of rules and notices while pages are read, and what is wrong with them."""

    rules: dict[str, Rule]
    lines: dict[str, Line]
    notices: dict[str, Notice]
    mistakes: list[str]
    hints: dict[str, tuple[str, ...]]
    broken: set[str]


def _in_order(
    root: Path, pack: str, more: Sequence[Over], day: date | None, found: _Found
) -> list[tuple[Line, bool]]:
    """The pages of a pack, those that lie over others by their days, with whether they do."""
    pages: list[tuple[date, bool, Line]] = []
    for path in paths_of(root, pack):
        try:
            page = read(path, root)
            top = {key.text(): value for key, value in page.pairs()}
            since = top["effective"].day() if "effective" in top else None
        except PackError as error:
            found.mistakes.append(str(error))
            continue
        if since is None or day is None or since <= day:
            pages.append((since or date.min, since is not None, page))
    for each in more:
        try:
            pages.append((each.day or date.max, True, read_text(each.text, each.label)))
        except PackError as error:
            found.mistakes.append(str(error))
    return [(page, over) for _since, over, page in sorted(pages, key=lambda each: each[0])]


def _read_page(page: Line, head: Head, found: _Found, over: bool) -> None:
    rules, lines, mistakes = found.rules, found.lines, found.mistakes
    try:
        top = page.items(TOP)
        entries = top["rules"].pairs() if "rules" in top else []
        changed = top["values"].pairs() if "values" in top else []
        if "clauses" in top:
            add_clauses(top["clauses"], found.notices)
    except PackError as error:
        mistakes.append(str(error))
        return
    for key, line in entries:
        try:
            if not over and key.text() in rules and rules[key.text()].pack == head.name:
                other = str(lines[key.text()].wrong("")).removesuffix(": ")
                raise key.wrong(
                    f"there is a rule {key.text()} in this pack already ({other}); give this one "
                    "another id"
                )
            reader = RuleReader(head, top, key, line)
            rule = reader.rule()
            rules[rule.id], lines[rule.id] = rule, line
            found.hints[rule.id] = tuple(reader.hints)
        except PackError as error:
            mistakes.append(str(error))
            found.broken.add(key.text())
        else:
            mistakes += check_examples(rule)
    for key, line in changed:
        try:
            _set_value(key, line, rules)
        except PackError as error:
            mistakes.append(str(error))


def _set_value(key: Line, line: Line, rules: dict[str, Rule]) -> None:
    """``BT-1.least_months: […]``: a narrower pack's values go before the wider one's."""
    id, _, name = key.text().rpartition(".")
    if id not in rules:
        raise key.wrong(f"there is no rule {id!r}{nearest(id, list(rules))}")
    rule = rules[id]
    if name not in rule.parameters:
        known = list(rule.parameters)
        raise key.wrong(f"{id} has no parameter {name!r}{nearest(name, known)}")
    parameter = rule.parameters[name]
    values = dated_values(line, parameter.type)
    changed = replace(parameter, values=(*values, *parameter.values))
    print_of = hashlib.sha256(f"{rule.version}{yaml.serialize(line.node)}".encode()).hexdigest()
    rules[id] = replace(rule, parameters={**rule.parameters, name: changed}, version=print_of[:12])


def _across(rule: Rule, rules: Mapping[str, Rule], line: Line, broken: set[str]) -> Iterator[str]:
    """What can only be seen once all rules are read; ``broken`` ones are told already."""
    for other in rule.excludes:
        if other not in rules and other not in broken:
            yield str(line.wrong(
                f"{rule.id} excludes {other!r}, which is no rule{nearest(other, list(rules))}"
            ))  # fmt: skip
    try:
        rule.at(rule.valid[0])
    except NoValue as error:
        yield str(line.wrong(f"{rule.id}: {error}"))


def _cited(rule: Rule, notices: Mapping[str, Notice], line: Line) -> Iterator[str]:
    """Clauses that are not there: the rule's own, and conditions' that are not left open."""
    for wrong in uncited(rule.notice, rule.clause, notices):
        yield str(line.wrong(f"{rule.id}: {wrong}"))
    for condition in rule.conditions:
        clause = condition.clause
        if clause == rule.clause or is_open(clause):
            continue
        if clause_text(rule.notice, clause, notices) is None:
            yield str(line.wrong(
                f"{rule.id}, condition {condition.id}: {clause!r} is neither a clause of the "
                "notice nor a document among the notices; a point still to be settled is "
                "written as 待…"
            ))  # fmt: skip
