"""Rules read from the YAML of a pack; all mistakes are told, each with its file and line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import yaml

from rongcheng.core.yamlfile import Line, PackError, read, read_text

from .examples import ExampleReader, check_examples
from .facts import Subject, both, load_facts
from .language import nearest, parse
from .nodes import INT, MONEY, Node, Type
from .notices import Notice, add_clauses, clause_text, is_open, load_notices, uncited
from .rules import (
    FREQUENCIES,
    KINDS,
    MOST_CONDITIONS,
    ORIGINS,
    Condition,
    NoValue,
    Outcome,
    Parameter,
    Rule,
    RulePack,
    inside,
)
from .types import Wrong
from .values import dated_values, type_of_unit

FOLDERS = ("benefits",)
BODY = frozenset({"rules", "values", "effective", "clauses"})
"""What stands at the top of a file and is no part of its rules."""
TOP = {"notice", "origin", "place", "where", "subject", "valid", *BODY}
OWN = {"title", "notice", "clause", "origin", "place", "where", "subject", "valid", "conditions",
       "outcome", "parameters", "documents", "excludes", "examples", "remark",
       "without_applying"}  # fmt: skip
OFFERED = ("cash", "post", "service")
NEEDED = {"title", "clause", "conditions", "outcome", "examples"}


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


@dataclass
class _Pack:
    """What is known while the files of one pack are read."""

    name: str
    names: dict[str, str]
    place: int | None
    subjects: Mapping[str, Subject]


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
    notices = load_notices(root, chain, mistakes)
    for head in heads:
        head.subjects = load_facts(root, chain[: chain.index(head.name) + 1])
        found = _Found(rules, lines, notices, mistakes)
        for page, over in _in_order(root, head.name, (more or {}).get(head.name, ()), day, found):
            _read_page(page, head, found, over)
    for rule in rules.values():
        mistakes += _across(rule, rules, lines[rule.id])
        mistakes += _cited(rule, notices, lines[rule.id])
    if mistakes:
        raise PackErrors(mistakes)
    last = heads[-1]
    return RulePack(name, last.names, tuple(chain), last.place, last.subjects, rules, notices)


def _chain(root: Path, name: str) -> list[_Pack]:
    """The packs from the widest to ``name``."""
    found: list[_Pack] = []
    wanted: str | None = name
    while wanted:
        path = root / wanted / "pack.yaml"
        if not path.exists():
            there = sorted(each.parent.name for each in root.glob("*/pack.yaml"))
            raise PackErrors([f"There is no pack {wanted!r}; there are {', '.join(there)}."])
        page = read(path, root)
        given = {key.text(): value for key, value in page.pairs()}
        place = given["place"].code() if "place" in given else None
        found.insert(0, _Pack(wanted, both(given["name"]), place, {}))
        wanted = given["extends"].text() if "extends" in given else None
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


def _read_page(page: Line, head: _Pack, found: _Found, over: bool) -> None:
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
                raise key.wrong(f"there is a rule {key.text()} already in this pack")
            rule = _Reader(head, top, key, line).rule()
            rules[rule.id], lines[rule.id] = rule, line
        except PackError as error:
            mistakes.append(str(error))
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


def _across(rule: Rule, rules: Mapping[str, Rule], line: Line) -> Iterator[str]:
    """What can only be seen once all rules are read."""
    for other in rule.excludes:
        if other not in rules:
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


class _Reader:
    """Reads one rule; what it does not say itself is taken from the top of its file."""

    def __init__(self, head: _Pack, top: Mapping[str, Line], key: Line, line: Line) -> None:
        self.head, self.key, self.line = head, key, line
        own = line.items(OWN, NEEDED)
        shared = {k: v for k, v in top.items() if k not in BODY}
        self.given = {**shared, **own}
        for name in ("notice", "origin", "subject", "valid"):
            if name not in self.given:
                raise line.wrong(f"{name} must be given here, or at the top of the file for all")
        self.about = self._subject()
        self.parameters = dict(self._parameters())
        self.types = {name: p.type for name, p in self.parameters.items()}

    def rule(self) -> Rule:
        given = self.given
        id = self.key.text()
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,39}", id):
            raise self.key.wrong(f"{id!r} is not an id for a rule; write it as BT-1")
        place = given["place"].code() if "place" in given else self.head.place
        conditions = self._conditions(place)
        listed = given["excludes"].texts() if "excludes" in given else ()
        papers = given["documents"].list() if "documents" in given else ()
        rule = Rule(
            id=id, title=both(given["title"]), subject=self.about.name, pack=self.head.name,
            place=place, valid=self._valid(), notice=given["notice"].text(),
            clause=given["clause"].text(), origin=given["origin"].one_of(set(ORIGINS), "origin"),
            conditions=conditions, outcome=self._outcome(), parameters=self.parameters,
            documents=tuple(both(each) for each in papers), excludes=listed,
            without_applying=self._offered(),
            version=self._version(),
        )  # fmt: skip
        examples = ExampleReader(rule, self.about.types).read(given["examples"])
        return replace(rule, examples=examples)

    def _version(self) -> str:
        """A fingerprint of the rule's own words and of those it takes from the top of its file."""
        own = {key.text() for key, _value in self.line.pairs()}
        words = [yaml.serialize(self.line.node)]
        words += [f"{k}: {yaml.serialize(v.node)}" for k, v in self.given.items() if k not in own]
        return hashlib.sha256("".join(words).encode()).hexdigest()[:12]

    def _offered(self) -> bool:
        """Whether it is offered by itself, which takes a person and facts that are on record.

        ``true``, or who decided it and where that is written: ``{origin: …, source: …}``.
        """
        line = self.given.get("without_applying")
        if line is None:
            return False
        if isinstance(line.node, yaml.MappingNode):
            said = line.items({"origin", "source"}, {"origin", "source"})
            said["origin"].one_of(set(ORIGINS), "origin")
            said["source"].text()
        elif not line.flag():
            return False
        kind = {k.text(): v for k, v in self.given["outcome"].pairs()}.get("kind")
        if self.about.name != "person" or not kind or kind.text() not in OFFERED:
            raise line.wrong(
                f"only benefits of a person are offered without applying: {', '.join(OFFERED)}"
            )
        return True

    def _subject(self) -> Subject:
        name = self.given["subject"].one_of(set(self.head.subjects), "subject")
        return self.head.subjects[name]

    def _valid(self) -> tuple[date, date | None]:
        given = self.given["valid"].items({"from", "to"}, {"from"})
        start = given["from"].day()
        end = given["to"].day() if "to" in given else None
        if end and end < start:
            raise given["to"].wrong(f"the rule ends on {end}, before it begins on {start}")
        return start, end

    def _parameters(self) -> Iterator[tuple[str, Parameter]]:
        if "parameters" not in self.given:
            return
        for key, line in self.given["parameters"].pairs():
            name = key.text()
            if name in self.about.facts or name == "as_of":
                raise key.wrong(f"{name} is a fact already; give the parameter another name")
            if not name.isidentifier() or name != name.lower():
                raise key.wrong(f"{name!r} is not a name; write it as least_months")
            given = line.items({"unit", "values"}, {"unit", "values"})
            kind = type_of_unit(given["unit"])
            yield name, Parameter(name, kind, dated_values(given["values"], kind))

    def _conditions(self, place: int | None) -> tuple[Condition, ...]:
        found = list(self._place(place))
        for line in self.given["conditions"].list():
            known = {"id", "text", "when", "clause"}
            given = line.items(known, {"id", "text", "when"})
            clause = given["clause"].text() if "clause" in given else self.given["clause"].text()
            when = self.expression(given["when"], Type("bool"))
            if not when.names():
                raise given["when"].wrong("the condition asks for no fact; it is the same for all")
            found.append(Condition(given["id"].text(), both(given["text"]), when, clause))
        ids = [condition.id for condition in found]
        if twice := {id for id in ids if ids.count(id) > 1}:
            raise self.given["conditions"].wrong(f"two conditions have the id {twice.pop()!r}")
        if not 0 < len(found) <= MOST_CONDITIONS:
            raise self.given["conditions"].wrong(
                f"a rule has 1 to {MOST_CONDITIONS} conditions, this one {len(found)}"
            )
        return tuple(found)

    def _place(self, place: int | None) -> Iterator[Condition]:
        """The first condition: that the subject belongs to the place of the rule."""
        if "where" not in self.given:
            if place:
                raise self.line.wrong(
                    "where must be given: the fact that must lie in the rule's place (home, host, "
                    "…), or everywhere"
                )
            return
        line = self.given["where"]
        if line.text() == "everywhere" or not place:
            return
        places = {name for name, kind in self.about.types.items() if kind.kind == "place"}
        fact = line.one_of(places, "place fact")
        named, name = self.about.facts[fact].names, self.head.names
        text = {"zh": f"{named['zh']}在{name['zh']}", "en": f"{named['en']} is in {name['en']}"}
        yield Condition("place", text, inside(place, fact), self.given["clause"].text())

    def _outcome(self) -> Outcome:
        known = {"kind", "amount", "cap", "frequency", "text"}
        given = self.given["outcome"].items(known, {"kind", "frequency", "text"})
        kind = given["kind"].one_of(set(KINDS), "kind of outcome")
        counted = INT if kind in ("points", "level") else MONEY
        if kind in ("cash", "loan", "points", "level") and "amount" not in given:
            raise self.given["outcome"].wrong(f"amount must be given for {kind}")
        amount, cap = (
            self.expression(given[name], counted) if name in given else None
            for name in ("amount", "cap")
        )
        if cap and not amount and kind != "support":
            raise given["cap"].wrong("a cap without an amount means nothing")
        often = given["frequency"].one_of(set(FREQUENCIES), "frequency")
        return Outcome(kind, amount, cap, often, both(given["text"]))

    def expression(self, line: Line, wanted: Type) -> Node:
        """A checked expression of a kind."""
        try:
            node = parse(line.text(), self.about.types, self.types)
        except Wrong as error:
            raise line.wrong(str(error)) from error
        if node.type.kind != wanted.kind:
            raise line.wrong(f"{wanted} is expected here, but {line.text()!r} is {node.type}")
        return node
