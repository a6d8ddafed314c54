"""Words for the pages of the rules desk: origins, kinds, units, values, expressions, tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.tabs import Tab
from rongcheng.appeals.words import said
from rongcheng.people.queries.naming import place_name
from rongcheng.places.codes import SIZES
from rongcheng.rulekit.facts import Fact, Subject
from rongcheng.rulekit.nodes import Node, Type, Value
from rongcheng.rulekit.notices import Notice, clause_text, is_open
from rongcheng.rulekit.rules import Dated, Parameter, Rule, RulePack
from rongcheng.rulekit.showing import measured, shown
from rongcheng.rulekit.writing import in_words, to_text

Words = str | Promise
READ = (Can.WRITE_RULES, Can.APPROVE_RULES, Can.SEE_BENEFITS, Can.SEE_FIGURES)
DESK = (Can.WRITE_RULES, Can.APPROVE_RULES)
ORIGINS: dict[str, tuple[Words, str, str]] = {
    "seed": (_("Stands in the notice"), "ok", "patch-check"),
    "law": (_("National law or policy"), "info", "bank"),
    "provincial": (_("Set by province or city"), "plain", "building"),
    "default": (_("Our default, to be confirmed"), "warn", "exclamation-triangle"),
}
"""What each origin is called, its tone and its icon."""
KINDS: dict[str, Words] = {
    "cash": _("Money, reckoned"), "loan": _("Loan, highest sum"),
    "support": _("Support, decided case by case"), "relief": _("Less to pay"),
    "post": _("A post"), "service": _("A service"), "points": _("Points"), "level": _("A level"),
}  # fmt: skip
FREQUENCIES: dict[str, Words] = {
    "once": _("once"), "yearly": _("once a year"), "monthly": _("once a month"),
    "each": _("each time"),
}  # fmt: skip
SUBJECTS: dict[str, Words] = {
    "person": _("Individual persons"), "household": _("Households"), "employer": _("Employers"),
    "placement": _("Organised placements"), "project": _("Projects"),
    "place_month": _("Places by month"),
}  # fmt: skip
TYPES: dict[str, Words] = {
    "bool": _("yes or no"), "int": _("number"), "money": _("money"), "text": _("text"),
    "code": _("one of several"), "date": _("day"), "place": _("place"),
}  # fmt: skip
OUTCOMES: dict[str, tuple[Words, str]] = {
    "eligible": (_("eligible"), "ok"), "not": (_("not eligible"), "bad"),
    "needs": (_("must be asked"), "warn"),
}  # fmt: skip
PARTS: dict[str, Words] = {
    "title": _("its title"), "subject": _("whom it is for"), "place": _("where it holds"),
    "valid": _("when it is in force"), "notice": _("its notice"), "clause": _("its clause"),
    "origin": _("who decided it"), "outcome": _("what it grants"),
    "documents": _("its papers"), "excludes": _("what excludes it"),
    "without_applying": _("whether it is offered without applying"),
    "condition": _("condition"), "parameter": _("value"),
}  # fmt: skip
"""The parts of a rule that can differ, as ``packs.changed_parts`` names them."""
TABS = [
    Tab(_("Rules"), "rules:list", READ),
    Tab(_("Fact dictionary"), "rules:facts", READ),
    Tab(_("Drafts"), "rules:drafts", DESK),
    Tab(_("Trials"), "rules:trials", DESK),
    Tab(_("Two packs compared"), "rules:diff", READ),
]


def parts_words(parts: Sequence[str], rule: Rule | None = None) -> str:
    """Which parts of a rule differ, in words: 条件“稳定就业3个月以上”、标准“稳定就业最少月数”."""
    rule = rule and rule.worded(timezone.localdate())
    names = {f"condition {c.id}": c.text for c in rule.conditions} if rule else {}
    names |= {f"parameter {p.name}": p.label for p in rule.parameters.values()} if rule else {}
    found = []
    for part in parts:
        kind, _space, name = part.partition(" ")
        name = said(dict(names[part])) if part in names else name
        found.append(f"{PARTS.get(kind, kind)}“{name}”" if name else str(PARTS.get(kind, kind)))
    return "、".join(found)


def changes_words(rule: Rule, changes: Mapping[str, Any], day: date) -> str:
    """A trial's changes of a rule, as its title: 交通补助：最少月数 → 2、去掉“脱贫劳动力”."""
    values = changes.get("values") or {}
    worded = rule.worded(day).conditions
    texts = {each.id: said(dict(each.text)) for each in worded}
    parts = [f"{title_of(rule, name)} → {text}" for name, text in values.items()]
    parts += [_("without “%(text)s”") % {"text": texts[id]} for id in changes.get("drop") or ()]
    parts += [_("also %(text)s") % {"text": text} for text in [changes.get("add")] if text]
    parts += [_("amount %(text)s") % {"text": text} for text in [changes.get("amount")] if text]
    return f"{said(dict(rule.title))}：{'、'.join(str(part) for part in parts)}"


class StaffRequest(HttpRequest):
    """A request of somebody logged in, as the pages of staff have them."""

    user: Staff


