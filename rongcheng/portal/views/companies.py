"""Acting for a company or agency: asking to, what it can get, and for whom it brought to work."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rongcheng.benefits import getting, placements
from rongcheng.benefits.queries.representatives import (
    applications_of_employers,
    employers_of,
    requests_of,
)
from rongcheng.benefits.queries.workshops import recognitions_of, years_of
from rongcheng.benefits.services import representing
from rongcheng.core.errors import Refusal
from rongcheng.employers.models import Employer
from rongcheng.employers.services import checked_code
from rongcheng.people.models import Person
from rongcheng.places.gazetteer import Gazetteer

from .. import applying as drafts
from .. import benefits as told
from ..actors import Worker
from ..applying import Applying
from .applying import next_screen
from .benefits import employer_of, form, placed, query_of, with_amounts
from .pages import screen, signed_in, worker_of


@require_safe
@signed_in
def companies(request: HttpRequest) -> HttpResponse:
    """The companies that the worker acts for, and what became of their requests."""
    worker = worker_of(request)
    context = {
        "employers": employers_of(worker),
        "requests": [each for each in requests_of(worker)[:20] if each.state != "active"],
    }
    return screen(request, "benefits/companies", context)


@form
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """The code first; of a company that is not known also name, kind and place."""
    worker = worker_of(request)
    context = {
        name: request.POST.get(name, "").strip()[:120] for name in ("code", "name", "kind", "place")
    }
    context |= {"kinds": Employer.Kind.choices, "more": False}
    if request.method == "GET":
        return screen(request, "benefits/company_new", context)
    try:
        asked = _ask(worker, context)
    except Refusal as refusal:
        context |= {"refusal": refusal, "more": context["name"] != "" or "name" in request.POST}
        return screen(request, "benefits/company_new", context, refusal.status)
    if not asked:
        return screen(request, "benefits/company_new", context | {"more": True})
    messages.success(request, _("The county office looks at it; you see the answer here."))
    return redirect("portal:companies")


def _ask(worker: Person, given: dict) -> bool:
    """Ask, where enough is known; False where name, kind and place have to be asked first."""
    code = checked_code(given["code"])
    known = Employer.objects.filter(code=code).exists()
    if not known and not given["name"]:
        return False
    place = None
    if not known:
        resolved = Gazetteer.load().resolve(given["place"])
        place = None if resolved.ambiguous else resolved.code
        if place is None:
            raise Refusal(
                _("There is no single place “%(text)s”; write it with its city, such as "
                  "大理白族自治州鹤庆县.") % {"text": given["place"]}
            )  # fmt: skip
    representing.ask(
        by=Worker(worker), person=worker, code=code, name=given["name"], kind=given["kind"],
        place=place,
    )  # fmt: skip
    return True


@require_POST
@signed_in
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The worker acts for a company no longer, or takes the request back."""
    worker = worker_of(request)
    asked = get_object_or_404(requests_of(worker), pk=pk)
    try:
        representing.end(by=Worker(worker), request=asked)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:companies")


@require_safe
@signed_in
def company(request: HttpRequest, code: str) -> HttpResponse:
    """What a company can get: by its own facts, and for the people whom it brought to work."""
    worker = worker_of(request)
    employer = employer_of(worker, code)
    today, text = timezone.localdate(), request.GET.get("day", "")[:10]
    day = getting.day_asked(text, [employer.place_id], today)
    if day == today:
        day = placements.day_asked(text, employer)
    groups = getting.grouped(getting.of_employer(employer, day))
    earlier = {*getting.earlier_days([employer.place_id], today), *placements.days_of(employer)}
    claims = applications_of_employers(worker).filter(employer=employer)
    context = {
        "employer": employer, "groups": with_amounts(groups), "day": day, "past": day != today,
        "brought": placements.of_organiser(employer, day), "earlier": sorted(earlier)[::-1],
        "query": query_of(code, day), "claims": told.lines(claims, timezone.now()),
        "asked": requests_of(worker).filter(employer=employer, until=None).first(),
        **_lists(employer, today),
    }  # fmt: skip
    return screen(request, "benefits/company", context)


def _lists(employer: Employer, today: date) -> dict[str, object]:
    """The yearly lists of a recognised company, and the one that has waited longest."""
    found = recognitions_of(employer)
    years = [each for one in found for each in years_of(one, today)]
    waiting = [each for each in years if each.standing in ("late", "due")]
    return {"lists": years, "due": min(waiting, key=lambda each: each.year, default=None)}


@form
@signed_in
def people(request: HttpRequest, code: str, rule: str) -> HttpResponse:
    """Everybody whom the company brought to work, with the amount for each or why there is none."""
    worker = worker_of(request)
    employer = employer_of(worker, code)
    day = placements.day_asked(request.GET.get("day", "")[:10], employer)
    found = [each for each in placements.of_organiser(employer, day) if each.rule.id == rule]
    if not found:
        return redirect("portal:company", code=code)
    if request.method == "POST":
        return _begin(request, worker, Applying(
            rule=rule, employer=code, sending=True, keys=request.POST.getlist("key")[:500],
            day=str(day) if day != timezone.localdate() else "",
        ))  # fmt: skip
    context = {"employer": employer, "found": found[0], "day": day, "query": query_of(code, day)}
    return screen(request, "benefits/company_people", context)


def _begin(request: HttpRequest, worker: Person, draft: Applying) -> HttpResponse:
    one, people = placed(draft, worker) if draft.keys else (None, [])
    if one is None:
        messages.error(request, _("Choose at least one person."))
        return redirect("portal:company", code=draft.employer)
    draft.keys = [each.key for each in people]
    drafts.save(request, draft)
    return redirect(next_screen(draft, one))
