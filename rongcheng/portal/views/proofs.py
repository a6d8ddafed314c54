"""The yearly proof of a recognised body: what is due by when, handing it in, what was found."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Proof
from rongcheng.benefits.queries import workshops as read
from rongcheng.benefits.queries.workshops import Due
from rongcheng.benefits.services import workshops as service
from rongcheng.benefits.services.workshops import Sheet
from rongcheng.core.errors import Refusal

from ..actors import Spokesperson
from .benefits import employer_of, form
from .pages import screen, signed_in, worker_of

TOLD = 20
"""Lines that could not be read, of which the page tells."""


@require_safe
@signed_in
def proofs(request: HttpRequest, code: str) -> HttpResponse:
    """What a company is recognised as, and each year's list: due, handed in, what was found."""
    employer = employer_of(worker_of(request), code)
    today = timezone.localdate()
    rows = [
        (one, read.holds(one, today), read.years_of(one, today))
        for one in read.recognitions_of(employer)
    ]
    return screen(request, "benefits/proofs", {"employer": employer, "rows": rows})


@form
@signed_in
def proof(request: HttpRequest, code: str, pk: int, year: int) -> HttpResponse:
    """The list of one year: typed or pasted, looked over, handed in; then what became of it."""
    due = _due(request, code, pk, year)
    if due.proof:
        return _handed_in(request, due)
    text = request.POST.get("people", "")[:300_000]
    if request.method == "GET" or "mend" in request.POST:
        return _asked(request, due, text)
    sheet = service.read_list(text)
    problems = sheet.problems[:TOLD]
    if not sheet.lines and not problems:
        problems = [_("Write at least one person: name, ID number, months.")]
    if problems or "go" not in request.POST:
        return _asked(request, due, text, sheet, problems)
    try:
        service.file_proof(
            by=_actor(request, due), recognition=due.recognition, year=year, lines=sheet.lines
        )
    except Refusal as refusal:
        return _asked(request, due, text, problems=[str(refusal)])
    messages.success(request, _("The list is handed in. The office looks at it."))
    return redirect("portal:proof", code=code, pk=pk, year=year)


@require_POST
@signed_in
def back(request: HttpRequest, code: str, pk: int, year: int) -> HttpResponse:
    """A list that nobody has looked at is taken back, to hand in a right one."""
    due = _due(request, code, pk, year)
    if due.proof:
        try:
            service.take_back(by=_actor(request, due), proof=due.proof)
            messages.success(request, _("The list is taken back. Hand in the right one."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect("portal:proof", code=code, pk=pk, year=year)


def _due(request: HttpRequest, code: str, pk: int, year: int) -> Due:
    """The year of a recognition of a company that the worker acts for; 404 for any other."""
    employer = employer_of(worker_of(request), code)
    one = read.recognitions_of(employer).filter(pk=pk).first()
    years = read.years_of(one, timezone.localdate()) if one else []
    found = next((each for each in years if each.year == year), None)
    if found is None:
        raise Http404(_("The recognition does not reach into %(year)d.") % {"year": year})
    return found


def _actor(request: HttpRequest, due: Due) -> Spokesperson:
    return Spokesperson(worker_of(request), frozenset({due.recognition.employer_id}))


def _asked(
    request: HttpRequest, due: Due, text: str, sheet: Sheet | None = None,
    problems: list[str] | None = None,
) -> HttpResponse:  # fmt: skip
    employer = due.recognition.employer
    context = {
        "due": due, "employer": employer, "text": text, "problems": problems,
        "sheet": sheet if sheet and not problems else None,
        "months": handling_at(employer.place_id).limit("proof_months"),
        "registered": len(read.registered_months(employer, due.year)),
    }  # fmt: skip
    return screen(request, "benefits/proof_new", context, 422 if problems else 200)


def _handed_in(request: HttpRequest, due: Due) -> HttpResponse:
    """Of each person only the months that are recorded with this very company are told."""
    proof = due.proof
    assert proof is not None
    is_open = proof.state == Proof.State.OPEN
    context = {
        "due": due, "proof": proof, "employer": due.recognition.employer,
        "lines": proof.lines.order_by("pk"), "is_open": is_open,
        "may_take_back": is_open and proof.filed_by == _actor(request, due).actor,
    }  # fmt: skip
    return screen(request, "benefits/proof", context)
