"""Payment batches: chosen, signed by a second person, fetched for the bank, its answer read."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.benefits.models import Budget, Payment, PaymentBatch
from rongcheng.benefits.money_forms import (
    AnswerForm,
    BackForm,
    BatchForm,
    CancelForm,
    OutForm,
    TellForm,
    benefits_at,
)
from rongcheng.benefits.queries import money as read
from rongcheng.benefits.queries.payable import Candidate, candidates, payable_from
from rongcheng.benefits.services import bankanswers, mending
from rongcheng.benefits.services import paying as service
from rongcheng.benefits.words import title_of
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.people.views.pages import page
from rongcheng.web.forms import carried_out, refusals_on

from .money import PER_PAGE, ROWS

CONTENT_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
@page(*ROWS)
def batches(request: HttpRequest) -> HttpResponse:
    """Batches, newest first, by state."""
    state = request.GET.get("state", "")
    rows = read.visible_batches(request.user)
    if state in PaymentBatch.State.values:
        rows = rows.filter(state=state)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "state": state,
        "states": [("", _("All")), *PaymentBatch.State.choices],
        "pays": request.user.can(Can.PAY_BENEFITS),
    }  # fmt: skip
    return render(request, "benefits/money/batches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.PAY_BENEFITS)
def new(request: HttpRequest) -> HttpResponse:
    """Choose a budget and a benefit; see who is paid what, leave some out, make the batch."""
    data = request.POST if request.method == "POST" else request.GET
    budgets = list(read.visible_budgets(request.user))
    chosen = next((each for each in budgets if str(each.pk) == data.get("budget")), None)
    rule = data.get("rule", "")
    if chosen is None:
        sums = read.figures(budgets)
        lines = [(each, sums[each.pk], payable_from(request.user, each).count())
                 for each in budgets]  # fmt: skip
        return render(request, "benefits/money/batch_from.html", {"lines": lines})
    formats = service.paying_at(chosen.place_id).formats
    most = min(each.most for each in formats.values())
    waiting = payable_from(request.user, chosen, rule)
    found = candidates(list(waiting[:most]), chosen)
    form = BatchForm(request.POST or None, formats=formats.values(),
                     initial={"purpose": _purpose(found)})  # fmt: skip
    if form.is_valid():
        with refusals_on(form):
            made = _make(request, chosen, found, form)
            messages.success(request, _("The batch is made; somebody else signs it now."))
            return redirect("benefits:money_batch", made.number)
    context = {
        "budget": chosen, "sums": read.figures_of(chosen), "rule": rule, "form": form,
        "benefits": benefits_at(chosen.place_id), "found": found, "most": most,
        "more": max(0, waiting.count() - most), **_counted(found),
        "skipped": set(request.POST.getlist("skip")) if form.is_bound else _doubtful(found),
    }  # fmt: skip
    status = 400 if form.is_bound else 200
    return render(request, "benefits/money/batch_new.html", context, status=status)


def _purpose(found: list[Candidate]) -> str:
    """What the bank's statement says: the benefit, where all are of one."""
    titles = {title_of(each.application) for each in found}
    return titles.pop()[:30] if len(titles) == 1 else _("Employment benefit")


def _doubtful(found: list[Candidate]) -> set[str]:
    """What is left out unless the officer takes it in: everything with a warning."""
    return {str(each.application.pk) for each in found if each.warnings}


def _counted(found: list[Candidate]) -> dict[str, object]:
    """Counts and sums of the list, for the page and for noticing that it changed meanwhile."""
    good = [each for each in found if not each.warnings]
    return {
        "count": len(found), "total": sum(each.application.amount or 0 for each in found),
        "good": len(good), "good_total": sum(each.application.amount or 0 for each in good),
    }  # fmt: skip


def _make(
    request: HttpRequest, budget: Budget, found: list[Candidate], form: BatchForm
) -> PaymentBatch:
    counted = _counted(found)
    seen = (request.POST.get("count"), request.POST.get("total"))
    if seen != (str(counted["count"]), str(counted["total"])):
        raise Conflict(_("The list changed while you looked at it; look at it again."))
    skipped = set(request.POST.getlist("skip"))
    kept = [each.application for each in found if str(each.application.pk) not in skipped]
    return service.make(by=request.user, budget=budget, applications=kept, **form.cleaned_data)


@require_GET
@page(*ROWS)
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """One batch: its payments, who made and signed it, its file, the bank's answers."""
    return _shown(request, read.batch_for(request.user, number))


