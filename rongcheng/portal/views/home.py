"""The first page, and the privacy notice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rongcheng.benefits.events import Who
from rongcheng.benefits.queries.scope import applications_of

from .. import appeals as told
from ..notice import VERSION, office_for
from .follow import mine
from .pages import FOLLOWED, screen, worker_of


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Big tiles of what works, and whether an office did something that the worker has not read."""
    followed = mine(request) if worker_of(request) or request.session.get(FOLLOWED) else None
    news = followed is not None and told.news(followed).filter(news=True).exists()
    worker = worker_of(request)
    waits = worker is not None and applications_of(worker).filter(turn=Who.APPLICANT).exists()
    return screen(request, "home", {"news": news, "waits": waits})


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """Who keeps what, why, how long, and what one can do about it."""
    worker = worker_of(request)
    office = office_for(worker.home_place_id) if worker else None
    return screen(request, "notice", {"version": VERSION, "office": office})
