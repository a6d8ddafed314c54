"""Figures about appeals, counted from their events; every figure opens the appeals it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from rongcheng.agencies.models import Office
from rongcheng.agencies.roles import Can
from rongcheng.appeals import words
from rongcheng.appeals.events import Stage
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.queries import statistics as count
from rongcheng.appeals.queries.lists import PAGE, decorated
from rongcheng.places.models import Place
from rongcheng.web.charts import Chart, Datum

from .pages import READ, here, page

DAYS = 90
LEAST = 5
"""Smaller counts are not shown to who may not open the appeals behind them."""
LINES = {
    "category": gettext_lazy("By category"), "office": gettext_lazy("By office"),
    "place": gettext_lazy("By place"), "month": gettext_lazy("By month"),
    "urgency": gettext_lazy("By urgency"), "channel": gettext_lazy("By channel"),
}  # fmt: skip
SHOWN = (
    "received", "open", "overdue", "due", "on_time", "contacted_on_time", "returned", "reopened",
    "by_itself", "corrected", "solved", "rated", "satisfied",
)  # fmt: skip


class PeriodForm(forms.Form):
    """From when to when, and by what."""

    since = forms.DateField(label=gettext_lazy("Filed from"), required=False)
    until = forms.DateField(label=gettext_lazy("Filed until"), required=False)
    by = forms.ChoiceField(
        label=gettext_lazy("Lines"), required=False, choices=[("", "—"), *LINES.items()]
    )


@dataclass(frozen=True)
class Cell:
    """A figure in a line: its count, its share, the address of its rows."""

    name: str
    count: int | None
    share: int | None
    url: str


@require_GET
@page(Can.SEE_FIGURES)
def statistics(request: HttpRequest) -> HttpResponse:
    """Received, on time, returned, taken up again, satisfaction; how long offices had them."""
    form, period, by = _asked(request)
    lines = [
        {"name": name, "cells": cells}
        for name, cells in (
            (_line_name(by, row["key"], here(request)), _cells(request, row, period, by))
            for row in count.table(request.user, period, by, figures=SHOWN)
        )
    ]
    [whole] = count.table(request.user, period, figures=SHOWN)
    context = {
        "form": form, "period": period, "by": by, "lines": lines,
        "whole": _cells(request, whole, period, ""),
        "heads": [(name, count.FIGURES[name]) for name in SHOWN], "opens": _opens(request),
        "spells": _spells(request, period), "chart": _chart(request, period),
    }  # fmt: skip
    return render(request, "appeals/statistics.html", context)


@require_GET
@page(*READ)
def statistics_rows(request: HttpRequest) -> HttpResponse:
    """The appeals behind one figure of one line."""
    _form, period, by = _asked(request)
    figure, key = request.GET.get("figure", "received"), request.GET.get("key", "")
    if figure not in count.FIGURES:
        raise Http404(_("There is no figure “%(name)s”.") % {"name": figure})
    try:
        found = count.rows_of(request.user, period, figure, by, key)
    except ValueError as error:
        raise Http404(str(error)) from error
    rows = decorated(request.user, found.order_by("-filed_at"))
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "figure": count.FIGURES[figure], "line": _line_name(by, key, here(request)) if by else "",
        "period": period, "back": f"{reverse('appeals:statistics')}?{_address(period, by)}",
    }  # fmt: skip
    return render(request, "appeals/statistics_rows.html", context)


def _asked(request: HttpRequest) -> tuple[PeriodForm, count.Period, str]:
    form = PeriodForm(request.GET)
    form.is_valid()
    given = form.cleaned_data
    until = given.get("until") or timezone.localdate()
    since = given.get("since") or until - timedelta(days=DAYS)
    shown = {"since": since.isoformat(), "until": until.isoformat(), "by": given.get("by") or ""}
    by = given.get("by") or "category"
    return PeriodForm(initial=shown), count.Period(min(since, until), max(since, until)), by


def _opens(request: HttpRequest) -> bool:
    return any(request.user.can(one) for one in READ)


def _cells(request: HttpRequest, row: dict[str, Any], period: count.Period, by: str) -> list[Cell]:
    opens = _opens(request)
    made = []
    for name in SHOWN:
        value, of = row[name], count.FIGURES[name].of
        shown = value if opens or value >= LEAST or value == 0 else None
        whole = row.get(of, 0) if of else 0
        share = round(100 * value / whole) if of and whole and shown is not None else None
        more = {"figure": name, "key": row["key"]}
        url = f"{reverse('appeals:statistics_rows')}?{_address(period, by, **more)}"
        made.append(Cell(name, shown, share, url if opens and value else ""))
    return made


def _address(period: count.Period, by: str, **more: str) -> str:
    given = {"since": period.since.isoformat(), "until": period.until.isoformat(), "by": by}
    return urlencode({name: value for name, value in (given | more).items() if value})


def _line_name(by: str, key: str, place: int) -> str:
    if not key:
        return _("Category open") if by == "category" else _("Nobody yet")
    if by == "category":
        return words.category_name(key, place)
    if by == "office":
        return Office.objects.filter(pk=key).values_list("name", flat=True).first() or key
    if by == "place":
        return Place.objects.filter(code=key).values_list("full_name", flat=True).first() or key
    if by == "urgency":
        return str(Appeal.Urgency(key).label)
    return str(Appeal.Channel(key).label) if by == "channel" else key


def _spells(request: HttpRequest, period: count.Period) -> list[dict[str, Any]]:
    found = count.durations(request.user, period)
    names = Office.objects.in_bulk({each.office for each in found})
    return [
        {"office": names[each.office], "stage": Stage(each.stage).label, "spell": each}
        for each in found if _opens(request) or each.appeals >= LEAST
    ]  # fmt: skip


def _chart(request: HttpRequest, period: count.Period) -> Chart:
    year = count.Period(_a_year_before(period.until), period.until)
    months = count.table(request.user, year, "month", figures=("received", "on_time"))
    data = [Datum(row["key"], row["received"]) for row in months]
    return Chart.single("bar", _("Received by month"), data, unit=_("appeals"), height=260)


def _a_year_before(day: date) -> date:
    return (day - timedelta(days=364)).replace(day=1)


urlpatterns = [
    path("figures/", statistics, name="statistics"),
    path("figures/rows", statistics_rows, name="statistics_rows"),
]
