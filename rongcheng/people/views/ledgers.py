"""Ledgers: uploaded, looked through, corrected, loaded, undone."""

from __future__ import annotations

import io
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.people import tasks
from rongcheng.people.forms import LedgerFilter, UploadForm
from rongcheng.people.ledger import column_key
from rongcheng.people.models import LedgerBatch
from rongcheng.people.queries import ledgers as read
from rongcheng.people.queries.persons import PAGE, for_list
from rongcheng.people.services import ledgers as services
from rongcheng.people.services.samples import samples_of
from rongcheng.people.services.undo import undo_ledger
from rongcheng.web.forms import refusals_on

from .ledger_wordings import glance, history, sheets, skipped, stage
from .pages import page

State = LedgerBatch.State
PER_PAGE = 20


@require_GET
@page(Can.LOAD_LEDGERS)
def ledgers(request: HttpRequest) -> HttpResponse:
    """The ledgers of the person's places, the latest first."""
    form = LedgerFilter(request.GET)
    form.is_valid()
    given = getattr(form, "cleaned_data", {})
    place = given.get("place")
    found = read.batches(
        request.user,
        state=given.get("state", ""),
        place=place.code if place else None,
        text=given.get("q", ""),
    )
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(batch, glance(batch)) for batch in shown]
    return render(
        request, "people/ledgers/list.html",
        {"form": form, "page": shown, "rows": rows, "is_set": bool(request.GET)},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.LOAD_LEDGERS)
def upload(request: HttpRequest) -> HttpResponse:
    """A file taken in; its check begins at once."""
    form = UploadForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form):
            batch = services.upload_ledger(
                name=file.name, content=file.read(), place=form.cleaned_data["place"].code,
                by=request.user,
            )  # fmt: skip
            tasks.start_check(batch, by=request.user)
            return redirect("people:ledger", batch.pk)
    status = 400 if form.errors else 200
    return render(request, "people/ledgers/upload.html", {"form": form}, status=status)


@require_GET
@page(Can.LOAD_LEDGERS)
def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """One ledger: how far it is, what was found, what to do next, what came of it."""
    batch = read.batch(request.user, pk)
    context = {
        "batch": batch,
        "busy": _busy(batch),
        "stage": stage(batch),
        "glance": glance(batch),
        "history": history(batch),
        "same": read.same_file(request.user, batch) if batch.state == State.CHECKED else None,
    }
    if batch.state in (State.CHECKED, State.LOADED, State.UNDONE) and not context["busy"]:
        context |= _problems(request, batch)
        context |= {"columns": sheets(batch), "skipped": skipped(batch)}
    if batch.state == State.LOADED:
        context |= {
            "open_reviews": read.open_reviews_of(batch),
            "batch_query": f"?batch={batch.pk}",
            "may_resolve": request.user.can(Can.RESOLVE_DUPLICATES),
        }
    return render(request, "people/ledgers/ledger.html", context)


def _busy(batch: LedgerBatch) -> bool:
    """Whether something is under way or stands in line for this ledger."""
    if batch.state in (State.WAITING, State.CHECKING, State.LOADING):
        return True
    in_line = batch.state == State.CHECKED and batch.progress.get("stage") == "queued"
    return in_line and not batch.failure


def _problems(request: HttpRequest, batch: LedgerBatch) -> dict:
    found = services.problems_of(batch)
    chosen = {name: request.GET.get(name, "") for name in ("code", "severity", "sheet")}
    return {
        "kinds": read.kinds(found),
        "problem_page": read.problem_page(found, **chosen, number=request.GET.get("page", 1)),
        "problem_sheets": found["sheet"].unique(maintain_order=True).to_list(),
        "chosen": chosen,
    }


