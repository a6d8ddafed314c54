"""Group matters: the list, suggestions, the roster with what is owed, one line of it."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.appeals import matter_forms as f
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.permissions import possible
from rongcheng.appeals.queries import groups as read
from rongcheng.appeals.queries.rosters import claim_for, sheet
from rongcheng.appeals.queries.scope import appeal_for, may_read, visible_appeals
from rongcheng.appeals.services import grouping, opening, roster_file
from rongcheng.appeals.services import groups as service
from rongcheng.appeals.services.roster_reading import Roster, read_file, read_text
from rongcheng.core.errors import NotAllowed, Refusal

from .pages import READ, page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@page(*READ)
def groups(request: HttpRequest) -> HttpResponse:
    """Group matters of my reach, and appeals that could be made one."""
    context = {"groups": read.groups(request.user)}
    if request.user.can(Can.DISPATCH_APPEALS):
        context["suggestions"] = read.suggestions(request.user)
    return render(request, "appeals/groups/list.html", context)


@require_POST
@page(Can.DISPATCH_APPEALS)
def make(request: HttpRequest) -> HttpResponse:
    """The appeals named are made one group matter."""
    numbers = request.POST.getlist("number")
    found = list(visible_appeals(request.user).filter(number__in=numbers))
    if len(found) < len(set(numbers)):
        raise Refusal(_("Choose two appeals or more, of those you may see."))
    mother = grouping.make_group(by=request.user, appeals=found)
    messages.success(
        request, _("%(n)d appeals are one group matter now: %(mother)s.")
        % {"n": len(found), "mother": mother.number},
    )  # fmt: skip
    return redirect("appeals:groups_roster", mother.number)


@require_POST
@page(*READ)
def start(request: HttpRequest, number: str) -> HttpResponse:
    """This appeal becomes the mother case of a group."""
    service.start_group(by=request.user, appeal=_readable(request, number))
    messages.success(request, _("This is a group matter now; put the workers on the roster."))
    return redirect("appeals:groups_roster", number)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READ)
def roster(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet of what is owed; a POST puts workers on it: one, pasted, or from a file."""
    if request.method == "GET":
        opening.open_appeal(by=request.user, number=number)
    appeal = _readable(request, number)
    one = f.LineForm(request.POST if "name" in request.POST else None)
    many = f.RosterForm(request.POST if "text" in request.POST else None, request.FILES or None)
    shown: dict[str, object] = {}
    if request.method == "POST":
        shown = _added(request, appeal, one, many)
        if shown.get("done"):
            return redirect("appeals:groups_roster", number)
    may = possible(request.user, appeal)
    context = shown | {
        "appeal": appeal, "sheet": sheet(appeal), "one": one, "many": many,
        "together": f.PaidTogetherForm(), "may_change": "roster_changed" in may and appeal.group,
        "may_pay": "line_paid" in may, "may_start": "roster_changed" in may and not appeal.group,
        "may_unmask": request.user.can(Can.UNMASK),
    }  # fmt: skip
    status = 400 if request.method == "POST" else 200
    return render(request, "appeals/groups/roster.html", context, status=status)


def _readable(request: HttpRequest, number: str) -> Appeal:
    appeal = appeal_for(request.user, number)
    if not may_read(request.user, appeal):
        raise NotAllowed(
            _("This appeal is restricted: its text, names and files are for those who handle it.")
        )
    return appeal


def _added(request: HttpRequest, appeal: Appeal, one: f.LineForm,
           many: f.RosterForm) -> dict[str, object]:  # fmt: skip
    """What the page shows after workers were put on the roster; ``done`` if nothing is to tell."""
    form: Form = one if one.is_bound else many
    if not form.is_valid():
        return {}
    try:
        read_roster = _given(form)
        added = (
            service.add_claims(by=request.user, appeal=appeal, lines=read_roster.lines)
            if read_roster.lines else service.Added()
        )  # fmt: skip
    except Refusal as error:
        form.add_error(None, str(error))
        return {}
    if added.taken:
        count = len(added.taken)
        messages.success(
            request, ngettext("%(n)d worker is on the roster.", "%(n)d workers are on the roster.",
                              count) % {"n": count},
        )  # fmt: skip
    left_out = bool(added.doubles or read_roster.problems)
    return {"doubles": added.doubles, "problems": read_roster.problems, "done": not left_out}


