"""Rules read from the YAML of a pack; all mistakes are told, each with its file and line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import yaml

from rongcheng.core.yamlfile import Line, Mistakes, PackErrors, nearest, read, read_text

from .examples import check_examples
from .facts import both, load_facts
from .notices import Notice, add_clauses, clause_text, is_open, load_notices, uncited
from .reading import TOP, Head, RuleReader
from .rules import NoValue, Rule, RulePack
from .values import dated_values

__all__ = ["Over", "PackErrors", "effective_day", "load_rules", "paths_of"]

FOLDERS = ("benefits",)


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
    wrong = Mistakes()
    with wrong.gathered():
        heads = _chain(root, name)
    wrong.end()
    chain = [head.name for head in heads]
    notices = load_notices(root, chain, wrong)
    found = _Found(wrong, notices, open=bool(wrong))
    for head in heads:
        _know_facts(root, head, chain, wrong)
        for page, over in _in_order(root, head.name, (more or {}).get(head.name, ()), day, wrong):
            _read_page(page, head, found, over)
    for id in found.readers:
        wrong += _across(id, found)
    for rule in [*found.rules.values(), *found.broken.values()]:
        wrong += _cited(rule, found)
    if wrong:
        raise PackErrors(_by_place(wrong))
    last = heads[-1]
    hints = {id: tuple(reader.hints) for id, reader in found.readers.items()}
    return RulePack(name, last.names, tuple(chain), last.place, last.subjects, found.rules,
                    found.notices, hints=hints)  # fmt: skip


def _know_facts(root: Path, head: Head, chain: list[str], wrong: Mistakes) -> None:
    """The facts that a pack's rules may ask for; with mistakes in them, expressions are not read.

    They would be told unknown facts that are there, with a mistake.
    """
    head.open = True
    with wrong.gathered():
        head.subjects = load_facts(root, chain[: chain.index(head.name) + 1])
        head.open = False


def _by_place(told: Iterable[str]) -> list[str]:
    """Mistakes file by file, each by its lines."""
    files: dict[str, int] = {}

    def place(one: str) -> tuple[int, int]:
        found = re.match(r"(.*?), line (\d+): ", one)
        file, line = (found[1], int(found[2])) if found else ("", 0)
        return files.setdefault(file, len(files)), line

    return sorted(told, key=place)


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
        if "name" not in given:
            raise page.wrong("name must be given here")
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
    """What is known of rules and notices while pages are read, and what is wrong with them.

    Attributes:
        open: not all notices could be read.
        hidden: not all ids of rules could be read, so that one may be there that is not known.
        readers: who read the last wording of a rule, whole or not.
        broken: rules with mistakes of their own, with what could be read of them.
    """

    wrong: Mistakes
    notices: dict[str, Notice]
    open: bool
    rules: dict[str, Rule] = field(default_factory=dict)
    broken: dict[str, Rule] = field(default_factory=dict)
    readers: dict[str, RuleReader] = field(default_factory=dict)
    hidden: bool = False


def _in_order(
    root: Path, pack: str, more: Sequence[Over], day: date | None, wrong: Mistakes
) -> list[tuple[Line, bool]]:
    """The pages of a pack, those that lie over others by their days, with whether they do."""
    pages: list[tuple[date, bool, Line]] = []
    for path in paths_of(root, pack):
        with wrong.gathered():
            page = read(path, root)
            top = {key.text(): value for key, value in page.pairs(Mistakes())}
            since = wrong.of(top, "effective", Line.day, None)
            if since is None or day is None or since <= day:
                pages.append((since or date.min, since is not None, page))
    for each in more:
        with wrong.gathered():
            pages.append((each.day or date.max, True, read_text(each.text, each.label)))
    return [(page, over) for _since, over, page in sorted(pages, key=lambda each: each[0])]


def _read_page(page: Line, head: Head, found: _Found, over: bool) -> None:
    wrong = found.wrong
    with wrong.gathered():
        top = page.items(TOP, told=wrong)
        none: list[tuple[Line, Line]] = []
        before = len(wrong)
        entries = wrong.of(top, "rules", lambda line: line.pairs(wrong), none)
        found.hidden |= len(wrong) > before
        changed = wrong.of(top, "values", lambda line: line.pairs(wrong), none)
        wrong.of(top, "clauses", lambda line: add_clauses(line, found.notices), None)
        for key, line in entries:
            with wrong.gathered():
                _read_rule(RuleReader(head, top, key, line), found, over)
        for key, line in changed:
            with wrong.gathered():
                _set_value(key, line, found)


def _read_rule(reader: RuleReader, found: _Found, over: bool) -> None:
    id = reader.key.text()
    there = found.rules.get(id) or found.broken.get(id)
    if not over and there and there.pack == reader.head.name:
        other = str(found.readers[id].line.wrong("")).removesuffix(": ")
        raise reader.key.wrong(
            f"there is a rule {id} in this pack already ({other}); give this one another id"
        )
    rule = reader.rule()
    found.readers[id] = reader
    if reader.mistakes:
        found.wrong += reader.mistakes
        found.broken[id] = rule
        found.rules.pop(id, None)
    else:
        found.rules[id] = rule
        found.broken.pop(id, None)
        found.wrong += check_examples(rule)


def _set_value(key: Line, line: Line, found: _Found) -> None:
    """``BT-1.least_months: […]``: a narrower pack's values go before the wider one's."""
    rules = found.rules
    id, _, name = key.text().rpartition(".")
    if id in found.broken:
        return  # once the rule can be read, its values are
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


def _across(id: str, found: _Found) -> Iterator[str]:
    """What can only be seen once all rules are read."""
    rule, line = found.rules.get(id) or found.broken[id], found.readers[id].line
    known = {**found.rules, **found.broken}
    for other in rule.excludes:
        if other not in known and not found.hidden:
            yield str(line.wrong(
                f"{rule.id} excludes {other!r}, which is no rule{nearest(other, list(known))}"
            ))  # fmt: skip
    for parameter in rule.parameters.values() if id in found.rules else ():
        try:
            parameter.at(rule.valid[0])
        except NoValue as error:
            yield str(line.wrong(f"{rule.id}: {error}"))


def _cited(rule: Rule, found: _Found) -> Iterator[str]:
    """Clauses that are not there: the rule's own, and conditions' that are not left open."""
    notices, line = found.notices, found.readers[rule.id].line
    if not rule.notice or (found.open and rule.notice not in notices):
        return
    for wrong in uncited(rule.notice, rule.clause, notices) if rule.clause else ():
        yield str(line.wrong(f"{rule.id}: {wrong}"))
    for condition in rule.conditions:
        clause = condition.clause
        if not clause or clause == rule.clause or is_open(clause):
            continue
        if clause_text(rule.notice, clause, notices) is None:
            yield str(line.wrong(
                f"{rule.id}, condition {condition.id}: {clause!r} is neither a clause of the "
                "notice nor a document among the notices; a point still to be settled is "
                "written as 待…"
            ))  # fmt: skip
