"""Packs, rules and facts to read: every rule with the clause behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from rongcheng.agencies.roles import Can
from rongcheng.appeals.words import said
from rongcheng.people.views.pages import page
from rongcheng.rulekit.facts import Subject
from rongcheng.rulekit.rules import Rule, RulePack
from rongcheng.rules import words
from rongcheng.rules.beside import Beside, beside
from rongcheng.rules.packs import differences
from rongcheng.rules.queries import rules as read
from rongcheng.rules.simulating import default_day
from rongcheng.rules.trying import ExampleRun, runs

FACTS_SHOWN = 40


@require_GET
@page(*words.READ)
def rules(request: words.StaffRequest) -> HttpResponse:
    """The packs with their state, and a search over all rules."""
    asked = request.GET.get("q", "").strip()[:80]
    context = {
        "packs": read.packs(request.user), "q": asked,
        "hits": read.search(request.user, asked) if asked else None,
        "may_write": request.user.can(Can.WRITE_RULES),
    }  # fmt: skip
    return render(request, "rules/list.html", context)


@require_GET
@page(*words.READ)
def pack(request: words.StaffRequest, pack: str) -> HttpResponse:
    """The rules of a pack by kind of subject; its mistakes where it has any."""
    state = read.pack_state(request.user, pack)
    groups = []
    if state.pack:
        day = default_day(state.pack)
        rules = sorted(state.pack.rules.values(), key=lambda rule: rule.subject)
        for subject, found in groupby(rules, key=lambda rule: rule.subject):
            groups.append((subject, [_row(rule, state.pack, day) for rule in found]))
        order = list(state.pack.subjects)
        groups.sort(key=lambda each: order.index(each[0]))
    context = {
        "state": state, "groups": groups,
        "may_write": state.own and request.user.can(Can.WRITE_RULES),
        "over": read.drafts_over(request.user, pack) if state.pack else (),
    }  # fmt: skip
    return render(request, "rules/pack.html", context)


def _row(rule: Rule, pack: RulePack, day: date) -> dict[str, object]:
    origins = {rule.origin} | {
        each.now.dated.origin for each in words.values_of(rule, _asked(rule, day)) if each.now
    }
    return {
        "rule": rule, "stated": words.stated_by(rule, pack), "default": "default" in origins,
        "wordings": len(pack.dated.get(rule.id, ())),
    }  # fmt: skip


def _asked(rule: Rule, day: date) -> date:
    """A day on which the rule is in force, as near to the one asked about as can be."""
    start, end = rule.valid
    return max(start, min(day, end or day))


@require_GET
@page(*words.READ)
def rule(request: words.StaffRequest, pack: str, rule: str) -> HttpResponse:
    """One rule in full: words, expressions, values, clause, papers, examples, wordings."""
    found = read.pack_for(pack)
    wordings = read.rule_for(found, rule)
    chosen = _chosen(wordings, request.GET.get("wording", ""), found.rules[rule])
    day = _asked(chosen, timezone.localdate())
    about = found.subjects[chosen.subject]
    writes = request.user.can(Can.WRITE_RULES) and read.concerns(request.user, pack)
    context = {
        "pack": found, "rule": chosen, "wordings": wordings, "day": day,
        "notice": words.notice_of(chosen, found), "stated": words.stated_by(chosen, found),
        "conditions": words.conditions_of(chosen, found, day),
        "parameters": words.values_of(chosen, day),
        "amount": words.amount_of(chosen, found, day),
        "excludes": _excludes(chosen, found), "examples": examples(runs(chosen), about, chosen),
        "drafts": read.drafts_of(request.user, pack, rule), "may_write": writes,
        "may_try": any(request.user.can(each) for each in words.DESK) and chosen.in_force(day),
    }  # fmt: skip
    return render(request, "rules/rule.html", context)


def _chosen(wordings: tuple[Rule, ...], asked: str, present: Rule) -> Rule:
    number = int(asked) if asked.isdecimal() else 0
    return wordings[number - 1] if 0 < number <= len(wordings) else present


def _excludes(rule: Rule, pack: RulePack) -> list[Rule]:
    return [
        other for other in pack.rules.values()
        if other.id in rule.excludes or rule.id in other.excludes
    ]  # fmt: skip


@dataclass(frozen=True)
class ExampleWords:
    """An example as its page shows it."""

    run: ExampleRun
    given: list[tuple[str, str]]
    fails: str
    needs: str


def examples(
    found: tuple[ExampleRun, ...], about: Subject, rule: Rule | None
) -> list[ExampleWords]:
    """Examples with their facts in words, and the conditions of the rule that must fail."""

    def texts(day: date) -> dict[str, str]:
        return {c.id: said(dict(c.text)) for c in rule.worded(day).conditions} if rule else {}

    return [
        ExampleWords(
            each,
            [(said(dict(about.facts[name].names)), words.fact_words(value, about.facts[name]))
             for name, value in each.example.given.items()],
            "、".join(texts(each.example.as_of).get(id, id) for id in each.example.fails),
            "、".join(said(dict(about.facts[name].names)) for name in each.example.needs
                      if name in about.facts),
        )
        for each in found
    ]  # fmt: skip


@require_GET
@page(*words.READ)
def facts(request: words.StaffRequest) -> HttpResponse:
    """The fact dictionary: what may be asked, who knows it, which rules ask for it."""
    known = [state for state in read.packs(request.user) if state.pack]
    chosen = request.GET.get("pack") or (known[0].name if known else "")
    found = read.pack_for(chosen)
    subject, asked = request.GET.get("subject", ""), request.GET.get("q", "").strip()[:80]
    entries = read.facts(found, subject if subject in found.subjects else "", asked)
    shown = Paginator(entries, FACTS_SHOWN).get_page(request.GET.get("page"))
    context = {
        "pack": found, "packs": known, "subject": subject, "q": asked, "page": shown,
        "subjects": list(found.subjects), "is_set": bool(asked or subject),
    }  # fmt: skip
    beside = request.headers.get("HX-Request") and request.GET.get("beside")
    name = "_facts_beside.html" if beside else "facts.html"
    return render(request, f"rules/{name}", context)


def _both(id: str, old: RulePack, new: RulePack, day: date) -> list[Beside]:
    """What both packs say in the parts of a rule that differ; nothing where one lacks it."""
    before, after = old.rules.get(id), new.rules.get(id)
    return beside(before, old, after, new, day) if before and after else []


@require_GET
@page(*words.READ)
def diff(request: words.StaffRequest) -> HttpResponse:
    """Two packs side by side: which rules differ, and what each says in those parts."""
    known = [state for state in read.packs(request.user) if state.pack]
    first, second = request.GET.get("a", ""), request.GET.get("b", "")
    rows, day = None, None
    if first and second:
        old, new = read.pack_for(first), read.pack_for(second)
        day = default_day(new)
        rows = [
            (
                each,
                _both(each.rule, old, new, day),
                new.rules.get(each.rule, old.rules.get(each.rule)),
            )
            for each in differences(old, new)
        ]
    context = {
        "packs": known, "a": first, "b": second, "rows": rows, "day": day,
        "may_try": any(request.user.can(each) for each in words.DESK),
    }  # fmt: skip
    return render(request, "rules/diff.html", context)
