"""The list of applications: those in which it is my turn first; several checked at once."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.benefits.events import TABLE
from rongcheng.benefits.models import Application
from rongcheng.benefits.permissions import possible
from rongcheng.benefits.queries import lists as read
from rongcheng.benefits.review_forms import ApplicationFilter
from rongcheng.benefits.services import bulk

from .review_pages import READ, page


@require_GET
@page(*READ)
def applications(request: HttpRequest) -> HttpResponse:
    """Applications of my turn, due, overdue, open or all; thirty at a time."""
    form, given = narrowed(request)
    sort = request.GET.get("sort", "")
    rows = read.in_order(request.user, given, sort) if form.is_valid() else _none()
    shown = Paginator(rows, read.PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    can = _several(request, shown)
    context = {
        "form": form, "page": shown, "show": given.get("show", ""), "shows": _shows(),
        "stats": _stats(request), "query": query.urlencode(), "acts": _acts(can), "ticks": set(can),
        "narrowed": any(v for k, v in given.items() if k != "show"),
        "may_export": request.user.can(Can.EXPORT),
    }  # fmt: skip
    return render(request, "benefits/review/list.html", context)


def _none():  # type: ignore[no-untyped-def]
    return Application.objects.none()


def narrowed(request: HttpRequest) -> tuple[ApplicationFilter, dict]:
    """The filter form, and what it narrows by."""
    given = request.POST if request.method == "POST" else request.GET
    form = ApplicationFilter(given, by=request.user)
    form.is_valid()
    return form, form.cleaned_data


def _several(request: HttpRequest, rows: Iterable[Application]) -> dict[str, set[str]]:
    """The number of each row of this page that can be ticked, with what can be done with it."""
    found = {row.number: possible(request.user, row) & set(bulk.ACTS) for row in rows}
    return {number: codes for number, codes in found.items() if codes}


def _acts(can: dict[str, set[str]]) -> list[tuple[str, str]]:
    """What can be done with several ticked ones at once."""
    names = {"checked": _("Check and pass on those ticked"), "approved": _("Approve those ticked")}
    codes = set().union(*can.values())
    return [(code, names[code]) for code in bulk.ACTS if code in codes]


def _shows() -> list[tuple[str, str, str]]:
    named = [
        ("", _("My turn")), ("due", _("Soon due")), ("overdue", _("Overdue")),
        ("open", _("All open")), ("all", _("All")),
    ]  # fmt: skip
    return [(name, f"?{urlencode({'show': name})}" if name else "?", label)
            for name, label in named]  # fmt: skip


def _stats(request: HttpRequest) -> list[tuple[object, ...]]:
    """Tiles: label, count, address of the rows, tone, icon."""
    found = read.waiting(request.user)
    url = reverse("benefits:list")
    return [
        (_("My turn"), found.mine, url, "plain", "inbox"),
        (_("Soon due"), found.soon, f"{url}?show=due", "warn" if found.soon else "plain", ""),
        (_("Overdue"), found.overdue, f"{url}?show=overdue", "bad" if found.overdue else "plain",
         ""),
        (_("All open"), found.open, f"{url}?show=open", "plain", ""),
    ]  # fmt: skip


@require_POST
@page(Can.CHECK_BENEFITS, Can.APPROVE_BENEFITS)
def several(request: HttpRequest) -> HttpResponse:
    """Check or approve those ticked; each line tells what became of it."""
    code = request.POST.get("code", "")
    results = bulk.do_all(by=request.user, code=code, numbers=request.POST.getlist("number"))
    context = {
        "results": results, "act": TABLE[code].wording,
        "done": sum(not result.problem for result in results), "back": request.POST.get("back", ""),
    }  # fmt: skip
    return render(request, "benefits/review/several.html", context)
