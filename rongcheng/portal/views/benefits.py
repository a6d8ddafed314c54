"""What can I get: all benefits around a worker in groups, one of them explained, and questions."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongcheng.audit.services import Actor
from rongcheng.benefits import getting, placements
from rongcheng.benefits.asking import answered, as_sent, question
from rongcheng.benefits.getting import Benefit
from rongcheng.benefits.placements import Placed
from rongcheng.benefits.queries.representatives import employers_of
from rongcheng.benefits.queries.scope import applications_of
from rongcheng.core.errors import Refusal
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person
from rongcheng.rulekit.facts import Fact
from rongcheng.rules.services import answers
from rongcheng.web import formats

from .. import applying as drafts
from .. import benefits as told
from ..actors import Spokesperson, Worker
from ..applying import Applying
from .asking import place_context
from .pages import screen, signed_in, worker_of

form = require_http_methods(["GET", "POST"])


def places_of(worker: Person) -> tuple[int | None, int | None]:
    """Whose packs can concern a worker: those of home and of the present work."""
    return worker.home_place_id, worker.host_place_id


def asked_day(text: str, *places: int | None) -> date:
    """The day that a page asks about; see ``getting.day_asked``."""
    return getting.day_asked(text[:10], places, timezone.localdate())


def employer_of(worker: Person, code: str) -> Employer:
    """The employer of this code that the worker acts for; 404 for any other."""
    found = employers_of(worker).filter(code=code).first()
    if found is None:
        raise Http404(_("You do not act for a company with the code %(code)s.") % {"code": code})
    return found


def all_for(worker: Person, code: str, day: str) -> list[Benefit]:
    """The benefits of the worker, or of the employer of this code that they act for."""
    if code:
        employer = employer_of(worker, code)
        return getting.of_employer(employer, asked_day(day, employer.place_id))
    return getting.of_person(worker, asked_day(day, *places_of(worker)))


def query_of(code: str, day: date) -> str:
    """What addresses carry along: the company, and a day that is not today."""
    given = {"company": code, "day": str(day) if day != timezone.localdate() else ""}
    kept = {name: value for name, value in given.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


@require_safe
@signed_in
def benefits(request: HttpRequest) -> HttpResponse:
    """Everything that the worker can get, nearly can, or cannot, with the reason."""
    worker = worker_of(request)
    today = timezone.localdate()
    day = asked_day(request.GET.get("day", ""), *places_of(worker))
    groups = getting.grouped(getting.of_person(worker, day))
    context = {
        "groups": with_amounts(groups), "query": query_of("", day),
        "claims": told.lines(applications_of(worker), timezone.now()),
        "earlier": getting.earlier_days(places_of(worker), today),
        "day": day, "past": day != today,
    }  # fmt: skip
    return screen(request, "benefits/list", context)


def with_amounts(groups: dict[str, list[Benefit]]) -> dict[str, list[tuple[Benefit, str]]]:
    """Each benefit with what it brings, by group."""
    return {name: [(one, told.amount_of(one)) for one in groups[name]] for name in groups}


@require_safe
@signed_in
def benefit(request: HttpRequest, rule: str) -> HttpResponse:
    """One benefit: every condition with what is known, whose word that is, and the clause."""
    code = request.GET.get("company", "")[:18]
    one = find(all_for(worker_of(request), code, request.GET.get("day", "")), rule)
    if one is None:
        return redirect("portal:benefits")
    query = query_of(code, one.day)
    context = shown(one, query) | {"query": query, "back": list_of(code, one.day)}
    return screen(request, "benefits/one", context)


def list_of(code: str, day: date) -> str:
    """The address of the list that a benefit stands in."""
    if code:
        return reverse("portal:company", args=[code]) + query_of("", day)
    return reverse("portal:benefits") + query_of("", day)


def find(benefits: list[Benefit], rule: str) -> Benefit | None:
    """The benefit of a rule among those of a subject."""
    return next((one for one in benefits if one.rule.id == rule), None)


def shown(one: Benefit, query: str = "") -> dict[str, object]:
    """What the page of one benefit shows."""
    lines = [
        (line, [told.told_fact(fact, one.rule.id, query) for fact in line.facts])
        for line in one.found.lines
    ]
    excludes = [
        (other, formats.yuan(other.amount) if other.amount else "") for other in one.found.excludes
    ]
    return {
        "one": one, "lines": lines, "amount": told.amount_of(one), "excludes": excludes,
        "papers": getting.papers_of(one), "application": one.application,
        "unknown": [told.told_fact(fact, one.rule.id) for fact in one.unknown],
    }  # fmt: skip


# --- questions ------------------------------------------------------------------------------------


def begin(request: HttpRequest, rule: str, *, sending: bool) -> Applying:
    """The draft for a rule: what was begun for it is gone on with, another one is dropped."""
    draft = drafts.load(request)
    code = request.GET.get("company", draft.employer if draft.rule == rule else "")[:18]
    day = request.GET.get("day", draft.day if draft.rule == rule else "")[:10]
    if (draft.rule, draft.employer, draft.day) != (rule, code, day):
        draft = Applying(rule=rule, employer=code, day=day)
    draft.sending = sending or draft.sending
    drafts.save(request, draft)
    return draft


def benefit_of(draft: Applying, worker: Person) -> Benefit | None:
    """The benefit that a draft is about; None where there is none such for this worker."""
    if draft.keys:
        return placed(draft, worker)[0]
    return find(all_for(worker, draft.employer, draft.day), draft.rule)


def placed(draft: Applying, worker: Person) -> tuple[Benefit | None, list[Placed]]:
    """The people of a draft whom it can still be applied for, the first as a benefit."""
    employer = employer_of(worker, draft.employer)
    day = placements.day_asked(draft.day, employer)
    for each in placements.of_organiser(employer, day):
        if each.rule.id == draft.rule:
            people = [one for one in each.open if one.key in draft.keys]
            if people:
                return placements.benefit_of(each, people[0].key, employer, day), people
    return None, []


def next_question(draft: Applying, one: Benefit) -> str:
    """The fact to ask next; empty where none is left that could be known."""
    return next((f.name for f in one.questions if f.name not in draft.skipped), "")


@require_safe
@signed_in
def ask(request: HttpRequest, rule: str) -> HttpResponse:
    """To the first question that is open, else back to the benefit."""
    draft = begin(request, rule, sending=False)
    draft.sending, draft.skipped = False, []
    drafts.save(request, draft)
    return onward(request, draft)


def onward(request: HttpRequest, draft: Applying) -> HttpResponse:
    """The next open question; after the last one the benefit's page, or on with applying."""
    one = benefit_of(draft, worker_of(request))
    if one is None:
        return redirect("portal:benefits")
    if one.found.outcome != "not" and (fact := next_question(draft, one)):
        return redirect("portal:ask_fact", rule=draft.rule, fact=fact)
    if draft.sending and one.open_to_apply:
        from .applying import next_screen

        return redirect(next_screen(draft, one))
    query = query_of(draft.employer, one.day)
    return redirect(reverse("portal:benefit", args=[draft.rule]) + query)


