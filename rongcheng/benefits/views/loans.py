"""Pages of loans: the list with the cities' targets, one loan, the interest subsidy."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.benefits import granted_forms as f
from rongcheng.benefits import interest as reckoned
from rongcheng.benefits.models import Application, InterestRun, Loan
from rongcheng.benefits.queries import loans as read
from rongcheng.benefits.queries.pay_lists import runs_for
from rongcheng.benefits.queries.scope import NotFound, application_for
from rongcheng.benefits.services import loans as service
from rongcheng.benefits.services.posts import manages
from rongcheng.core.errors import Refusal
from rongcheng.web.forms import refusals_on
from rongcheng.web.masking import mask_name

from .granted_pages import PER_PAGE, READ, as_csv, page, tabs_of

State = Loan.State


@require_GET
@page(*READ)
def loans(request: HttpRequest) -> HttpResponse:
    """Loans of my place, what waits to be sent to a bank, how far the targets are met."""
    form = f.LoanFilter(request.GET)
    rows = read.narrowed(request.user, **form.cleaned_data) if form.is_valid() else []
    query = request.GET.copy()
    query.pop("page", None)
    place = request.user.office.place_id if request.user.office else 0
    context = {
        "tabs": tabs_of(request), "form": form, "targets": read.targets(request.user),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "waiting": read.to_send(request.user), "query": query.urlencode(),
        "stats": _stats(request), "may_export": request.user.can(Can.EXPORT),
        "may_handle": service.handles(request.user, place),
    }  # fmt: skip
    return render(request, "benefits/loans/list.html", context)


def _stats(request: HttpRequest) -> list[tuple[object, ...]]:
    """Loans and money by state."""
    rows = Loan.objects.filter(pk__in=read.visible_loans(request.user).values("pk"))
    counted = {
        state: (n, money or 0)
        for state, n, money in rows.values_list("state").annotate(n=Count("pk"), s=Sum("amount"))
    }
    tones = {State.LENT: "ok", State.OVERDUE: "bad"}
    return [
        (State(state).label, counted[state][0], counted[state][1], f"?state={state}",
         tones.get(State(state), "plain"))
        for state in State.values
        if state in counted
    ]  # fmt: skip


@require_POST
@page(*READ)
def loans_file(request: HttpRequest) -> HttpResponse:
    """The list of loans as a file, names masked."""
    form = f.LoanFilter(request.GET)
    if not form.is_valid():
        raise Refusal(_("The filter is not complete; go back to the list."))
    heads = [
        _("Place"), _("Borrower"), _("Scheme"), _("Lending bank"), _("State"), _("Ceiling"),
        _("Lent"), _("Lent on"), _("Due on"), _("Rate"), _("Repaid"), _("Overdue since"),
    ]  # fmt: skip
    rows = read.narrowed(request.user, **form.cleaned_data)
    return as_csv("benefits.loans_exported", _("loans"), heads, map(_row, rows), by=request.user)


def borrower(loan: Loan) -> str:
    """Who borrows, a person's name masked."""
    return str(loan.employer) if loan.employer else mask_name(loan.person.name)


def _row(loan: Loan) -> list[object]:
    return [
        loan.place.full_name, borrower(loan), loan.get_scheme_display(), loan.bank,
        loan.get_state_display(), _money(loan.ceiling), _money(loan.amount), loan.starts,
        loan.ends, f"{loan.rate / 100:.2f}%" if loan.rate else "", _money(loan.back or 0),
        loan.overdue_since,
    ]  # fmt: skip


def _money(fen: int | None) -> str:
    return "" if fen is None else f"{fen / 100:.2f}"


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.CHECK_BENEFITS)
def send(request: HttpRequest, number: str) -> HttpResponse:
    """Send a granted loan to the bank that handles it."""
    application = application_for(request.user, number)
    if not read.to_send(request.user).filter(pk=application.pk).exists():
        raise NotFound(_("%(n)s has no loan that waits to be sent to a bank.") % {"n": number})
    form = f.SendForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            loan = service.send(by=request.user, application=application, **form.cleaned_data)
            messages.success(request, _("Sent to the bank."))
            return redirect("benefits:loans_one", loan.pk)
    context = {
        "tabs": tabs_of(request), "form": form, "application": application,
        "waived": _waived(application),
    }  # fmt: skip
    status = 400 if form.is_bound else 200
    return render(request, "benefits/loans/send.html", context, status=status)


