"""Search, the list of persons, and one person's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from rongcheng.agencies.roles import Can
from rongcheng.audit.acts import wording
from rongcheng.people.beside import told_of
from rongcheng.people.queries import codes
from rongcheng.people.queries import person as one
from rongcheng.people.queries.duplicates import links_of
from rongcheng.people.queries.filters import Filters
from rongcheng.people.queries.persons import page as page_of
from rongcheng.people.queries.search import search as find
from rongcheng.people.services import reading
from rongcheng.places.gazetteer import Gazetteer

from . import wordings
from .pages import chips, page, selects, trail


@require_GET
@page(Can.SEE_PEOPLE)
def search(request: HttpRequest) -> HttpResponse:
    """The list of persons: found by a text, or narrowed by filters, fifty at a time."""
    text = request.GET.get("q", "").strip()
    filters = Filters.parse(request.GET)
    context = {
        "text": text, "filters": filters, "selects": selects(filters), "chips": chips(filters),
        "drill": _drill(request, filters), "trail": trail(filters.place),
        "sort": request.GET.get("sort", ""), "may_export": request.user.can(Can.EXPORT),
        "may_edit": request.user.can(Can.EDIT_PEOPLE),
    }  # fmt: skip
    if text:
        found = find(request.user, text)
        gazetteer = Gazetteer.load()
        places = [(code, gazetteer.full_name(code)) for code in found.places]
        context |= {"found": found, "places": places, "people": found.persons}
    else:
        listed = page_of(
            request.user, filters, sort=context["sort"], number=request.GET.get("page", 1)
        )
        context |= {"page": listed, "people": listed.object_list}
    return render(request, "people/search.html", context)


def _drill(request: HttpRequest, filters: Filters) -> list[tuple[int, str]]:
    """Places directly under the chosen one, or under the person's own."""
    gazetteer = Gazetteer.load()
    office = request.user.office
    start = filters.place or (office.place_id if office and filters.side == "home" else 0)
    return [(code, gazetteer.name(code)) for code in gazetteer.children(start)]


@require_GET
@page(Can.SEE_PEOPLE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's page; opening it is logged."""
    found = reading.open_person(pk=pk, by=request.user)
    return render(request, "people/person.html", _person_context(request, found))


@require_http_methods(["GET", "POST"])
@page(Can.UNMASK)
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks why the full numbers are needed, and shows them once the reason is logged."""
    if request.method == "GET":
        return render(request, "people/reveal.html", {"person": one.person(request.user, pk)})
    numbers = reading.reveal(pk=pk, reason=request.POST.get("reason", ""), by=request.user)
    found = one.person(request.user, pk)
    return render(
        request, "people/person.html", _person_context(request, found) | {"numbers": numbers}
    )


def _person_context(request: HttpRequest, found) -> dict:
    statements = one.records(found)
    spells = list(one.spells(found))
    today = timezone.localdate()
    lines = [wordings.field(line) for line in one.provenance(statements)]
    return {
        "person": found,
        "age": codes.age_on(found.birth_date, today),
        "facts": wordings.facts(found),
        "spells": spells,
        "work": wordings.work_timeline(spells),
        "present": next((s for s in spells if s.end_date is None), None),
        "contradicted": [line for line in lines if line["others"]],
        "agreed": sorted((n for n in lines if not n["others"]), key=lambda n: n["where"]),
        "history": [wordings.statement(told) for told in one.history(statements)],
        "looks": [(look, wording(look.act)) for look in one.looks(found)],
        "links": list(links_of(request.user, found)),
        "beside": told_of(request.user, found),
        "may_resolve": request.user.can(Can.RESOLVE_DUPLICATES),
        "may_reveal": request.user.can(Can.UNMASK),
        "may_edit": request.user.can(Can.EDIT_PEOPLE),
        "may_apply": request.user.can(Can.APPLY_FOR_OTHERS),
    }
