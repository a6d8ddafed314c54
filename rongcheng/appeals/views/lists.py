"""The list of appeals: what waits for my office first."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rongcheng.agencies.roles import Can
from rongcheng.appeals.events import Stage
from rongcheng.appeals.forms import AppealFilter, valid_offices
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.queries import lists as read

from .pages import READ, here, page

OFFERED = 20


@require_GET
@page(*READ)
def appeals(request: HttpRequest) -> HttpResponse:
    """Appeals that wait for my office, all open ones, or all; thirty at a time."""
    form, given = narrowed(request)
    sort = request.GET.get("sort", "")
    rows = read.in_order(request.user, given, sort) if form.is_valid() else Appeal.objects.none()
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form, "page": Paginator(rows, read.PAGE).get_page(request.GET.get("page")),
        "show": given.get("show", ""), "shows": _shows(request), "stats": _stats(request),
        "query": query.urlencode(), "narrowed": any(v for k, v in given.items() if k != "show"),
        "may_export": request.user.can(Can.EXPORT), "may_take": request.user.can(Can.TAKE_APPEALS),
    }  # fmt: skip
    return render(request, "appeals/list.html", context)


def narrowed(request: HttpRequest) -> tuple[AppealFilter, dict]:
    """The filter form, and what it narrows by."""
    given = request.POST if request.method == "POST" else request.GET
    form = AppealFilter(given, by=request.user)
    form.is_valid()
    return form, form.cleaned_data


def _shows(request: HttpRequest) -> list[tuple[tuple[str, str], str]]:
    named = [("", _("Waiting for us")), ("open", _("All open")), ("all", _("All"))]
    return [((name, f"?{urlencode({'show': name})}" if name else "?"), label)
            for name, label in named]  # fmt: skip


def _stats(request: HttpRequest) -> list[tuple[object, ...]]:
    """Tiles: label, count, address of the rows, tone, icon."""
    found = read.waiting(request.user)
    url = reverse("appeals:list")
    return [
        (_("Waiting for us"), found.all, url, "plain", "inbox"),
        (_("Overdue"), found.red, f"{url}?lamp=red", "bad" if found.red else "plain", ""),
        (_("Soon due"), found.amber, f"{url}?lamp=amber", "warn" if found.amber else "plain", ""),
        (_("Not signed for"), found.unsigned, f"{url}?stage={Stage.ASSIGNED}",
         "info" if found.unsigned else "plain", ""),
        (_("Contact overdue"), found.uncontacted, f"{url}?contact=1",
         "bad" if found.uncontacted else "plain", ""),
    ]  # fmt: skip


@require_GET
@page(*READ, Can.TUNE_APPEALS)
def offices(request: HttpRequest) -> HttpResponse:
    """Names of offices for a field, as options; those of one's own place first."""
    text = next((value.strip() for value in request.GET.values() if value.strip()), "")[:60]
    if not text:
        return HttpResponse()
    found = valid_offices().filter(name__icontains=text)[:200]
    mine = here(request) // 10**6
    nearest = sorted(found, key=lambda o: (o.place_id // 10**6 != mine, o.place_id, o.name))
    return render(request, "appeals/_offices.html", {"offices": nearest[:OFFERED]})
