"""What the recognition was trained on and how well it does; training it; a text to try it on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.appeals import tasks
from rongcheng.appeals.marking import pieces
from rongcheng.appeals.models import Appeal, TrainedModel
from rongcheng.appeals.queries import recognition as read
from rongcheng.appeals.queries.corrections import lessons
from rongcheng.appeals.recognition import NAME
from rongcheng.appeals.services import training
from rongcheng.appeals.services.reading import propose, recogniser
from rongcheng.appeals.words import category_name
from rongcheng.core.errors import Refusal

from .pages import READ, here, page

LONGEST = 2000
HEADS = {
    "category": gettext_lazy("Category of the matter"),
    "urgency": gettext_lazy("Urgency"),
    "arrears": gettext_lazy("Wages not paid"),
}
OTHER = {
    "other": gettext_lazy("Something else"), "yes": gettext_lazy("Yes"), "no": gettext_lazy("No"),
}  # fmt: skip


@require_GET
@page(*READ, Can.TUNE_APPEALS)
def recognition(request: HttpRequest) -> HttpResponse:
    """Material, figures, versions and practice of the model in use."""
    return _page(request, {})


@require_POST
@page(*READ, Can.TUNE_APPEALS)
def try_text(request: HttpRequest) -> HttpResponse:
    """What the platform would make of a text; nothing of it is kept."""
    text = request.POST.get("text", "").strip()
    if not text or len(text) > LONGEST:
        problem = _("Write what a worker might say, %(n)d letters at most.") % {"n": LONGEST}
        return _page(request, {"text": text, "problem": problem}, status=400)
    return _page(request, {"text": text} | _tried(request, text))


def _page(request: HttpRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    staff, model = request.user, recogniser()
    tunes = staff.can(Can.TUNE_APPEALS)
    heads = [(HEADS[head.name], head, _classes(request, head)) for head in read.heads(model)]
    context = {
        "model": model, "heads": heads, "main": heads[0][1], "trainings": read.trainings(),
        "shipped": not TrainedModel.objects.filter(in_use=True).exists(), "shipped_name": NAME,
        "made": TrainedModel.objects.filter(
            state=TrainedModel.State.KEPT, version=model.version
        ).first(),
        "running": read.running(), "margin": training.MARGIN, "tunes": tunes,
        "chooses": training.may_choose(staff),
        "exports": tunes and staff.can(Can.EXPORT), "longest": LONGEST,
        "waiting": len(lessons()) if tunes else 0,
        "restricted_too": read.restricted_too(staff),
        "practice": (practice := read.practice(staff, timezone.now())),
        "lines": [(category_name(p.category, here(request)), p) for p in practice.lines],
    }  # fmt: skip
    return render(request, "appeals/recognition.html", context | more, status=status)


def _classes(request: HttpRequest, head: read.Head) -> list[tuple[str, dict[str, Any]]]:
    return [(_label(request, each["label"]), each) for each in head.classes]


def _label(request: HttpRequest, label: str) -> str:
    if label in Appeal.Urgency.values:
        return str(Appeal.Urgency(label).label)
    return str(OTHER[label]) if label in OTHER else category_name(label, here(request))


def _tried(request: HttpRequest, text: str) -> dict[str, Any]:
    """A reading in words: category with its rivals, urgency, what was found where."""
    made = propose(text, home=here(request) or None)
    found = made.as_json()
    return {
        "tried": made, "pieces": pieces(text, found),
        "named": _label(request, made.category) if made.category else "",
        "also": [_label(request, each) for each in made.more_categories],
        "top": [(_label(request, each["label"]), each["confidence"]) for each in made.top],
        "level": Appeal.Urgency(made.urgency).label,
    }  # fmt: skip


@require_POST
@page(Can.TUNE_APPEALS)
def train(request: HttpRequest) -> HttpResponse:
    """Train it now with all corrections, in the background."""
    run = tasks.start_training(by=request.user)
    if run.state == TrainedModel.State.RUNNING:
        messages.info(request, _("The training has begun; the page tells when it is done."))
    elif run.state == TrainedModel.State.KEPT:
        messages.success(request, _("Trained; the new version reads from now on."))
    else:
        messages.warning(request, f"{run.get_state_display()} {run.problem}".strip())
    return redirect("appeals:recognition")


@require_POST
@page(Can.TUNE_APPEALS)
def use(request: HttpRequest) -> HttpResponse:
    """Go back to a version."""
    training.use(by=request.user, version=request.POST.get("version", ""))
    messages.success(request, _("Within a minute this version reads everywhere."))
    return redirect("appeals:recognition")


@require_POST
@page(Can.TUNE_APPEALS)
def restricted(request: HttpRequest) -> HttpResponse:
    """Whether the restricted appeals of one's place teach."""
    given = request.POST.get("allowed", "")
    if given not in ("yes", "no"):
        raise Refusal(_("Say yes or no."))
    training.let_restricted(by=request.user, allowed=given == "yes")
    messages.success(request, _("Noted; it holds from the next training on."))
    return redirect("appeals:recognition")


@require_POST
@page(Can.TUNE_APPEALS)
def corrections(request: HttpRequest) -> HttpResponse:
    """Corrections as a file, its hash in a header and in the trail."""
    made = training.export_corrections(by=request.user)
    name = _("corrections-%(day)s") % {"day": f"{timezone.localtime():%Y%m%d-%H%M}"}
    return HttpResponse(
        made.content, content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(True, f"{name}.csv"),
            "X-Content-SHA256": made.sha256,
        },
    )  # fmt: skip


urlpatterns = [
    path("recognition/", recognition, name="recognition"),
    path("recognition/try", try_text, name="recognition_try"),
    path("recognition/train", train, name="recognition_train"),
    path("recognition/use", use, name="recognition_use"),
    path("recognition/restricted", restricted, name="recognition_restricted"),
    path("recognition/corrections", corrections, name="recognition_corrections"),
]
