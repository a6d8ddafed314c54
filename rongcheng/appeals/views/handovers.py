"""Hand-overs: the list with lamps, a new one, one request with what came back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.appeals import matter_forms as f
from rongcheng.appeals.models import Handover
from rongcheng.appeals.papers.bundle import evidence_bundle
from rongcheng.appeals.permissions import possible
from rongcheng.appeals.queries import handovers as read
from rongcheng.appeals.queries.scope import appeal_for, may_read
from rongcheng.appeals.services import handovers as service
from rongcheng.core.errors import NotAllowed, Refusal

from .pages import READ, page

PER_PAGE = 30


@require_GET
@page(*READ)
def handovers(request: HttpRequest) -> HttpResponse:
    """Open hand-overs, those due first; what came to my office, or went out from it."""
    which = request.GET.get("which", "")
    everything = request.GET.get("all") == "1"
    rows = read.handovers(request.user, which=which, everything=everything)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "which": which,
        "everything": everything, 
        "sides": [
            ("", _("All"), 0),
            ("to_us", _("To our office"), read.waiting(request.user).count()),
            ("from_us", _("From our office"), 0),
            ("came_back", _("Answer came back"), read.came_back(request.user).count()),
        ],
    }  # fmt: skip
    return render(request, "appeals/handovers/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.HANDLE_APPEALS)
def new(request: HttpRequest, number: str) -> HttpResponse:
    """To whom the matter is handed over, and what is asked; with the evidence bundle."""
    appeal = appeal_for(request.user, number)
    if "handed_over" not in possible(request.user, appeal):
        raise NotAllowed(
            _("Only the office responsible hands a matter over, while it works on it.")
        )
    form = f.HandoverForm(request.POST or None, by=request.user, appeal=appeal)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = _handed_over(request, appeal, given)
        except Refusal as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("Handed over to %(name)s.") % {"name": made.name})
            return redirect("appeals:case", number)
    context = {"appeal": appeal, "form": form}
    return render(request, "appeals/handovers/new.html", context, status=status)


def _handed_over(request: HttpRequest, appeal: object, given: dict) -> Handover:
    bundle = None
    if given.pop("bundle"):
        bundle = evidence_bundle(
            by=request.user, appeal=appeal, to=str(given["office"] or given["name"]),
            request=given["message"],
        )  # fmt: skip
    return service.hand_over(by=request.user, appeal=appeal, bundle=bundle, **given)


@require_GET
@page(*READ)
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what is asked, by when, what came back."""
    return _shown(request, read.handover_for(request.user, pk))


def _shown(
    request: HttpRequest, found: Handover, *, taken: f.HandoverTakenForm | None = None,
    answer: f.HandoverAnswerForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    may = service.may_answer(request.user, found) and found.state in read.OPEN
    ours = found.office_id is not None and found.office_id == request.user.office_id
    taken, answer = taken or f.HandoverTakenForm(), answer or f.HandoverAnswerForm()
    if ours:
        f.worded_for_the_body(taken, answer)
    answer.fields["paper"].required = not ours  # the service asks for it of who writes for others
    context = {
        "handover": found, "appeal": found.appeal, "full": may_read(request.user, found.appeal),
        "taken": taken, "answer": answer,
        "may_take": may and found.state == Handover.State.SENT, "may_answer": may,
        "ours": ours,
        "step": read.step_of(found),
        "papers": found.appeal.attachments.filter(event__detail__handover=found.pk),
    }  # fmt: skip
    return render(request, "appeals/handovers/one.html", context, status=status)


@require_POST
@page(Can.HANDLE_APPEALS)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The body took it up."""
    found = read.handover_for(request.user, pk)
    form = f.HandoverTakenForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, taken=form, status=400)
    service.take_up(by=request.user, handover=found, **form.cleaned_data)
    messages.success(request, _("Recorded as taken up."))
    return redirect("appeals:handovers_one", pk)


@require_POST
@page(Can.HANDLE_APPEALS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What came back, told by the body or entered with the paper."""
    found = read.handover_for(request.user, pk)
    form = f.HandoverAnswerForm(request.POST, request.FILES)
    if form.is_valid():
        given = dict(form.cleaned_data)
        paper = given.pop("paper")
        try:
            service.answer(by=request.user, handover=found, files=[paper] if paper else [], **given)
        except Refusal as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The answer is recorded."))
            return redirect("appeals:handovers_one", pk)
    return _shown(request, found, answer=form, status=400)
