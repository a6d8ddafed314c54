"""Who acts for employers: requests answered by the county office, and those in force."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rongcheng.agencies.roles import Can
from rongcheng.benefits.queries.representatives import representative_for, visible_representatives
from rongcheng.benefits.services import representing
from rongcheng.core.errors import Refusal
from rongcheng.people.views.pages import page

PER_PAGE = 30


@require_safe
@page(Can.CHECK_BENEFITS)
def representatives(request: HttpRequest) -> HttpResponse:
    """Requests that wait first, then the others, newest first."""
    found = visible_representatives(request.user)
    waiting = list(found.filter(answered_at=None, until=None).order_by("asked_at")[:100])
    rest = found.exclude(answered_at=None).order_by("-answered_at", "-pk")
    context = {
        "waiting": [(each, representing.may_answer(request.user, each)) for each in waiting],
        "page": Paginator(rest, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "benefits/desk/representatives.html", context)


@require_POST
@page(Can.CHECK_BENEFITS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirmed, refused with the reason, or ended."""
    asked = representative_for(request.user, pk)
    act = request.POST.get("act", "")
    try:
        if act == "confirm":
            representing.confirm(by=request.user, request=asked)
            said = _("%(person)s may act for %(name)s.")
        elif act == "refuse":
            representing.refuse(
                by=request.user, request=asked, reason=request.POST.get("reason", "")
            )
            said = _("Refused: %(person)s for %(name)s.")
        elif act == "end":
            representing.end(by=request.user, request=asked)
            said = _("%(person)s acts for %(name)s no longer.")
        else:
            raise Refusal(_("Choose: confirm, refuse or end."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said % {"person": asked.person.name, "name": asked.name})
    return redirect("benefits:representatives")
