"""The stream of warnings, and one of them with what it counts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.core.errors import Refusal
from rongcheng.people.views.pages import page
from rongcheng.web import formats

from . import queries as read
from . import services as service
from .forms import AlertFilter, CloseForm
from .models import Alert
from .wordings import rows_of, rule_name, sentence

PER_PAGE = 30
TONES = {1: "blue", 2: "yellow", 3: "orange", 4: "red"}


@require_GET
@page(Can.SEE_ALERTS)
def stream(request: HttpRequest) -> HttpResponse:
    """Warnings of the reader's place, the most serious first."""
    form = AlertFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    alerts = Paginator(read.stream(request.user, **given), PER_PAGE).get_page(
        request.GET.get("page")
    )
    levels = read.levels(request.user)
    context = {
        "form": form, "page": alerts, "rows": [_shown(alert) for alert in alerts],
        "levels": [(value, label, TONES[value], levels.get(value, 0))
                   for value, label in reversed(Alert.Level.choices)],
        "narrowed": any(given.values()),
    }  # fmt: skip
    return render(request, "alerts/stream.html", context)


def _shown(alert: Alert) -> dict[str, object]:
    overdue = alert.due_at is not None and alert.due_at <= timezone.now()
    return {
        "alert": alert, "sentence": sentence(alert), "tone": TONES[alert.level],
        "rule": rule_name(alert.rule), "due": _last_day(alert.due_at),
        "overdue": overdue and alert.state != Alert.State.CLOSED,
    }  # fmt: skip


def _last_day(due_at: datetime | None) -> str:
    """The last day in time, where the term ends with it; else the minute."""
    if due_at is None:
        return ""
    local = timezone.localtime(due_at)
    return (
        formats.moment(due_at)
        if local.hour or local.minute
        else formats.day(local - timedelta(days=1))
    )


@require_GET
@page(Can.SEE_ALERTS)
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """One warning: what it says, what it counts, who acts on it, what was done."""
    return _page(request, read.alert_for(request.user, pk), CloseForm())


def _page(request: HttpRequest, found: Alert, form: CloseForm, status: int = 200) -> HttpResponse:
    may_act = request.user.can(Can.ACT_ON_ALERTS) and found.state != Alert.State.CLOSED
    context = _shown(found) | {
        "rows": rows_of(request.user, found), "form": form, "may_act": may_act,
        "may_take": may_act and found.state == Alert.State.OPEN,
    }  # fmt: skip
    return render(request, "alerts/alert.html", context, status=status)


@require_POST
@page(Can.ACT_ON_ALERTS)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader acts on it."""
    service.take_up(by=request.user, alert=read.alert_for(request.user, pk))
    messages.success(request, _("You act on it; the stream shows your name."))
    return redirect("alerts:alert", pk)


@require_POST
@page(Can.ACT_ON_ALERTS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """It is over, by what was done."""
    found = read.alert_for(request.user, pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            service.close(by=request.user, alert=found, **form.cleaned_data)
        except Refusal as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The warning is closed."))
            return redirect("alerts:stream")
    return _page(request, found, form, status=400)
