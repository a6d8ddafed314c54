"""One rule read from the YAML of its pack."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import yaml

from rongcheng.core.yamlfile import Line

from .examples import ExampleReader
from .facts import Subject, both
from .language import parse
from .nodes import INT, MONEY, Node, Type
from .rules import (
    FREQUENCIES,
    KINDS,
    MOST_CONDITIONS,
    ORIGINS,
    Condition,
    Outcome,
    Parameter,
    Rule,
    inside,
)
from .types import Wrong
from .values import dated_values, type_of_unit

BODY = frozenset({"rules", "values", "effective", "clauses"})
"""What stands at the top of a file and is no part of its rules."""
TOP = {"notice", "origin", "place", "where", "subject", "valid", *BODY}
OWN = {"title", "notice", "clause", "origin", "place", "where", "subject", "valid", "conditions",
       "outcome", "parameters", "documents", "excludes", "examples", "remark",
       "without_applying"}  # fmt: skip
OFFERED = ("cash", "post", "service")
NEEDED = {"title", "clause", "conditions", "outcome", "examples"}


@dataclass
class Head:
    """What is known while the files of one pack are read."""

    name: str
    names: dict[str, str]
    place: int | None
    subjects: Mapping[str, Subject]


class RuleReader:
    """Reads one rule; what it does not say itself is taken from the top of its file."""

    def __init__(self, head: Head, top: Mapping[str, Line], key: Line, line: Line) -> None:
        self.head, self.key, self.line = head, key, line
        self.hints: list[str] = []
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
            given = line.items({"title", "unit", "values"}, {"unit", "values"})
            kind = type_of_unit(given["unit"])
            title = both(given["title"]) if "title" in given else {}
            if not title:
                self.hints.append(str(key.wrong(
                    f"the value {name} has no title, so people read its name; give it "
                    "title: {zh: …, en: …}"
                )))  # fmt: skip
            yield name, Parameter(name, kind, dated_values(given["values"], kind), title)

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

    def _named(self, told: str) -> str:
        """Where a fact was asked for by what people call it: the name it has here."""
        asked = re.match(r"there is no fact '([^']+)'$", told)
        called = {fact.names["zh"]: name for name, fact in self.about.facts.items()}
        close = difflib.get_close_matches(asked[1], list(called), n=3, cutoff=0.5) if asked else ()
        return (
            f"{told}; did you mean {', '.join(called[each] for each in close)}?" if close else told
        )

    def expression(self, line: Line, wanted: Type) -> Node:
        """A checked expression of a kind."""
        try:
            node = parse(line.text(), self.about.types, self.types)
        except Wrong as error:
            raise line.wrong(self._named(str(error))) from error
        if node.type.kind != wanted.kind:
            raise line.wrong(f"{wanted} is expected here, but {line.text()!r} is {node.type}")
        return node
