"""What the portal's views share: who is signed in, private pages, the cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from rongcheng.people.models import Person

from .. import applying as applyings
from .. import draft as drafts
from .. import telling as tellings
from ..actors import Worker
from ..services import sessions, waiting_files

COOKIE = "worker"
FOLLOWED = "followed"
"""Where the session keeps the appeals that were opened by number, or just filed."""
CLAIMED = "claimed"
"""Where the session keeps the applications that were opened by number and code."""
View = Callable[..., HttpResponse]


def worker_of(request: HttpRequest) -> Person | None:
    """The worker who is signed in on this browser; looked up once for a request."""
    if not hasattr(request, "worker"):
        cookie = request.COOKIES.get(COOKIE, "")
        request.worker = sessions.person_of(cookie) if cookie else None  # type: ignore[attr-defined]
    return request.worker  # type: ignore[attr-defined]


def signed_in(view: View) -> View:
    """A view for workers who proved who they are; others are asked first and then come back."""

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if worker_of(request):
            return view(request, *args, **kwargs)
        draft = drafts.load(request)  # a code that was just sent stays good
        draft.goal = request.path if request.method == "GET" else "/me"
        drafts.save(request, draft)
        return redirect("portal:who")

    checked.for_workers = True  # type: ignore[attr-defined]
    return checked


def remember(request: HttpRequest, appeal: int) -> None:
    """Let this browser follow an appeal."""
    kept = [one for one in request.session.get(FOLLOWED, []) if one != appeal]
    request.session[FOLLOWED] = [*kept, appeal]


def forget_all(request: HttpRequest) -> None:
    """Nothing of who was here stays in this browser: phones are shared in dormitories."""
    drafts.forget(request)
    waiting_files.drop(tellings.load(request).files)
    tellings.forget(request)
    waiting_files.drop(applyings.load(request).files)
    applyings.forget(request)
    for name in (FOLLOWED, CLAIMED):
        request.session.pop(name, None)


def sign_in(request: HttpRequest, response: HttpResponse, person: Person) -> HttpResponse:
    """Open a session for a worker on ``response``; what another one followed here is forgotten."""
    for name in (FOLLOWED, CLAIMED):
        request.session.pop(name, None)
    response.set_cookie(
        COOKIE, sessions.open_session(by=Worker(person)), httponly=True, samesite="Lax",
        secure=settings.HTTPS, max_age=12 * 3600,  # the server ends it after half an hour unused
    )  # fmt: skip
    return response


def screen(
    request: HttpRequest, name: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page of the portal; it knows who is signed in."""
    given = {"worker": worker_of(request)} | (context or {})
    return render(request, f"portal/{name}.html", given, status=status)
