"""Public notices of benefits: everybody reads them without signing in, and may object."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rongcheng.benefits.models import PublicNotice
from rongcheng.benefits.queries import notices as read
from rongcheng.benefits.services import notices as service
from rongcheng.benefits.words import benefit_name
from rongcheng.core.errors import Refusal

from .pages import View, screen

PAGE = 30


def unlisted(view: Callable[..., HttpResponse]) -> View:
    """A page that no cache keeps and no search engine lists: who is on it is soon nobody's."""

    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return answered


@require_safe
@unlisted
def public_notices(request: HttpRequest) -> HttpResponse:
    """What is on notice now, by county and benefit; nobody's name."""
    shown = Paginator(read.up_now(), PAGE).get_page(request.GET.get("page"))
    rows = [(each, benefit_name(each.pack, each.rule)) for each in shown]
    return screen(request, "public_notices", {"rows": rows, "page": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def public_notice(request: HttpRequest, number: str) -> HttpResponse:
    """One notice: masked lines while it is up, and the way to object; nothing personal after."""
    try:
        notice = read.public(number)
    except Refusal as refusal:
        raise Http404(str(refusal)) from refusal
    if request.method == "POST":
        return _object(request, notice)
    return _page(request, notice)


def _page(
    request: HttpRequest, notice: PublicNotice, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "notice": notice, "benefit": benefit_name(notice.pack, notice.rule),
        "lines": read.lines(notice), "up": read.is_up(notice), "refusal": refusal,
        "text": request.POST.get("text", ""), "phone": request.POST.get("phone", ""),
        "line": request.POST.get("line", ""), "sent": "sent" in request.GET,
    }  # fmt: skip
    return screen(request, "public_notice", context, refusal.status if refusal else 200)


def _object(request: HttpRequest, notice: PublicNotice) -> HttpResponse:
    line = request.POST.get("line", "")
    try:
        service.object_to(
            notice=notice, line=int(line) if line.isascii() and line.isdigit() else 0,
            text=request.POST.get("text", ""), phone=request.POST.get("phone", ""),
            address=request.META.get("REMOTE_ADDR", ""),
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, notice, refusal)
    return redirect(f"{reverse('portal:public_notice', args=[notice.number])}?sent=1")


urlpatterns = [
    path("notices/", public_notices, name="public_notices"),
    path("notices/<slug:number>", public_notice, name="public_notice"),
]
