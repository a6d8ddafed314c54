"""Public notices of one's place: what is up, who is on it, what was said against it, the sheet."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits import notice_sheet
from rongcheng.benefits.queries import notices as read
from rongcheng.benefits.services.notices import note_printed
from rongcheng.benefits.words import benefit_name
from rongcheng.core.errors import Conflict

from .review_pages import page


@require_GET
@page(Can.SEE_BENEFITS)
def notices(request: HttpRequest) -> HttpResponse:
    """The notices of one's place, the newest first."""
    shown = Paginator(read.notices_of(request.user), 30).get_page(request.GET.get("page"))
    rows = [(each, benefit_name(each.pack, each.rule), read.is_up(each)) for each in shown]
    return render(request, "benefits/review/notices.html", {"rows": rows, "page": shown})


@require_GET
@page(Can.SEE_BENEFITS)
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """One notice: its lines, and where somebody objected."""
    found = read.notice_for(request.user, number)
    context = {
        "notice": found, "benefit": benefit_name(found.pack, found.rule),
        "lines": read.lines_for(request.user, found), "up": read.is_up(found),
        "public": request.build_absolute_uri(reverse("portal:public_notice", args=[number])),
    }  # fmt: skip
    return render(request, "benefits/review/notice.html", context)


@require_GET
@page(Can.SEE_BENEFITS)
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The notice as a sheet for the wall, cut to one's own place."""
    found = read.notice_for(request.user, number)
    mine = set(read.lines_for(request.user, found).values_list("pk", flat=True))
    lines = [line for line in read.lines(found) if line.pk in mine]
    if not lines:
        raise Conflict(_("This notice is over, so no sheet is made of it any more."))
    note_printed(by=request.user, notice=found)
    address = request.build_absolute_uri(reverse("portal:public_notice", args=[number]))
    content = notice_sheet.made(found, lines, address)
    name = f"{number}-{scope_of(request.user).lo}.pdf"
    return HttpResponse(
        content, content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )  # fmt: skip
