"""Trials of rules: what a change would do to the people of one's place, before anybody decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.appeals.words import said
from rongcheng.core.errors import Refusal
from rongcheng.people.views.pages import page
from rongcheng.rulekit.rules import Rule, RulePack
from rongcheng.rules import tasks, words
from rongcheng.rules.comparing import ASKED, GAINS, LESS, LOSES, MORE
from rongcheng.rules.models import RuleTrial
from rongcheng.rules.queries import rules as read
from rongcheng.rules.queries.trial_people import people_of
from rongcheng.rules.services import simulation
from rongcheng.rules.services.simulation import What
from rongcheng.rules.simulating import default_day
from rongcheng.web.formats import number
from rongcheng.web.formats import yuan as money

State = RuleTrial.State
PER_PAGE = 20


@require_GET
@page(*words.DESK)
def trials(request: words.StaffRequest) -> HttpResponse:
    """The runs of one's place; two of them can be put side by side."""
    found = read.visible_trials(request.user)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": shown, "own": [each for each in read.packs(request.user) if each.pack]}
    return render(request, "rules/trials.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*words.DESK)
def new(request: words.StaffRequest) -> HttpResponse:
    """A trial: a rule with other values or conditions, a draft, or another pack."""
    given = request.POST if request.method == "POST" else request.GET
    pack = read.pack_for(given.get("pack", ""))
    day = _day(given.get("day", ""), pack)
    problem = ""
    if request.method == "POST":
        try:
            what, title = _what(request, pack, day)
            trial = simulation.ask(
                by=request.user, pack=pack.name, day=day,
                title=request.POST.get("title", "").strip() or title, what=what,
            )  # fmt: skip
            tasks.start(trial)
            return redirect("rules:trial", trial.pk)
        except Refusal as error:
            problem = str(error)
    rule = pack.rule(given.get("rule", ""), day) or pack.rules.get(given.get("rule", ""))
    if rule is None:
        return render(request, "rules/trial_choose.html",
                      {"pack": pack, "day": day, "problem": problem,
                       "rules": pack.on(day)})  # fmt: skip
    context = _form(request, pack, rule, day) | {"problem": problem}
    return render(request, "rules/trial_new.html", context, status=400 if problem else 200)


def _form(request: words.StaffRequest, pack: RulePack, rule: Rule, day: date) -> dict[str, Any]:
    dropped = request.POST.getlist("drop")
    values = [
        (each, request.POST.get(f"value-{each.parameter.name}", ""))
        for each in words.values_of(rule, day)
    ]
    return {
        "pack": pack, "rule": rule, "day": day, "values": values, "dropped": dropped,
        "conditions": words.conditions_of(rule, pack, day),
        "amount": words.amount_of(rule, pack, day), "given": request.POST,
    }  # fmt: skip


def _what(request: words.StaffRequest, pack: RulePack, day: date) -> tuple[What, str]:
    """What the form asks to try, and a name for it."""
    given = request.POST
    if number := given.get("draft", ""):
        draft = read.draft_for(request.user, int(number) if number.isdecimal() else 0)
        title = said(dict(pack.rules[draft.rule].title)) if draft.rule in pack.rules else pack.name
        return What(text=draft.text, draft=draft), f"{title} {_('draft')} {draft.pk}"
    if other := given.get("other", ""):
        after = read.pack_for(other)
        return What(other=other), f"{said(dict(pack.names))} → {said(dict(after.names))}"
    rule = pack.rule(given.get("rule", ""), day)
    if rule is None:
        raise Refusal(_("The rule is not in force on that day; choose another day."))
    changes: dict[str, Any] = {
        "values": {
            name: text.strip() for name in rule.parameters
            if (text := given.get(f"value-{name}", "")).strip()
        },
        "drop": [each.id for each in rule.conditions if each.id in given.getlist("drop")],
        "add": given.get("add", "").strip()[:2000],
        "amount": given.get("amount", "").strip()[:2000],
    }  # fmt: skip
    return What(rule=rule.id, changes=changes), words.changes_words(rule, changes, day)[:120]


def _day(text: str, pack: RulePack) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default_day(pack)


@require_GET
@page(*words.DESK)
def trial(request: words.StaffRequest, pk: int) -> HttpResponse:
    """One run: counts, counties, overlaps, and whom it would reach."""
    found = read.trial_for(request.user, pk)
    context: dict[str, Any] = {"busy": _busy(found), **_how_far(found)}
    if found.state == State.DONE:
        context |= shown(found)
        context |= people_page(request, found)
    return render(request, "rules/trial.html", context)


def _how_far(found: RuleTrial) -> dict[str, Any]:
    """What is told of a run that is not over: how long it has been, whether it moves at all."""
    seconds = int((timezone.now() - found.asked_at).total_seconds())
    return {"trial": found, "minutes": seconds // 60, "seconds": seconds % 60,
            "stalled": simulation.stalled(found)}  # fmt: skip


@require_POST
@page(*words.DESK)
def again(request: words.StaffRequest, pk: int) -> HttpResponse:
    """A run that failed or was left unfinished, asked for once more."""
    new = simulation.again(by=request.user, trial=read.trial_for(request.user, pk))
    tasks.start(new)
    return redirect("rules:trial", new.pk)


def _busy(found: RuleTrial) -> bool:
    return found.state in (State.WAITING, State.RUNNING)


def shown(found: RuleTrial) -> dict[str, Any]:
    """What came of a run, as its page and the comparison show it."""
    result = found.result or {"rules": [], "counties": [], "overlaps": {}, "subjects": {}}
    changed = [each for each in result["rules"] if each["changed"]]
    totals = {
        side: {name: sum(each[side][name] for each in changed) for name in ("people", "cost")}
        for side in ("before", "after")
    }
    return {
        "before_people": _("before: %(n)s") % {"n": number(totals["before"]["people"])},
        "before_cost": _("before: %(n)s") % {"n": money(totals["before"]["cost"])},
        "changed": changed, "totals": totals, "counties": _counties(result["counties"]),
        "matrices": [_matrix(result, subject) for subject in result["overlaps"]],
        "subjects": list(result["subjects"].items()),
        "titles": {each["id"]: each["title"] for each in result["rules"]},
    }  # fmt: skip


def _counties(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each county and rule, those that change most first."""

    def weight(row: dict[str, Any]) -> tuple[int, int]:
        old, new = row["before"], row["after"]
        return abs(new["cost"] - old["cost"]), abs(new["people"] - old["people"])

    there = [row for row in rows if any(row[side][n] for side in ("before", "after")
                                        for n in ("people", "cost", "asked"))]  # fmt: skip
    return sorted(there, key=weight, reverse=True)[:200]


def _matrix(result: dict[str, Any], subject: str) -> dict[str, Any]:
    """Who is eligible for both of two benefits, before and after; only those that anybody is."""
    before, after = result["overlaps"][subject]
    titles = {each["id"]: each["title"] for each in result["rules"] if each["subject"] == subject}
    ids = [id for id in titles if before[id][id] or after[id][id]]
    rows = [
        {"id": id, "title": titles[id],
         "cells": [{"id": other, "before": before[id][other], "after": after[id][other],
                    "same": id == other} for other in ids]}
        for id in ids
    ]  # fmt: skip
    pairs = [
        (titles[a], titles[b], before[a][b], after[a][b])
        for at, a in enumerate(ids) for b in ids[at + 1 :] if before[a][b] or after[a][b]
    ]  # fmt: skip
    return {"subject": subject, "ids": [(id, titles[id]) for id in ids], "rows": rows,
            "pairs": pairs}  # fmt: skip


def people_page(request: words.StaffRequest, found: RuleTrial) -> dict[str, Any]:
    """Whom the run reaches: masked, only those whom the reader may open."""
    what = request.GET.get("what", "")
    kinds = {GAINS: _("gain"), LOSES: _("lose"), MORE: _("get more"), LESS: _("get less"),
             ASKED: _("asked otherwise")}  # fmt: skip
    changes = simulation.changes_of(found)
    if changes is None:
        return {"gone": True}
    counts = dict(changes["what"].value_counts().rows()) if changes.height else {}
    there = [(kind, label, counts[kind]) for kind, label in kinds.items() if counts.get(kind)]
    what = what if what in counts else (there[0][0] if there else "")
    lines = people_of(request.user, changes, what) if what else []
    page = Paginator(lines, 50).get_page(request.GET.get("page"))
    return {"kinds": there, "what": what, "people": page}


@require_GET
@page(*words.DESK)
def progress(request: words.StaffRequest, pk: int) -> HttpResponse:
    """How far a run is; once it is over, the page is told to show itself anew."""
    found = read.trial_for(request.user, pk)
    if _busy(found):
        return render(request, "rules/_progress.html", _how_far(found))
    answer = HttpResponse()
    answer["HX-Refresh"] = "true"
    return answer


@require_GET
@page(*words.DESK)
def side_by_side(request: words.StaffRequest) -> HttpResponse:
    """Two runs side by side."""
    numbers = [text for text in request.GET.getlist("run") if text.isdecimal()][:2]
    if len(numbers) != 2:
        raise Refusal(_("Choose two trials to put side by side."))
    runs = [read.trial_for(request.user, int(number)) for number in numbers]
    if any(each.state != State.DONE for each in runs):
        raise Refusal(_("Both trials must be worked out first."))
    sides = [(each, shown(each)) for each in runs]
    ids = list(dict.fromkeys(each["id"] for _run, side in sides for each in side["changed"]))
    titles = {each["id"]: each["title"] for _run, side in sides for each in side["changed"]}
    rows = [
        (id, titles[id], [next((each for each in side["changed"] if each["id"] == id), None)
                          for _run, side in sides])
        for id in ids
    ]  # fmt: skip
    comparable = runs[0].day == runs[1].day and runs[0].place_id == runs[1].place_id
    context = {"sides": sides, "rows": rows, "comparable": comparable}
    return render(request, "rules/compare.html", context)
