"""Following an appeal: the list, the door by number and phone, and the page of one appeal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rongcheng.appeals.events import Stage
from rongcheng.appeals.files import played
from rongcheng.appeals.marking import pieces
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.queries.scope import appeals_of
from rongcheng.appeals.services.attachments import fetch
from rongcheng.appeals.wording import answer_by, first_call, standing
from rongcheng.benefits.queries.objecting import about, advice_at
from rongcheng.core.errors import Refusal

from .. import appeals as told
from ..actors import Follower, Worker
from ..services import following
from .pages import FOLLOWED, remember, screen, worker_of
from .tell import identify

form = require_http_methods(["GET", "POST"])
Mine = Worker | Follower
Screen = Callable[..., HttpResponse]


def mine(request: HttpRequest) -> QuerySet[Appeal]:
    """The appeals that this browser may follow: the worker's own, and those opened by number."""
    followed = Appeal.objects.filter(pk__in=request.session.get(FOLLOWED, []))
    worker = worker_of(request)
    if worker is None:
        return followed
    own = appeals_of(worker).order_by().values("pk")
    return Appeal.objects.filter(pk__in=own) | followed


def followed(view: Screen) -> Screen:
    """A page of one appeal, for its worker or who knows number and phone; others are asked first.

    The view is given the appeal and as whom the reader acts on it.
    """

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponse:
        chosen = mine(request).filter(number=number)
        appeal = chosen.select_related(
            "place", "holder", "merged_into__place", "merged_into__holder", "event_place"
        ).first()
        if appeal is None:
            return redirect(f"{reverse('portal:follow')}?number={number}")
        return view(request, appeal, _actor(request, appeal), **kwargs)

    return checked


def _actor(request: HttpRequest, appeal: Appeal) -> Mine:
    worker = worker_of(request)
    if worker is not None and appeals_of(worker).filter(pk=appeal.pk).exists():
        return Worker(worker)
    return Follower(appeal)


@form
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """My appeals, and the door for those who have only a number."""
    if request.method == "POST":
        return _by_number(request)
    if request.GET.get("sign_in") and worker_of(request) is None:
        return identify(request, reverse("portal:follow"))
    return _door(request, request.GET.get("number", "")[:30])


def _by_number(request: HttpRequest) -> HttpResponse:
    number = following.plain_number(request.POST.get("number", "")[:60])[:30]
    phone = following.plain_phone(request.POST.get("phone", "")[:60])
    try:
        appeal = following.follow(
            number=number, phone=phone, address=request.META.get("REMOTE_ADDR", "")
        )
    except Refusal as refusal:
        return _door(request, number, refusal)
    remember(request, appeal.pk)
    if not request.user.is_authenticated:  # the log-in of staff is bound to its key
        request.session.cycle_key()  # somebody else may have set the old one
    return redirect("portal:appeal", number=appeal.number)


def _door(request: HttpRequest, number: str, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "lines": told.lines(mine(request)), "number": number, "refusal": refusal,
        "phone": request.POST.get("phone", ""),
    }  # fmt: skip
    return screen(request, "follow", context, refusal.status if refusal else 200)


@require_safe
@followed
def appeal(request: HttpRequest, appeal: Appeal, actor: Mine) -> HttpResponse:
    """Where it is in one sentence, what happened, and what one can do now."""
    now = timezone.now()
    context = {
        "appeal": appeal, "items": told.timeline(appeal), "can": told.may_do(actor, appeal),
        "pieces": pieces(appeal.text, {}), "files": told.files(appeal).filter(
            event__who__in=told.OWN),
        "claims": appeal.claims.count() if appeal.group else 0, "unsaid": told.unsaid(appeal),
        "known_kind": appeal.category and (
            appeal.stage != Stage.RECEIVED or appeal.category_by != "system"),
    } | told.where(appeal, now)  # fmt: skip
    following.seen(appeal=appeal)
    return screen(request, "appeal", context)


@require_safe
@followed
def sent(request: HttpRequest, appeal: Appeal, actor: Mine) -> HttpResponse:
    """Right after filing: the number, what comes next and when, and what would help as proof."""
    now = timezone.now()
    rules = rules_for(appeal.place_id)
    it = standing(appeal.merged_into or appeal)
    decided = about(appeal)
    known = rules.categories.get(appeal.category)
    context = {
        "appeal": appeal, "answer_by": answer_by(it, now),
        "call": first_call(it, now) if appeal.phone else "",
        "critical": appeal.urgency == "critical",
        "elsewhere": rules.belongs_elsewhere(appeal.text),
        "answers": advice_at(decided.place_id) if decided else known.answers if known else (),
        "can": told.may_do(actor, appeal), "about": decided,
        "can_follow": bool(appeal.phone) or appeal.person_id is not None,
    } | told.where(appeal, now)  # fmt: skip
    return screen(request, "sent", context)


@require_safe
@followed
def file(request: HttpRequest, appeal: Appeal, actor: Mine, pk: int) -> HttpResponse:
    """A file of the appeal: photos and sound open in the browser, all else is saved."""
    attachment = get_object_or_404(told.files(appeal), pk=pk)
    try:
        content = fetch(by=actor, attachment=attachment)
    except Refusal as refusal:
        raise Http404(str(refusal)) from refusal
    if attachment.played_as:
        return played(request, attachment, content)
    shown = attachment.content_type.startswith("image/") and not attachment.saved_because
    response = HttpResponse(content, content_type=attachment.content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = _disposition(shown, attachment.name)
    return response


def _disposition(inline: bool, name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(not inline, name) or "attachment"


@require_safe
@followed
def seen_by(request: HttpRequest, appeal: Appeal, actor: Mine) -> HttpResponse:
    """Who of an office opened it."""
    return screen(request, "seen_by", {"appeal": appeal, "looks": told.looks(appeal)})
