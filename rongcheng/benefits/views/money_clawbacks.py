"""Clawbacks: the ledger and its export, one clawback, and deciding that something is reclaimed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.benefits.models import Clawback
from rongcheng.benefits.money_forms import EndForm, LedgerForm, ReclaimForm, RepaidForm, ReplanForm
from rongcheng.benefits.permissions import possible
from rongcheng.benefits.queries import clawbacks as owed
from rongcheng.benefits.queries import money as read
from rongcheng.benefits.queries.scope import application_for
from rongcheng.benefits.services import reclaiming as service
from rongcheng.benefits.services.clawback_export import export
from rongcheng.core.errors import NotAllowed
from rongcheng.people.views.pages import page
from rongcheng.web.forms import carried_out, refusals_on

from .money import PER_PAGE, ROWS


@require_GET
@page(*ROWS)
def clawbacks(request: HttpRequest) -> HttpResponse:
    """The ledger: who, why, how much, what came, what is left."""
    form = LedgerForm(request.GET)
    lines = _narrowed(request, form)
    context = {
        "form": form, "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "amount": sum(line.clawback.amount for line in lines),
        "came": sum(line.came for line in lines), "left": sum(line.left for line in lines),
        "overdue": sum(line.overdue for line in lines), "query": request.GET.urlencode(),
        "may_export": request.user.can(Can.EXPORT) and request.user.can(Can.PAY_BENEFITS),
    }  # fmt: skip
    return render(request, "benefits/money/clawbacks.html", context)


def _narrowed(request: HttpRequest, form: LedgerForm) -> list[owed.LedgerLine]:
    given = form.cleaned_data if form.is_valid() else {}
    rows = read.visible_clawbacks(request.user)
    if words := given.get("q"):
        rows = rows.filter(
            Q(number=words) | Q(application__number=words) | Q(application__person__name=words)
            | Q(application__employer__name__contains=words)
        )  # fmt: skip
    if given.get("state") == "overdue":
        return owed.overdue_first(rows)
    if given.get("state"):
        rows = rows.filter(state=given["state"])
    return owed.ledger(rows)


@require_POST
@page(Can.PAY_BENEFITS)
def download(request: HttpRequest) -> HttpResponse:
    """The ledger as a workbook; leaves a trace."""
    lines = _narrowed(request, LedgerForm(request.GET))
    name, content = export(by=request.user, lines=lines)
    return HttpResponse(
        content,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


@require_GET
@page(*ROWS)
def clawback(request: HttpRequest, number: str) -> HttpResponse:
    """One clawback: its ground, its instalments, what came."""
    return _shown(request, read.clawback_for(request.user, number))


def _shown(
    request: HttpRequest, found: Clawback, *, repaid: RepaidForm | None = None,
    replan: ReplanForm | None = None, end: EndForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    line = owed.ledger([found])[0]
    may = possible(request.user, found.application)
    is_open = found.state == Clawback.State.OPEN
    context = {
        "clawback": found, "line": line, "application": found.application,
        "plan": owed.plan(found.instalments.all(), line.came),
        "repayments": found.repayments.order_by("came_on", "pk"),
        "may_repay": is_open and "repaid" in may, "may_end": is_open and "reclaim_ended" in may,
        "repaid": repaid or RepaidForm(), "replan": replan or ReplanForm(), "end": end or EndForm(),
    }  # fmt: skip
    return render(request, "benefits/money/clawback.html", context, status=status)


@require_POST
@page(Can.PAY_BENEFITS)
def repaid(request: HttpRequest, number: str) -> HttpResponse:
    """Money that came back, with its receipt."""
    found = read.clawback_for(request.user, number)
    form = RepaidForm(request.POST)
    if carried_out(form, service.repaid, by=request.user, clawback=found):
        messages.success(request, _("Entered; the money is back in its budget."))
        return redirect("benefits:money_clawback", number)
    return _shown(request, found, repaid=form, status=400)


@require_POST
@page(Can.PAY_BENEFITS)
def replan(request: HttpRequest, number: str) -> HttpResponse:
    """Other instalments for what is left."""
    found = read.clawback_for(request.user, number)
    form = ReplanForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        left = owed.ledger([found])[0].left
        plan = service.in_parts(left, given["parts"], given["first"], given["months"])
        with refusals_on(form):
            service.replan(by=request.user, clawback=found, plan=plan, reason=given["reason"])
            messages.success(request, _("The instalments are set."))
            return redirect("benefits:money_clawback", number)
    return _shown(request, found, replan=form, status=400)


@require_POST
@page(Can.APPROVE_BENEFITS)
def end(request: HttpRequest, number: str) -> HttpResponse:
    """The approver ends a reclaim though not all came."""
    found = read.clawback_for(request.user, number)
    form = EndForm(request.POST)
    if carried_out(form, service.end, by=request.user, clawback=found):
        messages.success(request, _("The reclaim is ended."))
        return redirect("benefits:money_clawback", number)
    return _shown(request, found, end=form, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.APPROVE_BENEFITS)
def reclaim(request: HttpRequest, number: str) -> HttpResponse:
    """Decide that a paid benefit has to be paid back."""
    application = application_for(request.user, number)
    if "reclaimed" not in possible(request.user, application):
        raise NotAllowed(
            _("Only what is paid is reclaimed, by an approver who did not enter or check it.")
        )
    left = (application.amount or 0) - service.returned(application)
    form = ReclaimForm(request.POST or None, initial={"amount": f"{left / 100:.2f}"})
    if form.is_valid():
        given = form.cleaned_data
        plan = service.in_parts(given["amount"], given["parts"], given["first"], given["months"])
        with refusals_on(form):
            made = service.reclaim(by=request.user, application=application, plan=plan,
                                   amount=given["amount"], reason=given["reason"],
                                   clause=given["clause"])  # fmt: skip
            messages.success(request, _("The clawback is on record."))
            return redirect("benefits:money_clawback", made.number)
    context = {"application": application, "form": form, "left": left}
    status = 400 if form.is_bound else 200
    return render(request, "benefits/money/reclaim.html", context, status=status)
