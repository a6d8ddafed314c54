"""The first page, and the privacy notice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..notice import VERSION, office_for
from .pages import screen, worker_of


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Big tiles of what works."""
    return screen(request, "home")


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """Who keeps what, why, how long, and what one can do about it."""
    worker = worker_of(request)
    office = office_for(worker.home_place_id) if worker else None
    return screen(request, "notice", {"version": VERSION, "office": office})
