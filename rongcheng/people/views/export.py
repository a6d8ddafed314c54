"""Export of a list: first the question how, then the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.core.errors import NotAllowed, Refusal
from rongcheng.people.queries.filters import Filters
from rongcheng.people.queries.persons import in_order, persons
from rongcheng.people.services import export as service

from .pages import chips, page

KINDS = {
    "csv": ("text/csv; charset=utf-8", service.as_csv),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        service.as_xlsx,
    ),
}


@require_GET
@page(Can.EXPORT)
def ask(request: HttpRequest) -> HttpResponse:
    """What will be exported, in which form, and for numbers in full: why."""
    filters = Filters.parse(request.GET)
    return render(
        request, "people/export.html",
        {"filters": filters, "chips": chips(filters), "sort": request.GET.get("sort", ""),
         "total": persons(request.user, filters).count(),
         "may_unmask": request.user.can(Can.UNMASK)},
    )  # fmt: skip


@require_POST
@page(Can.EXPORT)
def download(request: HttpRequest) -> HttpResponse:
    """The list as a file, streamed while it is read."""
    filters = Filters.parse(request.POST)
    kind = request.POST.get("kind", "csv")
    if kind not in KINDS:
        raise Refusal(
            _("A list can be exported as csv or xlsx, not as “%(kind)s”.") % {"kind": kind}
        )
    full = request.POST.get("full") == "1"
    reason = request.POST.get("reason", "").strip() if full else ""
    if full:
        try:
            service.check_may_unmask(request.user, reason)
        except NotAllowed:
            raise
        except Refusal as refusal:  # the reason is missing: back to the question, not a dead end
            messages.error(request, str(refusal))
            return redirect(f"{reverse('people:export')}?{filters.address}")
    started = service.begin(
        people=in_order(request.user, filters, request.POST.get("sort", "")),
        filters=filters.chosen, reason=reason, kind=kind, by=request.user,
    )  # fmt: skip
    content_type, write = KINDS[kind]
    name = _("persons-%(day)s") % {"day": f"{timezone.localtime():%Y%m%d-%H%M}"}
    return StreamingHttpResponse(
        write(started),
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.{kind}")},
    )
