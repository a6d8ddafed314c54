"""Lists of interest subsidies: made for a quarter, looked at, approved by a colleague."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.benefits.queries import loans as read
from rongcheng.benefits.services import interest_pay
from rongcheng.benefits.services.posts import manages
from rongcheng.core.errors import Refusal

from .granted_pages import PER_PAGE, READ, page, tabs_of


@require_POST
@page(Can.CHECK_BENEFITS)
def prepare(request: HttpRequest) -> HttpResponse:
    """Make the list of a quarter for the reader's own place."""
    office = request.user.office
    run = interest_pay.prepare(
        by=request.user, place=office.place_id if office else 0,
        quarter=request.POST.get("quarter", "")[:6],
    )  # fmt: skip
    return redirect("benefits:loans_interest_run", run.pk)


@require_GET
@page(*READ)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: which loans, how much of their interest, with its hash."""
    found = read.interest_run_for(request.user, pk)
    lines = found.lines.select_related(
        "loan__person", "loan__employer", "loan__place", "application"
    ).order_by("loan__place", "pk")
    waits = found.approved_at is None
    context = {
        "tabs": tabs_of(request), "run": found, "own": found.prepared_by == request.user.actor,
        "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "may_approve": waits and request.user.can(Can.APPROVE_BENEFITS),
        "may_discard": waits and manages(request.user, found.place_id),
    }  # fmt: skip
    return render(request, "benefits/loans/interest_run.html", context)


@require_POST
@page(*READ)
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Approve or discard a list."""
    found = read.interest_run_for(request.user, pk)
    if act == "approve":
        interest_pay.approve(by=request.user, run=found)
        messages.success(request, _("The list is approved; finance can pay it."))
        return redirect("benefits:loans_interest_run", pk)
    if act == "discard":
        interest_pay.discard(by=request.user, run=found)
        messages.success(request, _("The list is discarded."))
        return redirect("benefits:loans_interest")
    raise Refusal(_("“%(act)s” is nothing that can be done with a list.") % {"act": act})
