"""Following an application: where it is, what happened, the decision; also by number and code."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rongcheng.audit.services import Actor
from rongcheng.benefits.models import Application, Decision
from rongcheng.benefits.permissions import possible
from rongcheng.benefits.queries.clawbacks import plan_of
from rongcheng.benefits.queries.objecting import appeals_against, open_against
from rongcheng.benefits.queries.posts import held_with
from rongcheng.benefits.queries.representatives import (
    applications_of_employers,
    employers_of,
)
from rongcheng.benefits.queries.scope import applications_of
from rongcheng.benefits.services.papers import fetch
from rongcheng.benefits.standing import holder, sentence
from rongcheng.core.errors import Refusal

from .. import benefits as told
from ..actors import Claimant, Spokesperson, Worker
from ..services import unlocking
from .pages import CLAIMED, screen, worker_of
from .tell import identify

form = require_http_methods(["GET", "POST"])
WAITS = "claim_code"
"""Where the session keeps number and phone while their code is waited for."""
Screen = Callable[..., HttpResponse]


def mine(request: HttpRequest) -> QuerySet[Application]:
    """The applications that this browser may follow: the worker's, and those opened by number."""
    opened = Application.objects.filter(pk__in=request.session.get(CLAIMED, []))
    worker = worker_of(request)
    if worker is None:
        return opened
    own = applications_of(worker).order_by().values("pk")
    theirs = applications_of_employers(worker).order_by().values("pk")
    return Application.objects.filter(Q(pk__in=own) | Q(pk__in=theirs)) | opened


def claimed(view: Screen) -> Screen:
    """A page of one application, for who applied or proved its phone; 404 for other workers.

    Who is not signed in is led to the door, whether or not there is such a number.
    """

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponse:
        found = mine(request).filter(number=number)
        application = found.select_related("place", "person", "employer").first()
        if application is None:
            if worker_of(request):
                raise Http404(_("There is no application %(n)s of yours.") % {"n": number})
            return redirect(f"{reverse('portal:claims')}?number={number}")
        return view(request, application, actor_of(request, application), **kwargs)

    return checked


def actor_of(request: HttpRequest, application: Application) -> Actor:
    """As whom the reader acts on an application."""
    worker = worker_of(request)
    if worker is not None and application.employer_id is not None:
        return Spokesperson(worker, frozenset(employers_of(worker).values_list("pk", flat=True)))
    if worker is not None and applications_of(worker).filter(pk=application.pk).exists():
        return Worker(worker)
    return Claimant(application)


@require_safe
@claimed
def claim(request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
    """Where it is in one sentence, the steps, what happened, and what one can do now."""
    now = timezone.now()
    names, at = told.steps(application)
    office = holder(application)
    last = application.events.filter(code="papers_asked").order_by("-seq").first()
    context = {
        "application": application, "title": told.title_of(application),
        "sentence": sentence(application, now, office), "steps": names, "at": at,
        "items": told.timeline(application), "can": possible(actor, application),
        "asked": last if application.stage == "waiting" else None,
        "bounced": application.events.filter(code="bounced").order_by("-seq").first()
        if application.stage == "bounced" else None,
        "decision": latest_decision(application), "account": told.has_account(application),
        "appeals": appeals_against(application), "disputed": open_against(application),
        "owed": plan_of(application), "post": held_with(application),
        "money": application.kind in ("cash", "support"),
    }  # fmt: skip
    return screen(request, "benefits/claim", context)


def latest_decision(application: Application) -> Decision | None:
    """What it was approved or refused on, if it was decided."""
    decided = application.decisions.filter(event__code__in=("approved", "refused"))
    return decided.select_related("event", "event__office").order_by("-pk").first()


@require_safe
@claimed
def sent(request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
    """Right after applying: the number, who has it, and what comes next."""
    context = {
        "application": application, "title": told.title_of(application),
        "sentence": sentence(application, timezone.now(), holder(application)),
        "money": application.kind in ("cash", "support"),
        "account": told.has_account(application),
    }  # fmt: skip
    return screen(request, "benefits/sent", context)


@require_safe
@claimed
def decision(request: HttpRequest, application: Application, actor: Actor) -> HttpResponse:
    """The conditions as they were decided, with the facts of that day and the clause."""
    found = latest_decision(application)
    if found is None:
        return redirect("portal:claim", number=application.number)
    context = {
        "application": application, "title": told.title_of(application), "decision": found,
        "conditions": told.decided(found), "refused": found.event.code == "refused",
        "can": possible(actor, application), "disputed": open_against(application),
    }  # fmt: skip
    return screen(request, "benefits/decision", context)


@require_safe
@claimed
def paper(request: HttpRequest, application: Application, actor: Actor, pk: int) -> HttpResponse:
    """A paper of the application: photos open in the browser, all else is saved."""
    found = get_object_or_404(application.papers, pk=pk)
    try:
        content = fetch(by=actor, paper=found)
    except Refusal as refusal:
        raise Http404(str(refusal)) from refusal
    inline = found.content_type.split("/")[0] == "image"
    response = HttpResponse(content, content_type=found.content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = (
        content_disposition_header(not inline, found.name) or "attachment"
    )
    return response


# --- by number and code ---------------------------------------------------------------------------


@form
@never_cache
def claims(request: HttpRequest) -> HttpResponse:
    """My applications, and the door for those who have only a number."""
    if request.method == "POST":
        return _send_code(request)
    if request.GET.get("sign_in") and worker_of(request) is None:
        return identify(request, reverse("portal:claims"))
    return _door(request, request.GET.get("number", "")[:30])


def _door(request: HttpRequest, number: str, refusal: Refusal | None = None) -> HttpResponse:
    shown = mine(request).select_related("place", "person").order_by("-filed_at", "-pk")
    context = {
        "claims": told.lines(shown, timezone.now()), "number": number, "refusal": refusal,
        "phone": request.POST.get("phone", ""),
    }  # fmt: skip
    return screen(request, "benefits/claims", context, refusal.status if refusal else 200)


def _send_code(request: HttpRequest) -> HttpResponse:
    number = "".join(request.POST.get("number", "").split()).upper()[:30]
    digits = "".join(c for c in request.POST.get("phone", "") if c.isdigit())
    phone = digits.removeprefix("86") if len(digits) == 13 else digits
    try:
        code = unlocking.send_code(
            number=number, phone=phone, address=request.META.get("REMOTE_ADDR", "")
        )
    except Refusal as refusal:
        return _door(request, number, refusal)
    request.session[WAITS] = {"number": number, "phone": phone, "shown": code}
    return redirect("portal:claim_code")


@form
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The code; only after it is right does anything of the application show."""
    waits = request.session.get(WAITS)
    if not waits:
        return redirect("portal:claims")
    context = {"to": waits["phone"], "shown_code": waits["shown"], "number": waits["number"]}
    if request.method == "GET":
        return screen(request, "benefits/code", context)
    try:
        found = unlocking.unlock(
            number=waits["number"], phone=waits["phone"], code=request.POST.get("code", "")
        )
    except Refusal as refusal:
        return screen(request, "benefits/code", context | {"refusal": refusal}, refusal.status)
    del request.session[WAITS]
    request.session[CLAIMED] = [*request.session.get(CLAIMED, []), found.pk]
    if not request.user.is_authenticated:  # the log-in of staff is bound to its key
        request.session.cycle_key()  # somebody else may have set the old one
    return redirect("portal:claim", number=found.number)
