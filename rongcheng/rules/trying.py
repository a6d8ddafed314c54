"""A page of a rule tried without keeping it: its mistakes by line, its examples, the rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from rongcheng.core.yamlfile import Line, Mistakes, PackError, read_text
from rongcheng.rulekit.judge import Judgement, judge
from rongcheng.rulekit.rules import Example, NoValue, Rule, RulePack

from .mistakes import in_place, in_words, parted
from .packs import with_page

LONGEST = 40_000
LACKS = re.compile(r"(?:^|: )(?P<notice>[^:]+) has no clause '(?P<clause>[^']+)';")


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a page, and at which of its lines (None: with the page as a whole).

    ``lacks``: notice and number of a clause that is cited and not there.
    """

    line: int | None
    text: str
    lacks: tuple[str, str] | None = None


@dataclass(frozen=True)
class ExampleRun:
    """An example and what the rule says of it."""

    example: Example
    found: Judgement

    @property
    def holds(self) -> bool:
        example, found = self.example, self.found
        fails = {id for id, held in found.conditions.items() if held is False}
        return (
            (example.outcome, example.amount) == (found.outcome, found.amount)
            and set(example.fails) == fails
            and set(example.needs) == set(found.needs)
        )


@dataclass(frozen=True)
class Tried:
    """What came of a page.

    Attributes:
        id: the rule that it writes or changes; empty while that cannot be told, and where the
            page adds clauses to notices and nothing else.
        pack: the pack with the page laid over it; None while anything is wrong.
    """

    id: str
    mistakes: tuple[Mistake, ...]
    pack: RulePack | None = None
    examples: tuple[ExampleRun, ...] = field(default_factory=tuple)

    @property
    def rule(self) -> Rule | None:
        return self.pack.rules.get(self.id) if self.pack else None


def tried(pack: str, text: str, day: date, *, label: str = "draft", only: str = "") -> Tried:
    """A page laid over a pack as it stands on a day.

    Args:
        label: how mistakes name the page.
        only: the rule that the page has to be about, if that is settled.
    """
    if not text.strip():
        return Tried("", (Mistake(None, _("Nothing is written yet.")),))
    if len(text) > LONGEST:
        too_long = _("The text is too long; at most %(n)d characters.") % {"n": LONGEST}
        return Tried("", (Mistake(None, too_long),))
    id, mistakes = _about(text, label, only)
    if mistakes:
        return Tried(id, tuple(mistakes))
    try:
        found = with_page(pack, label, text, day)
    except PackError as error:
        return Tried(id, tuple(_told(line, label) for line in error.mistakes))
    return Tried(id, (), found, runs(found.rules[id]) if id else ())


def runs(rule: Rule) -> tuple[ExampleRun, ...]:
    """The examples of a rule with what it says of them."""
    found = []
    for example in rule.examples:
        try:
            found.append(ExampleRun(example, judge(rule.at(example.as_of), example.given)))
        except NoValue:  # told as a mistake of the page
            continue
    return tuple(found)


def _about(text: str, label: str, only: str) -> tuple[str, list[Mistake]]:
    """The one rule that a page is about; none where it only adds clauses."""
    said = Mistakes()  # what is wrong with the keys is told by whoever reads the rule
    try:
        page = {key.text(): value for key, value in read_text(text, label).pairs(said)}
        ids = _names(page, "rules", said)
        values = _names(page, "values", said)
        if "effective" in page:
            raise page["effective"].wrong(
                "a draft takes effect on the day given beside it; leave effective out"
            )
    except PackError as error:
        return "", [_told(line, label) for line in error.mistakes]
    about = list(dict.fromkeys([*ids, *(name.rpartition(".")[0] for name in values)]))
    if not about and not only and "clauses" in page:
        return "", []
    if len(about) != 1:
        one = _("A draft writes or changes exactly one rule, or adds clauses to notices alone.")
        return "", [Mistake(None, one)]
    if only and about[0] != only:
        other = _("This draft is about %(rule)s; its id cannot be changed.") % {"rule": only}
        return about[0], [Mistake(None, other)]
    return about[0], []


def _names(page: Mapping[str, Line], part: str, said: Mistakes) -> list[str]:
    return [key.text() for key, _value in page[part].pairs(said)] if part in page else []


def _told(line: str, label: str) -> Mistake:
    """A mistake as the page shows it; one of another file keeps its place in words."""
    parts = parted(line)
    if parts is None or parts[0] != label:
        return Mistake(None, in_place(line))
    _file, number, text = parts
    cited = LACKS.search(text)
    lacks = (cited["notice"], cited["clause"]) if cited else None
    return Mistake(number, in_words(text), lacks)


def by_line(mistakes: tuple[Mistake, ...]) -> Mapping[int, list[str]]:
    """Mistakes of the page itself by line."""
    found: dict[int, list[str]] = {}
    for each in mistakes:
        if each.line:
            found.setdefault(each.line, []).append(each.text)
    return found
