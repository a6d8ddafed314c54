"""What the rule language says of mistakes, in the language of the reader.

``rulekit`` knows nothing of Django and speaks English; here stand its sentences once more, so that
they are translated like everything else. A test holds the list against the sentences themselves.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as said

SENTENCES = [
    said("no example of %(rule)s is eligible; give one"),
    said(
        "no example of %(rule)s is a near miss: give one with outcome: not that fails a "
        "single condition"
    ),
    said("there is an example %(name)s already"),
    said("%(rule)s is not in force on %(day)s"),
    said("no example above is named %(name)s"),
    said("an eligible example says its amount"),
    said("there is no fact %(name)s%(near)s"),
    said("%(rule)s does not ask for %(name)s; leave it out"),
    said("%(rule)s, %(name)s: %(what)s should be %(expected)s, the rule says %(got)s"),
    said("%(text)s is not a whole number"),
    said("%(text)s is not money; write it as 300 yuan or 0.50 yuan"),
    said("within: a 12-digit place code is expected, such as 150200000000"),
    said("%(what)s: %(type)s has no order"),
    said("%(what)s: a number of %(unit)s is expected here, not %(type)s"),
    said("%(what)s: at most %(most)s"),
    said("%(name)s is written %(how)s"),
    said("share: parts are whole numbers from 1 to 10000"),
    said("the expression has %(n)s characters; at most %(most)s are read"),
    said("comments do not belong in an expression; write them after # in the YAML"),
    said("exactly one expression is expected, without ';'"),
    said("%(text)s: yuan takes one plain number such as 300 or 0.50"),
    said("%(text)s cannot be read: something is missing or left over"),
    said("%(text)s cannot be read: something is missing or left over near character %(at)s"),
    said("the expression is nested too deeply; split it into conditions"),
    said("%(text)s: %(what)s is not understood here"),
    said("%(text)s: %(type)s has no order; write =, <> or IN"),
    said("%(text)s: write days_between(from, to) or add_days(date, n) with dates"),
    said("%(text)s: %(left)s and %(right)s are not added"),
    said("%(text)s: there is no minus of %(type)s"),
    said("CASE needs an ELSE: say what holds otherwise"),
    said("%(name)s is a name; a text stands in single quotes: %(quoted)s"),
    said("%(text)s is not a whole number of at most 12 digits; money is yuan(…)"),
    said("%(text)s: only dates are written so: DATE '2026-10-01'"),
    said("there is no function %(name)s%(near)s; there are %(known)s"),
    said("%(text)s is not a day; write it as DATE '2026-10-01'"),
    said("%(what)s joins yes-or-no, but %(text)s is %(type)s"),
    said("%(text)s: a fact that is not known stays unknown by itself; it cannot be asked for"),
    said("%(text)s: nothing compares with NULL; what is not known is unknown by itself"),
    said("%(text)s: write share(money, percent) or share(money, part, whole)"),
    said("%(text)s: there are no remainders"),
    said("%(text)s: write starts_with(text, 'beginning')"),
    said("%(text)s: write add_days(date, n) or add_months(date, n)"),
    said("%(text)s: the words after the expression mean nothing; is an AND or OR missing?"),
    said("%(text)s: a condition is an expression, not a query"),
    said("%(text)s: texts are not put together"),
    said("%(text)s: %(what)s is not part of the language (docs/rules.md)"),
    said("%(text)s: %(type)s has no order, so nothing lies %(op)s it"),
    said("%(text)s: IN takes plain values, no facts or parameters"),
    said("WHEN %(text)s: is %(type)s, not yes or no"),
    said("%(text)s: %(fact)s is one of %(known)s, not %(value)s"),
    said("%(text)s: money is written as yuan(300)"),
    said("%(text)s: a day is written as DATE '2026-10-01'"),
    said("%(text)s: a place is a 12-digit code, asked for by within(place, code)"),
    said("%(text)s: %(left)s and %(right)s cannot be compared"),
    said("there is no notice %(notice)s; write it in the pack's folder notices"),
    said("%(notice)s has no clause %(clause)s; it has %(known)s"),
    said("%(notice)s has a clause %(clause)s already, which says otherwise"),
    said("a draft takes effect on the day given beside it; leave effective out"),
    said("there is no rule %(rule)s%(near)s"),
    said("%(rule)s has no parameter %(name)s%(near)s"),
    said("%(id)s is not an id for a rule; write it as BT-1"),
    said("the rule ends on %(end)s, before it begins on %(start)s"),
    said("two conditions have the id %(id)s"),
    said("a rule has 1 to %(most)s conditions, this one %(n)s"),
    said("amount must be given for %(kind)s"),
    said("a cap without an amount means nothing"),
    said("only benefits of a person are offered without applying: %(kinds)s"),
    said("%(wanted)s is expected here, but %(text)s is %(type)s"),
    said("%(what)s must be given here, or at the top of the file for all"),
    said("%(name)s is a fact already; give the parameter another name"),
    said("%(name)s is not a name; write it as least_months"),
    said("the value %(name)s has no title, so people read its name; give it title: {zh: …, en: …}"),
    said("the text names {%(name)s}, which is no parameter of this rule%(near)s"),
    said("the condition asks for no fact; it is the same for all"),
    said(
        "where must be given: the fact that must lie in the rule's place (home, host, "
        "…), or everywhere"
    ),
    said("%(rule)s excludes %(other)s, which is no rule%(near)s"),
    said(
        "%(rule)s, condition %(condition)s: %(clause)s is neither a clause of the "
        "notice nor a document among the notices; a point still to be settled is "
        "written as 待…"
    ),
    said("parameter %(name)s has no value on %(day)s; give one that holds then"),
    said("%(left)s times %(right)s means nothing; multiply by a bare number"),
    said("%(name)s: %(wanted)s is expected here, not %(type)s"),
    said("%(name)s: a plain value or a parameter is expected here, the same for all"),
    said("%(left)s and %(right)s do not go together here"),
    said("at least one value is needed"),
    said("the value ends on %(end)s, before it begins on %(start)s"),
    said(
        "the value before it still holds on %(day)s; give that one an end, and write "
        "the values in the order of their days"
    ),
    said("a parameter needs a value"),
    said("the file is empty"),
    said("a mapping (key: value) is expected here"),
    said("a list is expected here"),
    said("a text is expected here"),
    said("unknown %(what)s %(text)s; known are %(known)s"),
    said("unknown %(what)s %(text)s%(near)s"),
    said("%(text)s is not a number %(limits)s"),
    said("%(text)s is not a 12-digit place code"),
    said("not YAML: %(problem)s"),
    said(
        "%(key)s stands above already, on line %(line)s; give one of the two another name, or "
        "leave it out"
    ),
    said("there is a rule %(rule)s in this pack already (%(where)s); give this one another id"),
    said("%(text)s: %(sign)s is not understood; write %(right)s"),
    said("a text in both languages is expected here: {zh: …, en: …}"),
    said("%(left)s and %(right)s do not go together; write yuan(300)"),
    said("there is no pack %(name)s; there are %(known)s"),
    said("the file is UTF-16; save it as UTF-8"),
    said("a sign here is not UTF-8, so the file may be GBK or ANSI; save it as UTF-8"),
    said("the line begins with a tab; YAML is indented with spaces, two for each step"),
    said("“：” stands after the key; write “: ” (a plain colon and a space)"),
    said("“，” stands before %(key)s; write “, ” between entries"),
    said(
        "the line does not begin where it should; what belongs together begins with the same "
        "number of spaces, two more than the line it belongs to"
    ),
    said("there is a colon too many on this line; put a text that holds one in quotes"),
    said("a key stands here without “: ” after it"),
    said(
        "a bracket is not closed or a comma is missing here or just before; inside { } a text "
        "that holds a comma or a bracket of its own stands in double quotes"
    ),
    said("an entry is taken over with * that no line above names with &"),
    said("%(text)s is not a day; write it as 2026-10-01"),
    said("%(what)s must be given here"),
]
INNER = said("%(rule)s: %(wrong)s")
NEAR = said("; did you mean %(names)s?")
TYPES = [
    said("a number of %(unit)s"),
    said("a number"),
    said("money"),
    said("yes or no"),
    said("a text"),
    said("a date"),
    said("a code"),
    said("a place"),
    said("none"),
]
WHOLE = {"near": r"(?:; did you mean .*\?)?"}


def in_words(sentence: str) -> str:
    """A sentence of the rule language, translated where it is known."""
    for template, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            return _(template) % {
                name: _part(name, text) for name, text in found.groupdict().items()
            }
    inner = re.fullmatch(r"([A-Za-z][\w-]*): (.+)", sentence, re.S)
    if inner:
        return _(INNER) % {"rule": inner[1], "wrong": in_words(inner[2])}
    return sentence


def parted(line: str) -> tuple[str, int, str] | None:
    """File, line and sentence of a mistake as the rule language tells it."""
    found = re.match(r"(?P<file>[^:]*?), line (?P<line>\d+): (?P<text>.*)$", line, re.S)
    return (found["file"], int(found["line"]), found["text"]) if found else None


def in_place(line: str) -> str:
    """A mistake with its file and line, translated."""
    parts = parted(line)
    if parts is None:
        return in_words(line)
    file, number, text = parts
    where = _("%(file)s, line %(line)s") % {"file": file, "line": number}
    return _("%(where)s: %(what)s") % {"where": where, "what": in_words(text)}


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """The sentences as patterns, those with the most words of their own first."""
    ordered = sorted(SENTENCES, key=lambda each: -len(re.sub(r"%\(\w+\)s", "", each)))
    return [(each, _pattern(each)) for each in ordered]


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", template)
    words = [
        f"(?P<{part}>{WHOLE.get(part, '.+?')})" if at % 2 else re.escape(part)
        for at, part in enumerate(parts)
    ]
    return re.compile("".join(words), re.S)


def _part(name: str, text: str) -> str:
    if name == "near":
        found = _pattern(NEAR).fullmatch(text)
        return _(NEAR) % found.groupdict() if found else ""
    if name in ("type", "left", "right", "wanted", "expected", "got"):
        for each in TYPES:
            if found := _pattern(each).fullmatch(text):
                return _(each) % found.groupdict()
    return text
