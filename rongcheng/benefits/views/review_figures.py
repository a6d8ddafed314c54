"""Figures about applications; every figure opens the applications it counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from rongcheng.agencies.roles import Can
from rongcheng.appeals.forms import day_field
from rongcheng.benefits.queries import figures as count
from rongcheng.benefits.queries.lists import PAGE
from rongcheng.benefits.words import benefit_name, place_named, stage_words
from rongcheng.core import few

from .review_pages import page

DAYS = 180
LINES = {
    "benefit": gettext_lazy("By benefit"), "place": gettext_lazy("By place"),
    "month": gettext_lazy("By month"),
}  # fmt: skip


class PeriodForm(forms.Form):
    """From when to when, and by what."""

    by = forms.ChoiceField(label=gettext_lazy("Lines"), required=False, choices=[*LINES.items()])
    since = day_field(gettext_lazy("Filed from"), required=False)
    until = day_field(gettext_lazy("Filed until"), required=False)


@require_GET
@page(Can.SEE_FIGURES, Can.SEE_BENEFITS)
def figures(request: HttpRequest) -> HttpResponse:
    """Applications, approved, refused, paid; how long each step had them and who was late."""
    form, period, by = _asked(request)
    lines, whole = count.shown(request.user, period, by)
    context = {
        "form": form, "period": period, "by_name": LINES[by],
        "heads": [*count.FIGURES.values(), *(label for _of, label in count.SUMS.values())],
        "lines": [(_name(by, row["key"]), _cells(request, row, period, by)) for row in lines],
        "whole": _cells(request, whole, period, ""), "pace": _pace(request, period),
        "opens": count.opens(request.user), "least": few.LEAST,
    }  # fmt: skip
    return render(request, "benefits/review/figures.html", context)


def _cells(
    request: HttpRequest, row: dict[str, Any], period: count.Period, by: str
) -> list[tuple[str, Any, str]]:
    """Kind of value, value (None: withheld) and the address of its rows, for each column."""
    opens = count.opens(request.user)
    key = row["key"] if by else ""
    found = []
    for name in count.FIGURES:
        url = _address(period, by, figure=name, key=key) if opens and row[name] else ""
        found.append(("count", row[name], url))
    for name, (of, _label) in count.SUMS.items():
        url = _address(period, by, figure=of, key=key) if opens and row[name] else ""
        found.append(("yuan", row[name], url))
    return found


def _pace(request: HttpRequest, period: count.Period) -> list[dict[str, Any]]:
    opens = count.opens(request.user)
    return [
        {
            "name": stage_words(each.stage, each.step), "pace": each,
            "url": _address(period, "", stage=each.stage, step=each.step)
            if opens and each.late else "",
        }
        for each in count.pace(request.user, period)
    ]  # fmt: skip


def _name(by: str, key: str) -> str:
    if by == "benefit":
        pack, _colon, rule = key.partition(":")
        return benefit_name(pack, rule)
    return place_named(int(key)) if by == "place" else key


def _address(period: count.Period, by: str, **more: str) -> str:
    given = {"since": period.since.isoformat(), "until": period.until.isoformat(), "by": by}
    query = urlencode({name: value for name, value in (given | more).items() if value})
    return f"{reverse('benefits:figures_rows')}?{query}"


@require_GET
@page(Can.SEE_BENEFITS)
def rows(request: HttpRequest) -> HttpResponse:
    """The applications behind one figure of one line, or those late at one step."""
    _form, period, _by = _asked(request)
    given = request.GET
    by, key, figure = given.get("by", ""), given.get("key", ""), given.get("figure", "received")
    if by and by not in LINES:
        raise Http404(_("There are no lines by “%(name)s”.") % {"name": by})
    try:
        if stage := given.get("stage"):
            found = count.late_at(request.user, period, stage, given.get("step", ""))
            what = _("Late at: %(step)s") % {"step": stage_words(stage, given.get("step", ""))}
        else:
            found = count.rows_of(request.user, period, figure, by, key)
            what = str(count.FIGURES[figure])
        line = _name(by, key) if by else ""
    except (KeyError, ValueError) as error:
        raise Http404(_("There is no such figure.")) from error
    listed = found.select_related("person", "employer", "place").order_by("-filed_at", "-pk")
    back = urlencode({"since": period.since, "until": period.until, **({"by": by} if by else {})})
    context = {
        "page": Paginator(listed, PAGE).get_page(given.get("page")), "what": what, "line": line,
        "period": period, "back": f"{reverse('benefits:figures')}?{back}",
    }  # fmt: skip
    return render(request, "benefits/review/figures_rows.html", context)


def _asked(request: HttpRequest) -> tuple[PeriodForm, count.Period, str]:
    form = PeriodForm(request.GET)
    form.is_valid()
    given = form.cleaned_data
    until = given.get("until") or timezone.localdate()
    since = given.get("since") or until - timedelta(days=DAYS)
    since, until = min(since, until), max(since, until)
    by = given.get("by") or "benefit"
    shown = PeriodForm(initial={"since": since, "until": until, "by": by})
    return shown, count.Period(since, until), by
