"""What a worker does with their appeal: add, hurry, withdraw, confirm or not, rate, reopen."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rongcheng.appeals.models import Appeal
from rongcheng.appeals.services import worker as acts
from rongcheng.appeals.services.attachments import LARGEST, TOGETHER, Upload, recognised
from rongcheng.core.errors import Refusal

from .. import appeals as told
from .follow import Mine, followed, form
from .pages import screen

GRADES = (5, 4, 3, 2, 1)


def _back(request: HttpRequest, appeal: Appeal, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("portal:appeal", number=appeal.number)


def _refused(request: HttpRequest, name: str, appeal: Appeal, refusal: Refusal) -> HttpResponse:
    context = {"appeal": appeal, "refusal": refusal, "text": request.POST.get("text", "")}
    return screen(request, name, context, refusal.status)


@form
@followed
def add(request: HttpRequest, appeal: Appeal, actor: Mine) -> HttpResponse:
    """More words, photos, voice, papers; a file refused takes neither text nor others with it."""
    context = {"appeal": appeal, "largest": LARGEST // 1024 // 1024}
    if request.method == "GET":
        asked = appeal.events.filter(code="material_asked").order_by("-seq").first()
        waits = appeal.stage == "waiting_worker"
        return screen(request, "add", context | {"asked": asked if waits else None})
    good, wrong = files_sent(request)
    text = request.POST.get("text", "")
    try:
        if not wrong or good or text.strip():
            acts.add_material(by=actor, appeal=appeal, text=text, files=good)
    except Refusal as refusal:
        told_ = context | {"refusal": refusal, "text": text}
        return screen(request, "add", told_, refusal.status)
    if wrong:
        taken = bool(good or text.strip())
        return screen(request, "add", context | {"wrong": wrong, "taken": taken}, 422)
    return _back(request, appeal, _("It is with the office now."))


def files_sent(request: HttpRequest) -> tuple[list[Upload], list[str]]:
    """The files of a form that can be taken, and what is wrong with the others."""
    good, wrong, taken = [], [], 0
    for name in ("photos", "camera", "voice"):
        for sent in request.FILES.getlist(name):
            taken += min(sent.size or 0, LARGEST + 1)
            if taken > TOGETHER:
                wrong.append(
                    _("“%(name)s” was left out: all files together may have %(mb)d MB.")
                    % {"name": sent.name, "mb": TOGETHER // 1024 // 1024}
                )
                continue
            upload = Upload((sent.name or "")[-120:], sent.read(LARGEST + 1))
            try:
                recognised(upload)
            except Refusal as refusal:
                wrong.append(str(refusal))
            else:
                good.append(upload)
    return good, wrong


@require_POST
@followed
def hurry(request: HttpRequest, appeal: Appeal, actor: Mine) -> HttpResponse:
    """Asking for speed, once a day."""
    try:
        acts.hurry(by=actor, appeal=appeal)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:appeal", number=appeal.number)
    return _back(request, appeal, _("The office was told that you are waiting."))


@form
@followed
def withdraw(request: HttpRequest, appeal: Appeal, actor: Mine) -> HttpResponse:
    """What withdrawing means, and the button."""
    if request.method == "GET":
        if "withdrawn" not in told.may_do(actor, appeal):
            return redirect("portal:appeal", number=appeal.number)
        return screen(request, "withdraw_appeal", {"appeal": appeal})
    return _act(request, "withdraw_appeal", appeal, acts.withdraw, actor, _("It is withdrawn."))


@form
@followed
def solved(request: HttpRequest, appeal: Appeal, actor: Mine) -> HttpResponse:
    """Whether it is solved; if not, what is missing, in one's own words."""
    if request.method == "GET":
        if "confirmed" not in told.may_do(actor, appeal):
            return redirect("portal:appeal", number=appeal.number)
        answer = appeal.events.filter(code="answered").order_by("-seq").first()
        return screen(request, "solved", {"appeal": appeal, "answer": answer})
    if request.POST.get("solved") == "yes":
        done = _act(request, "solved", appeal, acts.confirm, actor, _("Good. It is closed now."))
        return redirect("portal:rate", number=appeal.number) if done.status_code == 302 else done
    thanks = _("It is back with the office, which must go on.")
    return _act(request, "solved", appeal, acts.dispute, actor, thanks)


@form
@followed
def reopen(request: HttpRequest, appeal: Appeal, actor: Mine) -> HttpResponse:
    """It came back after it was closed: why, in one's own words."""
    if request.method == "GET":
        if "reopened" not in told.may_do(actor, appeal):
            return redirect("portal:appeal", number=appeal.number)
        return screen(request, "reopen", {"appeal": appeal})
    thanks = _("It was taken up again; the office has it.")
    return _act(request, "reopen", appeal, acts.reopen, actor, thanks)


def _act(
    request: HttpRequest, name: str, appeal: Appeal, act: Callable[..., Appeal], actor: Mine,
    said: str,
) -> HttpResponse:  # fmt: skip
    try:
        with transaction.atomic():
            act(by=actor, appeal=appeal, text=request.POST.get("text", "").strip()[:2000])
    except Refusal as refusal:
        return _refused(request, name, appeal, refusal)
    return _back(request, appeal, said)


@form
@followed
def rate(request: HttpRequest, appeal: Appeal, actor: Mine) -> HttpResponse:
    """Five grades for how one was treated and for the result."""
    labels = {
        5: _("Very satisfied"), 4: _("Satisfied"), 3: _("Fairly satisfied"),
        2: _("Not satisfied"), 1: _("Not satisfied at all"),
    }  # fmt: skip
    grades = [(n, labels[n]) for n in GRADES]
    if request.method == "GET":
        if "rated" not in told.may_do(actor, appeal):
            return redirect("portal:appeal", number=appeal.number)
        return screen(request, "rate", {"appeal": appeal, "grades": grades})
    given = [request.POST.get(name, "") for name in ("attitude", "result")]
    numbers = [int(text) if text.isascii() and text.isdigit() else 0 for text in given]
    try:
        acts.rate(
            by=actor, appeal=appeal, attitude=numbers[0], result=numbers[1],
            text=request.POST.get("text", "").strip()[:2000],
        )  # fmt: skip
    except Refusal as refusal:
        context = {"appeal": appeal, "grades": grades, "refusal": refusal, "given": given}
        return screen(request, "rate", context, refusal.status)
    return _back(request, appeal, _("Thank you. It helps the office to do better."))
