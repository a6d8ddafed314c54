"""Pages of employers: list, one of them, entering, changing, recognising."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongcheng.agencies.permissions import refusal_page, require
from rongcheng.agencies.roles import Can
from rongcheng.core.errors import Refusal
from rongcheng.web.forms import refusals_on

from . import queries, services
from .beside import told_of
from .forms import EmployerFilter, EmployerForm, EndForm, RecognitionForm
from .permissions import ENTER, RECOGNISE, may, must_enter, must_recognise

View = Callable[..., HttpResponse]
PER_PAGE = 30


def _page(view: View) -> View:
    """For those who see people; what is refused becomes a page."""

    @require(Can.SEE_PEOPLE)
    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as error:
            return refusal_page(request, error)

    return answered


@require_safe
@_page
def employers(request: HttpRequest) -> HttpResponse:
    """The employers of the person's place."""
    form = EmployerFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    rows = queries.found(
        request.user, text=given.get("q", ""), kind=given.get("kind", ""),
        recognised=given.get("recognised", ""), day=today,
    )  # fmt: skip
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    held: dict[int, list[str]] = {}
    for one in queries.recognitions_on(today).filter(employer__in=[e.pk for e in page]):
        held.setdefault(one.employer_id, []).append(
            f"{one.get_kind_display()} · {one.get_level_display()}"
        )
    for each in page:
        each.held = held.get(each.pk, [])
    context = {"form": form, "page": page, "may_enter": may(request.user, ENTER)}
    return render(request, "employers/employers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_page
def new(request: HttpRequest) -> HttpResponse:
    """An employer entered."""
    must_enter(request.user)
    form = EmployerForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            made = services.enter(by=request.user, **given | {"place": given["place"].pk})
            messages.success(request, _("%(name)s is entered.") % {"name": made.name})
            return redirect("employers:employer", made.code)
    return render(request, "employers/form.html", {"form": form})


@require_safe
@_page
def employer(request: HttpRequest, code: str) -> HttpResponse:
    """One employer: what it is, what it is recognised as, what other parts know of it."""
    shown = queries.employer_for(request.user, code)
    today = timezone.localdate()
    rows = list(shown.recognitions.order_by("-since", "-pk"))
    for each in rows:
        each.holds = each.since <= today and (each.until is None or each.until >= today)
    context = {
        "employer": shown, "recognitions": rows, "told": told_of(request.user, shown),
        "may_change": may(request.user, ENTER), "may_recognise": may(request.user, RECOGNISE),
        "today": today,
    }  # fmt: skip
    return render(request, "employers/employer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_page
def change(request: HttpRequest, code: str) -> HttpResponse:
    """An employer's values changed."""
    shown = queries.employer_for(request.user, code)
    must_enter(request.user, shown.place_id)
    form = EmployerForm(request.POST or None, by=request.user, instance=shown)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        stored = queries.employer_for(request.user, code)  # the form has changed its own copy
        with refusals_on(form):
            services.change(
                by=request.user, employer=stored, **given | {"place": given["place"].pk}
            )
            messages.success(request, _("%(name)s is saved.") % {"name": stored.name})
            return redirect("employers:employer", stored.code)
    return render(request, "employers/form.html", {"form": form, "employer": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@_page
def recognise(request: HttpRequest, code: str) -> HttpResponse:
    """A recognition recorded."""
    shown = queries.employer_for(request.user, code)
    must_recognise(request.user, shown.place_id)
    form = RecognitionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.recognise(by=request.user, employer=shown, **form.cleaned_data)
            messages.success(request, _("The recognition is recorded."))
            return redirect("employers:employer", shown.code)
    return render(request, "employers/recognise.html", {"form": form, "employer": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@_page
def end(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A recognition ended."""
    shown = queries.employer_for(request.user, code)
    held = get_object_or_404(shown.recognitions, pk=number)
    must_recognise(request.user, shown.place_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.end(by=request.user, recognition=held, **form.cleaned_data)
            messages.success(request, _("The recognition is ended."))
            return redirect("employers:employer", shown.code)
    context = {"form": form, "employer": shown, "recognition": held}
    return render(request, "employers/recognise.html", context)
