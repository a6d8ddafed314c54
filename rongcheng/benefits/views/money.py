"""Money of the benefits: what waits for whom, the budgets, and whether everything agrees."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rongcheng.agencies.roles import Can
from rongcheng.benefits.models import Budget, PaymentBatch
from rongcheng.benefits.money_forms import BudgetChangeForm, BudgetForm
from rongcheng.benefits.queries import clawbacks as owed
from rongcheng.benefits.queries import money as read
from rongcheng.benefits.queries.agreement import checks
from rongcheng.benefits.queries.payable import payable
from rongcheng.benefits.services import budgets as service
from rongcheng.people.views.pages import page
from rongcheng.web.forms import refusals_on

PER_PAGE = 50
SUMS, ROWS = read.SUMS, read.ROWS


@require_GET
@page(*SUMS)
def money(request: HttpRequest) -> HttpResponse:
    """What waits: to be paid, to be signed, with the bank, returned, overdue; and the budgets."""
    staff = request.user
    years = list(dict.fromkeys(read.visible_budgets(staff).values_list("year", flat=True)))
    year = _year(request, years)
    rows = list(read.visible_budgets(staff).filter(year=year)) if year else []
    sums = read.figures(rows)
    batches = read.visible_batches(staff)
    overdue = owed.overdue_first(read.visible_clawbacks(staff))
    context = {
        "lines": [(row, sums[row.pk]) for row in rows], "all": read.added(sums.values()),
        "years": years, "year": year, "pays": staff.can(Can.PAY_BENEFITS),
        "rows": read.sees_rows(staff),
        "payable": payable(staff).count(),
        "to_sign": batches.filter(state=PaymentBatch.State.MADE).count(),
        "sent_back": batches.filter(state=PaymentBatch.State.BACK).count(),
        "with_bank": batches.filter(state=PaymentBatch.State.SIGNED).count(),
        "bounced": read.bounced(staff).count(), "overdue": len(overdue),
        "overdue_sum": sum(line.overdue for line in overdue), "moves": read.open_moves(staff),
    }  # fmt: skip
    return render(request, "benefits/money/overview.html", context)


def _year(request: HttpRequest, years: list[int]) -> int | None:
    asked = request.GET.get("year", "")
    if asked.isdigit() and int(asked) in years:
        return int(asked)
    return years[0] if years else None


@require_GET
@page(*SUMS)
def budget(request: HttpRequest, pk: int) -> HttpResponse:
    """One budget: its figures and the applications behind each."""
    return _budget(request, read.budget_for(request.user, pk))


def _budget(
    request: HttpRequest, found: Budget, form: BudgetChangeForm | None = None, status: int = 200
) -> HttpResponse:
    side = request.GET.get("side", "")
    sees = read.sees_rows(request.user)
    rows = read.applications_of(found, side) if sees else []
    context = {
        "budget": found, "sums": read.figures_of(found), "side": side, "rows": sees,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "clawbacks": owed.ledger(found.clawbacks.select_related(
            "application", "application__person", "application__employer"
        ).order_by("-decided_at")) if sees and side == "returned" else [],
        "sides": [("", _("All")), ("committed", _("Committed")), ("paid", _("Paid")),
                  ("returned", _("Returned"))],
        "pays": request.user.can(Can.PAY_BENEFITS), "form": form or BudgetChangeForm(),
    }  # fmt: skip
    return render(request, "benefits/money/budget.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.PAY_BENEFITS)
def budget_new(request: HttpRequest) -> HttpResponse:
    """Enter the money of one document."""
    form = BudgetForm(request.POST or None, by=request.user)
    if form.is_valid():
        with refusals_on(form):
            made = service.set_up(by=request.user, place=request.user.office.place,
                                  **form.cleaned_data)  # fmt: skip
            messages.success(request, _("The budget is entered."))
            return redirect("benefits:money_budget", made.pk)
    status = 400 if form.is_bound else 200
    return render(request, "benefits/money/budget_new.html", {"form": form}, status=status)


@require_http_methods(["POST"])
@page(Can.PAY_BENEFITS)
def budget_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another amount, after a document that adds or cuts."""
    found = read.budget_for(request.user, pk)
    form = BudgetChangeForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            service.change(by=request.user, budget=found, **form.cleaned_data)
            messages.success(request, _("The amount is changed."))
            return redirect("benefits:money_budget", pk)
    return _budget(request, found, form, 400)


@require_GET
@page(*SUMS)
def agreement(request: HttpRequest) -> HttpResponse:
    """Whether applications, batches, answers, budgets and clawbacks tell the same sums."""
    found = checks(request.user)
    context = {
        "checks": [each for each in found if not each.hint],
        "hints": [each for each in found if each.hint and each.left.count],
        "wrong": sum(1 for each in found if not each.hint and not each.agrees),
        "linked": read.sees_rows(request.user),
    }  # fmt: skip
    return render(request, "benefits/money/agreement.html", context)


@require_GET
@page(*ROWS)
def bounced(request: HttpRequest) -> HttpResponse:
    """What the bank returned and waits for another account."""
    rows = read.bounced(request.user)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    reasons = read.reasons([each.pk for each in shown])
    context = {"page": shown, "lines": [(each, reasons.get(each.pk, "")) for each in shown]}
    return render(request, "benefits/money/bounced.html", context)
