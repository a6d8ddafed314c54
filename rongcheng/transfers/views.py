"""Pages of lists of organised transfer: all of them, one, taking in, loading, withdrawing."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongcheng.agencies.permissions import refusal_page, require
from rongcheng.agencies.roles import Can
from rongcheng.core.errors import Refusal
from rongcheng.employers.permissions import ENTER, may
from rongcheng.web.forms import refusals_on

from . import queries, services
from .forms import RosterForm, RowForm, WithdrawForm
from .models import Roster

View = Callable[..., HttpResponse]
PER_PAGE, ROWS_PER_PAGE = 20, 50


def _page(view: View) -> View:
    """For those who load ledgers; what is refused becomes a page."""

    @require(Can.LOAD_LEDGERS)
    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as error:
            return refusal_page(request, error)

    return answered


@require_safe
@_page
def rosters(request: HttpRequest) -> HttpResponse:
    """The lists of the person's place, newest first."""
    page = Paginator(queries.listed(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_enter": may(request.user, ENTER)}
    return render(request, "transfers/rosters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_page
def new(request: HttpRequest) -> HttpResponse:
    """A list taken in; its rows are checked at once."""
    form = RosterForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        given, file = form.cleaned_data, form.cleaned_data["file"]
        with refusals_on(form):
            made = services.hand_in(
                by=request.user, organiser=given["organiser"], place=given["place"].pk,
                name=file.name if file else "", content=file.read() if file else b"",
            )  # fmt: skip
            return redirect("transfers:roster", made.pk)
    return render(request, "transfers/new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@_page
def roster(request: HttpRequest, number: int) -> HttpResponse:
    """One list: its rows, what is wrong with them, who else claims the same people."""
    shown = queries.roster_for(request.user, number)
    form = RowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            row = services.add_row(by=request.user, roster=shown, **form.cleaned_data)
            tell = messages.warning if row.problem else messages.success
            tell(request, row.problem or _("The row is added."))
            return redirect("transfers:roster", shown.pk)
    rows = shown.rows.select_related("person").order_by("-problem", "row")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    twice = queries.claimed_twice(page.object_list)
    for each in page:
        each.work = list(queries.work_within(each)[:3]) if each.person_id else []
        each.others = twice.get(each.pk, [])
    context = {
        "roster": shown, "page": page, "form": form, "good": rows.filter(problem="").count(),
        "bad": rows.exclude(problem="").count(), "open": shown.state == Roster.State.CHECKED,
        "loaded": shown.state == Roster.State.LOADED, "may_enter": may(request.user, ENTER),
    }  # fmt: skip
    return render(request, "transfers/roster.html", context)


@require_POST
@_page
def load(request: HttpRequest, number: int) -> HttpResponse:
    """The good rows count from now on."""
    shown = queries.roster_for(request.user, number)
    count = services.load(by=request.user, roster=shown)
    messages.success(request, _("%(n)d people are loaded.") % {"n": count})
    return redirect("transfers:roster", shown.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@_page
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """The list counts no longer."""
    shown = queries.roster_for(request.user, number)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.withdraw(by=request.user, roster=shown, reason=form.cleaned_data["reason"])
            messages.success(request, _("The list is withdrawn."))
            return redirect("transfers:roster", shown.pk)
    return render(request, "transfers/withdraw.html", {"roster": shown, "form": form})


@require_safe
@_page
def marked(request: HttpRequest, number: int) -> HttpResponse:
    """The file as it came, its doubtful rows coloured and explained."""
    shown = queries.roster_for(request.user, number)
    name = Path(shown.file_name)
    return FileResponse(
        io.BytesIO(services.marked_copy(shown)), as_attachment=True,
        filename=_("%(name)s (marked).xlsx") % {"name": name.stem},
    )  # fmt: skip