@form
@signed_in
def ask_fact(request: HttpRequest, rule: str, fact: str) -> HttpResponse:
    """One question; what is not known can be left open."""
    worker = worker_of(request)
    draft = begin(request, rule, sending=False)
    one = benefit_of(draft, worker)
    about = one.about.facts.get(fact) if one else None
    if one is None or about is None or about.source != "asked" or fact not in one.rule.facts():
        return redirect("portal:benefits")
    if request.method == "GET":
        return _asked(request, draft, one, about)
    if "skip" in request.POST:
        draft.skipped = [*draft.skipped, fact]
        drafts.save(request, draft)
        return onward(request, draft)
    try:
        value = answered(about, request.POST.get("answer", ""))
        answers.state(
            by=actor_for(worker, draft), subject=one.about, key=one.key, said={fact: value},
            since=one.day, place=worker.home_place_id,
        )  # fmt: skip
    except Refusal as refusal:
        return _asked(request, draft, one, about, refusal)
    return onward(request, draft)


def actor_for(worker: Person, draft: Applying) -> Actor:
    """As whom the worker acts: for themselves, or for the employer they speak for."""
    if draft.employer:
        return Spokesperson(worker, frozenset({employer_of(worker, draft.employer).pk}))
    return Worker(worker)


def _asked(
    request: HttpRequest, draft: Applying, one: Benefit, fact: Fact,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    known = {f.name: f for line in one.found.lines for f in line.facts}.get(fact.name)
    now = known.value if known else None
    context = {
        "question": question(fact), "refusal": refusal, "one": one, "draft": draft,
        "answer": request.POST.get("answer", as_sent(fact, now)),
        "back": reverse("portal:benefit", args=[one.rule.id]) + query_of(draft.employer, one.day),
        "left": len([f for f in one.questions if f.name not in draft.skipped]),
    }  # fmt: skip
    if fact.type.kind == "place":
        context |= place_context(request, fact.name, chosen=context["answer"])
    return screen(request, "benefits/ask", context, 422 if refusal else 200)
