"""The proposal in plain words: what it is about, how urgent, who gets it; put right, and sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.appeals.forecast import Forecast, forecast
from rongcheng.appeals.marking import pieces
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import Rules, rules_for
from rongcheng.appeals.services.reading import Proposal
from rongcheng.appeals.wording import first_call, left
from rongcheng.appeals.words import category_name
from rongcheng.benefits.queries.objecting import advice_at
from rongcheng.core.errors import Refusal
from rongcheng.people.queries.naming import full_place_name

from .. import telling as tellings
from ..services import telling as filing
from ..speaking import Speaker
from ..telling import ANONYMOUS, BY_NAME, Telling
from .pages import remember, screen
from .tell import asks_home, begun, likes, onward, reading

DECIDING = 3


def chosen(telling: Telling, proposal: Proposal) -> str:
    """The category as it stands: the worker's choice, else what was read; empty: open."""
    if telling.category is not None:
        return telling.category
    return "" if proposal.abstain else proposal.category


@begun
def check(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """Everything once more, each line with a way to change it, before it is sent."""
    if telling.place is None or telling.employer is None:
        return onward(request, telling, speaker)
    proposal = reading(telling, speaker)
    if request.method == "GET":
        return _checked(request, telling, speaker, proposal)
    try:
        appeal = filing.file(telling=telling, speaker=speaker, proposal=proposal, by=speaker.by)
    except Refusal as refusal:
        return _checked(request, telling, speaker, proposal, refusal)
    tellings.forget(request)
    remember(request, appeal.pk)
    return redirect("portal:sent", number=appeal.number)


def _checked(
    request: HttpRequest, telling: Telling, speaker: Speaker, proposal: Proposal,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    category = chosen(telling, proposal)
    ahead = forecast(
        telling.text, category, proposal, event=telling.place, home=speaker.home,
        matter=_matter(telling, proposal), now=now,
        about_office=(telling.employer or "") if telling.official else None,
    )  # fmt: skip
    rules = rules_for(telling.place or 0)
    others = rules.belongs_elsewhere(telling.text)
    context = {
        "telling": telling, "refusal": refusal, "category": category, "proposal": proposal,
        "category_name": category_name(category, telling.place or 0),
        "urgency": Appeal.Urgency(proposal.urgency).label, "ahead": ahead,
        "critical": proposal.urgency == "critical",
        "place": full_place_name(telling.place), "asks_home": asks_home(telling, speaker),
        "home_place": full_place_name(telling.home or None), "figures": figures(telling, proposal),
        "pieces": pieces(telling.text, _light(proposal)),
        "answers": _answers(telling, category, rules),
        "elsewhere": others, "not_taken": bool(others) and not any(each.take for each in others),
        "tops": _tops(telling, proposal, rules), "can_group": telling.mode == BY_NAME,
        "likes": likes(telling, speaker) if telling.join else [],
        "kept_from": [office.name for office in ahead.accused] if ahead else [],
    } | _ahead(ahead, category, rules, now)  # fmt: skip
    if not (telling.phone if telling.mode == ANONYMOUS else speaker.phone):
        context["call_by"] = ""
    return screen(request, "tell_check", context, refusal.status if refusal else 200)


def _answers(telling: Telling, category: str, rules: Rules) -> Sequence[object]:
    """What is good to know at once: of the category, or of objecting to a decision."""
    if telling.claim:
        return advice_at(telling.place)
    return rules.categories[category].answers if category in rules.categories else ()


def _light(proposal: Proposal) -> dict[str, Any]:
    """What was found, and the few words that decided most: more marks would hide the text."""
    strong = sorted(proposal.words, key=lambda word: -word["weight"])[:DECIDING]
    return {"marks": proposal.marks, "words": strong}


def _matter(telling: Telling, proposal: Proposal) -> str:
    return str(Appeal.Matter.CONSULTATION) if telling.mode == ANONYMOUS else proposal.matter


def _ahead(ahead: Forecast | None, category: str, rules: Rules, now: datetime) -> dict[str, str]:
    """Who gets it, and by when they call and answer, in words."""
    if ahead is None:
        return {}
    if category and ahead.route.lead is not None:
        goes = _("It goes to %(office)s") % {"office": ahead.route.lead.name}
    else:
        place = ahead.place.name
        goes = _("A person in %(place)s reads it and chooses the office") % {"place": place}
    time = left(ahead.standing, now, rules)
    return {
        "goes_to": _("%(where)s; %(time)s.") % {"where": goes, "time": time},
        "call_by": first_call(ahead.standing, now),
    }


def _tops(telling: Telling, proposal: Proposal, rules: Rules) -> list[tuple[str, str]]:
    """Three categories to choose from where the platform is not sure."""
    if telling.category is not None or not proposal.abstain:
        return []
    return [(code, category_name(code)) for code in _likely(proposal, rules)]


def _likely(proposal: Proposal, rules: Rules) -> list[str]:
    """The categories that the words may mean, the likeliest first."""
    return [each["label"] for each in proposal.top if each["label"] in rules.categories][:3]


def figures(telling: Telling, proposal: Proposal) -> dict[str, Any]:
    """Amount in fen, people and months: as the worker put them right, else as they were read."""
    found = {name: proposal.found.get(name) for name in filing.FIGURES}
    if telling.figures is not None:
        found = dict.fromkeys(filing.FIGURES) | filing.own_figures(telling)
    return found


# --- what can be put right ------------------------------------------------------------------------


@begun
def kind(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """What it is about: the likely ones first, then all, or none of them."""
    proposal = reading(telling, speaker)
    rules = rules_for(telling.place or 0)
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        if answer in {"", *rules.categories}:
            if answer != chosen(telling, proposal):
                telling.join = None
            telling.category = answer
            return onward(request, telling, speaker)
    likely = _likely(proposal, rules)
    rest = [each for each in rules.top() if each.id not in likely]
    context = {
        "telling": telling, "now": chosen(telling, proposal), "rest": rest,
        "likely": [rules.categories[code] for code in likely],
    }  # fmt: skip
    return screen(request, "tell_kind", context)


@begun
def amounts(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """How much, how many people, how many months."""
    proposal = reading(telling, speaker)
    problems: dict[str, str] = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in filing.FIGURES}
        given, problems = _numbers(given)
        if not problems:
            telling.figures = given
            return onward(request, telling, speaker)
    else:
        found = figures(telling, proposal)
        given = {name: "" if value is None else str(value) for name, value in found.items()}
        if found["amount"] is not None:
            given["amount"] = _plain(Decimal(found["amount"]) / 100)
        if found["months"] is not None:
            given["months"] = _plain(Decimal(str(found["months"])))
    context = {"telling": telling, "given": given, "problems": problems}
    return screen(request, "tell_amounts", context, 422 if problems else 200)


def _plain(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


NUMBER = {
    "amount": re.compile(r"\d{1,9}(\.\d{1,2})?"), "people": re.compile(r"[1-9]\d{0,4}"),
    "months": re.compile(r"\d{1,3}(\.\d)?"),
}  # fmt: skip


def _numbers(given: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The figures as plain digits, and what is wrong with those that are none."""
    clean = {name: re.sub(r"[,，\s元¥￥人个月]", "", text) for name, text in given.items()}
    problems = {
        name: _("“%(text)s” is not a number.") % {"text": given[name]}
        for name, text in clean.items()
        if text and not NUMBER[name].fullmatch(text)
    }
    return (given if problems else clean), problems


@begun
def urgency(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """Why it is more urgent than it was read: a person looks at that first."""
    if request.method == "POST":
        telling.urgency_said = request.POST.get("why", "").strip()[:300]
        return onward(request, telling, speaker)
    context = {"telling": telling}
    return screen(request, "tell_urgency", context)


@begun
def together(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """Others told of the same: join them, or go on alone."""
    found = likes(telling, speaker)
    if request.method == "POST":
        wanted = request.POST.get("join", "0")
        telling.join = next((each.appeal_id for each in found if str(each.appeal_id) == wanted), 0)
        telling.group = telling.group and not telling.join
        return onward(request, telling, speaker)
    if not found:
        return onward(request, telling, speaker)
    return screen(request, "tell_similar", {"telling": telling, "likes": found[:3]})
