"""Facts as questions that people can answer, and their answers read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rongcheng.core.errors import Refusal
from rongcheng.places.gazetteer import Gazetteer
from rongcheng.rulekit.facts import Fact
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.showing import UNIT_NAMES

MOST = 1_000_000
MOST_YUAN = Decimal(1_000_000_000)


def told(text: dict[str, str]) -> str:
    """A text of the pack in the reader's language, Chinese where there is no other."""
    language = (get_language() or "zh").split("-")[0]
    return text.get(language) or text.get("zh", "")


def clause_words(clause: str) -> str:
    """A clause as people say it: a number at its end is a section of the notice before it."""
    notice, _space, last = clause.rpartition(" ")
    return f"{notice} {_('section %(n)s') % {'n': last}}".strip() if last.isdigit() else clause


@dataclass(frozen=True)
class Question:
    """One fact to ask.

    Attributes:
        kind: choice, number, money, date, place or text.
        choices: of a choice, the value to send and its words.
        unit: what a number counts.
        paper: which paper proves it, if one does.
    """

    name: str
    kind: str
    ask: str
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    paper: str = ""


def question(fact: Fact) -> Question:
    """The question that asks for a fact."""
    kind = fact.type.kind
    name, paper = told(dict(fact.names)), told(dict(fact.paper)) if fact.paper else ""
    chinese = (get_language() or "zh").startswith("zh")
    ask = {
        "int": _("%(fact)s: how many?"), "money": _("%(fact)s: how many yuan?"),
        "date": _("%(fact)s: which day?"), "place": _("%(fact)s: where is it?"),
        "code": _("%(fact)s: which one?"),
    }.get(kind, "%(fact)s?") % {"fact": name}  # fmt: skip
    if kind == "bool" and chinese:
        ask = f"{name}？"
    if kind == "bool":
        choices: tuple[tuple[str, str], ...] = (("yes", _("Yes")), ("no", _("No")))
        return Question(fact.name, "choice", ask, choices, paper=paper)
    if kind == "code":
        choices = tuple((code, told(dict(names))) for code, names in fact.code_names.items())
        return Question(fact.name, "choice", ask, choices, paper=paper)
    units = UNIT_NAMES.get(fact.type.unit, ("", ""))
    kind = {"int": "number"}.get(kind, kind)
    return Question(fact.name, kind, ask, (), units[0 if chinese else 1], paper)


def answered(fact: Fact, text: str) -> Value:
    """An answer as the fact's value: fen, day, code, true or false.

    Raises:
        Refusal: it is empty, none of the choices, or not of the fact's kind.
    """
    text = text.strip()
    if not text:
        raise Refusal(_("Write an answer, or press the button below it to go on without one."))
    return READERS[fact.type.kind](fact, text)


def as_sent(fact: Fact, value: object) -> str:
    """A known value as a form sends it."""
    if value is None:
        return ""
    if fact.type.kind == "bool":
        return "yes" if value else "no"
    if fact.type.kind == "money":
        return f"{int(str(value)) / 100:.2f}".removesuffix(".00")
    return str(value)


def _choice(fact: Fact, text: str) -> Value:
    values: dict[str, Value] = {"yes": True, "no": False}
    if fact.type.kind == "code":
        values = {code: code for code in fact.type.codes}
    if text not in values:
        raise Refusal(_("Choose one of the answers."))
    return values[text]


def _number(fact: Fact, text: str) -> Value:
    digits = text.replace(",", "").replace("，", "")
    if not (digits.isascii() and digits.isdigit()) or int(digits) > MOST:
        raise Refusal(_("“%(text)s” is not a number. Write it in digits, such as 6.") % {
            "text": text})  # fmt: skip
    return int(digits)


def _money(fact: Fact, text: str) -> Value:
    plain = text.translate(str.maketrans("", "", ",，元¥￥ "))
    try:
        yuan = Decimal(plain) if plain.isascii() else None
    except InvalidOperation:
        yuan = None
    if yuan is None or not yuan.is_finite() or not 0 <= yuan <= MOST_YUAN or yuan * 100 % 1:
        raise Refusal(_("“%(text)s” is not money. Write it in yuan, such as 3600 or 3600.50.") % {
            "text": text})  # fmt: skip
    return int(yuan * 100)


def _day(fact: Fact, text: str) -> Value:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(_("“%(text)s” is not a day. Choose it, or write it as 2026-03-01.") % {
            "text": text}) from error  # fmt: skip
    if day > timezone.localdate():
        raise Refusal(_("This day has not come yet: %(day)s.") % {"day": day})
    return day


def _place(fact: Fact, text: str) -> Value:
    code = int(text) if text.isascii() and text.isdigit() else 0
    if code not in Gazetteer.load():
        found = Gazetteer.load().resolve(text)
        code = found.code or 0
    if not code:
        raise Refusal(_("There is no place “%(text)s”; choose one from the list.") % {"text": text})
    return code


def _text(fact: Fact, text: str) -> Value:
    return text[:120]


READERS = {
    "bool": _choice, "code": _choice, "int": _number, "money": _money, "date": _day,
    "place": _place, "text": _text,
}  # fmt: skip
