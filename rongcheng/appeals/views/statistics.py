"""Figures about appeals, counted from their events; every figure opens the appeals it counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.models import Office
from rongcheng.agencies.roles import Can
from rongcheng.appeals.events import Stage
from rongcheng.appeals.forms import day_field
from rongcheng.appeals.queries import figure_lines
from rongcheng.appeals.queries import statistics as count
from rongcheng.appeals.queries.figure_lines import Line, line_names, lines, opens
from rongcheng.appeals.queries.lists import PAGE, decorated
from rongcheng.appeals.services.figure_export import KINDS, export
from rongcheng.core import few
from rongcheng.web.charts import Chart, Datum

from .pages import here, page

DAYS = 90
LINES = {
    "category": gettext_lazy("By category"), "office": gettext_lazy("By office"),
    "place": gettext_lazy("By place"), "month": gettext_lazy("By month"),
    "urgency": gettext_lazy("By urgency"), "channel": gettext_lazy("By channel"),
}  # fmt: skip
MONTHS_SHOWN = 364


class PeriodForm(forms.Form):
    """From when to when, and by what."""

    by = forms.ChoiceField(label=gettext_lazy("Lines"), required=False, choices=[*LINES.items()])
    since = day_field(gettext_lazy("Filed from"), required=False)
    until = day_field(gettext_lazy("Filed until"), required=False)


@require_GET
@page(Can.SEE_FIGURES)
def statistics(request: HttpRequest) -> HttpResponse:
    """Received, on time, returned, taken up again, satisfaction; how long offices had them."""
    form, period, by = _asked(request)
    *each, whole = lines(request.user, period, by)
    context = {
        "form": form, "period": period, "by": by, "by_name": LINES[by],
        "lines": [_linked(request, line, period, by) for line in each],
        "whole": _linked(request, whole, period, ""),
        "heads": [(name, count.FIGURES[name]) for name in figure_lines.SHOWN],
        "opens": opens(request.user),
        "chart": _chart(request, period), "may_export": request.user.can(Can.EXPORT),
    } | _spells(request, period)  # fmt: skip
    return render(request, "appeals/statistics.html", context)


def _linked(request: HttpRequest, line: Line, period: count.Period, by: str) -> dict[str, Any]:
    """A line with the address of the rows behind each of its figures."""
    may = opens(request.user)
    cells = []
    for cell in line.cells:
        more = {"figure": cell.name, "key": line.key if by else ""}
        url = f"{reverse('appeals:statistics_rows')}?{_address(period, by, **more)}"
        cells.append((cell, url if may and cell.count else ""))
    return {"name": line.name, "cells": cells}


@require_GET
@page(Can.SEE_APPEALS)
def statistics_rows(request: HttpRequest) -> HttpResponse:
    """The appeals behind one figure of one line."""
    _form, period, _by = _asked(request)
    by = request.GET.get("by", "")
    figure, key = request.GET.get("figure", "received"), request.GET.get("key", "")
    if figure not in count.FIGURES:
        raise Http404(_("There is no figure “%(name)s”.") % {"name": figure})
    if by and by not in LINES:
        raise Http404(_("There are no lines by “%(name)s”.") % {"name": by})
    try:
        found = count.rows_of(request.user, period, figure, by, key)
        line = line_names(by, [key], here(request))[key] if by else ""
    except ValueError as error:
        raise Http404(str(error)) from error
    rows = decorated(request.user, found.order_by("-filed_at"))
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "figure": count.FIGURES[figure], "line": line, "period": period,
        "back": f"{reverse('appeals:statistics')}?{_address(period, by)}",
    }  # fmt: skip
    return render(request, "appeals/statistics_rows.html", context)


@require_POST
@page(Can.SEE_FIGURES)
def statistics_file(request: HttpRequest) -> HttpResponse:
    """The table as a workbook or CSV, as it is shown."""
    _form, period, by = _asked(request)
    kind = request.POST.get("kind", "xlsx")
    if kind not in KINDS:
        raise Http404(kind)
    content = export(by=request.user, period=period, grouping=by, head=str(LINES[by]), kind=kind)
    name = _("appeals-figures-%(day)s") % {"day": f"{timezone.localtime():%Y%m%d-%H%M}"}
    return HttpResponse(
        content, content_type=KINDS[kind],
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.{kind}")},
    )  # fmt: skip


def _asked(request: HttpRequest) -> tuple[PeriodForm, count.Period, str]:
    form = PeriodForm(request.POST if request.method == "POST" else request.GET)
    form.is_valid()
    given = form.cleaned_data
    until = given.get("until") or timezone.localdate()
    since = given.get("since") or until - timedelta(days=DAYS)
    since, until = min(since, until), max(since, until)
    by = given.get("by") or "category"
    shown = PeriodForm(initial={"since": since, "until": until, "by": by})
    return shown, count.Period(since, until), by


def _address(period: count.Period, by: str, **more: str) -> str:
    given = {"since": period.since.isoformat(), "until": period.until.isoformat(), "by": by}
    return urlencode({name: value for name, value in (given | more).items() if value})


def _spells(request: HttpRequest, period: count.Period) -> dict[str, Any]:
    """A row for each office, a column for each stage; small counts hidden from who sees no rows."""
    all_shown = opens(request.user)
    found = [
        each for each in count.durations(request.user, period)
        if all_shown or each.appeals >= few.LEAST
    ]  # fmt: skip
    stages = [stage for stage in Stage if any(each.stage == stage for each in found)]
    offices = Office.objects.in_bulk({each.office for each in found})
    by_both = {(each.office, each.stage): each for each in found}
    most_first = sorted(offices, key=lambda pk: -max(s.appeals for s in found if s.office == pk))
    return {
        "stages": [stage.label for stage in stages],
        "spells": [
            (offices[pk], [by_both.get((pk, str(stage))) for stage in stages]) for pk in most_first
        ],
    }


def _chart(request: HttpRequest, period: count.Period) -> Chart:
    """Received in each of the twelve months up to the period's end."""
    year = count.Period(_a_year_before(period.until), period.until)
    months = lines(request.user, year, "month", figures=("received",))[:-1]
    data = [Datum(line.name, line.cells[0].count) for line in months]
    return Chart.single("bar", _("Received by month"), data, unit=_("appeals"), height=260)


def _a_year_before(day: date) -> date:
    return (day - timedelta(days=MONTHS_SHOWN)).replace(day=1)


urlpatterns = [
    path("figures/", statistics, name="statistics"),
    path("figures/rows", statistics_rows, name="statistics_rows"),
    path("figures/file", statistics_file, name="statistics_file"),
]
