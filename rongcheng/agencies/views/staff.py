"""Accounts: list, add, change, close, reopen, new password."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp.plugins.otp_totp.models import TOTPDevice

from rongcheng.web.forms import refusals_on

from .. import queries, services
from ..forms import ListFilter, StaffForm
from ..models import Staff
from ..permissions import require
from ..roles import Can

PER_PAGE = 30


@require_safe
@require(Can.MANAGE_STAFF)
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts that the person manages."""
    form = ListFilter(request.GET)
    form.fields["q"].label = _("Name or username")
    form.is_valid()
    given = getattr(form, "cleaned_data", {})
    place = given.get("place")
    found = queries.staff_for(
        request.user, place=place.code if place else None, role=given.get("role", ""),
        text=given.get("q", ""), active=None if given.get("closed") else True,
    )  # fmt: skip
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/accounts.html", {"form": form, "page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require(Can.MANAGE_STAFF)
def new_account(request: HttpRequest) -> HttpResponse:
    """An account added; its first password is shown this once."""
    form = StaffForm(request.POST or None, by=request.user, new=True, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        password = services.new_password()
        with refusals_on(form):
            made = services.create_staff(by=request.user, password=password, **form.cleaned_data)
            context = {"account": made, "password": password}
            return render(request, "agencies/first_password.html", context)
    return render(request, "agencies/account_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Can.MANAGE_STAFF)
def edit_account(request: HttpRequest, number: int) -> HttpResponse:
    """One account and what may be done with it."""
    shown = _account(request, number)
    initial = {
        "full_name": shown.full_name, "role": shown.role, "office": shown.office_id,
        "second_factor_required": shown.second_factor_required,
    }  # fmt: skip
    form = StaffForm(request.POST or None, by=request.user, new=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.change_staff(by=request.user, staff=shown, **form.cleaned_data)
            messages.success(request, _("%(name)s is saved.") % {"name": shown.full_name})
            return redirect("agencies:accounts")
    has_factor = TOTPDevice.objects.filter(user=shown, confirmed=True).exists()
    context = {"form": form, "account": shown, "has_factor": has_factor}
    return render(request, "agencies/account_form.html", context)


@never_cache
@require_POST
@require(Can.MANAGE_STAFF)
def act(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Close, reopen, a new password, or the second factor taken away."""
    shown = _account(request, number)
    if what == "password":
        password = services.reset_password(by=request.user, staff=shown)
        context = {"account": shown, "password": password}
        return render(request, "agencies/first_password.html", context)
    if what == "close":
        reason = request.POST.get("reason", "").strip()[:300]
        services.deactivate(by=request.user, staff=shown, reason=reason)
        done = _("The account of %(name)s is closed.")
    elif what == "reopen":
        services.activate(by=request.user, staff=shown)
        done = _("The account of %(name)s is open again.")
    else:
        services.remove_second_factor(by=request.user, staff=shown)
        done = _("%(name)s logs in without a second factor until a new one is set up.")
    messages.success(request, done % {"name": shown.full_name})
    return redirect("agencies:edit_account", shown.pk)


def _account(request: HttpRequest, number: int) -> Staff:
    return get_object_or_404(queries.staff_for(request.user, active=None), pk=number)