def _given(form: Form) -> Roster:
    if isinstance(form, f.LineForm):
        return Roster([form.line()])
    if upload := form.cleaned_data["file"]:
        return read_file(upload)
    found = read_text(form.cleaned_data["text"])
    if not found.lines and not found.problems:
        raise Refusal(_("Nobody is listed: write a name and an amount on each line."))
    return found


@require_POST
@page(*READ)
def paid_together(request: HttpRequest, number: str) -> HttpResponse:
    """The workers ticked were paid in full, by one proof."""
    appeal = _readable(request, number)
    form = f.PaidTogetherForm(request.POST, request.FILES)
    chosen = [int(pk) for pk in request.POST.getlist("claim") if pk.isascii() and pk.isdigit()]
    if not form.is_valid() or not chosen:
        raise Refusal(_("Tick the workers that were paid, and choose the day and the proof."))
    claims = list(appeal.claims.filter(pk__in=chosen))
    service.record_payments(by=request.user, claims=claims, **form.cleaned_data)
    messages.success(request, _("%(n)d workers are paid, with proof.") % {"n": len(claims)})
    return redirect("appeals:groups_roster", number)


ACTS = {
    "amounts": (f.AmountsForm, service.set_amounts),
    "pay": (f.PaymentForm, service.record_payment),
    "sign_off": (f.SignOffForm, service.sign_off),
    "take_back": (f.TakeBackForm, service.reopen_line),
}


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READ)
def line(request: HttpRequest, number: str, pk: int, act: str = "") -> HttpResponse:
    """One worker of the roster: amounts, payments, signature."""
    appeal = _readable(request, number)
    claim = claim_for(request.user, number, pk)
    if act == "speaks":
        speaks = request.POST.get("speaks") == "1"
        service.set_representative(by=request.user, claim=claim, speaks=speaks)
        return redirect("appeals:groups_line", number, pk)
    forms = {name: form(**_begin(name, claim)) for name, (form, _run) in ACTS.items()}
    status = 200
    if request.method == "POST" and act in ACTS:
        form_class, run = ACTS[act]
        forms[act] = form = form_class(request.POST, request.FILES)
        if form.is_valid():
            try:
                run(by=request.user, claim=claim, **form.cleaned_data)
            except Refusal as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("%(name)s is saved.") % {"name": claim.name})
                return redirect("appeals:groups_roster", number)
        status = 400
    may = possible(request.user, appeal)
    context = {
        "appeal": appeal, "claim": claim, "forms": forms, "owed": service.owed(claim),
        "may_change": "roster_changed" in may, "may_pay": "line_paid" in may,
        "events": read.line_events(claim),
    }  # fmt: skip
    return render(request, "appeals/groups/line.html", context, status=status)


def _begin(name: str, claim: object) -> dict[str, object]:
    if name == "amounts":
        values = {n: getattr(claim, n) for n in ("claimed", "stated", "found")}
        return {"initial": {n: f"{v / 100:.2f}" for n, v in values.items() if v is not None}}
    if name == "pay" and (owed := service.owed(claim)):  # type: ignore[arg-type]
        return {"initial": {"amount": f"{(owed - claim.paid) / 100:.2f}"}}  # type: ignore[attr-defined]
    return {}


@require_http_methods(["POST"])
@page(*READ)
def export(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet as a workbook, with its hash; numbers in full only against a reason."""
    appeal = _readable(request, number)
    reason = request.POST.get("reason", "").strip() if request.POST.get("full") else ""
    if request.POST.get("full") and not reason:
        raise Refusal(_("Say why you need the full numbers."))
    content = roster_file.export_sheet(by=request.user, appeal=appeal, reason=reason)
    name = _("Owed-amount sheet %(n)s.xlsx") % {"n": appeal.number}
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )
