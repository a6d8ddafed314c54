"""Keeps open log-ins in step with their rows, and turns refusals into pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from rongcheng.core.errors import Refusal

from .models import Staff, StaffSession
from .permissions import refusal_page
from .services.sessions import note_login, note_logout

SEEN_EVERY = timedelta(minutes=1)
# Addresses that stay open to somebody who must first change a password or set up a second factor.
ALWAYS_OPEN = ("/static/", "/language", "/type-size")


class StaffSessions:
    """Ends a log-in whose row is gone; asks for what an account still lacks; shows refusals."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            answer = _ended(request) or _lacks_something(request)
            answer = answer or self.get_response(request)
            # after log-out on a shared computer, the button back shows nothing
            answer.headers.setdefault("Cache-Control", "no-store, private")
            return answer
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal_page(request, error) if isinstance(error, Refusal) else None


def _ended(request: HttpRequest) -> HttpResponse | None:
    """The way back to log-in, when this log-in was ended elsewhere."""
    row = StaffSession.objects.filter(session_key=request.session.session_key).first()
    if row is None or row.staff_id != request.user.pk:
        logout(request)
        request.session["ended"] = True
        return redirect_to_login(
            request.get_full_path() if request.method == "GET" else "/console/"
        )
    if now() - row.seen_at > SEEN_EVERY:
        StaffSession.objects.filter(pk=row.pk).update(seen_at=now())
    return None


def _lacks_something(request: HttpRequest) -> HttpResponse | None:
    """The page where the person first chooses a password or sets up the second factor."""
    staff: Staff = request.user
    if staff.must_change_password:
        name = "agencies:password"
    elif staff.second_factor_required and not staff.is_verified():
        name = "agencies:second_factor"
    else:
        return None
    open_anyway = (reverse(name), reverse("agencies:logout"), *ALWAYS_OPEN)
    if request.path.startswith(open_anyway):
        return None
    return redirect(name)


def on_login(sender: object, request: HttpRequest, user: Staff, **_: object) -> None:
    """Django's signal: the session is open, so its row is made.

    A log-in over somebody else's open session begins an empty one, which has no key until saved.
    """
    if request.session.session_key is None:
        request.session.save()
    note_login(
        by=user,
        session_key=request.session.session_key,
        address=get_client_ip_address(request),
        device=request.META.get("HTTP_USER_AGENT", ""),
    )


def on_logout(sender: object, request: HttpRequest, user: Staff | None, **_: object) -> None:
    """Django's signal: the session is about to be flushed, so its row goes."""
    key = request.session.session_key
    if user is not None and StaffSession.objects.filter(session_key=key).exists():
        note_logout(by=user, session_key=key)


def welcome_back(request: HttpRequest) -> None:
    """Tells at log-in why the earlier session is gone."""
    if request.session.pop("ended", None):
        messages.info(
            request,
            _("Your session was ended, here or by a log-in elsewhere. Please log in again."),
        )
