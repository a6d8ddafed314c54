"""The files of packs/<name>/appeals, read entry by entry; every mistake is told with its line."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import time
from typing import TypeVar

from rongcheng.agencies.models import Office
from rongcheng.core.yamlfile import Line, Mistakes
from rongcheng.places.codes import LEVELS

from .model import (
    MATTERS,
    ORIGINS,
    UNITS,
    URGENCIES,
    Accusing,
    Amber,
    Answer,
    Boundary,
    Callbacks,
    Category,
    Duty,
    Elsewhere,
    Escalation,
    Hotspot,
    Limit,
    OfficeHours,
    Outcome,
    Procedure,
    Reason,
    Reply,
    Span,
    Step,
    Text,
)  # fmt: skip

FACT = {"source", "origin"}
PLACES = {"work", "host", "home"}
LAMPS = {"amber", "red"}
ABOVE = {"holder", "leader", "leading_group", "level_up"}
ABOUT = {"employer", "site", "category_township"}
COLOURS = {"yellow", "orange", "red"}
SAID_BY = {"office", "worker", "dispatcher"}
PLACEHOLDERS = {
    "name", "number", "category", "office", "place", "facts", "done", "by", "on", "rule", "next",
    "remedy", "contact",
}  # fmt: skip
T = TypeVar("T")
Given = dict[str, Line]


class Page:
    """One file: what stands at its top, and the source and origin that hold for all its entries."""

    def __init__(self, line: Line, known: set[str]) -> None:
        self.given = line.items(known | FACT)
        self.line = line

    def get(self, key: str) -> Line | None:
        return self.given.get(key)

    def fact(self, given: Given, at: Line) -> dict[str, str]:
        """Source and origin of an entry: its own, else those of the file."""
        found = self.given | given
        for key in ("origin", "source"):
            if key not in found:
                raise at.wrong(f"{key} must be given here, or at the top of the file for all")
        origin = found["origin"].one_of(set(ORIGINS), "origin")
        return {"source": found["source"].text(), "origin": origin}

    def entries(self, key: str, read: Callable[[Page, str, Line], T]) -> dict[str, T]:
        """The entries of a mapping with free ids; what is wrong with any is told together."""
        wrong = Mistakes()
        pairs = self.given[key].pairs(wrong) if key in self.given else []
        found = wrong.each(
            pairs, lambda each: (each[0].text(), read(self, each[0].text(), each[1]))
        )
        wrong.end()
        return dict(found)

    def rows(self, key: str, read: Callable[[Page, Line], T]) -> list[T]:
        wrong = Mistakes()
        lines = self.given[key].list() if key in self.given else ()
        found = wrong.each(lines, lambda line: read(self, line))
        wrong.end()
        return found


def names(line: Line) -> Text:
    return {key: each.text() for key, each in line.items({"zh", "en"}, {"zh", "en"}).items()}


def span(line: Line) -> Span:
    """A length of time as ``5 workdays``."""
    number, _, unit = line.text().partition(" ")
    if not (number.isascii() and number.isdigit() and int(number)) or unit not in UNITS:
        raise line.wrong(
            f"{line.text()!r} is no length of time; write a number and one of "
            f"{', '.join(sorted(UNITS))}, such as 5 workdays"
        )
    return Span(int(number), unit)


def span_or_none(line: Line | None) -> Span | None:
    """A length of time, or None where ``none`` stands."""
    return None if line is None or line.text() == "none" else span(line)


def kind(line: Line) -> str:
    return line.one_of(set(Office.Kind.values), "kind of office")


def _texts(given: Given, key: str) -> tuple[str, ...]:
    return given[key].texts() if key in given else ()


# --- categories -----------------------------------------------------------------------------------


def category(page: Page, line: Line, known: dict[str, Category]) -> Category:
    """A category; one that is known already changes only what is given, and never loosens."""
    keys = {"id", "zh", "en", "definition", "place", "sensitive", "sensitive_words", "parent",
            "answers"}  # fmt: skip
    given = line.items(keys | FACT, {"id"})
    id = given["id"].text()
    base = known.get(id)
    parent = _parent(given, known) if base is None else None
    if base is None and parent is None:
        line.items(keys | FACT, {"zh", "en", "definition", "place", "sensitive"})
    above = base or parent
    fact = page.fact(given, line)
    labels = {key: given[key].text() for key in ("zh", "en") if key in given}
    if base is None and len(labels) < 2:
        raise line.wrong(f"the category {id} needs zh and en")
    definition = names(given["definition"]) if "definition" in given else above.definition  # type: ignore[union-attr]
    words = _texts(given, "sensitive_words")
    answers = tuple(answer(page, each) for each in given["answers"].list()) if "answers" in given \
        else ()  # fmt: skip
    return Category(
        id=id, names=(base.names if base else {}) | labels, definition=definition,
        place=_place(given, above), sensitive=_sensitive(given, above),
        sensitive_words=tuple(dict.fromkeys((above.sensitive_words if above else ()) + words)),
        answers=(above.answers if above else ()) + answers,
        parent=base.parent if base else (parent.id if parent else None), **fact,
    )  # fmt: skip


def _parent(given: Given, known: dict[str, Category]) -> Category | None:
    if "parent" not in given:
        return None
    return known[given["parent"].one_of(set(known), "category")]


def _place(given: Given, above: Category | None) -> str:
    if "place" not in given:
        return above.place if above else ""
    place = given["place"].one_of(PLACES, "place")
    if above and place != above.place:
        raise given["place"].wrong(
            f"the place of {above.id} is {above.place}; a narrower category keeps it"
        )
    return place


def _sensitive(given: Given, above: Category | None) -> bool:
    sensitive = given["sensitive"].flag() if "sensitive" in given else False
    if above and above.sensitive and "sensitive" in given and not sensitive:
        raise given["sensitive"].wrong(
            f"{above.id} is sensitive; what stands under it may be stricter, never looser"
        )
    return sensitive or bool(above and above.sensitive)


def answer(page: Page, line: Line) -> Answer:
    given = line.items({"zh", "en", "clause"} | FACT, {"zh", "en", "clause"})
    fact = page.fact(given, line)
    text = {key: given[key].text() for key in ("zh", "en")}
    return Answer(text=text, clause=given["clause"].text(), **fact)


def elsewhere(page: Page, id: str, line: Line) -> Elsewhere:
    given = line.items({"words", "unless", "message", "call", "take"} | FACT,
                       {"words", "message", "call", "take"})  # fmt: skip
    return Elsewhere(
        id=id, words=given["words"].texts(), unless=_texts(given, "unless"),
        message=names(given["message"]), call=given["call"].texts(), take=given["take"].flag(),
        **page.fact(given, line),
    )  # fmt: skip


def boundary(page: Page, line: Line, known: dict[str, Category]) -> Boundary:
    """A matter of two categories or more, the lead first."""
    given = line.items({"categories", "words", "unless"} | FACT, {"categories", "words"})
    categories = tuple(
        each.one_of(set(known), "category") for each in given["categories"].list()
    )  # fmt: skip
    if len(set(categories)) < 2:
        raise given["categories"].wrong("a boundary needs two categories or more, the lead first")
    return Boundary(
        categories, given["words"].texts(), _texts(given, "unless"), **page.fact(given, line)
    )


def accusing(pages: list[Page]) -> Accusing:
    """The words that accuse an office; those of every pack together."""
    found: dict[str, tuple[str, ...]] = {}
    kinds: dict[str, str] = {}
    for page in pages:
        for key in ("conduct", "against", "unless", "others", "with", "not"):
            found[key] = (*found.get(key, ()), *_texts(page.given, key))
        for id, line in page.given["offices"].pairs() if "offices" in page.given else ():
            kinds |= dict.fromkeys(line.texts(), kind(id))
    return Accusing(
        kinds, found["conduct"], found["against"], found["unless"], found["others"],
        found["with"], found["not"],
    )  # fmt: skip


# --- duties ---------------------------------------------------------------------------------------


def duties(page: Page, line: Line, known: dict[str, Category]) -> list[Duty]:
    """A line of the duty list, once for each level that it is for (county to province if none)."""
    given = line.items(
        {"category", "levels", "lead", "helpers", "words", "inform"} | FACT, {"category", "lead"}
    )
    levels = [each.one_of(set(LEVELS), "level") for each in given["levels"].list()] \
        if "levels" in given else ["county", "prefecture", "province"]  # fmt: skip
    helpers = tuple(map(kind, given["helpers"].list())) if "helpers" in given else ()
    inform = given["inform"].one_of(PLACES, "place") if "inform" in given else ""
    category, lead = given["category"].one_of(set(known), "category"), kind(given["lead"])
    if lead in helpers:
        raise given["helpers"].wrong(f"{lead} leads here and cannot help itself")
    fact = page.fact(given, line)
    return [
        Duty(category, level, lead, helpers, _texts(given, "words"), inform, **fact)
        for level in levels
    ]


# --- clocks ---------------------------------------------------------------------------------------


def limit(page: Page, id: str, line: Line) -> Limit:
    needed = {"first_contact", "close", "extension", "return"}
    given = line.items(needed | {"measures"} | FACT, needed)
    if id not in (*URGENCIES, *MATTERS):
        raise line.wrong(f"unknown urgency or kind {id!r}; known are {URGENCIES + MATTERS}")
    return Limit(
        first_contact=span(given["first_contact"]), close=span(given["close"]),
        extension=span_or_none(given["extension"]), return_by=span_or_none(given["return"]),
        measures=span_or_none(given.get("measures")), **page.fact(given, line),
    )  # fmt: skip


def office_hours(page: Page, line: Line) -> OfficeHours:
    given = line.items({"opens", "closes"} | FACT, {"opens", "closes"})
    page.fact(given, line)
    found = OfficeHours(_time(given["opens"]), _time(given["closes"]))
    if found.opens >= found.closes:
        raise line.wrong(f"offices cannot close at {found.closes} and open at {found.opens}")
    return found


def _time(line: Line) -> time:
    try:
        return time.fromisoformat(line.text())
    except ValueError as error:
        raise line.wrong(f"{line.text()!r} is not a time; write it as '08:30'") from error


def amber(page: Page, line: Line) -> Amber:
    given = line.items({"share", "left"} | FACT, {"share", "left"})
    return Amber(
        given["share"].number(1, 99), span(given["left"]), **page.fact(given, line)
    )  # fmt: skip


def waiting(page: Page, line: Line) -> Span:
    given = line.items({"longest", "times"} | FACT, {"longest"})
    page.fact(given, line)
    return span(given["longest"])


def waiting_times(page: Page, line: Line) -> int:
    """How often the clock may stand for material; once where a pack does not say."""
    given = line.items({"longest", "times"} | FACT, {"longest"})
    return given["times"].number(1, 9) if "times" in given else 1


def reason(page: Page, id: str, line: Line) -> Reason:
    given = line.items({"zh", "en", "clause", "longest"} | FACT, {"zh", "en", "clause"})
    return Reason(
        code=id, names={key: given[key].text() for key in ("zh", "en")},
        clause=given["clause"].text(), longest=span_or_none(given.get("longest")),
        **page.fact(given, line),
    )  # fmt: skip


def escalation(page: Page, line: Line) -> Escalation:
    given = line.items({"lamp", "after", "to"} | FACT, {"lamp", "to"})
    return Escalation(
        lamp=given["lamp"].one_of(LAMPS, "lamp"), after=span_or_none(given.get("after")),
        to=given["to"].one_of(ABOVE, "receiver"), **page.fact(given, line),
    )  # fmt: skip


def procedure(page: Page, id: str, line: Line) -> Procedure:
    given = line.items({"zh", "en", "steps"} | FACT, {"zh", "en", "steps"})
    return Procedure(
        id=id, names={key: given[key].text() for key in ("zh", "en")},
        steps=tuple(step(each) for each in given["steps"].list()), **page.fact(given, line),
    )  # fmt: skip


def step(line: Line) -> Step:
    needed = {"id", "zh", "en", "limit", "since", "clause"}
    given = line.items(needed | {"longer"}, needed)
    return Step(
        id=given["id"].text(), names={key: given[key].text() for key in ("zh", "en")},
        limit=span(given["limit"]), since=names(given["since"]),
        longer=span_or_none(given.get("longer")), clause=given["clause"].text(),
    )  # fmt: skip


# --- replies, warnings, call-backs, ends ----------------------------------------------------------


def reply(page: Page, line: Line, known: set[str], points: set[str]) -> Reply:
    needed = {"id", "category", "zh", "en", "text", "points"}
    given = line.items(needed | FACT, needed)
    text = given["text"].text()
    for _, hole, _, _ in string.Formatter().parse(text):
        if hole is not None and hole not in PLACEHOLDERS:
            raise given["text"].wrong(
                f"unknown placeholder {{{hole}}}; known are {', '.join(sorted(PLACEHOLDERS))}"
            )
    return Reply(
        id=given["id"].text(), category=given["category"].one_of(known, "category"),
        names={key: given[key].text() for key in ("zh", "en")}, text=text,
        points=tuple(each.one_of(points, "point") for each in given["points"].list()),
        **page.fact(given, line),
    )  # fmt: skip


def point(page: Page, id: str, line: Line) -> Text:
    return names(line)


def hotspot(page: Page, id: str, line: Line) -> Hotspot:
    needed = {"zh", "en", "by", "people", "days", "colour"}
    given = line.items(needed | FACT, needed)
    return Hotspot(
        id=id, names={key: given[key].text() for key in ("zh", "en")},
        by=given["by"].one_of(ABOUT, "subject"), people=given["people"].number(2),
        days=given["days"].number(1, 366), colour=given["colour"].one_of(COLOURS, "colour"),
        **page.fact(given, line),
    )  # fmt: skip


def callbacks(page: Page, line: Line) -> Callbacks:
    given = line.items({"share", "at_least", "due"} | FACT, {"share", "at_least", "due"})
    return Callbacks(
        given["share"].number(0, 100), given["at_least"].number(), span(given["due"]),
        **page.fact(given, line),
    )  # fmt: skip


def outcome(page: Page, id: str, line: Line) -> Outcome:
    given = line.items({"zh", "en", "solved", "by"} | FACT, {"zh", "en", "solved", "by"})
    return Outcome(
        code=id, names={key: given[key].text() for key in ("zh", "en")},
        solved=given["solved"].flag(), by=given["by"].one_of(SAID_BY, "person"),
        **page.fact(given, line),
    )  # fmt: skip
