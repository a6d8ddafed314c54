"""My account: password, open sessions, second factor, tokens."""

from __future__ import annotations

from base64 import b32encode
from datetime import timedelta

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as otp_login
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from rongcheng.web.forms import refusals_on

from .. import queries, services
from ..forms import CodeForm, PasswordForm, TokenForm
from ..models import StaffSession, Token
from ..permissions import require
from ..roles import Can
from ..services.sessions import end_all_sessions, follow_session

READS_APPEALS = (Can.SEE_APPEALS, Can.HANDLE_APPEALS, Can.TAKE_APPEALS)


@never_cache
@require_safe
@require()
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and everything with which I or my programs come in."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    staff = request.user
    device = TOTPDevice.objects.filter(user=staff, confirmed=True).first()
    left = StaticToken.objects.filter(device__user=staff).count() if device else 0
    context = {
        "sessions": queries.open_sessions(staff), "tokens": queries.tokens_of(staff),
        "this_session": request.session.session_key, "device": device, "codes_left": left,
        "token_form": TokenForm(), "place": staff.office.place if staff.office else None,
        "may_webhooks": any(staff.can(one) for one in READS_APPEALS),
    }  # fmt: skip
    return render(request, "agencies/account.html", context | more, status=status)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@require()
def password(request: HttpRequest) -> HttpResponse:
    """A new password; the session stays open, all others end."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            staff = services.change_own_password(
                by=request.user, old=form.cleaned_data["old"], new=form.cleaned_data["new"]
            )
            old_key = request.session.session_key
            update_session_auth_hash(request, staff)
            follow_session(old_key, request.session.session_key)
            end_all_sessions(staff, besides=request.session.session_key)
            messages.success(request, _("Your password is changed."))
            return redirect("agencies:account")
    return render(request, "agencies/password.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require()
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set-up: scan the picture with an app, type its first code, keep the backup codes."""
    device = services.begin_second_factor(by=request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "code"):
            codes = services.confirm_second_factor(by=request.user, code=form.cleaned_data["code"])
            otp_login(request, TOTPDevice.objects.get(user=request.user, confirmed=True))
            return render(request, "agencies/backup_codes.html", {"codes": codes})
    context = {"form": form, "picture": picture_of(device), "secret": secret_of(device)}
    return render(request, "agencies/second_factor.html", context)


@require_POST
@require()
def backup_codes(request: HttpRequest) -> HttpResponse:
    """Fresh backup codes, shown once."""
    codes = services.new_backup_codes(by=request.user)
    return render(request, "agencies/backup_codes.html", {"codes": codes})


@require_POST
@require()
def remove_second_factor(request: HttpRequest) -> HttpResponse:
    """Log-in with the password alone again; the password is asked once more."""
    if not request.user.check_password(request.POST.get("password", "")):
        messages.error(request, _("The password is not right; the second factor stays."))
        return redirect("agencies:account")
    services.remove_second_factor(by=request.user, staff=request.user)
    messages.success(request, _("The second factor is removed."))
    return redirect("agencies:account")


@require_POST
@require()
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """One of my sessions ended."""
    session = get_object_or_404(StaffSession, pk=number, staff=request.user)
    services.end_session(by=request.user, session=session)
    messages.success(request, _("That session is ended."))
    return redirect("agencies:account")


@never_cache
@require_POST
@require()
def new_token(request: HttpRequest) -> HttpResponse:
    """A token made and shown this once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, status=400, token_form=form)
    expires = now() + timedelta(days=form.cleaned_data["days"])
    plain = services.issue_token(
        staff=request.user, by=request.user, name=form.cleaned_data["name"], expires=expires
    )
    return _page(request, fresh_token=plain)


@require_POST
@require()
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    """One of my tokens no longer works."""
    token = get_object_or_404(Token, pk=number, staff=request.user)
    services.revoke_token(by=request.user, token=token)
    messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
    return redirect("agencies:account")


def picture_of(device: TOTPDevice) -> str:
    """The QR code that authenticator apps scan, as inline SVG."""
    code = segno.make(device.config_url, error="m")
    return mark_safe(  # segno writes paths and numbers only
        code.svg_inline(scale=5, border=2, dark="#1d2733", light="#ffffff", omitsize=False)
    )


def secret_of(device: TOTPDevice) -> str:
    """The same secret for typing by hand, in groups of four."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
