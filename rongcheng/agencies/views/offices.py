"""Offices: list, add, change, succession."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongcheng.web.forms import refusals_on

from .. import queries, services
from ..forms import ListFilter, OfficeForm, SuccessionForm
from ..models import Office
from ..permissions import require
from ..roles import Can

PER_PAGE = 30


@require_safe
@require(Can.MANAGE_STAFF)
def offices(request: HttpRequest) -> HttpResponse:
    """The offices that the person manages."""
    form = ListFilter(request.GET)
    form.is_valid()
    given = getattr(form, "cleaned_data", {})
    place = given.get("place")
    found = queries.offices_for(
        request.user, place=place.code if place else None, text=given.get("q", "")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/offices.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Can.MANAGE_STAFF)
def new_office(request: HttpRequest) -> HttpResponse:
    """An office added."""
    form = OfficeForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        with refusals_on(form):
            made = services.create_office(by=request.user, **given | {"place": given["place"].code})
            messages.success(request, _("%(name)s is added.") % {"name": made.name})
            return redirect("agencies:offices")
    return render(request, "agencies/office_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Can.MANAGE_STAFF)
def office(request: HttpRequest, number: int) -> HttpResponse:
    """One office: its values, its people, and what came before and after it."""
    shown = _office(request, number)
    form = OfficeForm(request.POST or None, by=request.user, instance=shown)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.change_office(by=request.user, office=shown, **form.cleaned_data)
            messages.success(request, _("%(name)s is saved.") % {"name": shown.name})
            return redirect("agencies:office", shown.pk)
    people = queries.staff_for(request.user, active=None).filter(office=shown)
    context = {"office": shown, "form": form, "people": people}
    context["predecessors"] = shown.predecessors.order_by("name")
    return render(request, "agencies/office_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Can.MANAGE_STAFF)
def succeed(request: HttpRequest, number: int) -> HttpResponse:
    """Another office takes over this one's duties and people."""
    shown = _office(request, number)
    form = SuccessionForm(request.POST or None, by=request.user, office=shown)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            moved = services.succeed_office(
                by=request.user, offices=[shown], successor=form.cleaned_data["successor"],
                on=form.cleaned_data["on"],
            )  # fmt: skip
            messages.success(
                request,
                _("%(new)s takes over; %(count)s people moved.")
                % {"new": form.cleaned_data["successor"].name, "count": len(moved)},
            )
            return redirect("agencies:offices")
    return render(request, "agencies/succeed.html", {"office": shown, "form": form})


def _office(request: HttpRequest, number: int) -> Office:
    return get_object_or_404(queries.offices_for(request.user), pk=number)
