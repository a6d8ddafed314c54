"""One rule read from the YAML of its pack."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import yaml

from rongcheng.core.yamlfile import Line, Mistakes, PackErrors, nearest

from .examples import ExampleReader
from .facts import SUBJECTS, Fact, Subject, both
from .language import parse
from .nodes import BOOL, INT, MONEY, Node, Type, literal
from .rules import (
    FREQUENCIES,
    KINDS,
    MOST_CONDITIONS,
    NAMED,
    ORIGINS,
    Condition,
    Outcome,
    Parameter,
    Rule,
    inside,
)
from .types import Wrong
from .values import dated_values, type_of_unit

_A = TypeVar("_A")
_B = TypeVar("_B")

BODY = frozenset({"rules", "values", "effective", "clauses"})
"""What stands at the top of a file and is no part of its rules."""
TOP = {"notice", "origin", "place", "where", "subject", "valid", *BODY}
OWN = {"title", "notice", "clause", "origin", "place", "where", "subject", "valid", "conditions",
       "outcome", "parameters", "documents", "excludes", "examples", "remark",
       "without_applying"}  # fmt: skip
OFFERED = ("cash", "post", "service")
UNREAD = Outcome("", None, None, "", {})
UNREAD_DAYS: tuple[date, date | None] = (date.min, None)
NEEDED = {"title", "clause", "conditions", "outcome", "examples"}


@dataclass
class Head:
    """What is known while the files of one pack are read; ``open``: not all facts are."""

    name: str
    names: dict[str, str]
    place: int | None
    subjects: Mapping[str, Subject]
    open: bool = False


class RuleReader:
    """Reads one rule; what it does not say itself is taken from the top of its file.

    All that is wrong is told in ``mistakes``; what only follows from another mistake is not.
    """

    def __init__(self, head: Head, top: Mapping[str, Line], key: Line, line: Line) -> None:
        self.head, self.key, self.line = head, key, line
        self.mistakes = Mistakes()
        self.hints: list[str] = []
        own = line.items(OWN, NEEDED, self.mistakes)
        shared = {k: v for k, v in top.items() if k not in BODY}
        self.given = {**shared, **own}
        for name in ("notice", "origin", "subject", "valid"):
            if name not in self.given:
                self._wrong(line, f"{name} must be given here, or at the top of the file for all")
        self.about = self._of("subject", self._subject, None)
        self.types: dict[str, Type] = {}
        self.unread: set[str] = set()
        """Names that a mistake hides: parameters whose type is not known."""
        self.parameters = dict(self._parameters())

    def rule(self) -> Rule:
        """The rule with what could be read of it, whole where there are no ``mistakes``."""
        id = self.key.text()
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,39}", id):
            self._wrong(self.key, f"{id!r} is not an id for a rule; write it as BT-1")
        place = self._of("place", Line.code, self.head.place)
        self.placed = tuple(self._place(place))
        origin = self._of("origin", lambda line: line.one_of(set(ORIGINS), "origin"), "")
        rule = Rule(
            id=id, title=self._of("title", both, {}), subject=self.about.name if self.about else "",
            pack=self.head.name, place=place, valid=self._of("valid", self._valid, UNREAD_DAYS),
            notice=self._of("notice", Line.text, ""), clause=self._of("clause", Line.text, ""),
            origin=origin, conditions=self._of("conditions", self._conditions, ()),
            outcome=self._of("outcome", self._outcome, UNREAD),
            parameters=self.parameters, documents=self._of("documents", self._papers, ()),
            excludes=self._of("excludes", Line.texts, ()),
            without_applying=self._of("without_applying", self._offered, False),
            version=self._version(),
        )  # fmt: skip
        types = self.about.types if self.about and not self.head.open else None
        reader = ExampleReader(rule, types, whole=not self.mistakes)
        return replace(rule, examples=self._of("examples", reader.read, ()))

    def _of(self, name: str, read: Callable[[Line], _A], otherwise: _B) -> _A | _B:
        return self.mistakes.of(self.given, name, read, otherwise)

    def _wrong(self, line: Line, what: str) -> None:
        self.mistakes.add(line.wrong(what))

    def _papers(self, line: Line) -> tuple[dict[str, str], ...]:
        return tuple(self.mistakes.each(line.list(), both))

    def _version(self) -> str:
        """A fingerprint of the rule's own words and of those it takes from the top of its file."""
        own = {key.text() for key, _value in self.line.pairs()}
        words = [yaml.serialize(self.line.node)]
        words += [f"{k}: {yaml.serialize(v.node)}" for k, v in self.given.items() if k not in own]
        return hashlib.sha256("".join(words).encode()).hexdigest()[:12]

    def _offered(self, line: Line) -> bool:
        """Whether it is offered by itself, which takes a person and facts that are on record.

        ``true``, or who decided it and where that is written: ``{origin: …, source: …}``.
        """
        if isinstance(line.node, yaml.MappingNode):
            said = line.items({"origin", "source"}, {"origin", "source"}, self.mistakes)
            origins = set(ORIGINS)
            self.mistakes.of(said, "origin", lambda each: each.one_of(origins, "origin"), "")
            self.mistakes.of(said, "source", Line.text, "")
        elif not line.flag():
            return False
        kind = self._of("outcome", lambda each: dict(_texts(each)).get("kind"), None)
        wrong = (self.about and self.about.name != "person") or (kind and kind not in OFFERED)
        if wrong:
            raise line.wrong(
                f"only benefits of a person are offered without applying: {', '.join(OFFERED)}"
            )
        return True

    def _subject(self, line: Line) -> Subject | None:
        if self.head.open and line.text() in SUBJECTS:
            return self.head.subjects.get(line.text())
        return self.head.subjects[line.one_of(set(self.head.subjects), "subject")]

    def _valid(self, line: Line) -> tuple[date, date | None]:
        given = line.items({"from", "to"}, {"from"})
        start = given["from"].day()
        end = given["to"].day() if "to" in given else None
        if end and end < start:
            raise given["to"].wrong(f"the rule ends on {end}, before it begins on {start}")
        return start, end

    def _parameters(self) -> Iterator[tuple[str, Parameter]]:
        pairs = self._of("parameters", lambda line: line.pairs(self.mistakes), [])
        for key, line in pairs:
            name = key.text()
            self.unread.add(name)
            with self.mistakes.gathered():
                yield name, self._parameter(name, key, line)

    def _parameter(self, name: str, key: Line, line: Line) -> Parameter:
        if (self.about and name in self.about.facts) or name == "as_of":
            raise key.wrong(f"{name} is a fact already; give the parameter another name")
        if not name.isidentifier() or name != name.lower():
            raise key.wrong(f"{name!r} is not a name; write it as least_months")
        given = line.items({"title", "unit", "values"}, {"unit", "values"}, self.mistakes)
        title = self.mistakes.of(given, "title", both, {})
        if "title" not in given:
            self.hints.append(str(key.wrong(
                f"the value {name} has no title, so people read its name; give it "
                "title: {zh: …, en: …}"
            )))  # fmt: skip
        if "unit" not in given:
            raise PackErrors([])
        kind = self.types[name] = type_of_unit(given["unit"])
        self.unread.discard(name)
        values = self.mistakes.of(given, "values", lambda each: dated_values(each, kind), ())
        return Parameter(name, kind, values, title)

    def _conditions(self, line: Line) -> tuple[Condition, ...]:
        entries = list(line.list())
        found = [*self.placed, *self.mistakes.each(entries, self._condition)]
        ids = [condition.id for condition in found]
        for id in dict.fromkeys(id for id in ids if ids.count(id) > 1 and id):
            self._wrong(line, f"two conditions have the id {id!r}")
        count = len(self.placed) + len(entries)
        if not 0 < count <= MOST_CONDITIONS:
            self._wrong(line, f"a rule has 1 to {MOST_CONDITIONS} conditions, this one {count}")
        return tuple(found)

    def _condition(self, line: Line) -> Condition:
        of = self.mistakes.of
        given = line.items({"id", "text", "when", "clause"}, {"id", "text", "when"}, self.mistakes)
        clause = given["clause"] if "clause" in given else self.given.get("clause")
        return Condition(
            of(given, "id", Line.text, ""), of(given, "text", self._said, {}),
            of(given, "when", self._when, literal(True, BOOL)),
            of({"clause": clause}, "clause", Line.text, "") if clause else "",
        )  # fmt: skip

    def _said(self, line: Line) -> dict[str, str]:
        """A text in both languages that may name parameters: ``稳定就业{least_months}以上``."""
        found = both(line)
        named = dict.fromkeys(name for text in found.values() for name in NAMED.findall(text))
        known = {*self.parameters, *self.unread}
        for name in (each for each in named if each not in known):
            near = nearest(name, sorted(known))
            self.mistakes.add(
                line.wrong(f"the text names {{{name}}}, which is no parameter of this rule{near}")
            )
        return found

    def _when(self, line: Line) -> Node:
        when = self.expression(line, BOOL)
        if not when.names():
            raise line.wrong("the condition asks for no fact; it is the same for all")
        return when

    def _place(self, place: int | None) -> Iterator[Condition]:
        """The first condition: that the subject belongs to the place of the rule."""
        if "where" not in self.given:
            if place:
                self._wrong(
                    self.line,
                    "where must be given: the fact that must lie in the rule's place (home, host, "
                    "…), or everywhere",
                )
            return
        where = self._of("where", Line.text, "everywhere")
        if where == "everywhere" or not place or not self.about or self.head.open:
            return
        places = {name for name, kind in self.about.types.items() if kind.kind == "place"}
        fact = self._of("where", lambda line: line.one_of(places, "place fact"), "")
        if fact:
            named, name = self.about.facts[fact].names, self.head.names
            text = {"zh": f"{named['zh']}在{name['zh']}", "en": f"{named['en']} is in {name['en']}"}
            yield Condition("place", text, inside(place, fact), self._of("clause", Line.text, ""))

    def _outcome(self, line: Line) -> Outcome:
        of = self.mistakes.of
        known = {"kind", "amount", "cap", "frequency", "text"}
        given = line.items(known, {"kind", "frequency", "text"}, self.mistakes)
        kind = of(given, "kind", lambda each: each.one_of(set(KINDS), "kind of outcome"), "")
        counted = INT if kind in ("points", "level") else MONEY if kind else None
        if kind in ("cash", "loan", "points", "level") and "amount" not in given:
            self._wrong(line, f"amount must be given for {kind}")
        amount, cap = (
            of(given, name, lambda each: self.expression(each, counted), None)
            for name in ("amount", "cap")
        )
        if "cap" in given and "amount" not in given and kind not in ("", "support"):
            self._wrong(given["cap"], "a cap without an amount means nothing")
        often = of(given, "frequency", lambda each: each.one_of(set(FREQUENCIES), "frequency"), "")
        return Outcome(kind, amount, cap, often, of(given, "text", self._said, {}))

    def _named(self, told: str, facts: Mapping[str, Fact]) -> str:
        """Where a fact was asked for by what people call it: the name it has here."""
        asked = re.match(r"there is no fact '([^']+)'$", told)
        called = {fact.names["zh"]: name for name, fact in facts.items()}
        close = difflib.get_close_matches(asked[1], list(called), n=3, cutoff=0.5) if asked else ()
        return (
            f"{told}; did you mean {', '.join(called[each] for each in close)}?" if close else told
        )

    def expression(self, line: Line, wanted: Type | None) -> Node:
        """A checked expression of a kind, of any where ``wanted`` is None.

        Raises:
            PackErrors: everything that is wrong with it, unless it follows from what is told.
        """
        text = line.text()
        if self.about is None or self.head.open:
            raise PackErrors([])
        try:
            node = parse(text, self.about.types, self.types)
        except Wrong as error:
            hidden = tuple(f"there is no fact {name!r}" for name in self.unread)
            facts = self.about.facts
            told = [each for each in error.all if not each.startswith(hidden)]
            raise PackErrors(str(line.wrong(self._named(each, facts))) for each in told) from error
        if wanted and node.type.kind != wanted.kind:
            raise line.wrong(f"{wanted} is expected here, but {text!r} is {node.type}")
        return node


def _texts(line: Line) -> Iterator[tuple[str, str]]:
    """The entries of a mapping that are texts."""
    for key, value in line.pairs(Mistakes()):
        if isinstance(value.node, yaml.ScalarNode):
            yield key.text(), str(value.node.value)
