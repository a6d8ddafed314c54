"""Log-in in one or two steps, the page after too many wrong passwords, and log-out."""

from __future__ import annotations

import math
from time import time

from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from rongcheng.audit.services import System, record

from ..forms import CodeForm
from ..middleware import welcome_back
from ..models import Staff

PENDING, PENDING_SECONDS = "half_logged_in", 300
BACKEND = "django.contrib.auth.backends.ModelBackend"


class LoginForm(AuthenticationForm):
    """Django's form with usernames in small letters, as accounts are made."""

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Username and password; who has a second factor is asked for a code next."""
    if request.user.is_authenticated:
        return redirect(_target(request))
    form = LoginForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        staff = form.get_user()
        if TOTPDevice.objects.filter(user=staff, confirmed=True).exists():
            request.session.cycle_key()
            request.session[PENDING] = {"staff": staff.pk, "at": time(), "next": _target(request)}
            return redirect("agencies:login_code")
        login(request, staff, backend=BACKEND)
        return redirect(_target(request))
    if request.method == "GET":
        welcome_back(request)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "agencies/login.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code of the second factor, or a backup code; wrong ones slow the next try down."""
    pending = request.session.get(PENDING)
    staff = _half_logged_in(pending)
    if staff is None:
        request.session.pop(PENDING, None)
        return redirect("agencies:login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"].replace(" ", "").lower()
        device = _device_for(staff, typed)
        if device:
            del request.session[PENDING]
            login(request, staff, backend=BACKEND)
            otp_login(request, device)
            return redirect(pending["next"])
        form.add_error("code", _wrong_code(staff))
    return render(request, "agencies/login_code.html", {"form": form, "staff": staff})


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """The session ended."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def locked(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """The page after too many wrong passwords, which says from when it works again."""
    username = (credentials or {}).get("username") or ""
    address = get_client_ip_address(request)
    last = (
        AccessAttempt.objects.filter(username=username, ip_address=address)
        .order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    )  # fmt: skip
    until = (last or now()) + get_cool_off(request)
    minutes = max(1, math.ceil((until - now()).total_seconds() / 60))
    context = {"until": until, "minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}
    answer = render(request, "agencies/locked.html", context, status=429)
    answer.headers["Retry-After"] = str(minutes * 60)
    return answer


def on_locked_out(
    sender: object, request: HttpRequest, username: str, ip_address: str, **_: object
) -> None:
    """Axes' signal: noted once in the trail, when the lock falls."""
    if getattr(request, "axes_failures_since_start", None):
        staff = Staff.objects.filter(username=username).select_related("office").first()
        record(
            "agencies.login_locked", by=staff or System(username[:60] or "?"), subject=staff,
            place=staff.actor_place if staff else None, address=ip_address,
        )  # fmt: skip


def _half_logged_in(pending: dict | None) -> Staff | None:
    if not pending or time() - pending["at"] > PENDING_SECONDS:
        return None
    return Staff.objects.filter(pk=pending["staff"], is_active=True).first()


def _device_for(staff: Staff, typed: str) -> TOTPDevice | StaticDevice | None:
    """The device that accepts what was typed: six digits are the app's, else a backup code."""
    kind = TOTPDevice if typed.isdigit() else StaticDevice
    for device in kind.objects.filter(user=staff, confirmed=True):
        if found := verify_token(staff, device.persistent_id, typed):
            return found
    return None


def _wrong_code(staff: Staff) -> str:
    device = TOTPDevice.objects.filter(user=staff, confirmed=True).first()
    allowed, why = device.verify_is_allowed() if device else (True, None)
    if allowed or not why or not why.get("locked_until"):
        return _("That code is not right or was used already. Wait for the next one and try again.")
    seconds = max(1, math.ceil((why["locked_until"] - now()).total_seconds()))
    return _("That code is not right. Try again in %(seconds)s seconds.") % {"seconds": seconds}


def _target(request: HttpRequest) -> str:
    """Where log-in leads to: the page that was asked for, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    if ours and wanted != reverse("agencies:login"):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