def tabs_for(request: StaffRequest) -> list[dict[str, object]]:
    """``label, url, here`` of each page of the desk that the reader may open."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    starts = {"rules:draft": "rules:drafts",
              "rules:trial": "rules:trials"}  # fmt: skip
    here = next((view for start, view in starts.items() if name.startswith(start)), name)
    if here in ("rules:pack", "rules:rule", "rules:value", "rules:notices", "rules:clause"):
        here = "rules:list"
    return [
        {"label": tab.label, "url": reverse(tab.view), "here": tab.view == here}
        for tab in TABS
        if any(request.user.can(capability) for capability in tab.capabilities)
    ]


def value_words(value: Value, kind: Type) -> str:
    """A value of a parameter in words: ``1,000元``, ``3个月``."""
    return str(said(measured(value, kind, place_name)))


@dataclass(frozen=True)
class ConditionWords:
    """A condition as its page shows it; ``stated``: what the clause says, in our words."""

    id: str
    text: str
    words: str
    expression: str
    clause: str
    open: bool
    stated: str


@dataclass(frozen=True)
class ValueWords:
    """A dated value of a parameter; ``now``: it holds on the day that the page is about."""

    dated: Dated
    text: str
    now: bool


@dataclass(frozen=True)
class ParameterWords:
    """A parameter with all its values; ``title``: what people call it."""

    parameter: Parameter
    title: str
    values: tuple[ValueWords, ...]

    @property
    def now(self) -> ValueWords | None:
        return next((each for each in self.values if each.now), None)


def title_of(rule: Rule, name: str) -> str:
    """What people call a value of a rule."""
    return said(dict(rule.parameters[name].label)) if name in rule.parameters else name


def values_of(rule: Rule, day: date) -> list[ParameterWords]:
    """The parameters of a rule with every value, the one of the day marked."""
    found = []
    for parameter in rule.parameters.values():
        now = next((dated for dated in parameter.values if dated.on(day)), None)
        values = tuple(
            ValueWords(dated, value_words(dated.value, parameter.type), dated is now)
            for dated in parameter.values
        )
        found.append(ParameterWords(parameter, said(dict(parameter.label)), values))
    return found


def conditions_of(rule: Rule, pack: RulePack, day: date) -> list[ConditionWords]:
    """The conditions of a rule in words, as the language writes them, and with their clauses."""
    about, values = pack.subjects[rule.subject], parameter_words(rule, day)
    found = []
    for each in rule.worded(day).conditions:
        stated = clause_text(rule.notice, each.clause, pack.notices)
        found.append(
            ConditionWords(
                each.id, said(dict(each.text)), spoken(each.when, about, values),
                to_text(each.when), each.clause, is_open(each.clause),
                said(dict(stated)) if stated else "",
            )
        )  # fmt: skip
    return found


def parameter_words(rule: Rule, day: date) -> Mapping[str, str]:
    """What stands for each parameter on a day: ``3个月``; without a value its name."""
    return {each.parameter.name: each.now.text for each in values_of(rule, day) if each.now}


def spoken(node: Node, about: Subject, values: Mapping[str, str]) -> str:
    """An expression in Chinese words."""
    return in_words(node, about.facts, values, place_name)


def amount_of(rule: Rule, pack: RulePack, day: date) -> dict[str, str] | None:
    """The amount in words and as written, with its cap; None where nothing is counted."""
    outcome = rule.outcome
    if outcome.amount is None and outcome.cap is None:
        return None
    about, values = pack.subjects[rule.subject], parameter_words(rule, day)
    found: dict[str, str] = {}
    for name, node in (("amount", outcome.amount), ("cap", outcome.cap)):
        if node:
            found |= {name: spoken(node, about, values), f"{name}_text": to_text(node)}
    return found


def grants(rule: Rule, day: date | None = None) -> str:
    """What a rule grants, in words, with the values of a day (today where none is named)."""
    return str(said(dict(rule.worded(day or timezone.localdate()).outcome.text)))


def notice_of(rule: Rule, pack: RulePack) -> Notice | None:
    return pack.notices.get(rule.notice)


def stated_by(rule: Rule, pack: RulePack) -> str:
    """What the rule's clause says, in our words."""
    found = clause_text(rule.notice, rule.clause, pack.notices)
    return str(said(dict(found))) if found else ""


def clause_words(clause: str) -> str:
    """A clause as people say it: a bare number is a section of its notice."""
    return gettext("section %(n)s") % {"n": clause} if clause.isdigit() else clause


def clauses_added(before: RulePack, after: RulePack) -> list[tuple[str, str, str]]:
    """Notice, number and statement of each clause that only the second of two states has."""
    return [
        (name, number, said(dict(text)))
        for name, notice in after.notices.items()
        for number, text in notice.clauses.items()
        if name not in before.notices or number not in before.notices[name].clauses
    ]


def fact_words(value: Value, fact: Fact) -> str:
    """A fact's value in words, places by name; one without a name by what it lies in."""
    if fact.type.kind == "place" and isinstance(value, int):
        over = [value // size * size for size in sorted(SIZES.values())]
        named = next((code for code in over if place_name(code) != str(code)), value)
        return place_name(value) if named == value else f"{place_name(named)} {value}"
    return str(said(shown(value, fact)))
