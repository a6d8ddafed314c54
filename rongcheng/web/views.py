"""Switches that every page has, and the page that shows every component."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from .context import LARGE_TYPE_COOKIE

YEAR = 365 * 24 * 3600


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remembers the language in a cookie and goes back to the page."""
    answer = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        _remember(answer, settings.LANGUAGE_COOKIE_NAME, chosen)
    return answer


@require_POST
def type_size(request: HttpRequest) -> HttpResponse:
    """Turns large type on or off."""
    answer = _back(request)
    _remember(answer, LARGE_TYPE_COOKIE, "1" if request.POST.get("large") == "1" else "0")
    return answer


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component on one page; open to all in demonstrations, to staff elsewhere."""
    from .showcase import showcase

    is_open = settings.DEMO or settings.TESTING
    if not is_open and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "web/components.html", showcase(request))


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "/")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(target if allowed else "/")


def _remember(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
