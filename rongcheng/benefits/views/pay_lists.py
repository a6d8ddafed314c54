"""Lists of monthly pay and of interest subsidies: made, looked at, approved by a colleague."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.benefits import granted_forms as f
from rongcheng.benefits.models import Loan, PostHolding, PostPayRun
from rongcheng.benefits.models.pay_list import PayRun
from rongcheng.benefits.queries.pay_lists import run_for, runs_for
from rongcheng.benefits.services import interest_pay, lines, post_pay
from rongcheng.benefits.services.posts import check_manages, manages
from rongcheng.core.errors import Refusal
from rongcheng.web.forms import carried_out, refusals_on
from rongcheng.web.masking import mask_name

from .granted_pages import PER_PAGE, READ, file_response, page, tabs_of
from .loans import borrower

PER_LIST = 100


@dataclass(frozen=True)
class Shown:
    """A kind of list at its pages: names of addresses, its template, where its lines have a place.

    ``file`` makes the name and content of an export; without it there is none. ``named`` tells by
    the numbers of what was paid out of whose it is, and ``of`` is the address of its page.
    """

    kind: lines.Kind[Any, Any]
    all: str
    one: str
    act: str
    template: str
    place: str
    of: str
    named: Callable[[list[int]], dict[int, str]]
    approved: Promise
    file: Callable[[Staff, Any], tuple[str, bytes]] | None = None


def _file(by: Staff, run: PostPayRun) -> tuple[str, bytes]:
    return f"{_('post-pay')}-{run.month}.csv", post_pay.as_csv(by=by, run=run)


def _holders(numbers: list[int]) -> dict[int, str]:
    rows = PostHolding.objects.filter(pk__in=numbers).select_related("person")
    return {row.pk: mask_name(row.person.name) for row in rows}


def _borrowers(numbers: list[int]) -> dict[int, str]:
    rows = Loan.objects.filter(pk__in=numbers).select_related("person", "employer")
    return {row.pk: borrower(row) for row in rows}


PAY = Shown(
    post_pay.KIND, "benefits:posts_pay", "benefits:posts_pay_one", "benefits:posts_pay_act",
    "benefits/posts/pay_run.html", "holding__post__place", "benefits:posts_holder", _holders,
    gettext_lazy("The list is approved; finance pays it in a batch."), _file,
)  # fmt: skip
INTEREST = Shown(
    interest_pay.KIND,
    "benefits:loans_interest",
    "benefits:loans_interest_run",
    "benefits:loans_interest_act",
    "benefits/loans/interest_run.html",
    "loan__place",
    "benefits:loans_one",
    _borrowers,
    gettext_lazy("The list is approved; finance can pay it."),
)


@require_GET
@page(*READ)
def run(request: HttpRequest, pk: int, shown: Shown) -> HttpResponse:
    """One list: for whom or what, how much, with its hash."""
    return _page_of(request, run_for(shown.kind.run, request.user, pk), shown)


def _page_of(
    request: HttpRequest, found: PayRun, shown: Shown, *, cut: f.CutForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a list; ``cut`` and ``refusal`` tell what was to be done and could not."""
    rows = found.lines.select_related(*shown.kind.joined, "application")
    waits = found.approved_at is None
    may_approve = waits and request.user.can(Can.APPROVE_BENEFITS)
    may_discard = waits and manages(request.user, found.place_id)
    names = shown.named([each["of"] for each in found.left_out])
    context = {
        "tabs": tabs_of(request), "run": found, "own": found.prepared_by == request.user.actor,
        "page": Paginator(rows.order_by(shown.place, "pk"), PER_LIST).get_page(
            request.GET.get("page")
        ),
        "act": shown.act,
        "may_approve": may_approve, "may_discard": may_discard, "cut": cut or f.CutForm(),
        "may_cut": found.count > 1 and (may_approve or may_discard), "of": shown.of,
        "refusal": refusal,
        "left_out": [(names.get(each["of"], "—"), each) for each in found.left_out],
        "may_export": shown.file and request.user.can(Can.EXPORT),
    }  # fmt: skip
    status = refusal.status if refusal else 400 if cut else 200
    return render(request, shown.template, context, status=status)


@require_POST
@page(*READ)
def act(request: HttpRequest, pk: int, act: str, shown: Shown) -> HttpResponse:
    """Approve, cut, discard or export a list."""
    found = run_for(shown.kind.run, request.user, pk)
    if act == "cut":
        form = f.CutForm(request.POST)
        chosen = [int(key) for key in request.POST.getlist("out") if key.isdecimal()]
        cut = partial(lines.leave_out, shown.kind)
        if carried_out(form, cut, by=request.user, run=found, lines=chosen):
            messages.success(request, _("Taken off; the next list of this time can have them."))
            return redirect(shown.one, pk)
        return _page_of(request, found, shown, cut=form)
    if act == "approve":
        try:
            lines.approve(shown.kind, by=request.user, run=found)
        except Refusal as refusal:
            return _page_of(request, found, shown, refusal=refusal)
        messages.success(request, shown.approved)
        return redirect(shown.one, pk)
    if act == "discard":
        lines.discard(shown.kind, by=request.user, run=found)
        messages.success(request, _("The list is discarded."))
        return redirect(shown.all)
    if act == "file" and shown.file:
        return file_response(*shown.file(request.user, found))
    raise Refusal(_("“%(act)s” is nothing that can be done with a list.") % {"act": act})


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READ)
def pay(request: HttpRequest) -> HttpResponse:
    """Lists of monthly pay; the township or the county makes one for a month that is over."""
    place = request.user.office.place_id if request.user.office else 0
    form = f.MonthForm(request.POST or None)
    if request.method == "POST":
        check_manages(request.user, place)
        if form.is_valid():
            month = form.cleaned_data["month"]
            with refusals_on(form, "month"):
                made = post_pay.prepare(by=request.user, place=place, period=month)
                return redirect(PAY.one, made.pk)
    rows = runs_for(PostPayRun, request.user)
    context = {
        "tabs": tabs_of(request), "form": form if manages(request.user, place) else None,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip
    status = 400 if form.is_bound else 200
    return render(request, "benefits/posts/pay.html", context, status=status)


@require_POST
@page(Can.CHECK_BENEFITS)
def make_interest(request: HttpRequest) -> HttpResponse:
    """Make the list of a quarter for the reader's own place."""
    office = request.user.office
    made = interest_pay.prepare(
        by=request.user, place=office.place_id if office else 0,
        period=request.POST.get("quarter", "")[:6],
    )  # fmt: skip
    return redirect(INTEREST.one, made.pk)