def _shown(
    request: HttpRequest, found: PaymentBatch, *, status: int = 200, **forms: Form,
) -> HttpResponse:  # fmt: skip
    """The page; ``forms`` are those that failed, by their names in the template."""
    state = request.GET.get("state", "")
    payments = found.payments.select_related(
        "application", "application__person", "application__employer", "application__place"
    ).order_by("line", "pk")
    if state:
        payments = payments.filter(state=state)
    elif found.state != PaymentBatch.State.CANCELLED:
        payments = payments.exclude(state=Payment.State.CANCELLED)
    pays = request.user.can(Can.PAY_BENEFITS)
    made = found.state == PaymentBatch.State.MADE
    unsent = found.state in (PaymentBatch.State.MADE, PaymentBatch.State.BACK)
    empty = {"answer": AnswerForm(), "tell": TellForm(), "cancel": CancelForm(),
             "back": BackForm(), "out": OutForm()}  # fmt: skip
    context = empty | forms | {
        "batch": found, "page": Paginator(payments, PER_PAGE).get_page(request.GET.get("page")),
        "state": state, "parts": read.parts_of_batch(found),
        "warned": found.payments.exclude(warnings=[]).count(),
        "may_sign": made and service.may_sign(request.user, found), "may_cancel": unsent and pays,
        "unsent": unsent, "may_mend": pays and mending.may_mend(request.user, found),
        "own": found.made_by_id == request.user.pk, "may_fetch": pays and bool(found.stored_as),
        "may_answer": pays and found.state in (PaymentBatch.State.SIGNED, PaymentBatch.State.DONE),
        "replies": found.replies.order_by("-read_at"),
    }  # fmt: skip
    return render(request, "benefits/money/batch.html", context, status=status)


@require_POST
@page(*ROWS)
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """The second person signs; the bank file is written."""
    found = read.batch_for(request.user, number)
    service.sign(by=request.user, batch=found)
    messages.success(request, _("Signed; the bank file is written."))
    return redirect("benefits:money_batch", number)


@require_POST
@page(*ROWS)
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Who could sign does not, and says what is to be mended."""
    found = read.batch_for(request.user, number)
    form = BackForm(request.POST)
    if carried_out(form, mending.send_back, by=request.user, batch=found):
        messages.success(request, _("Sent back to who made it, with your reason."))
        return redirect("benefits:money_batch", number)
    return _shown(request, found, back=form, status=400)


@require_POST
@page(Can.PAY_BENEFITS)
def take_out(request: HttpRequest, number: str) -> HttpResponse:
    """The maker takes payments out of a batch that was sent back."""
    found = read.batch_for(request.user, number)
    form = OutForm(request.POST)
    chosen = [int(pk) for pk in request.POST.getlist("out") if pk.isdecimal()]
    if carried_out(form, mending.take_out, by=request.user, batch=found, payments=chosen):
        messages.success(request, _("Taken out; they wait to be paid again."))
        return redirect("benefits:money_batch", number)
    return _shown(request, found, out=form, status=400)


@require_POST
@page(Can.PAY_BENEFITS)
def hand_in(request: HttpRequest, number: str) -> HttpResponse:
    """The maker asks for the signature again."""
    mending.hand_in(by=request.user, batch=read.batch_for(request.user, number))
    messages.success(request, _("Handed in again; somebody else signs it now."))
    return redirect("benefits:money_batch", number)


@require_POST
@page(Can.PAY_BENEFITS)
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Take the batch apart before it is signed."""
    found = read.batch_for(request.user, number)
    form = CancelForm(request.POST)
    if carried_out(form, service.cancel, by=request.user, batch=found):
        messages.success(request, _("The batch is cancelled; its applications wait again."))
        return redirect("benefits:money_batch", number)
    return _shown(request, found, cancel=form, status=400)


@require_POST
@page(Can.PAY_BENEFITS)
def file(request: HttpRequest, number: str) -> HttpResponse:
    """The bank file, with full account numbers; leaves a trace."""
    found = read.batch_for(request.user, number)
    name, content = service.fetch(by=request.user, batch=found)
    return HttpResponse(
        content, content_type=CONTENT_TYPES[name.rpartition(".")[2]],
        headers={"Content-Disposition": content_disposition_header(True, name),
                 "Cache-Control": "no-store"},
    )  # fmt: skip


@require_POST
@page(Can.PAY_BENEFITS)
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Read the file that the bank sent back."""
    found = read.batch_for(request.user, number)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            reply = bankanswers.read(by=request.user, batch=found, file_name=upload.name,
                                     content=upload.content)  # fmt: skip
        except Refusal as error:
            form.add_error("file", str(error))
        else:
            _told(request, reply)
            return redirect("benefits:money_batch", number)
    return _shown(request, found, answer=form, status=400)


def _told(request: HttpRequest, reply: object) -> None:
    words = _("%(paid)d paid, %(failed)d returned, %(already)d known already, %(odd)d to look at.")
    counts = {
        "paid": reply.paid, "failed": reply.failed, "already": reply.already,
        "odd": len(reply.problems),
    }  # fmt: skip
    tell = messages.warning if reply.problems else messages.success
    tell(request, words % counts)


@require_POST
@page(Can.PAY_BENEFITS)
def tell(request: HttpRequest, number: str) -> HttpResponse:
    """One line that the bank answered on paper."""
    found = read.batch_for(request.user, number)
    form = TellForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            bankanswers.tell(by=request.user, batch=found, line=given["line"],
                             paid=given["result"] == "paid", reason=given["reason"])  # fmt: skip
            messages.success(request, _("Line %(n)d is recorded.") % {"n": given["line"]})
            return redirect("benefits:money_batch", number)
    return _shown(request, found, tell=form, status=400)
