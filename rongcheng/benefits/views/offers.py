"""The page of benefits offered without applying: what was offered, and having it worked out."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.benefits import offer_tasks
from rongcheng.benefits.models import OfferRun
from rongcheng.benefits.queries import offers as read
from rongcheng.benefits.services.offering import rules_offered
from rongcheng.core.errors import Refusal
from rongcheng.rules.packs import live

from .review_pages import page

PER_PAGE = 20


@require_GET
@page(Can.SEE_BENEFITS)
def offers(request: HttpRequest) -> HttpResponse:
    """The runs over the reader's place, how offers stand, and which rules are offered."""
    shown = Paginator(read.runs(request.user), PER_PAGE).get_page(request.GET.get("page"))
    names = read.packs_of(request.user)
    today = timezone.localdate()
    context = {
        "page": shown, "seen": [read.seen(request.user, run) for run in shown],
        "standing": read.standing(request.user),
        "rules": [rule for name in names for rule in rules_offered(live(name), today)],
        "may_start": read.may_start(request.user),
    }  # fmt: skip
    return render(request, "benefits/offers.html", context)


@require_POST
@page(Can.CHECK_BENEFITS)
def start(request: HttpRequest) -> HttpResponse:
    """Have the lists of the reader's place worked out now."""
    names = read.packs_of(request.user)
    if not names or request.user.office is None:
        raise Refusal(_("No pack of rules covers your place."))
    for name in names:
        run = offer_tasks.begin(by=request.user, pack=name, place=request.user.office.place_id)
        if run.state == OfferRun.State.DONE:
            total = read.seen(request.user, run)
            messages.success(request, _("%(n)d new offers.") % {"n": total.new})
        else:
            messages.info(request, _("The lists are being worked out; look again in a minute."))
    return redirect("benefits:offers")
