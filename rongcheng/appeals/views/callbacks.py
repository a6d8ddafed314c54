"""Call-backs: the list of calls to make, one call with its questions."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.appeals import matter_forms as f
from rongcheng.appeals.models import CallBack
from rongcheng.appeals.queries import callbacks as read
from rongcheng.appeals.services import callbacks as service
from rongcheng.appeals.services import opening
from rongcheng.core.errors import NotAllowed, Refusal

from .pages import page

CALLERS = (Can.SUPERVISE_APPEALS, Can.DISPATCH_APPEALS)
PER_PAGE = 30


@require_GET
@page(*CALLERS)
def callbacks(request: HttpRequest) -> HttpResponse:
    """Calls to make, those due first; or those that were made."""
    done = request.GET.get("done") == "1"
    rows = read.callbacks(request.user, done=done)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "done": done,
        "waiting": read.callbacks(request.user).count(),
    }
    return render(request, "appeals/callbacks/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*CALLERS)
def callback(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: whom, about what, what was answered, and the questions."""
    found = read.callback_for(request.user, pk)
    form = f.CallForm(request.POST or None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            service.record_call(by=request.user, callback=found, **form.answers())
        except Refusal as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("The call is recorded."))
            return redirect("appeals:callbacks")
    return _shown(request, found, form, status=status)


@require_POST
@page(*CALLERS)
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The phone in full, against a reason that is logged."""
    found = read.callback_for(request.user, pk)
    reason = request.POST.get("reason", "") or _("call-back by phone")
    shown = opening.reveal_phone(by=request.user, appeal=found.appeal, reason=reason)
    return _shown(request, found, f.CallForm(), phone=shown)


def _shown(request: HttpRequest, found: CallBack, form: f.CallForm, *, phone: str = "",
           status: int = 200) -> HttpResponse:  # fmt: skip
    appeal = found.appeal
    try:
        service.check_may_call(request.user, appeal)
        own = ""
    except NotAllowed as error:
        own = str(error)
    events = appeal.events.filter(code__in=("answered", "called_back")).order_by("-seq")
    context = {
        "callback": found, "appeal": appeal, "form": form, "phone": phone, "own_work": own,
        "events": events, "tries": [e for e in events if e.detail.get("callback") == found.pk],
        "draw": found.draw.split(),
    }  # fmt: skip
    return render(request, "appeals/callbacks/one.html", context, status=status)


urlpatterns = [
    path("callbacks/", callbacks, name="callbacks"),
    path("callbacks/<int:pk>/", callback, name="callbacks_one"),
    path("callbacks/<int:pk>/phone", phone, name="callbacks_phone"),
]
