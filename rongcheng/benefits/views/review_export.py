"""The list of applications as a file: what goes out is said first, then streamed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.benefits.queries import lists as read
from rongcheng.benefits.review_forms import ApplicationFilter
from rongcheng.benefits.services import export as service
from rongcheng.core.errors import Refusal

from .queue import narrowed
from .review_pages import page

KINDS = {
    "csv": ("text/csv; charset=utf-8", service.as_csv),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", service.as_xlsx,
    ),
}  # fmt: skip


@require_GET
@page(Can.EXPORT)
def ask(request: HttpRequest) -> HttpResponse:
    """What will be exported, and in which form."""
    form, given = _valid(request)
    context = {
        "total": read.applications(request.user, given).count(), "chosen": _chosen(request, form),
        "sort": request.GET.get("sort", ""), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "benefits/review/export.html", context)


def _valid(request: HttpRequest) -> tuple[ApplicationFilter, dict]:
    form, given = narrowed(request)
    if not form.is_valid():
        raise Refusal(" ".join(problem for each in form.errors.values() for problem in each))
    return form, given


def _chosen(request: HttpRequest, form: ApplicationFilter) -> dict[str, str]:
    data = request.POST if request.method == "POST" else request.GET
    return {name: data[name] for name in form.fields if data.get(name)}


@require_POST
@page(Can.EXPORT)
def download(request: HttpRequest) -> HttpResponse:
    """The list as a file, streamed while it is read."""
    form, given = _valid(request)
    kind = request.POST.get("kind", "csv")
    if kind not in KINDS:
        raise Refusal(
            _("A list can be exported as csv or xlsx, not as “%(kind)s”.") % {"kind": kind}
        )
    rows = read.in_order(request.user, given, request.POST.get("sort", ""))
    started = service.begin(by=request.user, applications=rows, filters=_chosen(request, form))
    content_type, write = KINDS[kind]
    name = _("applications-%(day)s") % {"day": f"{timezone.localtime():%Y%m%d-%H%M}"}
    return StreamingHttpResponse(
        write(started), content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.{kind}")},
    )  # fmt: skip
