"""Pages of recognised workshops, parks and incubators: their yearly proof and its review."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from rongcheng.benefits import granted_forms as f
from rongcheng.benefits.models import Proof
from rongcheng.benefits.queries import workshops as read
from rongcheng.benefits.services import workshops as service
from rongcheng.core.errors import NotAllowed
from rongcheng.employers.models import Recognition
from rongcheng.web.forms import refusals_on

from .granted_pages import PER_PAGE, READ, page, tabs_of


@require_GET
@page(*READ)
def workshops(request: HttpRequest) -> HttpResponse:
    """What is recognised at my place, with the proofs of the last years."""
    kind = request.GET.get("kind", "")
    rows = read.recognitions(request.user).prefetch_related("proofs")
    if kind in Recognition.Kind.values:
        rows = rows.filter(kind=kind)
    today = timezone.localdate()
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs_of(request), "page": shown, "kind": kind,
        "kinds": [("", _("All")), *Recognition.Kind.choices],
        "asked": read.asked_for(request.user)[:PER_PAGE],
        "rows": [
            (row, read.holds(row, today), _last(row), read.late(row, today)) for row in shown
        ],
    }  # fmt: skip
    return render(request, "benefits/workshops/list.html", context)


def _last(recognition: Recognition) -> Proof | None:
    """The proof of the latest year."""
    return max(recognition.proofs.all(), key=lambda proof: proof.year, default=None)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READ)
def workshop(request: HttpRequest, pk: int) -> HttpResponse:
    """One recognition: its proofs, and the list of another year."""
    found = read.recognition_for(request.user, pk)
    may = _may(request, found)
    form = f.ProofForm(request.POST or None, initial={"year": timezone.localdate().year})
    if request.method == "POST":
        service.check_place(request.user, found)
        if form.is_valid() and (proof := _filed(request, found, form)):
            return redirect("benefits:workshops_proof", proof.pk)
    year = timezone.localdate().year
    context = {
        "tabs": tabs_of(request), "recognition": found, "form": form if may else None,
        "holds": read.holds(found, timezone.localdate()),
        "proofs": found.proofs.order_by("-year"), "year": year,
        "registered": len(read.registered_months(found.employer, year)),
    }  # fmt: skip
    status = 400 if form.is_bound else 200
    return render(request, "benefits/workshops/one.html", context, status=status)


def _may(request: HttpRequest, recognition: Recognition) -> bool:
    try:
        service.check_place(request.user, recognition)
    except NotAllowed:
        return False
    return True


def _filed(request: HttpRequest, found: Recognition, form: f.ProofForm) -> Proof | None:
    """The proof of the list that was pasted; None where the form tells what is wrong."""
    sheet = service.read_list(form.cleaned_data["people"])
    for problem in sheet.problems[:20]:
        form.add_error("people", problem)
    if sheet.problems:
        return None
    with refusals_on(form):
        return service.file_proof(
            by=request.user, recognition=found, year=form.cleaned_data["year"], lines=sheet.lines
        )
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READ)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of one year: declared beside registered, and the review."""
    found = read.proof_for(request.user, pk)
    form = f.ReviewForm(request.POST or None)
    if request.method == "POST":
        service.check_place(request.user, found.recognition)
        if form.is_valid():
            with refusals_on(form):
                _review(request, found, form.cleaned_data)
                return redirect("benefits:workshops_proof", pk)
    lines = read.beside(found)
    may = _may(request, found.recognition) and found.state == Proof.State.OPEN
    context = {
        "tabs": tabs_of(request), "proof": found, "recognition": found.recognition,
        "page": Paginator(lines, 100).get_page(request.GET.get("page")), "form": form,
        "others": read.not_declared(found), "may_review": may,
        "own": found.filed_by == request.user.actor,
        "stats": _stats(found, lines),
    }  # fmt: skip
    status = 400 if form.is_bound else 200
    return render(request, "benefits/workshops/proof.html", context, status=status)


def _stats(proof: Proof, lines: list[read.Beside]) -> list[tuple[str, int, str]]:
    doubtful = sum(one.verdict in ("unknown", "none", "fewer") for one in lines)
    return [
        (_("Declared"), proof.declared, "plain"), (_("Counted"), proof.counted or 0, "ok"),
        (_("Not borne out by the registry"), doubtful, "warn" if doubtful else "plain"),
    ]  # fmt: skip


def _review(request: HttpRequest, found: Proof, given: dict) -> None:
    review = service.Review(given["passed"] == "1", given["finding"], given["withdraw"])
    service.review(by=request.user, proof=found, review=review)
    messages.success(request, _("The review is recorded."))
    left = service.to_be_paid(found.recognition.employer) if given["withdraw"] else 0
    if left:
        messages.warning(
            request,
            ngettext(
                "%(n)d award of this employer is approved and not paid yet: tell finance.",
                "%(n)d awards of this employer are approved and not paid yet: tell finance.", left,
            ) % {"n": left},
        )  # fmt: skip