def _waived(application: Application) -> Application | None:
    """The granted application with which the person's counter-guarantee is waived, if any."""
    found = Application.objects.filter(person=application.person_id, rule="BT-3", stage="granted")
    return found.first() if application.person_id else None


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.CHECK_BENEFITS)
def firm(request: HttpRequest) -> HttpResponse:
    """Record a loan to a firm, park or base as the bank reported it."""
    form = f.FirmForm(request.POST or None, by=request.user)
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            loan = service.record_firm(
                by=request.user, employer=given["employer"], bank=given["bank"], lent=form.lent()
            )
            messages.success(request, _("The loan is recorded."))
            return redirect("benefits:loans_one", loan.pk)
    context = {"tabs": tabs_of(request), "form": form}
    status = 400 if form.is_bound else 200
    return render(request, "benefits/loans/firm.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READ)
def loan(request: HttpRequest, pk: int) -> HttpResponse:
    """One loan: its steps, what was agreed, what came back, the subsidy by quarter."""
    found = read.loan_for(request.user, pk)
    forms = _forms(request, found)
    status = 200
    if request.method == "POST":
        act, status = request.POST.get("act", ""), 400
        if act not in forms:
            raise Refusal(_("This cannot be done with a loan now: “%(act)s”.") % {"act": act})
        form = forms[act]
        if form.is_valid():
            with refusals_on(form):
                _do(request, found, act, form)
                return redirect("benefits:loans_one", pk)
    today = timezone.localdate()
    context = {
        "tabs": tabs_of(request), "loan": found, "forms": forms, "borrower": borrower(found),
        "steps": [_("Granted"), _("With the bank"), _("Looked into by the bank"), _("Lent"),
                  _("Repaid")],
        "step": STEPS.get(found.state, 2), "left": (found.amount or 0) - (found.back or 0),
        "repayments": found.repayments.order_by("on", "pk"),
        "quarters": read.subsidies(found, today),
        "may_open": request.user.can(Can.SEE_PEOPLE),
    }  # fmt: skip
    return render(request, "benefits/loans/one.html", context, status=status)


STEPS = {State.SENT: 2, State.LOOKED_INTO: 3, State.LENT: 4, State.OVERDUE: 4, State.REPAID: 5}
"""How far a loan is, of the five steps that its page shows."""
FORMS = {
    "findings": f.FindingsForm, "lend": f.LendForm, "decline": f.DeclineForm,
    "repay": f.RepayForm, "interest": f.InterestForm, "overdue": f.OverdueForm,
}  # fmt: skip
DURING = {
    State.SENT: ("findings", "decline"), State.LOOKED_INTO: ("lend", "decline"),
    State.LENT: ("repay", "interest", "overdue"), State.OVERDUE: ("repay", "interest"),
    State.REPAID: ("interest",),
}  # fmt: skip


def _forms(request: HttpRequest, loan: Loan) -> dict:
    """The forms of what may be recorded now; the one that was sent is bound."""
    if not service.handles(request.user, loan.place_id):
        return {}
    act = request.POST.get("act")
    acts = list(DURING.get(State(loan.state), ()))
    quarters = read.to_be_stated(loan, timezone.localdate())
    if not quarters and "interest" in acts:
        acts.remove("interest")
    if loan.ends and loan.ends > timezone.localdate() and "overdue" in acts:
        acts.remove("overdue")
    more = {"interest": {"quarters": quarters}}
    return {
        name: FORMS[name](request.POST if act == name else None, prefix=name, **more.get(name, {}))
        for name in acts
    }


def _do(request: HttpRequest, loan: Loan, act: str, form) -> None:
    if act == "lend":
        service.lend(by=request.user, loan=loan, lent=form.lent())
    else:
        done = {
            "findings": service.looked_into, "decline": service.decline, "repay": service.repay,
            "interest": service.enter_interest, "overdue": service.overdue,
        }[act]  # fmt: skip
        done(by=request.user, loan=loan, **form.cleaned_data)
    messages.success(request, _("Recorded."))


@require_GET
@page(*READ)
def interest(request: HttpRequest) -> HttpResponse:
    """The interest subsidy of a quarter, loan by loan."""
    form, quarter = _quarter(request)
    owed = read.owed_for(request.user, quarter)
    context = {
        "tabs": tabs_of(request), "form": form, "quarter": quarter,
        "page": Paginator(owed, 100).get_page(request.GET.get("page")),
        "sums": [sum(getattr(one.due, name) for one in owed) for name in ("worked_out", "subsidy")],
        "open": quarter == reckoned.quarter_of(timezone.localdate()),
        "runs": runs_for(InterestRun, request.user).filter(quarter=quarter),
        "waiting": sum(one.due.stated is None and one.line is None for one in owed),
        "may_list": _may_list(request, owed),
        "may_export": request.user.can(Can.EXPORT),
    }  # fmt: skip
    return render(request, "benefits/loans/interest.html", context)


def _may_list(request: HttpRequest, owed: list[read.Owed]) -> bool:
    """Whether the reader may make a list and something could be on it."""
    office = request.user.office
    ready = any(one.line is None and one.due.stated and one.due.subsidy for one in owed)
    return ready and office is not None and manages(request.user, office.place_id)


def _quarter(request: HttpRequest) -> tuple[f.QuarterForm, str]:
    """The form and the quarter asked for; the present one where none is."""
    now = reckoned.quarter_of(timezone.localdate())
    given = request.GET.get("quarter")
    form = f.QuarterForm({"quarter": given} if given else None, initial={"quarter": now})
    return form, form.cleaned_data["quarter"] if given and form.is_valid() else now


@require_POST
@page(*READ)
def interest_file(request: HttpRequest) -> HttpResponse:
    """The subsidies of a quarter as a file, names masked."""
    _form, quarter = _quarter(request)
    heads = [_("Quarter"), _("Place"), _("Borrower"), _("Lending bank"), _("Lent"), _("Days"),
             _("Interest worked out"), _("Interest by the bank"), _("Subsidy"), _("Terms"),
             _("Origin")]  # fmt: skip
    rows = (
        [one.due.quarter, one.loan.place.full_name, borrower(one.loan), one.loan.bank,
         _money(one.loan.amount), one.due.days, _money(one.due.worked_out),
         _money(one.due.stated), _money(one.due.subsidy), one.loan.terms, one.loan.terms_origin]
        for one in read.owed_for(request.user, quarter)
    )  # fmt: skip
    return as_csv("benefits.loans_exported", f"{_('interest-subsidy')}-{quarter}", heads, rows,
                  by=request.user)  # fmt: skip