@require_GET
@page(Can.LOAD_LEDGERS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work has come; once it is over, the page is told to show itself anew."""
    batch = read.batch(request.user, pk)
    if _busy(batch):
        context = {"batch": batch, "stage": stage(batch)}
        return render(request, "people/ledgers/_progress.html", context)
    answer = HttpResponse()
    answer["HX-Refresh"] = "true"
    return answer


@require_http_methods(["GET", "POST"])
@page(Can.LOAD_LEDGERS)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """The recognised columns with samples; what is corrected is remembered for the office."""
    batch = read.batch(request.user, pk)
    if request.method == "POST":
        changed = _chosen_columns(request, batch)
        if not changed:
            messages.info(request, _("Nothing was changed."))
            return redirect("people:ledger", batch.pk)
        services.choose_columns(batch=batch, choices=changed, by=request.user)
        messages.success(
            request, _("Saved and checked again. Your office's next ledger is read the same way.")
        )
        return redirect("people:ledger", batch.pk)
    try:
        samples = samples_of(batch)
    except Conflict:  # the file is no longer kept; the columns are still worth seeing
        samples = {}
    context = {
        "batch": batch, "columns": sheets(batch, samples), "fields": read.field_choices(),
    }  # fmt: skip
    return render(request, "people/ledgers/_columns.html", context)


def _chosen_columns(request: HttpRequest, batch: LedgerBatch) -> dict[str, dict[str, str | None]]:
    """What the form says otherwise than the ledger: sheet, then column, then field."""
    changed: dict[str, dict[str, str | None]] = {}
    for number, column in enumerate(batch.mapping):
        given = request.POST.get(f"c{number}")
        if given is not None and (given or None) != (column["field"] or None):
            changed.setdefault(column["sheet"], {})[column_key(column)] = given or None
    return changed


@require_POST
@page(Can.LOAD_LEDGERS)
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A ledger that failed or was left half done is checked once more."""
    batch = read.batch(request.user, pk)
    tasks.start_check(batch, by=request.user)
    return redirect("people:ledger", batch.pk)


@require_GET
@page(Can.LOAD_LEDGERS)
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The same file with its bad cells coloured and explained."""
    batch = read.batch(request.user, pk)
    name = Path(batch.file_name)
    return FileResponse(
        io.BytesIO(services.marked_copy(batch)),
        as_attachment=True,
        filename=_("%(name)s-marked.xlsx") % {"name": name.stem},
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


@require_POST
@page(Can.LOAD_LEDGERS)
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """The good rows go into the registry; the others wait for the corrected file."""
    batch = read.batch(request.user, pk)
    if _busy(batch):
        raise Refusal(_("This ledger is being worked on; wait until that is over."))
    tasks.start_load(
        batch, by=request.user,
        even_if_mostly_duplicates=request.POST.get("all_the_same") == "1",
    )  # fmt: skip
    return redirect("people:ledger", batch.pk)


@require_http_methods(["GET", "POST"])
@page(Can.LOAD_LEDGERS)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """A load taken back whole, after a question; refused where something depends on it."""
    batch = read.batch(request.user, pk)
    context = {"batch": batch, "glance": glance(batch), "refusal": ""}
    if request.method == "POST":
        try:
            undo_ledger(batch=batch, by=request.user)
        except Refusal as error:
            context["refusal"] = str(error)
            return render(request, "people/ledgers/undo.html", context, status=error.status)
        messages.success(request, _("The load of %(file)s is undone.") % {"file": batch.file_name})
        return redirect("people:ledger", batch.pk)
    return render(request, "people/ledgers/undo.html", context)


@require_GET
@page(Can.LOAD_LEDGERS)
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The persons of whom a loaded ledger told."""
    batch = read.batch(request.user, pk)
    kind = request.GET.get("kind", "")
    kind = kind if kind in ("new", "known") else ""
    found = for_list(read.persons_of(request.user, batch, kind=kind).order_by("pk"))
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"batch": batch, "kind": kind, "page": shown, "people": shown.object_list}
    return render(request, "people/ledgers/people.html", context)
